//! Quarantine: what could not be applied is applied later, once, and the device that asks learns it.

use serde_json::value::RawValue;
use zoufang_office::Office;
use zoufang_office::storage::op_log::{NewOp, Outcome};
use zoufang_wire::operation::hash;
use zoufang_wire::{ErrorCode, OpResult, Operation};

use crate::fixture::{Device, Fixture, config, op_id, operation, visit_body};

/// Leaves an operation in the log as an office left it that did not know its kind.
fn put_off(town: &Fixture, device: &Device<'_>, op: &RawValue, code: ErrorCode) {
    let (op, head) = (op.to_owned(), Operation::parse(op).unwrap());
    let caller = device.caller.clone();
    let now = town.office.now();
    town.office
        .change(move |rows| {
            let new = NewOp {
                op_id: head.op_id,
                hash: hash(&op),
                kind: &head.kind,
                v: head.v,
                account: caller.account,
                device: caller.device,
                bytes: op.get(),
                occurred_at: head.occurred_at,
                received_at: now,
            };
            rows.log_op(&new, &Outcome::deferred(code))?;
            let waits_for = (code == ErrorCode::UnknownVisit).then_some(head.op_id.0);
            rows.quarantine(&new, code, waits_for)
        })
        .unwrap();
}

fn amend(town: &Fixture, visit: &RawValue) -> Box<RawValue> {
    let record = visit_body(town.households[0], "phone");
    town.op("visit.amend", &serde_json::json!({"visit_id": op_id(visit), "reason": "改", "record": record}))
}

#[test]
fn an_office_that_knows_the_kind_applies_at_its_start_what_an_older_one_put_off_and_only_once() {
    let town = Fixture::new();
    let device = town.device();
    let visit = town.visit(0, "face");
    let correction = amend(&town, &visit);
    let foreign = town.op("tree.plant", &1);
    for (op, code) in [
        (&visit, ErrorCode::UnknownKind),
        // Released together with its visit, and met once more in the same pass.
        (&correction, ErrorCode::UnknownKind),
        (&foreign, ErrorCode::UnknownKind),
    ] {
        put_off(&town, &device, op, code);
    }
    let of_visit = town.visit(1, "face");
    put_off(&town, &device, &of_visit, ErrorCode::UnknownKind);
    let waiting = town.op(
        "visit.amend",
        &serde_json::json!({"visit_id": op_id(&of_visit), "reason": "改", "record": visit_body(town.households[1], "phone")}),
    );
    device.push(1, std::slice::from_ref(&waiting));
    for seed in [5, 6] {
        let office = Office::open(town.folder.path(), config(&town.clock, seed)).unwrap();
        let outcome = |op: &RawValue| office.look(|rows| rows.stored_op(op_id(op))).unwrap().unwrap().outcome;
        assert_eq!(outcome(&visit).result, OpResult::Accepted);
        assert_eq!(outcome(&waiting).result, OpResult::Accepted);
        assert_eq!(outcome(&foreign).code, Some(ErrorCode::UnknownKind), "still nobody knows it");
        for household in &town.households[..2] {
            let visits = office.look(|rows| rows.visits_of(*household)).unwrap();
            assert_eq!(visits.iter().map(|visit| visit.version).collect::<Vec<_>>(), [2], "one effect each");
        }
        assert_eq!(office.look(|rows| rows.op_counts()).unwrap().quarantined, 1);
    }
    // The device that offers it again is told that it counts.
    let response = device.push(2, std::slice::from_ref(&visit));
    assert_eq!(response.results[0].r, OpResult::Duplicate);
}

#[test]
fn what_is_judged_anew_and_still_cannot_count_waits_for_what_it_lacks_now() {
    let town = Fixture::new();
    let stranger = town.office.add_account("李四", "cadre").unwrap();
    let device = town.device_of(stranger);
    let op = town.visit(0, "face");
    put_off(&town, &device, &op, ErrorCode::UnknownKind);
    drop(Office::open(town.folder.path(), config(&town.clock, 5)).unwrap());
    let stored = || town.office.look(|rows| rows.stored_op(op_id(&op))).unwrap().unwrap().outcome;
    assert_eq!((stored().result, stored().code), (OpResult::Deferred, Some(ErrorCode::OutOfScope)));
    town.assign(stranger, &[]);
    assert_eq!(stored().result, OpResult::Accepted, "the household came to the cadre, and the visit counts");
}

#[test]
fn a_device_that_asks_learns_what_has_become_of_its_own_operations_and_of_no_others() {
    let town = Fixture::new();
    let device = town.device();
    let (own, unknown) = (town.op("tree.plant", &1), operation(uuid::Uuid::from_u128(9), "x", &1));
    device.push(1, std::slice::from_ref(&own));
    let ask = |device: &Device<'_>| {
        let mut request = device.request(1, &[]);
        request.asks = vec![op_id(&own), op_id(&unknown)];
        town.office.handle_sync(device.caller.clone(), request).unwrap().fates
    };
    let fates = ask(&device);
    assert_eq!(fates.len(), 1);
    assert_eq!((fates[0].op_id, fates[0].hash), (op_id(&own), hash(&own)));
    assert_eq!((fates[0].r, fates[0].code), (OpResult::Deferred, Some(ErrorCode::UnknownKind)));
    let stranger = town.office.add_account("李四", "cadre").unwrap();
    assert!(ask(&town.device_of(stranger)).is_empty());
}
