//! Damage in a device's storage over the real engine, real HTTP and the real office: nothing else is held up, nothing
//! goes away, and the cadre is told.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::os::unix::fs::FileExt as _;
use std::time::Duration;

use zoufang_domain::ids::{OpId, StreamId, VisitId};
use zoufang_field::view::{DraftChange, SyncStatus};
use zoufang_tests::ends::Ends;
use zoufang_tests::phone::{PIN, words};
use zoufang_wire::{ApiError, ErrorCode};

const BLINK: Duration = Duration::from_millis(20);

/// Flips a bit in the middle of a saved visit's operation; returns what it was.
fn flip(ends: &Ends, visit: VisitId) -> String {
    let database = ends.phone_database();
    let id = visit.0.as_bytes().as_slice();
    let saved: String =
        database.query_row("SELECT bytes FROM outbox WHERE op_id = ?1", [id], |row| row.get(0)).unwrap();
    let mut bytes = saved.clone().into_bytes();
    let middle = saved.len() / 2;
    bytes[middle] ^= 0x15;
    database.execute("UPDATE outbox SET bytes = CAST(?2 AS TEXT) WHERE op_id = ?1", (id, &bytes)).unwrap();
    saved
}

#[tokio::test(flavor = "multi_thread")]
async fn damaged_visits_are_made_whole_or_set_aside_and_all_others_arrive() {
    let ends = Ends::meet().await;
    ends.link.cut();
    let (mended, lost, sound) = (ends.phone.visit(), ends.phone.visit(), ends.phone.visit());
    let as_saved = flip(&ends, mended);
    flip(&ends, lost);
    let lost_id = lost.0.as_bytes().as_slice();
    let broken = "UPDATE visit SET record = 'x' WHERE visit_id = ?1";
    assert_eq!(ends.phone_database().execute(broken, [lost_id]).unwrap(), 1);
    ends.link.mend();
    let all_but_one = |now: &SyncStatus| now.pending == 1 && now.progress.pending == 1;
    let now = ends.phone.until("all but one", all_but_one).await;
    assert_eq!((now.progress.stuck, now.unsent_visits), (1, 1));

    let office = ends.office();
    let stored = |visit: VisitId| office.look(|rows| rows.stored_op(OpId(visit.0))).unwrap();
    assert_eq!(stored(mended).unwrap().bytes, as_saved, "byte for byte as saved");
    assert!(stored(sound).is_some() && stored(lost).is_none());

    let shown = ends.phone.field.attention().unwrap();
    assert_eq!(shown.len(), 1);
    assert_eq!((shown[0].visit_id, shown[0].problem.code), (Some(lost), ErrorCode::OpDamaged));
    let told = words(&shown[0].problem);
    assert!(told.contains("别的走访照常上报") && told.contains("镇信息员"), "{told}");

    // Work goes on, taps and restarts bring nothing back, and the stream has no gap.
    ends.phone.field.lock();
    ends.phone.field.unlock(PIN).unwrap();
    let next = ends.phone.visit();
    ends.phone.until("the next visit", |now| now.pending == 1 && now.progress.accepted > 0).await;
    assert!(stored(next).is_some());
    let stream: [u8; 16] =
        ends.phone_database().query_row("SELECT stream_id FROM stream", [], |row| row.get(0)).unwrap();
    let stream = StreamId(uuid::Uuid::from_bytes(stream));
    let slots = office.look(|rows| rows.slots(stream)).unwrap();
    assert!(slots.len() >= 3 && (1..).zip(&slots).all(|(expected, slot)| slot.0 == expected), "{slots:?}");
    // The officer sees that the device still holds something.
    let devices = office.look(|rows| rows.devices()).unwrap();
    assert_eq!(devices.iter().map(|device| device.pending).collect::<Vec<_>>(), [Some(1)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_page_met_while_sending_is_rescued_at_the_next_unlock() {
    let ends = Ends::meet().await;
    ends.link.cut();
    let long = ends.phone.begin();
    let remark = DraftChange::SetRemark { remark: Some("院坝塌方".repeat(900)) };
    ends.phone.field.change_draft(long, remark).unwrap();
    ends.phone.field.save_visit(long).unwrap();
    let behind = ends.phone.visit();
    let database = ends.phone_database();
    let checkpoint = "PRAGMA wal_checkpoint(TRUNCATE)";
    while database.query_row(checkpoint, [], |row| row.get::<_, bool>(0)).unwrap() {
        tokio::time::sleep(BLINK).await;
    }
    let page: u32 = database
        .query_row(
            "SELECT max(pageno) FROM dbstat WHERE name = 'outbox' AND pagetype = 'overflow'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    drop(database);
    let file = std::fs::OpenOptions::new().write(true).open(ends.phone_file()).unwrap();
    file.write_all_at(&[0x5a; 64], u64::from(page - 1) * 4096).unwrap();

    // Nobody touches the screen: the engine alone meets the page.
    ends.link.mend();
    ends.phone.field.network_changed();
    let mark = ends.phone_file().with_extension("suspect");
    let mut looked = 0;
    while !mark.exists() {
        looked += 1;
        assert!(looked < 1_000, "the engine says nothing of the damage");
        tokio::time::sleep(BLINK).await;
    }
    let told = words(&ApiError::new(ErrorCode::StoreSuspect));
    assert!(told.contains("锁定") && told.contains("不会删"), "{told}");
    ends.phone.field.lock();
    let notice = ends.phone.field.unlock(PIN).unwrap().notice.unwrap();
    assert_eq!(notice.code, ErrorCode::StoreDamaged);
    ends.phone.hand_in().await;
    let arrived = zoufang_tests::township::visits_in(&ends.data);
    assert!(arrived.contains(&long) && arrived.contains(&behind));
}
