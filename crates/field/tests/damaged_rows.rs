//! A row of the outbox that is no longer what was saved: made whole where that can be proven, else set aside and
//! shown. It never goes out changed, never goes away, and holds nothing up.
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use rusqlite::Connection;
use support::{Page, Phone, break_page, complete, household};
use zoufang_field::app::Field;
use zoufang_field::outbox;
use zoufang_field::store::salvage;
use zoufang_field::sync::core::Plan;
use zoufang_field::sync::execute;
use zoufang_field::view::DraftChange;
use zoufang_wire::{Digest, ErrorCode, Fate, OpResult};

const ALL: Plan = Plan { ops: 1000, bytes: 1 << 24, pull: None };

fn save(field: &Field, phone: &Phone, n: u128) -> zoufang_domain::ids::VisitId {
    let view = field.start_visit(household(n)).unwrap();
    let visit = complete(field, phone, &view, false).visit_id;
    field.save_visit(visit).unwrap().visit_id
}

/// A phone with `visits` saved ones, and its database.
fn with_visits(visits: u128) -> (Phone, Connection) {
    let phone = Phone::with_village(visits);
    let field = phone.unlocked();
    for n in 0..visits {
        save(&field, &phone, n);
    }
    drop(field);
    let database = phone.database();
    (phone, database)
}

/// What is offered, as `(number, text)`.
fn offered(phone: &Phone, database: &mut Connection) -> Vec<(u64, String)> {
    let Some(outgoing) = execute::compose(database, &phone.env, &ALL).unwrap() else { return vec![] };
    outgoing.offered.iter().map(|one| (one.frame.seq, one.frame.op.get().to_owned())).collect()
}

fn bytes_of(database: &Connection, kind: &str) -> (i64, String) {
    database
        .query_row("SELECT n, bytes FROM outbox WHERE kind = ?1 ORDER BY n LIMIT 1", [kind], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .unwrap()
}

fn write(database: &Connection, n: i64, bytes: &[u8]) {
    let sql = "UPDATE outbox SET bytes = CAST(?2 AS TEXT) WHERE n = ?1";
    assert_eq!(database.execute(sql, (n, bytes)).unwrap(), 1);
}

fn flipped(text: &str, at: usize) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    bytes[at] ^= 0x15;
    bytes
}

#[test]
fn a_visit_goes_out_byte_for_byte_as_saved_wherever_a_bit_has_flipped() {
    let (phone, mut database) = with_visits(1);
    let whole = offered(&phone, &mut database);
    let (n, text) = bytes_of(&database, "visit.record");
    let clock = text.find("\"clock\"").unwrap()..text.find("\"body\"").unwrap();
    let places = (0..clock.start).chain(clock.end..clock.end + 60).chain((0..text.len()).step_by(41));
    for at in places.filter(|at| !clock.contains(at)) {
        write(&database, n, &flipped(&text, at));
        assert_eq!(offered(&phone, &mut database), whole, "a bit at {at} of {}", &text[..300]);
    }
    // Cut short, or with another tail.
    for kept in [text.len() - 1, text.len() / 2, clock.end + 10] {
        write(&database, n, &text.as_bytes()[..kept]);
        assert_eq!(offered(&phone, &mut database), whole, "cut to {kept}");
    }
}

#[test]
fn a_correction_goes_out_byte_for_byte_as_saved() {
    let phone = Phone::with_village(1);
    let field = phone.unlocked();
    let visit = save(&field, &phone, 0);
    let draft = field.amend(visit).unwrap().visit_id;
    field.change_draft(draft, DraftChange::SetAmendReason { reason: "收入“记错”了".into() }).unwrap();
    field.save_visit(draft).unwrap();
    let mut database = phone.database();
    let whole = offered(&phone, &mut database);
    let (n, text) = bytes_of(&database, "visit.amend");
    write(&database, n, &flipped(&text, text.len() / 2));
    assert_eq!(offered(&phone, &mut database), whole);
}

