//! Drafts through the facade: every tap is kept, several at once, undone, discarded.
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use support::{Phone, face, household};
use zoufang_field::view::DraftChange;
use zoufang_wire::ErrorCode;

#[test]
fn several_drafts_go_on_exactly_where_a_crash_left_them() {
    let phone = Phone::with_village(3);
    let field = phone.unlocked();
    let one = field.start_visit(household(0)).unwrap();
    let two = field.start_visit(household(1)).unwrap();
    let again = field.start_visit(household(0)).unwrap();
    let one = field.change_draft(one.visit_id, face()).unwrap();
    let two = field.change_draft(two.visit_id, DraftChange::SetNotice { how: "read".into() }).unwrap();
    std::mem::forget(field);

    let field = phone.unlocked();
    assert_eq!(field.drafts().unwrap().len(), 3);
    assert_eq!(field.draft(one.visit_id).unwrap(), one);
    assert_eq!(field.draft(two.visit_id).unwrap(), two);
    assert_eq!(field.draft(again.visit_id).unwrap().mode, None);
}

#[test]
fn the_last_taps_are_taken_back_one_by_one_and_across_a_restart() {
    let phone = Phone::with_village(1);
    let field = phone.unlocked();
    let visit = field.start_visit(household(0)).unwrap().visit_id;
    let remark = |text: &str| DraftChange::SetRemark { remark: Some(text.into()) };
    field.change_draft(visit, remark("一")).unwrap();
    field.change_draft(visit, remark("二")).unwrap();
    drop(field);
    let field = phone.unlocked();
    assert!(field.draft(visit).unwrap().can_undo);
    assert_eq!(field.change_draft(visit, DraftChange::Undo).unwrap().remark.as_deref(), Some("一"));
    let view = field.change_draft(visit, DraftChange::Undo).unwrap();
    assert_eq!((view.remark, view.can_undo), (None, false));
    assert_eq!(field.change_draft(visit, DraftChange::Undo).unwrap().remark, None);
}

#[test]
fn prefilled_values_are_no_answers_until_confirmed_with_one_tap() {
    let phone = Phone::with_village(1);
    let field = phone.unlocked();
    let view = field.start_visit(household(0)).unwrap();
    let offered = |view: &zoufang_field::view::DraftView| {
        let items = view.focuses.iter().flat_map(|focus| &focus.items);
        items.filter(|item| item.prefill.is_some() && item.answer.is_none()).count()
    };
    assert!(offered(&view) > 0);
    let confirm = DraftChange::ConfirmPrefills { focus: None, ask: None, items: None };
    let view = field.change_draft(view.visit_id, confirm).unwrap();
    assert_eq!(offered(&view), 0);
}

#[test]
fn a_discarded_draft_is_gone_and_the_others_stay() {
    let phone = Phone::with_village(2);
    let field = phone.unlocked();
    let one = field.start_visit(household(0)).unwrap().visit_id;
    let two = field.start_visit(household(1)).unwrap().visit_id;
    field.discard_draft(one).unwrap();
    assert_eq!(field.draft(one).unwrap_err().code, ErrorCode::NotFound);
    assert_eq!(field.draft(two).unwrap().visit_id, two);
}

#[test]
fn nothing_is_shown_while_locked() {
    let phone = Phone::with_village(1);
    let field = phone.started();
    assert_eq!(field.overview().unwrap_err().code, ErrorCode::Locked);
    assert_eq!(field.unlock("000001").unwrap_err().code, ErrorCode::WrongPin);
    assert_eq!(field.drafts().unwrap_err().code, ErrorCode::Locked);
    field.unlock(support::PIN).unwrap();
    assert_eq!(field.overview().unwrap().counts.total, 1);
    field.lock();
    assert_eq!(field.overview().unwrap_err().code, ErrorCode::Locked);
}

#[test]
fn id_numbers_are_masked_on_every_screen() {
    let phone = Phone::with_village(1);
    let field = phone.unlocked();
    let card = serde_json::to_string(&field.household(household(0)).unwrap()).unwrap();
    let draft = serde_json::to_string(&field.start_visit(household(0)).unwrap()).unwrap();
    assert!(!card.contains("99010119700101001X") && !draft.contains("99010119700101001X"));
    assert!(card.contains("曾祥云"));
}
