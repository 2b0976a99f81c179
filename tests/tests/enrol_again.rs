//! 重新登记 over real HTTP: a device that the office no longer knows is enrolled anew over its work, by the same cadre
//! and nobody else.
#![allow(clippy::unwrap_used, clippy::panic)]

use chrono::Duration;
use zoufang_field::view::LockState;
use zoufang_tests::ends::Ends;
use zoufang_tests::phone::{PIN, Phone, words};
use zoufang_tests::township;
use zoufang_wire::ErrorCode;

/// A new enrolment text for an account.
fn ticket(ends: &Ends, name: &str) -> String {
    let office = ends.office();
    let account = office.account_named(name).unwrap().id;
    office.ticket(&office.issue_code(account).unwrap()).unwrap().to_text().unwrap()
}

/// A device with one visit handed in, that then lay in a drawer until its enrolment ran out, with a visit and a draft.
async fn out_of_the_drawer() -> Ends {
    let ends = Ends::meet().await;
    ends.visit_arrives().await;
    ends.clock.advance(Duration::days(500));
    ends.phone.visit();
    let _draft = ends.phone.begin();
    ends.phone.told(ErrorCode::EnrolAgain).await;
    ends
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_cadre_enrols_again_and_all_work_is_still_there_and_handed_in_once() {
    let ends = out_of_the_drawer().await;
    let field = &ends.phone.field;
    let (visits, drafts) = (field.my_visits().unwrap(), field.drafts().unwrap());
    assert_eq!((visits.len(), drafts.len()), (2, 1));
    let text = ticket(&ends, "张示例");
    let wrong = field.enrol_again(&text, "测试机", "924913").await.unwrap_err();
    assert_eq!(wrong.code, ErrorCode::WrongPin);

    let status = field.enrol_again(&text, "测试机", PIN).await.unwrap();
    assert_eq!((status.state, status.account_name.as_deref()), (LockState::Unlocked, Some("张示例")));
    ends.phone.hand_in().await;
    assert_eq!(field.drafts().unwrap(), drafts);
    assert_eq!(field.my_visits().unwrap().len(), 2);
    assert_eq!(township::visits_in(&ends.data).len(), 2, "the first was not doubled");
    // It goes on as any other device, over a restart too.
    field.lock();
    field.unlock(PIN).unwrap();
    field.save_visit(drafts[0].visit_id).unwrap();
    ends.phone.hand_in().await;
    assert_eq!(township::visits_in(&ends.data).len(), 3);
    let devices = ends.office().look(|rows| rows.devices()).unwrap();
    assert_eq!(devices.len(), 2, "the old identity stays on record");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_cadres_code_is_refused_with_its_reason_and_stays_good() {
    let ends = out_of_the_drawer().await;
    ends.office().add_account("王示例", "cadre").unwrap();
    let text = ticket(&ends, "王示例");
    let error = ends.phone.field.enrol_again(&text, "测试机", PIN).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::OtherAccount);
    let told = words(&error);
    assert!(told.contains("王示例") && told.contains("都在"), "{told}");
    assert_eq!(ends.phone.field.my_visits().unwrap().len(), 2);
    assert!(township::visits_in(&ends.data).len() < 2, "nothing went out under another name");
    // Whose code it is can still use it.
    let other = tempfile::tempdir().unwrap();
    let theirs = Phone::at(other.path()).field.enrol(&text, "别人的", PIN).await.unwrap();
    assert_eq!(theirs.account_name.as_deref(), Some("王示例"));
    // And the device still takes the right one, from behind the lock as well.
    ends.phone.field.lock();
    let text = ticket(&ends, "张示例");
    assert_eq!(ends.phone.field.enrol_again(&text, "测试机", PIN).await.unwrap().state, LockState::Unlocked);
    ends.phone.hand_in().await;
    assert_eq!(township::visits_in(&ends.data).len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_try_that_fails_leaves_the_enrolment_and_the_engine_as_they_were() {
    let ends = Ends::meet().await;
    let text = ticket(&ends, "张示例");
    ends.link.cut();
    let error = ends.phone.field.enrol_again(&text, "测试机", PIN).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::OfficeUnreachable);
    ends.link.mend();
    ends.visit_arrives().await;
    assert_eq!(ends.office().look(|rows| rows.devices()).unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rescue_that_lost_the_enrolment_says_what_to_do_and_only_its_own_cadre_can() {
    let ends = Ends::meet().await;
    ends.link.cut();
    ends.phone.visit();
    ends.phone.field.lock();
    ends.phone_database().execute_batch("DELETE FROM enrolment").unwrap();
    // A profile of before it named its account.
    let profile = ends.phone_file().with_file_name("profile.json");
    std::fs::write(profile, r#"{"account_name":"张示例","town":"少云镇"}"#).unwrap();
    ends.phone.field.unlock(PIN).unwrap();
    ends.link.mend();
    let told = ends.phone.told(ErrorCode::EnrolAgain).await;
    assert!(told.contains("镇信息员"), "{told}");
    ends.office().add_account("王示例", "cadre").unwrap();
    let theirs = ticket(&ends, "王示例");
    let error = ends.phone.field.enrol_again(&theirs, "测试机", PIN).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::OtherAccount);
    ends.phone.field.enrol_again(&ticket(&ends, "张示例"), "测试机", PIN).await.unwrap();
    ends.phone.hand_in().await;
    assert_eq!(township::visits_in(&ends.data).len(), 1);
}
