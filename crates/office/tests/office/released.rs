//! Offices of every released version open with this program and keep what they hold.

use std::path::Path;

use uuid::Uuid;
use zoufang_domain::ids::{AccountId, DeviceId, HouseholdId, StreamId, VisitId};
use zoufang_office::storage::Scope;
use zoufang_office::storage::sqlite::MIGRATIONS;
use zoufang_office::{Caller, Office};
use zoufang_store::migrate::Sqlite;
use zoufang_store::{PreCopy, migrate};
use zoufang_wire::{OpFrame, OpResult, SyncRequest};

use crate::fixture::{Fixture, NOW, at, config, operation, visit_body};

/// The data of each released schema that had some, with its number, oldest first.
const RELEASED: [(usize, &str); 1] = [(1, include_str!("released/0001.sql"))];

/// Files of an office as it was left by the program of schema `version`.
fn left_by(version: usize, data: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let connection = zoufang_store::open(&folder.path().join("office.db"), None).unwrap();
    migrate(&mut Sqlite(&connection), &MIGRATIONS[..version], PreCopy::None).unwrap();
    connection.execute_batch(data).unwrap();
    folder
}

fn tables(folder: &Path) -> Vec<String> {
    let connection = zoufang_store::open(&folder.join("office.db"), None).unwrap();
    let mut statement = connection
        .prepare("SELECT name || ' ' || coalesce(sql, '') FROM sqlite_schema ORDER BY name")
        .unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

fn id(folder: &Path, sql: &str) -> Uuid {
    let connection = zoufang_store::open(&folder.join("office.db"), None).unwrap();
    let bytes: Vec<u8> = connection.query_row(sql, [], |row| row.get(0)).unwrap();
    Uuid::from_slice(&bytes).unwrap()
}

#[test]
fn an_office_of_every_released_version_is_migrated_and_equals_a_fresh_one() {
    let fresh = Fixture::new();
    for (version, data) in RELEASED {
        let folder = left_by(version, data);
        let office = Office::open(folder.path(), config(&fresh.clock, 7)).unwrap();
        assert_eq!(tables(folder.path()), tables(fresh.folder.path()), "schema {version}");
        assert_eq!(office.storage().check().unwrap(), Vec::<String>::new(), "schema {version}");
        let counts = office.look(|rows| rows.op_counts()).unwrap();
        assert_eq!((counts.ops, counts.quarantined, counts.conflicts), (7, 1, 1), "schema {version}");
        let coverage = office.look(|rows| rows.coverage(&Scope::Town)).unwrap();
        assert_eq!(
            (coverage[0].households, coverage[0].phone, coverage[0].face),
            (4, 2, 0),
            "schema {version}"
        );
    }
}

#[test]
fn the_ledger_of_every_released_version_can_be_narrowed_by_what_its_problems_say() {
    for (version, data) in RELEASED {
        let folder = left_by(version, data);
        drop(Office::open(folder.path(), config(&Fixture::new().clock, 7)).unwrap());
        let connection = zoufang_store::open(&folder.path().join("office.db"), None).unwrap();
        let sql =
            "SELECT code || ' ' || focus || ' ' || bucket || ' ' || severity || ' ' || due_on FROM finding";
        let line: String = connection.query_row(sql, [], |row| row.get(0)).unwrap();
        assert_eq!(line, "P.F2.13a F2 now 2 2022-05-19", "schema {version}");
    }
}

#[test]
fn a_device_goes_on_where_it_was_and_what_waited_is_still_released() {
    for (version, data) in RELEASED {
        let town = Fixture::new();
        let folder = left_by(version, data);
        let office = Office::open(folder.path(), config(&town.clock, 7)).unwrap();
        let of = |sql| id(folder.path(), sql);
        let caller =
            Caller::new(AccountId(of("SELECT id FROM account")), DeviceId(of("SELECT id FROM device")));
        let awaited = of("SELECT waits_for FROM quarantine");
        let household = HouseholdId(of("SELECT id FROM household WHERE n = 3"));
        let op = operation(awaited, "visit.record", &visit_body(household, "proxy"));
        let response = office
            .handle_sync(
                caller,
                SyncRequest {
                    stream_id: StreamId(of("SELECT stream_id FROM stream")),
                    device_time: at(NOW),
                    ops: vec![OpFrame { seq: 9, op }],
                    digest: None,
                    pull: None,
                    asks: vec![],
                },
            )
            .unwrap();
        assert_eq!((response.accepted_through, response.results[0].r), (9, OpResult::Accepted));
        let visit = office.look(|rows| rows.visit(VisitId(awaited))).unwrap().unwrap();
        assert_eq!(visit.version, 2, "schema {version}: the amendment that waited came after it");
        assert_eq!(office.look(|rows| rows.op_counts()).unwrap().quarantined, 0);
    }
}
