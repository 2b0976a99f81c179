//! The rules of a push (design, section 3).

use zoufang_domain::ids::StreamId;
use zoufang_office::ids::IdSource as _;
use zoufang_wire::operation::hash;
use zoufang_wire::sync::run_digest;
use zoufang_wire::{Digest, ErrorCode, OpResult};

use crate::fixture::{Fixture, op_id, operation, visit_body};

#[test]
fn an_accepted_operation_is_in_the_log_byte_for_byte() {
    let town = Fixture::new();
    let op = town.visit(0, "face");
    let response = town.device().push(1, std::slice::from_ref(&op));
    assert_eq!(response.accepted_through, 1);
    let stored = town.office.look(|rows| rows.stored_op(op_id(&op))).unwrap().unwrap();
    assert_eq!(stored.bytes, op.get());
    assert_eq!(stored.hash, hash(&op));
}

#[test]
fn neighbours_with_one_outcome_share_a_run_and_its_digest() {
    let town = Fixture::new();
    let ops =
        [town.visit(0, "face"), town.visit(1, "face"), town.op("tree.plant", &1), town.visit(2, "face")];
    let response = town.device().push(1, &ops);
    let shape: Vec<_> = response.results.iter().map(|run| (run.from, run.through, run.r)).collect();
    assert_eq!(shape, [(1, 2, OpResult::Accepted), (3, 3, OpResult::Deferred), (4, 4, OpResult::Accepted)]);
    let pairs: Vec<_> = ops[..2].iter().map(|op| (op_id(op), hash(op))).collect();
    assert_eq!(response.results[0].digest, run_digest(pairs.iter().map(|(id, hash)| (id, hash))));
}

#[test]
fn the_same_operation_again_is_a_duplicate_and_has_one_effect() {
    let town = Fixture::new();
    let device = town.device();
    let op = [town.visit(0, "face")];
    device.push(1, &op);
    let again = device.push(1, &op);
    assert_eq!(again.results[0].r, OpResult::Duplicate);
    assert_eq!(town.office.look(|rows| rows.visits_of(town.households[0])).unwrap().len(), 1);
}

#[test]
fn a_known_operation_in_a_new_stream_fills_its_slot_without_a_second_effect() {
    let town = Fixture::new();
    let mut device = town.device();
    let ops = [town.visit(0, "face"), town.visit(1, "face")];
    device.push(1, &ops);
    device.stream = StreamId(town.ids.uuid());
    let response = device.push(1, &ops);
    assert_eq!((response.accepted_through, response.results[0].r), (2, OpResult::Duplicate));
    let slots = town.office.look(|rows| rows.slots(device.stream)).unwrap();
    assert_eq!(slots, [(1, op_id(&ops[0])), (2, op_id(&ops[1]))]);
    assert_eq!(town.office.look(|rows| rows.visits_of(town.households[0])).unwrap().len(), 1);
}

#[test]
fn other_bytes_under_a_known_id_are_refused_and_both_are_kept() {
    let town = Fixture::new();
    let device = town.device();
    let first = town.visit(0, "face");
    device.push(1, std::slice::from_ref(&first));
    let other = operation(op_id(&first).0, "visit.record", &visit_body(town.households[1], "phone"));
    let response = device.push(2, std::slice::from_ref(&other));
    let run = &response.results[0];
    assert_eq!((run.r, run.code), (OpResult::Rejected, Some(ErrorCode::OpIdConflict)));
    assert_eq!(response.accepted_through, 2);
    // The answer was lost: the same again, and still one kept copy.
    device.push(2, std::slice::from_ref(&other));
    assert_eq!(town.office.look(|rows| rows.op_counts()).unwrap().conflicts, 1);
    assert!(town.office.look(|rows| rows.visits_of(town.households[1])).unwrap().is_empty());
}

#[test]
fn nothing_beyond_a_gap_is_taken() {
    let town = Fixture::new();
    let device = town.device();
    device.push(1, &[town.visit(0, "face")]);
    let response = device.push(3, &[town.visit(1, "face")]);
    assert_eq!(response.accepted_through, 1);
    assert!(response.results.is_empty());
    assert_eq!(town.office.look(|rows| rows.op_counts()).unwrap().ops, 1);
}

#[test]
fn a_number_that_stands_for_another_operation_is_a_fork_and_takes_nothing() {
    let town = Fixture::new();
    let device = town.device();
    device.push(1, &[town.visit(0, "face")]);
    let error = device.try_push(1, &[town.visit(1, "face"), town.visit(2, "face")]).unwrap_err();
    assert_eq!(error.code, ErrorCode::StreamForked);
    assert_eq!(town.office.look(|rows| rows.op_counts()).unwrap().ops, 1);
}

