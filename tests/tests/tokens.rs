//! Tokens over real HTTP: they run out after an hour, the device renews them without a word, and an answer that gets
//! lost on the way costs no visit and no new enrolment.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use chrono::Duration;
use zoufang_office::clock::{Clock as _, ManualClock, SystemClock};
use zoufang_tests::inside::{Inside, serve_inside};
use zoufang_tests::link::Link;
use zoufang_tests::phone::{PIN, Phone};
use zoufang_tests::program::free_port;
use zoufang_tests::township;
use zoufang_wire::ErrorCode;

/// An office whose clock is in our hand, a link, and a device that is enrolled through it.
struct Ends {
    clock: Arc<ManualClock>,
    link: Link,
    phone: Phone,
    data: PathBuf,
    _office: Inside,
    _folder: tempfile::TempDir,
}

async fn ends() -> Ends {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("office");
    let (port, road) = (free_port().unwrap(), free_port().unwrap());
    let url = format!("http://127.0.0.1:{road}");
    let ticket = township::prepare_at(&data, &url, 20);
    let clock = Arc::new(ManualClock::at(SystemClock.now()));
    let mut config = township::config(&data, &url);
    config.clock = clock.clone();
    let office = serve_inside(&data, port, config).await;
    let at = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let link = Link::open_at(at(road), at(port)).await.unwrap();
    let phone = Phone::at(&folder.path().join("phone"));
    phone.enrol(&ticket).await;
    Ends { clock, link, phone, data, _office: office, _folder: folder }
}

impl Ends {
    /// Hands a visit in, which needs a token that is good now.
    async fn visit_arrives(&self) {
        let visit = self.phone.visit();
        self.phone.hand_in().await;
        assert!(township::visits_in(&self.data).contains(&visit));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_that_ran_out_are_renewed_each_time_without_a_word() {
    let ends = ends().await;
    for _ in 0..3 {
        ends.clock.advance(Duration::hours(2));
        ends.visit_arrives().await;
        assert_eq!(ends.phone.field.sync_status().unwrap().progress.last_error, None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_with_new_tokens_costs_neither_a_visit_nor_an_enrolment() {
    let ends = ends().await;
    for round in 1..=2 {
        ends.clock.advance(Duration::hours(2));
        ends.link.lose_answer_to("POST /v1/token");
        ends.visit_arrives().await;
        assert_eq!(ends.link.lost(), round, "the answer arrived, so nothing was tested");
    }
    // The device that lost an answer and was then switched off has the old tokens in its database.
    ends.clock.advance(Duration::hours(2));
    ends.link.lose_answer_to("POST /v1/token");
    let visit = ends.phone.visit();
    ends.phone.until("the loss", |_| ends.link.lost() == 3).await;
    ends.phone.field.lock();
    ends.phone.field.unlock(PIN).unwrap();
    ends.phone.hand_in().await;
    assert!(township::visits_in(&ends.data).contains(&visit));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_lay_in_a_drawer_too_long_is_told_and_keeps_its_visits() {
    let ends = ends().await;
    ends.clock.advance(Duration::days(500));
    ends.phone.visit();
    let told = ends.phone.told(ErrorCode::EnrolAgain).await;
    assert!(told.contains("都在本机") && told.contains("镇信息员"), "{told}");
    assert_eq!(ends.phone.field.sync_status().unwrap().unsent_visits, 1);
    // Capturing goes on for ever.
    ends.phone.visit();
    assert_eq!(ends.phone.field.sync_status().unwrap().unsent_visits, 2);
}
