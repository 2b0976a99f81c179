//! Tokens over real HTTP: they run out after an hour, the device renews them without a word, and an answer that gets
//! lost on the way costs no visit and no new enrolment.
#![allow(clippy::unwrap_used, clippy::panic)]

use chrono::Duration;
use zoufang_tests::ends::Ends;
use zoufang_tests::phone::PIN;
use zoufang_tests::township;
use zoufang_wire::ErrorCode;

#[tokio::test(flavor = "multi_thread")]
async fn tokens_that_ran_out_are_renewed_each_time_without_a_word() {
    let ends = Ends::meet().await;
    for _ in 0..3 {
        ends.clock.advance(Duration::hours(2));
        ends.visit_arrives().await;
        assert_eq!(ends.phone.field.sync_status().unwrap().progress.last_error, None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_with_new_tokens_costs_neither_a_visit_nor_an_enrolment() {
    let ends = Ends::meet().await;
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
    let ends = Ends::meet().await;
    ends.clock.advance(Duration::days(500));
    ends.phone.visit();
    let told = ends.phone.told(ErrorCode::EnrolAgain).await;
    assert!(told.contains("都在本机") && told.contains("镇信息员"), "{told}");
    assert_eq!(ends.phone.field.sync_status().unwrap().unsent_visits, 1);
    // Capturing goes on for ever.
    ends.phone.visit();
    assert_eq!(ends.phone.field.sync_status().unwrap().unsent_visits, 2);
}
