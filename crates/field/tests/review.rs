//! 退回: what the town remarks reaches the cadre, and never costs a tap of what the cadre is writing.
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use serde_json::json;
use support::{Phone, complete, household};
use zoufang_domain::ids::VisitId;
use zoufang_domain::visit::ReviewState;
use zoufang_field::app::Field;
use zoufang_field::view::{DraftChange, OwnReview};
use zoufang_wire::{Action, Change, Entity};

/// A visit of the first household, saved.
fn visited(phone: &Phone) -> (Field, VisitId) {
    let field = phone.unlocked();
    let view = field.start_visit(household(0)).unwrap();
    let visit = complete(&field, phone, &view, false).visit_id;
    field.save_visit(visit).unwrap();
    (field, visit)
}

fn told(phone: &Phone, visit: VisitId, state: &str, judged: u32) {
    let row = json!({
        "visit_id": visit, "household_id": household(0), "version": judged, "state": state, "judged": judged,
        "by": "周敏", "on": "2022-05-13",
        "remarks": [{ "item": "F1.02", "text": "务工收入没填" }, { "text": "请再上门一次" }],
    });
    phone.pull(&[phone.row(Entity::VisitReview, visit.0, &row.to_string())]);
}

fn review(field: &Field) -> OwnReview {
    field.my_visits().unwrap()[0].review.clone().unwrap()
}

fn operations(phone: &Phone) -> i64 {
    phone.count("SELECT count(*) FROM outbox WHERE state = 'pending'")
}

#[test]
fn a_returned_visit_says_by_whom_and_what_is_to_be_looked_at() {
    let phone = Phone::with_village(1);
    let (field, visit) = visited(&phone);
    assert_eq!(field.my_visits().unwrap()[0].review, None);
    told(&phone, visit, "returned", 1);
    let review = review(&field);
    assert_eq!((review.state, review.by.as_deref()), (ReviewState::Returned, Some("周敏")));
    assert_eq!(review.remarks[0].item.as_ref().unwrap().0, "F1.02");
    assert_eq!(review.remarks[1].text, "请再上门一次");
    // The correction shows them beside the items.
    assert_eq!(field.amend(visit).unwrap().remarks, review.remarks);
}

#[test]
fn a_return_that_arrives_while_a_correction_is_written_leaves_every_tap_of_it() {
    let phone = Phone::with_village(1);
    let (field, visit) = visited(&phone);
    let draft = field.amend(visit).unwrap().visit_id;
    let remark = DraftChange::SetRemark { remark: Some("老人耳背，问了两遍".into()) };
    let before = field.change_draft(draft, remark).unwrap();
    let waiting = operations(&phone);
    told(&phone, visit, "returned", 1);
    let after = field.draft(draft).unwrap();
    assert_eq!((after.remark.as_deref(), &after.focuses), (Some("老人耳背，问了两遍"), &before.focuses));
    assert_eq!(after.remarks.len(), 2);
    assert_eq!(operations(&phone), waiting);
    assert_eq!(field.amend(visit).unwrap().visit_id, draft, "the same correction goes on");
}

#[test]
fn an_unsent_correction_answers_a_return_that_arrives_after_it() {
    let phone = Phone::with_village(1);
    let (field, visit) = visited(&phone);
    let draft = field.amend(visit).unwrap();
    let draft = complete(&field, &phone, &draft, true).visit_id;
    field.save_visit(draft).unwrap();
    let waiting = operations(&phone);
    told(&phone, visit, "returned", 1);
    let answered = review(&field);
    assert!(answered.answered && answered.remarks.is_empty(), "{answered:?}");
    assert_eq!(operations(&phone), waiting);
    // Returned once more, now about the correction.
    told(&phone, visit, "returned", 2);
    assert_eq!((review(&field).answered, review(&field).remarks.len()), (false, 2));
}

#[test]
fn an_accepted_visit_says_so_and_a_review_that_leaves_takes_nothing_else_along() {
    let phone = Phone::with_village(1);
    let (field, visit) = visited(&phone);
    told(&phone, visit, "accepted", 1);
    assert_eq!(review(&field).state, ReviewState::Accepted);
    phone.pull(&[Change { entity: Entity::VisitReview, id: visit.0, action: Action::Leave, row: None }]);
    let mine = field.my_visits().unwrap();
    assert_eq!((mine.len(), &mine[0].review), (1, &None));
}
