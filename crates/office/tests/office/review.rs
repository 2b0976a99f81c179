//! 审核 in the office: accepted, returned with remarks, corrected; what a second officer is told and what devices get.

use serde_json::{Value, json};
use zoufang_domain::ids::VisitId;
use zoufang_domain::visit::{Judgement, Remark, ReviewState, VisitReview};
use zoufang_office::accounts::SignedIn;
use zoufang_office::storage::Scope;
use zoufang_office::storage::audit::AuditFilter;
use zoufang_office::storage::visit::VisitFilter;
use zoufang_wire::{Action, ApiError, Entity, ErrorCode};

use crate::fixture::{Device, Fixture, op_id, visit_body};
use crate::ledger::officer;

fn answered(town: &Fixture, household: usize) -> Value {
    let mut body = visit_body(town.households[household], "face");
    body["answers"] = json!([{ "item": "F1.01", "status": "answered", "value": "near" }]);
    body
}

fn hand_in(device: &Device<'_>, household: usize) -> VisitId {
    let visit = device.fixture.op("visit.record", &answered(device.fixture, household));
    device.push(1, std::slice::from_ref(&visit));
    VisitId(op_id(&visit).0)
}

fn correct(device: &Device<'_>, seq: u64, visit: VisitId, household: usize) {
    let record = answered(device.fixture, household);
    let body = json!({ "visit_id": visit, "reason": "补上务工收入", "record": record });
    device.push(seq, &[device.fixture.op("visit.amend", &body)]);
}

fn back(text: &str) -> Judgement {
    let remark = Remark { item: Some("F1.01".into()), member: None, text: text.into() };
    Judgement::Return { remarks: vec![remark] }
}

fn judge(
    town: &Fixture,
    by: &SignedIn,
    visit: VisitId,
    on: u32,
    what: Judgement,
) -> Result<VisitReview, ApiError> {
    town.office.judge_visit(by, visit, on, what)
}

/// Newest row of the review in one pull of everything.
fn on_device(device: &mut Device<'_>, visit: VisitId) -> Option<(Action, Option<VisitReview>)> {
    let mut changes = device.pull(10_000).changes.into_iter();
    let row = changes.rfind(|change| change.entity == Entity::VisitReview && change.id == visit.0)?;
    Some((row.action, row.row.map(|row| serde_json::from_str(row.get()).unwrap())))
}

#[test]
fn a_returned_visit_reaches_the_cadre_and_the_correction_puts_it_back_among_those_to_be_read() {
    let town = Fixture::new();
    let task_force = officer(&town, "专班李", "task_force");
    let mut device = town.device();
    let visit = hand_in(&device, 0);
    judge(&town, &task_force, visit, 0, back("务工收入没填")).unwrap();
    let (_, row) = on_device(&mut device, visit).unwrap();
    let row = row.unwrap();
    assert_eq!((row.state, row.by.as_deref()), (ReviewState::Returned, Some("专班李")));
    assert_eq!(row.on.unwrap().to_string(), "2022-05-12");
    assert_eq!(row.remarks[0].text, "务工收入没填");
    correct(&device, 2, visit, 0);
    let (_, row) = on_device(&mut device, visit).unwrap();
    assert_eq!(row.map(|row| (row.state, row.version)), Some((ReviewState::HandedIn, 2)));
    judge(&town, &task_force, visit, 2, Judgement::Accept).unwrap();
    correct(&device, 3, visit, 0);
    let (_, row) = on_device(&mut device, visit).unwrap();
    assert_eq!(row.unwrap().state, ReviewState::Amended);
    let events = town.office.look(|rows| rows.ledger_events(Entity::VisitReview, visit.0)).unwrap();
    let told: Vec<&str> = events.iter().map(|event| event.what.as_str()).collect();
    assert_eq!(told, ["return_visit", "amend_visit", "accept_visit", "amend_visit"]);
    assert_eq!(events[0].changes[0].to.as_deref(), Some("务工收入没填"));
    assert_eq!(events[1].text.as_deref(), Some("补上务工收入"));
    // The log names the visit and the step, and nothing that was written about the household.
    let filter = AuditFilter { event: Some("visit_review".into()), limit: 9, ..AuditFilter::default() };
    let (log, _) = town.office.look(|rows| rows.list_audit(&filter)).unwrap();
    let noted: Vec<_> = log.iter().map(|row| (row.who.as_str(), row.detail.as_str())).collect();
    let expected = ["accept_visit -> accepted", "return_visit -> returned"];
    assert_eq!(noted, expected.map(|detail| ("专班李", detail)));
    assert!(log.iter().all(|row| row.subject == visit.to_string()));
}