#[test]
fn a_stream_of_another_device_is_a_fork() {
    let town = Fixture::new();
    let one = town.device();
    one.push(1, &[town.visit(0, "face")]);
    let mut other = town.device();
    other.stream = one.stream;
    assert_eq!(other.try_push(2, &[town.visit(1, "face")]).unwrap_err().code, ErrorCode::StreamForked);
}

#[test]
fn one_bad_operation_does_not_hold_the_rest() {
    let town = Fixture::new();
    let bad = town.op("visit.record", &serde_json::json!({"household_id": 7}));
    let ops = [town.visit(0, "face"), bad.clone(), town.visit(1, "face")];
    let device = town.device();
    let response = device.push(1, &ops);
    assert_eq!(response.accepted_through, 3);
    let run = &response.results[1];
    assert_eq!((run.r, run.code), (OpResult::Rejected, Some(ErrorCode::OpBodyInvalid)));
    assert_eq!(run.detail.as_deref(), Some("household_id"));
    let stored = town.office.look(|rows| rows.stored_op(op_id(&bad))).unwrap().unwrap();
    assert_eq!(stored.bytes, bad.get());
}

#[test]
fn a_refusal_whose_answer_was_lost_is_told_again() {
    let town = Fixture::new();
    let device = town.device();
    let ops = [town.op("visit.record", &1), town.op("tree.plant", &1)];
    let first = device.push(1, &ops);
    assert_eq!(first.results, device.push(1, &ops).results);
}

#[test]
fn a_request_damaged_on_the_way_is_refused_as_a_whole() {
    let town = Fixture::new();
    let device = town.device();
    let mut request = device.request(1, &[town.visit(0, "face")]);
    request.digest = Some(Digest::zero());
    let error = town.office.handle_sync(device.caller.clone(), request).unwrap_err();
    assert_eq!(error.code, ErrorCode::DigestMismatch);
    let mut request = device.request(1, &[town.visit(0, "face"), town.visit(1, "face")]);
    request.ops[1].seq = 5;
    let error = town.office.handle_sync(device.caller.clone(), request).unwrap_err();
    assert_eq!(error.code, ErrorCode::BodyInvalid);
    assert_eq!(town.office.look(|rows| rows.op_counts()).unwrap().ops, 0);
}

#[test]
fn work_is_secured_only_up_to_the_newest_copy() {
    let town = Fixture::new();
    let device = town.device();
    assert_eq!(device.push(1, &[town.visit(0, "face"), town.visit(1, "face")]).secured_through, 0);
    let copy = tempfile::tempdir().unwrap();
    let through = town.office.backup_to(copy.path()).unwrap();
    town.office.mark_secured(through).unwrap();
    let response = device.push(3, &[town.visit(2, "face")]);
    assert_eq!((response.accepted_through, response.secured_through), (3, 2));
}

#[test]
fn requests_from_many_threads_share_commits_and_lose_nothing() {
    let town = Fixture::new();
    let devices: Vec<_> = (0..8).map(|_| town.device()).collect();
    let ops: Vec<Vec<_>> = (0..8).map(|n| (0..30).map(|_| town.visit(n % 4, "face")).collect()).collect();
    std::thread::scope(|scope| {
        for (device, ops) in devices.iter().zip(&ops) {
            scope.spawn(move || {
                for (seq, op) in (1..).zip(ops) {
                    assert_eq!(device.push(seq, std::slice::from_ref(op)).accepted_through, seq);
                }
            });
        }
    });
    assert_eq!(town.office.look(|rows| rows.op_counts()).unwrap().ops, 240);
    let office =
        zoufang_office::Office::open(town.folder.path(), crate::fixture::config(&town.clock, 2)).unwrap();
    assert_eq!(office.look(|rows| rows.op_counts()).unwrap().ops, 240);
}

#[test]
fn what_an_answer_takes_off_a_device_is_no_longer_counted_as_unsent() {
    let town = Fixture::new();
    let mut device = town.device();
    let unsent = || town.office.look(|rows| rows.devices()).unwrap()[0].pending;
    device.caller.pending = Some(3);
    device.push(1, &[town.visit(0, "face"), town.visit(1, "face")]);
    assert_eq!(unsent(), Some(1));
    device.caller.pending = Some(2);
    device.push(4, &[town.visit(2, "face")]);
    assert_eq!(unsent(), Some(2), "beyond a gap nothing was taken");
}
