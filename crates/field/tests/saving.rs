//! “Saved” means one commit that holds everything; anything less leaves the draft as it was.
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use support::{Phone, complete, household};
use zoufang_field::view::{DraftChange, OwnVisitState};
use zoufang_wire::{Action, Change, Entity, ErrorCode};

const OPS: &str = "SELECT count(*) FROM outbox";
const DRAFTS: &str = "SELECT count(*) FROM draft";
const VISITS: &str = "SELECT count(*) FROM visit";

#[test]
fn an_incomplete_visit_is_not_saved_and_says_how_much_is_missing() {
    let phone = Phone::with_village(1);
    let field = phone.unlocked();
    let view = field.start_visit(household(0)).unwrap();
    let error = field.save_visit(view.visit_id).unwrap_err();
    assert_eq!(error.code, ErrorCode::VisitIncomplete);
    assert_eq!(error.params["count"], view.gaps.len().to_string());
    assert_eq!((phone.count(OPS), phone.count(DRAFTS)), (0, 1));
}

#[test]
fn saving_writes_the_visit_its_problems_and_lead_and_ends_the_draft() {
    let phone = Phone::with_village(2);
    let field = phone.unlocked();
    let view = field.start_visit(household(0)).unwrap();
    let visit = complete(&field, &phone, &view, false).visit_id;
    let saved = field.save_visit(visit).unwrap();
    assert_eq!(saved.visit_id, visit);
    assert_eq!(saved.next, Some(household(1)));
    assert!(saved.operations > 1, "the first options raise problems");
    assert_eq!(phone.count(OPS), i64::from(saved.operations));
    assert_eq!((phone.count(DRAFTS), phone.count(VISITS)), (0, 1));
    // The visit's id is the id of its operation, numbers have no gap, and the visit goes first.
    assert_eq!(phone.count("SELECT max(seq) - min(seq) + 1 FROM outbox"), phone.count(OPS));
    let first = "SELECT count(*) FROM outbox WHERE seq = 1 AND op_id = visit_id AND kind = 'visit.record'";
    assert_eq!(phone.count(first), 1);
    let own = field.my_visits().unwrap();
    assert_eq!((own.len(), own[0].state, own[0].unsent), (1, OwnVisitState::SavedHere, saved.operations));
    assert_eq!(field.save_visit(visit).unwrap_err().code, ErrorCode::NotFound);
}

#[test]
fn a_crash_at_any_step_of_saving_keeps_the_draft_and_writes_nothing() {
    let phone = Phone::with_village(1);
    let visit = {
        let field = phone.unlocked();
        let view = field.start_visit(household(0)).unwrap();
        complete(&field, &phone, &view, false).visit_id
    };
    let steps = [
        ("INSERT", "outbox", "NEW.kind = 'visit.record'"),
        ("INSERT", "outbox", "NEW.kind = 'finding.raise'"),
        ("INSERT", "outbox", "NEW.kind = 'candidate.raise'"),
        ("UPDATE", "stream", "NEW.next_seq = 3"),
        ("INSERT", "visit", "true"),
        ("DELETE", "draft", "true"),
    ];
    for (what, table, when) in steps {
        let trip = format!(
            "CREATE TRIGGER trip BEFORE {what} ON {table} WHEN {when} BEGIN SELECT RAISE(ABORT, 'power cut'); END"
        );
        phone.database().execute_batch(&trip).unwrap();
        let field = phone.unlocked();
        let before = field.draft(visit).unwrap();
        assert!(field.save_visit(visit).is_err(), "{what} {table} {when}");
        drop(field);
        phone.database().execute_batch("DROP TRIGGER trip").unwrap();
        assert_eq!((phone.count(OPS), phone.count(VISITS), phone.count(DRAFTS)), (0, 0, 1));
        assert_eq!(phone.count("SELECT next_seq FROM stream"), 1);
        assert_eq!(phone.unlocked().draft(visit).unwrap(), before);
    }
    phone.unlocked().save_visit(visit).unwrap();
}

