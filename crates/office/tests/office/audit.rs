//! The audit log: what is written down, and that tampering shows.

use zoufang_office::accounts::SignIn;
use zoufang_office::audit::{By, Event, audit, verify};
use zoufang_office::storage::audit::AuditFilter;
use zoufang_wire::ErrorCode;

use crate::fixture::Fixture;

fn noted(town: &Fixture) -> Vec<(String, String)> {
    let filter = AuditFilter { limit: 100, ..AuditFilter::default() };
    let (rows, _) = town.office.look(|rows| rows.list_audit(&filter)).unwrap();
    rows.into_iter().rev().map(|row| (row.event, row.who)).collect()
}

/// An office with three rows of a kind behind what setting it up has written, and the number of the first.
fn three_rows() -> (Fixture, u64) {
    let town = Fixture::new();
    let now = town.office.now();
    let (before, _) = town.office.look(|rows| rows.audit_head()).unwrap().unwrap();
    for detail in ["1", "2", "3"] {
        let by = By::command_line();
        town.office.change(move |rows| audit(rows, now, &by, Event::Assign, "village x", detail)).unwrap();
    }
    assert_eq!(town.office.look(verify).unwrap(), Vec::<String>::new());
    (town, before + 1)
}

/// Somebody with the file in hand, past every rule of ours.
fn tampered(town: &Fixture, sql: &str) -> Vec<String> {
    let file = zoufang_store::open(&town.folder.path().join("office.db"), None).unwrap();
    file.execute_batch("DROP TRIGGER audit_is_never_changed; DROP TRIGGER audit_is_never_removed;").unwrap();
    file.execute_batch(sql).unwrap();
    town.office.look(verify).unwrap()
}

#[test]
fn a_changed_row_is_named() {
    let (town, first) = three_rows();
    let faults = tampered(&town, "UPDATE audit SET who = 'somebody else' WHERE detail = '2'");
    assert_eq!(faults, [format!("audit row {} was changed", first + 1)]);
}

#[test]
fn a_removed_row_is_named_also_at_the_end() {
    for (which, last) in [("= '2'", 1), ("IN ('2', '3')", 2)] {
        let (town, first) = three_rows();
        let faults = tampered(&town, &format!("DELETE FROM audit WHERE detail {which}"));
        assert_eq!(faults, [format!("audit rows {} to {} were removed", first + 1, first + last)]);
    }
}

#[test]
fn a_row_written_anew_with_a_fitting_hash_breaks_the_chain_behind_it() {
    let (town, first) = three_rows();
    let (other, _) = three_rows();
    let rows = other.office.look(|rows| rows.audit_after(first + 1, 1)).unwrap();
    let hash: String = rows[0].hash.0.iter().map(|byte| format!("{byte:02x}")).collect();
    let faults = tampered(&town, &format!("UPDATE audit SET hash = x'{hash}' WHERE detail = '2'"));
    let (second, third) = (first + 1, first + 2);
    let expected = [
        format!("audit row {second} was changed"),
        format!("audit row {third} does not follow row {second}"),
    ];
    assert_eq!(faults, expected);
}

#[test]
fn the_database_itself_refuses_to_change_or_remove_a_row() {
    let (town, _) = three_rows();
    let file = zoufang_store::open(&town.folder.path().join("office.db"), None).unwrap();
    for sql in ["UPDATE audit SET who = 'x'", "DELETE FROM audit"] {
        let refused = file.execute_batch(sql).unwrap_err().to_string();
        assert!(refused.contains("only added to"), "{refused}");
    }
}

#[test]
fn coming_and_going_guessing_and_devices_are_written_down() {
    let town = Fixture::new();
    town.office.set_password(town.account, "a-good-password").unwrap();
    let before = noted(&town).len();
    let sign_in = |name: &str, password: &str| {
        let (name, password) = (name.to_owned(), password.to_owned());
        town.office.sign_in(&SignIn { name, password, address: "10.0.0.9".into(), old: None })
    };
    assert_eq!(sign_in("张三", "wrong").unwrap_err().code, ErrorCode::WrongPassword);
    assert_eq!(sign_in("a-good-password", "").unwrap_err().code, ErrorCode::WrongPassword);
    let who: Vec<String> = noted(&town).into_iter().skip(before).map(|(_, who)| who).collect();
    assert_eq!(who, ["张三", "(unknown name)"], "a password typed as a name is not kept");
    let (token, entered) = sign_in("张三", "a-good-password").unwrap();
    town.office.sign_out(&token, &By::account(&entered.account)).unwrap();
    assert!(town.office.session(&token).unwrap().is_none());
    let device = town.device().id;
    town.office.revoke_device(device, &By::account(&entered.account)).unwrap();
    let events: Vec<String> = noted(&town).into_iter().skip(before).map(|(event, _)| event).collect();
    assert_eq!(
        events,
        [
            "sign_in_failed",
            "sign_in_failed",
            "sign_in",
            "sign_out",
            "code_issue",
            "device_enrol",
            "device_revoke"
        ]
    );
    assert_eq!(town.office.look(verify).unwrap(), Vec::<String>::new());
}

#[test]
fn the_log_is_narrowed_by_person_event_and_day() {
    let (town, first) = three_rows();
    let now = town.office.now();
    let by = By { account: None, name: "张三".into() };
    town.office.change(move |rows| audit(rows, now, &by, Event::Export, "ledger", "")).unwrap();
    let today = now.date_naive().to_string();
    let count = |filter: AuditFilter| {
        let filter = AuditFilter { limit: 1, ..filter };
        town.office.look(|rows| rows.list_audit(&filter)).unwrap().1
    };
    assert_eq!(count(AuditFilter { who: Some("张".into()), ..AuditFilter::default() }), 1);
    assert_eq!(count(AuditFilter { event: Some("export".into()), ..AuditFilter::default() }), 1);
    let all = u32::try_from(first).unwrap() + 3;
    assert_eq!(count(AuditFilter { from: Some(today.clone()), ..AuditFilter::default() }), all);
    let before = now.date_naive().pred_opt().unwrap().to_string();
    assert_eq!(count(AuditFilter { to: Some(before), ..AuditFilter::default() }), 0);
}
