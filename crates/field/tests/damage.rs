//! Damaged, foreign and newer files: nothing is deleted, what can be read is rescued.
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use support::{PIN, Page, Phone, break_page, complete, household};
use zoufang_field::store::{MIGRATIONS, open_for_push, salvage};
use zoufang_field::view::LockState;
use zoufang_wire::ErrorCode;

fn with_saved_visits(n: u128) -> (Phone, i64) {
    let phone = Phone::with_village(n);
    let field = phone.unlocked();
    for at in 0..n {
        let view = field.start_visit(household(at)).unwrap();
        let visit = complete(&field, &phone, &view, false).visit_id;
        field.save_visit(visit).unwrap();
    }
    drop(field);
    phone.database().execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    let ops = phone.count("SELECT count(*) FROM outbox");
    (phone, ops)
}

#[test]
fn a_file_with_a_broken_start_is_set_aside_whole_and_the_cadre_is_told() {
    let (phone, _) = with_saved_visits(1);
    let mut bytes = std::fs::read(phone.path()).unwrap();
    bytes[200..600].fill(0x5a);
    std::fs::write(phone.path(), &bytes).unwrap();
    let field = phone.started();
    let status = field.unlock(PIN).unwrap();
    assert_eq!(status.state, LockState::Unlocked);
    let notice = status.notice.unwrap();
    assert_eq!(notice.code, ErrorCode::StoreDamaged);
    assert_eq!(std::fs::read(&notice.params["path"]).unwrap(), bytes, "set aside byte for byte");
}

#[test]
fn operations_drafts_and_visits_that_can_be_read_are_rescued() {
    let (phone, ops) = with_saved_visits(2);
    let field = phone.unlocked();
    let draft = field.start_visit(household(0)).unwrap().visit_id;
    drop(field);
    let fresh_phone = Phone::with_village(0);
    let fresh = fresh_phone.database();
    assert_eq!(i64::from(salvage(&phone.path(), &phone.key, &fresh, &phone.env).unwrap()), ops);
    let count = |sql: &str| -> i64 { fresh.query_row(sql, [], |row| row.get(0)).unwrap() };
    assert_eq!(count("SELECT count(*) FROM outbox WHERE state = 'pending'"), ops);
    assert_eq!(count("SELECT next_seq FROM stream"), ops + 1);
    assert_eq!(count("SELECT count(*) FROM visit"), 2);
    let rescued: Vec<u8> = fresh.query_row("SELECT visit_id FROM draft", [], |row| row.get(0)).unwrap();
    assert_eq!(rescued, draft.0.as_bytes());
}

#[test]
fn a_broken_page_costs_the_rows_on_it_and_no_others() {
    let (phone, ops) = with_saved_visits(4);
    break_page(&phone, "outbox", Page::LastLeaf);
    let fresh_phone = Phone::with_village(0);
    let fresh = fresh_phone.database();
    let saved = i64::from(salvage(&phone.path(), &phone.key, &fresh, &phone.env).unwrap());
    assert!(saved > 0 && saved < ops, "{saved} of {ops}");
}

#[test]
fn a_newer_database_says_so_and_its_outbox_can_still_be_handed_in() {
    let (phone, ops) = with_saved_visits(1);
    let next = MIGRATIONS.len() + 1;
    let newer = format!(
        "INSERT INTO migration VALUES ({next}, 'from-the-future', x'00'); CREATE TABLE future (a TEXT) STRICT"
    );
    phone.database().execute_batch(&newer).unwrap();
    let field = phone.started();
    assert_eq!(field.unlock(PIN).unwrap_err().code, ErrorCode::StoreNewer);
    let connection = open_for_push(&phone.path(), &phone.key).unwrap();
    let pending: i64 = connection
        .query_row("SELECT count(*) FROM outbox WHERE state = 'pending'", [], |row| row.get(0))
        .unwrap();
    assert_eq!(pending, ops);
}

#[test]
fn a_database_under_another_key_is_not_touched() {
    let (phone, _) = with_saved_visits(1);
    let stranger = Phone::seeded(1, 4);
    std::fs::copy(phone.path(), stranger.path()).unwrap();
    for ending in ["field.db-wal", "field.db-shm", "field.db.keycheck"] {
        std::fs::remove_file(stranger.dir.path().join(ending)).ok();
    }
    let before = std::fs::read(stranger.path()).unwrap();
    assert_eq!(stranger.started().unlock(PIN).unwrap_err().code, ErrorCode::StoreWrongKey);
    assert_eq!(std::fs::read(stranger.path()).unwrap(), before);
}

#[test]
fn a_list_that_cannot_be_read_leads_to_a_rescue_and_not_to_a_locked_door() {
    let (phone, ops) = with_saved_visits(2);
    break_page(&phone, "household_line", Page::LastLeaf);
    let field = phone.started();
    let notice = field.unlock(PIN).unwrap().notice.unwrap();
    assert_eq!((notice.code, notice.params["saved"].clone()), (ErrorCode::StoreDamaged, ops.to_string()));
    assert_eq!(field.my_visits().unwrap().len(), 2);
}

#[test]
fn damage_met_while_working_leads_to_a_rescue_at_the_next_unlock() {
    let (phone, ops) = with_saved_visits(3);
    break_page(&phone, "pulled", Page::LastLeaf);
    let field = phone.unlocked();
    let met = (0..3).any(|n| field.household(household(n)).is_err());
    assert!(met, "the broken page holds a household");
    field.lock();
    let notice = field.unlock(PIN).unwrap().notice.unwrap();
    assert_eq!((notice.code, notice.params["saved"].clone()), (ErrorCode::StoreDamaged, ops.to_string()));
}

#[test]
fn a_damaged_profile_never_counts_as_a_device_that_was_not_enrolled() {
    let (phone, ops) = with_saved_visits(1);
    std::fs::write(phone.path().with_file_name("profile.json"), b"{\"account").unwrap();
    let field = phone.started();
    assert_eq!(field.status().state, LockState::Locked);
    assert_eq!(field.unlock(PIN).unwrap().state, LockState::Unlocked);
    assert_eq!(phone.count("SELECT count(*) FROM outbox"), ops);
}
