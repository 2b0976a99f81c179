//! Copies, restores, and opening after a sudden end.

use zoufang_office::Office;
use zoufang_wire::OpResult;

use crate::fixture::{Fixture, config, op_id};

#[test]
fn a_restored_office_has_a_new_epoch_and_takes_again_what_its_copy_lacks() {
    let town = Fixture::new();
    let mut device = town.device();
    let ops = [town.visit(0, "face"), town.visit(1, "face"), town.visit(2, "face")];
    device.push(1, &ops[..1]);
    device.pull(1_000);
    let copy = tempfile::tempdir().unwrap();
    town.office.backup_to(copy.path()).unwrap();
    device.push(2, &ops[1..]);
    let restored = Office::open_restored(copy.path(), config(&town.clock, 7)).unwrap();
    assert_ne!(restored.epoch().unwrap(), town.office.epoch().unwrap());
    let mut request = device.request(1, &[]);
    request.pull =
        Some(zoufang_wire::Pull { cursor: device.cursor.clone(), limit: 100, digest: false, knows: vec![] });
    let response = restored.handle_sync(device.caller.clone(), request).unwrap();
    assert!(response.reset);
    assert_eq!(response.accepted_through, 1);
    let response = restored.handle_sync(device.caller.clone(), device.request(2, &ops[1..])).unwrap();
    assert_eq!((response.accepted_through, response.results[0].r), (3, OpResult::Accepted));
    assert_eq!(restored.storage().check().unwrap(), Vec::<String>::new());
}

#[test]
fn what_was_answered_is_there_after_the_files_are_taken_from_under_a_running_office() {
    let town = Fixture::new();
    let op = town.visit(0, "face");
    town.device().push(1, std::slice::from_ref(&op));
    // As a kill leaves it: database and log as they are on disk, nothing closed.
    let crashed = tempfile::tempdir().unwrap();
    for file in ["office.db", "office.db-wal"] {
        std::fs::copy(town.folder.path().join(file), crashed.path().join(file)).unwrap();
    }
    let office = Office::open(crashed.path(), config(&town.clock, 8)).unwrap();
    assert_eq!(office.look(|rows| rows.stored_op(op_id(&op))).unwrap().unwrap().bytes, op.get());
    assert_eq!(office.epoch().unwrap(), town.office.epoch().unwrap());
}