#[test]
fn what_cannot_be_made_whole_is_set_aside_shown_and_holds_nothing_up() {
    let (phone, mut database) = with_visits(2);
    let whole = offered(&phone, &mut database);
    let (n, text) = bytes_of(&database, "finding.raise");
    let rotten = flipped(&text, text.len() - 40);
    write(&database, n, &rotten);
    let sent = offered(&phone, &mut database);
    let expected: Vec<_> = whole.iter().filter(|(_, other)| *other != text).map(|(_, t)| t.clone()).collect();
    assert_eq!(sent.iter().map(|(_, text)| text.clone()).collect::<Vec<_>>(), expected, "the rest, in order");
    assert!((1_u64..).zip(&sent).all(|(seq, one)| one.0 == seq), "without a gap");
    // Kept as it is, whatever tries again.
    for _ in 0..2 {
        execute::requeue_parked(&mut database).unwrap();
        assert_eq!(outbox::levels(&database).unwrap().damaged, 1, "nothing is tried that cannot succeed");
        assert_eq!(offered(&phone, &mut database), sent);
    }
    let levels = outbox::levels(&database).unwrap();
    assert_eq!((levels.waiting, levels.parked, levels.damaged), (sent.len() as u64, 0, 1));
    let kept: Vec<u8> = database
        .query_row("SELECT CAST(bytes AS BLOB) FROM outbox WHERE stuck = 1", [], |row| row.get(0))
        .unwrap();
    assert_eq!(kept, rotten);
    // New work takes the next number.
    let field = phone.unlocked();
    let shown = field.attention().unwrap();
    assert_eq!(shown.len(), 1);
    assert_eq!((shown[0].state.as_str(), shown[0].problem.code), ("damaged", ErrorCode::OpDamaged));
    assert_eq!(shown[0].household_id, Some(household(0)));
    assert!(field.discard_rejected(shown[0].op_id).is_err(), "nobody can discard it");
    save(&field, &phone, 1);
    let more = offered(&phone, &mut database);
    assert!(more.len() > sent.len() && (1_u64..).zip(&more).all(|(seq, one)| one.0 == seq));
}

#[test]
fn bytes_that_are_no_text_and_damaged_columns_hold_nothing_up_either() {
    let (phone, mut database) = with_visits(2);
    let whole = offered(&phone, &mut database).len();
    let (finding, _) = bytes_of(&database, "finding.raise");
    write(&database, finding, b"\xff\xfe{\"op_id\"");
    assert_eq!(offered(&phone, &mut database).len(), whole - 1);
    // The id beside proven bytes is put right; a hash that nothing has is not believed.
    let (visit, text) = bytes_of(&database, "visit.record");
    database.execute("UPDATE outbox SET op_id = zeroblob(16) WHERE n = ?1", [visit]).unwrap();
    assert_eq!(offered(&phone, &mut database).len(), whole - 1);
    let id: Vec<u8> =
        database.query_row("SELECT op_id FROM outbox WHERE n = ?1", [visit], |row| row.get(0)).unwrap();
    assert!(text.contains(&uuid::Uuid::from_slice(&id).unwrap().to_string()));
    database.execute("UPDATE outbox SET hash = zeroblob(31) WHERE n = ?1", [visit]).unwrap();
    assert_eq!(offered(&phone, &mut database).len(), whole - 2);
    assert_eq!(phone.count("SELECT count(*) FROM outbox"), whole as i64);
}

/// A remark so long that the operation goes on over further pages of the file.
fn with_a_long_visit(page: Page) -> (Phone, String) {
    let phone = Phone::with_village(2);
    let field = phone.unlocked();
    save(&field, &phone, 1);
    let view = field.start_visit(household(0)).unwrap();
    complete(&field, &phone, &view, false);
    field
        .change_draft(view.visit_id, DraftChange::SetRemark { remark: Some("院坝塌方".repeat(900)) })
        .unwrap();
    field.save_visit(view.visit_id).unwrap();
    drop(field);
    let text = phone
        .database()
        .query_row(
            "SELECT bytes FROM outbox WHERE kind = 'visit.record' ORDER BY n DESC LIMIT 1",
            [],
            |row| row.get(0),
        )
        .unwrap();
    break_page(&phone, "outbox", page);
    (phone, text)
}

