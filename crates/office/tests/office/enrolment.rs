//! Codes, tokens, devices, passwords.

use chrono::TimeDelta;
use zoufang_office::audit::By;
use zoufang_wire::ErrorCode;
use zoufang_wire::enrol::{EnrolRequest, TokenRequest};

use crate::fixture::Fixture;

fn request(code: &str) -> EnrolRequest {
    EnrolRequest {
        account_id: None,
        code: code.into(),
        device_name: "Redmi 9A".into(),
        app_version: "0.1.0".into(),
    }
}

#[test]
fn a_code_enrols_one_device_only_and_for_three_days() {
    let town = Fixture::new();
    let code = town.office.issue_code(town.account).unwrap();
    assert_eq!(town.office.enrol(&request("WRONG-CODE")).unwrap_err().code, ErrorCode::CodeUnknown);
    let enrolled = town.office.enrol(&request(&code.to_lowercase().replace('-', " "))).unwrap();
    assert_eq!(enrolled.account_name, "张三");
    assert_eq!(town.office.enrol(&request(&code)).unwrap_err().code, ErrorCode::CodeUsed);
    let late = town.office.issue_code(town.account).unwrap();
    town.clock.advance(TimeDelta::hours(73));
    assert_eq!(town.office.enrol(&request(&late)).unwrap_err().code, ErrorCode::CodeUnknown);
}

#[test]
fn an_access_token_lasts_an_hour_and_the_refresh_token_survives_a_lost_answer() {
    let town = Fixture::new();
    let code = town.office.issue_code(town.account).unwrap();
    let enrolled = town.office.enrol(&request(&code)).unwrap();
    let first = enrolled.tokens;
    assert_eq!(town.office.caller(&first.access).unwrap().device, enrolled.device_id);
    town.clock.advance(TimeDelta::minutes(61));
    assert_eq!(town.office.caller(&first.access).unwrap_err().code, ErrorCode::Unauthorized);
    let with = |refresh: &str| {
        town.office.refresh(&TokenRequest { device_id: enrolled.device_id, refresh: refresh.into() })
    };
    let lost = with(&first.refresh).unwrap();
    let second = with(&first.refresh).unwrap();
    assert_eq!(with(&lost.refresh).unwrap_err().code, ErrorCode::Unauthorized);
    let third = with(&second.refresh).unwrap();
    // The new one has been used: the first is dead now.
    assert_eq!(with(&first.refresh).unwrap_err().code, ErrorCode::Unauthorized);
    assert!(town.office.caller(&third.access).is_ok());
    assert!(town.office.caller(&third.refresh).is_err());
}

#[test]
fn a_revoked_device_is_told_so_on_its_next_request() {
    let town = Fixture::new();
    let code = town.office.issue_code(town.account).unwrap();
    let enrolled = town.office.enrol(&request(&code)).unwrap();
    town.office.revoke_device(enrolled.device_id, &By::command_line()).unwrap();
    let error = town.office.caller(&enrolled.tokens.access).unwrap_err();
    assert_eq!(error.code, ErrorCode::DeviceRevoked);
}

#[test]
fn secrets_are_not_in_the_file() {
    let town = Fixture::new();
    let code = town.office.issue_code(town.account).unwrap();
    let tokens = town.office.enrol(&request(&code)).unwrap().tokens;
    town.office.set_password(town.account, "correct horse").unwrap();
    let mut bytes = std::fs::read(town.folder.path().join("office.db")).unwrap();
    bytes.extend(std::fs::read(town.folder.path().join("office.db-wal")).unwrap());
    for secret in [&*code, &*tokens.access, &*tokens.refresh, "correct horse"] {
        assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()));
    }
}

#[test]
fn a_wrong_password_and_a_wrong_name_are_told_alike() {
    let town = Fixture::new();
    town.office.set_password(town.account, "correct horse").unwrap();
    assert_eq!(town.office.check_password("张三", "correct horse").unwrap().id, town.account);
    for (name, password) in [("张三", "wrong horse"), ("无此人", "correct horse")] {
        assert_eq!(town.office.check_password(name, password).unwrap_err().code, ErrorCode::WrongPassword);
    }
    let session = town.office.open_session(town.account).unwrap();
    assert_eq!(town.office.session(&session).unwrap().unwrap().account.name, "张三");
    town.clock.advance(TimeDelta::hours(13));
    assert!(town.office.session(&session).unwrap().is_none());
}