#[test]
fn a_save_is_exactly_one_commit() {
    use zoufang_domain::ids::VisitId;
    let phone = Phone::with_village(1);
    let field = phone.unlocked();
    let view = field.start_visit(household(0)).unwrap();
    let visit: VisitId = complete(&field, &phone, &view, false).visit_id;
    // Another connection sees the file change once per commit.
    let watcher = phone.database();
    let commits = Arc::new(AtomicU32::new(0));
    let stop = Arc::new(std::sync::atomic::AtomicBool::new(false));
    let (seen, ended) = (commits.clone(), stop.clone());
    let frames = |connection: &rusqlite::Connection| -> (i64, i64) {
        let ops = connection.query_row(OPS, [], |row| row.get(0)).unwrap();
        let drafts = connection.query_row(DRAFTS, [], |row| row.get(0)).unwrap();
        (ops, drafts)
    };
    let before = frames(&watcher);
    let watching = std::thread::spawn(move || {
        let mut states = vec![before];
        while !ended.load(Ordering::SeqCst) {
            // One read transaction sees one state of the file.
            let state = watcher.query_row(
                "SELECT (SELECT count(*) FROM outbox), (SELECT count(*) FROM draft)",
                [],
                |row| Ok((row.get(0)?, row.get(1)?)),
            );
            if let Ok(state) = state
                && states.last() != Some(&state)
            {
                seen.fetch_add(1, Ordering::SeqCst);
                states.push(state);
            }
        }
        states
    });
    let saved = field.save_visit(visit).unwrap();
    std::thread::sleep(std::time::Duration::from_millis(50));
    stop.store(true, Ordering::SeqCst);
    let states = watching.join().unwrap();
    assert_eq!(states, [(0, 1), (i64::from(saved.operations), 0)], "no state in between is ever visible");
    assert_eq!(commits.load(Ordering::SeqCst), 1);
}

#[test]
fn a_full_storage_says_so_and_everything_saved_before_is_still_there() {
    let phone = Phone::with_village(1);
    let mut database = phone.database();
    let pages: i64 = database.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
    database.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(())).unwrap();
    let transaction = database.transaction().unwrap();
    let row = |n| phone.row(Entity::Household, household(n).0, &support::household_row(n));
    let refused = (1..200).find_map(|n| zoufang_field::roster::apply(&transaction, &row(n)).err()).unwrap();
    let error = zoufang_wire::ApiError::from(refused);
    assert_eq!((error.code, error.retryable), (ErrorCode::DiskFull, true));
    drop(transaction);
    drop(database);
    assert_eq!(phone.unlocked().overview().unwrap().counts.total, 1);
}

#[test]
fn a_correction_is_a_new_version_with_its_reason_under_the_same_visit() {
    let phone = Phone::with_village(1);
    let field = phone.unlocked();
    let view = field.start_visit(household(0)).unwrap();
    let visit = complete(&field, &phone, &view, false).visit_id;
    let first = field.save_visit(visit).unwrap();
    let draft = field.amend(visit).unwrap();
    assert_eq!(draft.amends, Some(visit));
    assert_eq!(field.save_visit(draft.visit_id).unwrap_err().code, ErrorCode::VisitIncomplete);
    let reason = DraftChange::SetAmendReason { reason: "收入记错了".into() };
    field.change_draft(draft.visit_id, reason).unwrap();
    let saved = field.save_visit(draft.visit_id).unwrap();
    assert_eq!((saved.visit_id, saved.operations), (visit, 1), "nothing is raised twice");
    assert_eq!(phone.count(OPS), i64::from(first.operations) + 1);
    assert_eq!(phone.count("SELECT count(*) FROM outbox WHERE kind = 'visit.amend'"), 1);
    let own = field.my_visits().unwrap();
    assert_eq!((own.len(), own[0].version), (1, 2));
}

#[test]
fn a_household_that_leaves_stays_while_its_visit_is_unsent() {
    let phone = Phone::with_village(2);
    let field = phone.unlocked();
    let view = field.start_visit(household(0)).unwrap();
    let leave =
        |n| Change { entity: Entity::Household, id: household(n).0, action: Action::Leave, row: None };
    phone.pull(&[leave(0), leave(1)]);
    let list = field.households(&Default::default(), None, 0, 100).unwrap();
    assert_eq!(list.rows.iter().map(|row| (row.id, row.left)).collect::<Vec<_>>(), [(household(0), true)]);
    let visit = complete(&field, &phone, &view, false).visit_id;
    field.save_visit(visit).unwrap();
    assert!(field.household(household(0)).is_ok());
    // The office has everything: now it goes.
    let mut database = phone.database();
    database.execute_batch("UPDATE outbox SET state = 'accepted'").unwrap();
    let transaction = database.transaction().unwrap();
    zoufang_field::roster::purge_left(&transaction).unwrap();
    transaction.commit().unwrap();
    assert_eq!(field.household(household(0)).unwrap_err().code, ErrorCode::NotFound);
    assert_eq!(field.my_visits().unwrap().len(), 1, "own visits stay");
}
