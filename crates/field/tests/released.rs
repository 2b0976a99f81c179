//! Phones of every released version open with this app and keep what they hold.
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use rusqlite::Connection;
use support::{Phone, household};
use zoufang_field::store::{self, MIGRATIONS};
use zoufang_field::view::HouseholdFilter;
use zoufang_store::migrate::Sqlite;
use zoufang_store::{PreCopy, migrate};

/// The data of each released schema, oldest first.
const RELEASED: [&str; 1] = [include_str!("released/0001.sql")];

fn tables(connection: &Connection) -> Vec<String> {
    let mut statement = connection
        .prepare("SELECT name || ' ' || coalesce(sql, '') FROM sqlite_schema ORDER BY name")
        .unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

fn rows(connection: &Connection, table: &str) -> i64 {
    connection.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap()
}

/// A phone as it was left by the app of schema `version`.
fn left_by(version: usize) -> Phone {
    let phone = Phone::with_village(0);
    for file in std::fs::read_dir(phone.dir.path()).unwrap() {
        let path = file.unwrap().path();
        if path.file_name().unwrap().to_string_lossy().starts_with("field.db") {
            std::fs::remove_file(path).unwrap();
        }
    }
    let connection = zoufang_store::open(&phone.path(), Some(&phone.key)).unwrap();
    migrate(&mut Sqlite(&connection), &MIGRATIONS[..version], PreCopy::Beside).unwrap();
    let checklist = phone.checklist.to_document().replace('\'', "''");
    connection.execute_batch(&RELEASED[version - 1].replace("{checklist}", &checklist)).unwrap();
    phone
}

#[test]
fn a_phone_of_every_released_version_is_migrated_and_equals_a_fresh_one() {
    for version in 1..=RELEASED.len() {
        let phone = left_by(version);
        let fresh = Phone::with_village(0);
        assert_eq!(tables(&phone.database()), tables(&fresh.database()), "schema {version}");
        let kept = ["outbox", "draft", "visit", "pulled", "household_line"]
            .map(|table| rows(&phone.database(), table));
        assert_eq!(kept, [3, 1, 1, 6, 3], "schema {version}");
    }
}

#[test]
fn work_of_every_released_version_is_shown_and_can_be_finished() {
    for version in 1..=RELEASED.len() {
        let phone = left_by(version);
        let field = phone.unlocked();
        let page = field.households(&HouseholdFilter::default(), None, 0, 10).unwrap();
        assert_eq!(page.total, 3);
        let mine = field.my_visits().unwrap();
        assert_eq!((mine.len(), mine[0].unsent), (1, 3));
        let drafts = field.drafts().unwrap();
        assert_eq!((drafts.len(), drafts[0].household_id), (1, household(1)));
        let view = field.draft(drafts[0].visit_id).unwrap();
        let visit = support::complete(&field, &phone, &view, false).visit_id;
        field.save_visit(visit).unwrap();
        assert!(phone.count("SELECT count(*) FROM outbox") > 3);
    }
}

#[test]
fn lines_written_under_another_reading_of_a_household_are_made_anew() {
    let phone = Phone::with_village(1);
    phone
        .database()
        .execute_batch(
            "UPDATE household_line SET line = '{\"v\":\"old\"}'; UPDATE roster_revision SET rules = 0",
        )
        .unwrap();
    let page = phone.unlocked().households(&HouseholdFilter::default(), None, 0, 10).unwrap();
    assert_eq!((page.total, page.rows[0].head_name.as_str()), (1, "曾祥云"));
    drop(store::open_current(&phone.path(), &phone.key, &phone.env).unwrap());
    assert!(phone.count("SELECT rules FROM roster_revision") > 0);
}