#[test]
fn the_second_officer_is_told_what_the_first_did_and_nothing_is_overwritten() {
    let town = Fixture::new();
    let (first, second) = (officer(&town, "专班李", "task_force"), officer(&town, "村支书", "village_admin"));
    let visit = hand_in(&town.device(), 0);
    judge(&town, &first, visit, 0, back("照片看不清")).unwrap();
    let late = judge(&town, &second, visit, 0, Judgement::Accept).unwrap_err();
    assert_eq!((late.code, late.params["version"].as_str()), (ErrorCode::Stale, "1"));
    assert!(
        late.params["since"].contains("专班李") && late.params["since"].contains("照片看不清"),
        "{late:?}"
    );
    let row = town.office.look(|rows| rows.visit_review(visit)).unwrap().unwrap();
    assert_eq!((row.state, row.version), (ReviewState::Returned, 1));
}

#[test]
fn a_correction_that_came_in_while_the_officer_read_is_not_judged_unseen() {
    let town = Fixture::new();
    let task_force = officer(&town, "专班李", "task_force");
    let device = town.device();
    let visit = hand_in(&device, 0);
    correct(&device, 2, visit, 0);
    let late = judge(&town, &task_force, visit, 0, Judgement::Accept).unwrap_err();
    assert_eq!(late.code, ErrorCode::Stale);
    assert!(late.params["since"].contains("补上务工收入"), "{late:?}");
}

#[test]
fn an_officer_of_another_village_does_not_find_the_visit() {
    let town = Fixture::new();
    let village = officer(&town, "村支书", "village_admin");
    town.office.set_account_villages(village.account.id, &[]).unwrap();
    let token = town.office.open_session(village.account.id).unwrap();
    let village = town.office.session(&token).unwrap().unwrap();
    let visit = hand_in(&town.device(), 0);
    assert_eq!(judge(&town, &village, visit, 0, Judgement::Accept).unwrap_err().code, ErrorCode::NotFound);
}

#[test]
fn remarks_are_for_the_cadre_who_made_the_visit_as_long_as_the_household_is_theirs() {
    let town = Fixture::new();
    let task_force = officer(&town, "专班李", "task_force");
    let other = town.office.add_account("李四", "cadre").unwrap();
    town.assign(other, &[]);
    let (mut device, mut beside) = (town.device(), town.device_of(other));
    let visit = hand_in(&device, 0);
    judge(&town, &task_force, visit, 0, back("务工收入没填")).unwrap();
    assert!(on_device(&mut device, visit).is_some());
    assert!(on_device(&mut beside, visit).is_none(), "another cadre of the same village");
    let later = town.office.add_account("王五", "cadre").unwrap();
    town.assign(later, &[]);
    assert!(on_device(&mut town.device_of(later), visit).is_none(), "a cadre who came to the village later");
    let own = town.office.look(|rows| rows.assignments_of(town.account)).unwrap()[0].id;
    town.office.unassign(own).unwrap();
    assert_eq!(on_device(&mut device, visit).map(|(action, _)| action), Some(Action::Leave));
    town.assign(town.account, &[]);
    assert_eq!(on_device(&mut device, visit).map(|(action, _)| action), Some(Action::Upsert));
}

#[test]
fn a_device_from_before_reviews_gets_neither_their_rows_nor_their_digest() {
    let town = Fixture::new();
    let task_force = officer(&town, "专班李", "task_force");
    let device = town.device();
    let visit = hand_in(&device, 0);
    let pulled = |knows: Vec<String>| {
        let mut request = device.request(1, &[]);
        request.pull = Some(zoufang_wire::Pull { cursor: None, limit: 1000, digest: true, knows });
        town.office.handle_sync(device.caller.clone(), request).unwrap()
    };
    let before = pulled(vec![]);
    judge(&town, &task_force, visit, 0, Judgement::Accept).unwrap();
    let old = pulled(vec![]);
    assert!(old.changes.iter().all(|change| change.entity != Entity::VisitReview));
    assert_eq!(old.digest, before.digest);
    let new = pulled(zoufang_wire::Pull::known_here());
    assert!(new.changes.iter().any(|change| change.entity == Entity::VisitReview));
    assert_ne!(new.digest, before.digest, "an upgraded app notices that it lacks rows");
}

#[test]
fn the_list_narrows_to_what_waits_for_an_officer() {
    let town = Fixture::new();
    let task_force = officer(&town, "专班李", "task_force");
    let device = town.device();
    let read = hand_in(&device, 0);
    device.push(2, &[town.op("visit.record", &answered(&town, 1))]);
    judge(&town, &task_force, read, 0, Judgement::Accept).unwrap();
    let count = |review| {
        let filter = VisitFilter { scope: Scope::Town, review, limit: 10, ..VisitFilter::default() };
        town.office.look(|rows| rows.list_visits(&filter)).unwrap()
    };
    assert_eq!(count(None).1, 2);
    assert_eq!(count(Some(ReviewState::HandedIn)).1, 1);
    let (accepted, total) = count(Some(ReviewState::Accepted));
    assert_eq!((total, accepted[0].visit.id, accepted[0].review), (1, read, ReviewState::Accepted));
}
