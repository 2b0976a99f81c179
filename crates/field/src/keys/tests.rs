use std::sync::Arc;

use chrono::TimeDelta;

use super::*;
use crate::clock::{Clock, SetClock};
use crate::ids::SeededIds;

const CHEAP: KdfParams = KdfParams { memory: 64, passes: 1, lanes: 1 };

struct Phone {
    dir: tempfile::TempDir,
    clock: Arc<SetClock>,
    env: Env,
}

impl Phone {
    fn with_pin(pin: &str) -> (Self, StoreKey) {
        let clock = Arc::new(SetClock::at("2022-05-12T09:00:00+08:00".parse().unwrap()));
        let env = Env::new(clock.clone(), Arc::new(SeededIds::new(7)));
        let phone = Self { dir: tempfile::tempdir().unwrap(), clock, env };
        let key =
            create(phone.dir.path(), &Pin::parse(pin).unwrap(), &phone.secret(), CHEAP, &phone.env).unwrap();
        (phone, key)
    }

    fn secret(&self) -> FileSecret {
        FileSecret::new(self.dir.path().join("device.secret"))
    }

    fn unlock(&self, pin: &str) -> Result<StoreKey, ErrorCode> {
        unlock(self.dir.path(), pin, &self.secret(), &self.env).map_err(|error| match error {
            FieldError::Api(error) => error.code,
            other => panic!("{other}"),
        })
    }
}

#[test]
fn the_right_pin_opens_the_same_key() {
    let (phone, key) = Phone::with_pin("202579");
    assert_eq!(phone.unlock("202579").unwrap().bytes(), key.bytes());
    assert_eq!(phone.unlock("202578").map(|_| ()), Err(ErrorCode::WrongPin));
}

#[test]
fn a_second_key_never_replaces_the_first() {
    let (phone, _) = Phone::with_pin("202579");
    let again = create(phone.dir.path(), &Pin::parse("935714").unwrap(), &phone.secret(), CHEAP, &phone.env);
    assert!(matches!(again, Err(FieldError::Api(ApiError { code: ErrorCode::AlreadyEnrolled, .. }))));
    assert!(phone.unlock("202579").is_ok());
}

#[test]
fn five_wrong_tries_bring_a_delay_that_a_restart_and_a_set_back_clock_do_not_shorten() {
    let (phone, _) = Phone::with_pin("202579");
    for _ in 0..4 {
        assert_eq!(phone.unlock("000001").map(|_| ()), Err(ErrorCode::WrongPin));
    }
    assert_eq!(phone.unlock("000001").map(|_| ()), Err(ErrorCode::PinWait));
    assert_eq!(phone.unlock("202579").map(|_| ()), Err(ErrorCode::PinWait), "even the right one waits");
    phone.clock.restart("boot-1");
    phone.clock.set_wall(phone.clock.now() - TimeDelta::days(700));
    assert_eq!(wait_s(phone.dir.path(), &phone.env), Some(30));
    phone.clock.set_wall(phone.clock.now() + TimeDelta::days(700) + TimeDelta::seconds(31));
    assert!(phone.unlock("202579").is_ok());
}

#[test]
fn a_phone_that_lost_its_date_waits_once_more_and_not_for_years() {
    let (phone, _) = Phone::with_pin("202579");
    for _ in 0..5 {
        phone.unlock("000001").unwrap_err();
    }
    phone.clock.set_wall(phone.clock.now() - TimeDelta::days(700));
    phone.clock.restart("boot-1");
    assert_eq!(phone.unlock("202579").map(|_| ()), Err(ErrorCode::PinWait));
    phone.clock.advance_ms(30_000);
    assert!(phone.unlock("202579").is_ok());
}

#[test]
fn hundreds_of_wrong_tries_delete_nothing() {
    let (phone, key) = Phone::with_pin("202579");
    for _ in 0..300 {
        phone.unlock("000001").unwrap_err();
        phone.clock.advance_ms(3_600_000);
    }
    assert_eq!(phone.unlock("202579").unwrap().bytes(), key.bytes());
}

#[test]
fn without_the_devices_secret_the_right_pin_opens_nothing_and_changes_nothing() {
    let (phone, key) = Phone::with_pin("202579");
    let secret = phone.dir.path().join("device.secret");
    let kept = std::fs::read(&secret).unwrap();
    std::fs::write(&secret, [9; 32]).unwrap();
    assert_eq!(phone.unlock("202579").map(|_| ()), Err(ErrorCode::WrongPin));
    std::fs::write(&secret, kept).unwrap();
    assert_eq!(phone.unlock("202579").unwrap().bytes(), key.bytes());
}

#[test]
fn the_key_file_holds_neither_pin_nor_key() {
    let (phone, key) = Phone::with_pin("202579");
    let text = std::fs::read_to_string(phone.dir.path().join("keys.json")).unwrap();
    assert!(!text.contains("202579"));
    let hex: String = key.bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    assert!(!text.contains(&hex));
}