#[test]
fn a_visit_on_a_broken_page_is_rescued_from_the_own_visits() {
    for page in [Page::FirstOverflow, Page::LastOverflow] {
        let (phone, text) = with_a_long_visit(page);
        let ops = phone.count("SELECT count(*) FROM outbox");
        let other = Phone::with_village(0);
        let mut fresh = other.database();
        let saved = salvage(&phone.path(), &phone.key, &fresh, &phone.env).unwrap();
        assert_eq!(i64::from(saved), ops, "{page:?}");
        assert!(offered(&other, &mut fresh).iter().any(|(_, rescued)| *rescued == text), "byte for byte");
    }
}

#[test]
fn what_a_rescue_cannot_make_whole_comes_along_set_aside() {
    let (phone, text) = with_a_long_visit(Page::FirstOverflow);
    let ops = phone.count("SELECT count(*) FROM outbox");
    break_page(&phone, "visit", Page::FirstOverflow);
    let other = Phone::with_village(0);
    let mut fresh = other.database();
    let saved = salvage(&phone.path(), &phone.key, &fresh, &phone.env).unwrap();
    assert_eq!(i64::from(saved), ops - 1);
    assert_eq!(offered(&other, &mut fresh).len(), saved as usize);
    let (start, stuck): (String, bool) = fresh
        .query_row("SELECT bytes, stuck FROM outbox WHERE seq IS NULL", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .unwrap();
    // SQLCipher fills what it cannot decrypt with zeros; the page before may end within a letter.
    let start = start.split('\0').next().unwrap().trim_end_matches(char::REPLACEMENT_CHARACTER);
    assert!(stuck && start.len() > 400 && text.starts_with(start), "what could be read of it: {start}");
}

#[test]
fn a_broken_page_met_while_sending_counts_as_damage_of_the_file() {
    let (phone, _) = with_a_long_visit(Page::FirstOverflow);
    let error = execute::compose(&mut phone.database(), &phone.env, &ALL).unwrap_err();
    assert!(error.is_damage(), "{error}");
    assert_eq!(zoufang_wire::ApiError::from(error).code, ErrorCode::StoreSuspect);
}

#[test]
fn a_draft_that_is_damaged_does_not_hide_the_other_drafts_after_a_rescue() {
    for broken in [true, false] {
        let phone = Phone::with_village(2);
        let field = phone.unlocked();
        let whole = field.start_visit(household(1)).unwrap().visit_id;
        let long = field.start_visit(household(0)).unwrap().visit_id;
        let remark = DraftChange::SetRemark { remark: Some("院坝塌方".repeat(900)) };
        field.change_draft(long, remark).unwrap();
        field.lock();
        if broken {
            break_page(&phone, "draft", Page::FirstOverflow);
        } else {
            let zeros = "UPDATE draft SET body = CAST(zeroblob(40) AS TEXT) WHERE length(body) > 3000";
            phone.database().execute_batch(zeros).unwrap();
        }
        let other = Phone::with_village(2);
        salvage(&phone.path(), &phone.key, &other.database(), &phone.env).unwrap();
        let drafts = other.unlocked().drafts().unwrap();
        assert_eq!(drafts.iter().map(|draft| draft.visit_id).collect::<Vec<_>>(), [whole]);
    }
}

#[test]
fn a_damaged_operation_that_the_office_has_after_all_is_no_longer_open() {
    let (phone, mut database) = with_visits(1);
    let (n, text) = bytes_of(&database, "finding.raise");
    write(&database, n, &flipped(&text, text.len() - 40));
    offered(&phone, &mut database);
    let asked = outbox::open_fates(&database).unwrap();
    assert_eq!(asked.len(), 1);
    let mut learn = |hash| {
        let fate = Fate { op_id: asked[0], hash, r: OpResult::Accepted, code: None, detail: None };
        let transaction = database.transaction().unwrap();
        outbox::learn(&transaction, &[fate], "2022-05-12T09:00:00+08:00").unwrap();
        transaction.commit().unwrap();
        outbox::levels(&database).unwrap().damaged
    };
    assert_eq!(learn(Digest::of(&[b"other bytes under this id"])), 1);
    assert_eq!(learn(Digest::of(&[text.as_bytes()])), 0);
    let state: String =
        database.query_row("SELECT state FROM outbox WHERE n = ?1", [n], |row| row.get(0)).unwrap();
    assert_eq!(state, "accepted");
}
