//! A device whose clock is two years off, in either direction: it enrols, visits and hands in like any other. What it
//! recorded stays as it was claimed, with the offset beside it, and the cadre is asked to set the clock.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, FixedOffset, TimeDelta};
use serde_json::Value;
use zoufang_domain::ids::VisitId;
use zoufang_field::clock::{Clock, SystemClock};
use zoufang_field::{Env, ids};
use zoufang_office::{Config, Office, storage};
use zoufang_tests::phone::{PIN, Phone};
use zoufang_tests::program::{free_port, serve_office_with_tls};
use zoufang_tests::township;

/// The real clock, set wrong by a fixed span.
struct Wrong {
    right: SystemClock,
    by: TimeDelta,
}

impl Clock for Wrong {
    fn now(&self) -> DateTime<FixedOffset> {
        self.right.now() + self.by
    }

    fn mono_ms(&self) -> u64 {
        self.right.mono_ms()
    }

    fn boot(&self) -> String {
        self.right.boot()
    }
}

fn wrong_by(by: TimeDelta, boot: &str) -> Env {
    Env::new(Arc::new(Wrong { right: SystemClock::new(boot.into()), by }), Arc::new(ids::SystemIds))
}

/// A visit as the office keeps it: when the device says it was, the offset it knew, and when it arrived.
struct Kept {
    claimed: DateTime<FixedOffset>,
    offset_ms: i64,
    finished: DateTime<FixedOffset>,
    received: DateTime<FixedOffset>,
}

fn kept(data: &Path, visit: VisitId) -> Kept {
    let office = Office::open(data, Config::for_tests()).unwrap();
    let stored = storage::read(office.storage(), |rows| rows.stored_op(zoufang_domain::ids::OpId(visit.0)));
    let stored = stored.unwrap().unwrap();
    let value: Value = serde_json::from_str(&stored.bytes).unwrap();
    let instant = |value: &Value| value.as_str().unwrap().parse().unwrap();
    Kept {
        claimed: instant(&value["occurred_at"]),
        offset_ms: value["clock"]["offset_ms"].as_i64().unwrap(),
        finished: instant(&value["body"]["finished_at"]),
        received: stored.received_at.parse().unwrap(),
    }
}

async fn two_years(by: TimeDelta) {
    let folder = tempfile::tempdir().unwrap();
    let (data, port) = (folder.path().join("office"), free_port().unwrap());
    let ticket = township::prepare_at(&data, &format!("https://127.0.0.1:{port}"), 20);
    let office = serve_office_with_tls(&data, port).unwrap();
    let dir = folder.path().join("phone");
    let phone = Phone::with(&dir, wrong_by(by, "wrong"), "0.1.0");
    phone.enrol(&ticket).await;
    let visit = phone.visit();
    phone.hand_in().await;
    let told = phone.field.sync_status().unwrap().progress.clock_off_minutes.unwrap();
    assert!((told + by.num_minutes()).abs() <= 1, "the hint says {told} minutes");

    let right = SystemClock::new("right".into());
    let minute = TimeDelta::minutes(1);
    let near = |a: DateTime<FixedOffset>, b: DateTime<FixedOffset>| (a - b).abs() < minute;
    let seen = kept(&data, visit);
    assert!(near(seen.claimed, right.now() + by), "the claimed time was changed: {}", seen.claimed);
    assert!(near(seen.finished, right.now() + by));
    assert!(near(seen.received, right.now()), "the office's own time: {}", seen.received);
    assert!(
        near(seen.claimed + TimeDelta::milliseconds(seen.offset_ms), right.now()),
        "{} and {} ms do not give the true time",
        seen.claimed,
        seen.offset_ms
    );
    let inside = Office::open(&data, Config::for_tests()).unwrap();
    let devices = storage::read(inside.storage(), |rows| rows.devices()).unwrap();
    let offset = TimeDelta::milliseconds(devices[0].clock_offset_ms.unwrap());
    assert!((offset + by).abs() < minute, "the office's list of devices says {offset}");

    // Unsent work and a draft live through the day on which somebody sets the clock right.
    drop(office);
    let before = phone.visit();
    let draft = phone.begin();
    phone.field.lock();
    drop(phone);
    let phone = Phone::with(&dir, wrong_by(TimeDelta::zero(), "again"), "0.1.0");
    phone.field.unlock(PIN).unwrap();
    let _office = serve_office_with_tls(&data, port).unwrap();
    phone.field.save_visit(draft).unwrap();
    phone.until("both", |now| now.pending == 0 && now.progress.clock_off_minutes.is_none()).await;
    assert_eq!(township::visits_in(&data), [visit, before, draft].into());
    assert!(near(kept(&data, before).claimed, right.now() + by));
    assert!(near(kept(&data, draft).claimed, right.now()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_two_years_ahead_costs_nothing_and_is_told() {
    two_years(TimeDelta::days(731)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_two_years_behind_costs_nothing_and_is_told() {
    two_years(TimeDelta::days(-731)).await;
}
