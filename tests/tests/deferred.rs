//! A visit that the office put off, over real HTTP: it counts after the office's upgrade, and the cadre's device
//! learns it without a tap on the visit.
#![allow(clippy::unwrap_used, clippy::panic)]

use serde_json::value::RawValue;
use zoufang_domain::ids::{DeviceId, OpId, VisitId};
use zoufang_field::view::OwnVisitState;
use zoufang_office::storage::op_log::{NewOp, Outcome};
use zoufang_tests::ends::Ends;
use zoufang_wire::operation::hash;
use zoufang_wire::{ErrorCode, Operation};

/// The visit reaches an office that does not know visits.
fn put_off(ends: &Ends, visit: VisitId) {
    let database = ends.phone_database();
    let id = visit.0.as_bytes().as_slice();
    let bytes: String =
        database.query_row("SELECT bytes FROM outbox WHERE op_id = ?1", [id], |row| row.get(0)).unwrap();
    let device: [u8; 16] =
        database.query_row("SELECT device_id FROM enrolment", [], |row| row.get(0)).unwrap();
    let office = ends.office();
    let account = office.account_named("张示例").unwrap().id;
    let now = office.now();
    let raw = RawValue::from_string(bytes).unwrap();
    let head = Operation::parse(&raw).unwrap();
    office
        .change(move |rows| {
            let new = NewOp {
                op_id: head.op_id,
                hash: hash(&raw),
                kind: &head.kind,
                v: head.v,
                account,
                device: DeviceId(uuid::Uuid::from_bytes(device)),
                bytes: raw.get(),
                occurred_at: head.occurred_at,
                received_at: now,
            };
            rows.log_op(&new, &Outcome::deferred(ErrorCode::UnknownKind))?;
            rows.quarantine(&new, ErrorCode::UnknownKind, None)
        })
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visit_that_an_older_office_put_off_counts_after_its_upgrade_and_the_device_learns_it() {
    let mut ends = Ends::meet().await;
    ends.link.cut();
    let visit = ends.phone.visit();
    put_off(&ends, visit);
    ends.link.mend();
    let now = ends.phone.until("the answer", |now| now.pending == 0).await;
    assert_eq!(now.deferred, 1);
    let state = |ends: &Ends| ends.phone.field.my_visits().unwrap()[0].state;
    assert_eq!(state(&ends), OwnVisitState::Deferred);

    ends.restart_office(|_| ()).await;
    ends.phone.until("the news", |now| now.deferred == 0).await;
    assert_eq!(state(&ends), OwnVisitState::HandedIn);
    assert!(ends.phone.field.attention().unwrap().is_empty());
    let stored = ends.office().look(|rows| rows.visit(visit)).unwrap();
    assert_eq!(stored.unwrap().op_id, OpId(visit.0));
}
