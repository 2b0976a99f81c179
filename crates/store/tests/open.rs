//! What opening a database promises.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::path::Path;

use zoufang_store::{OpenError, StoreKey, Trouble, open, trouble};

fn key(byte: u8) -> StoreKey {
    StoreKey::new([byte; 32])
}

fn filled(path: &Path) {
    let connection = open(path, Some(&key(1))).unwrap();
    connection.execute_batch("CREATE TABLE t (name TEXT) STRICT").unwrap();
    for i in 0..500 {
        connection.execute("INSERT INTO t VALUES (?1)", [format!("尉迟大年 {i}")]).unwrap();
    }
    connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
}

fn holds(path: &Path, needle: &str) -> bool {
    let bytes = std::fs::read(path).unwrap();
    bytes.windows(needle.len()).any(|window| window == needle.as_bytes())
}

#[test]
fn an_encrypted_file_holds_no_plain_text_and_a_plain_one_does() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.db");
    filled(&path);
    assert!(!holds(&path, "尉迟"));
    assert!(!holds(&path, "SQLite format"));

    let plain = dir.path().join("plain.db");
    let connection = open(&plain, None).unwrap();
    connection
        .execute_batch(
            "CREATE TABLE t (name TEXT); INSERT INTO t VALUES ('尉迟'); PRAGMA wal_checkpoint(TRUNCATE)",
        )
        .unwrap();
    assert!(holds(&plain, "尉迟"));
}

#[test]
fn a_wrong_key_is_told_from_a_damaged_file_and_neither_changes_it() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.db");
    filled(&path);
    let before = std::fs::read(&path).unwrap();
    assert!(matches!(open(&path, Some(&key(2))), Err(OpenError::WrongKey { .. })));
    assert_eq!(std::fs::read(&path).unwrap(), before);

    let mut broken = before.clone();
    broken[100..300].fill(0x5a);
    std::fs::write(&path, &broken).unwrap();
    assert!(matches!(open(&path, Some(&key(1))), Err(OpenError::Damaged { .. })));
    assert!(matches!(open(&path, Some(&key(2))), Err(OpenError::WrongKey { .. })));
    assert_eq!(std::fs::read(&path).unwrap(), broken);
}

#[test]
fn a_page_damaged_in_the_middle_is_reported_as_damage_when_read() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.db");
    filled(&path);
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 64].fill(0);
    std::fs::write(&path, &bytes).unwrap();
    let connection = open(&path, Some(&key(1))).unwrap();
    let error = connection
        .query_row("SELECT group_concat(name) FROM t", [], |row| row.get::<_, String>(0))
        .unwrap_err();
    assert_eq!(trouble(&error), Trouble::Damaged, "{error}");
}

#[test]
fn an_unencrypted_file_is_not_taken_for_an_encrypted_one() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.db");
    open(&path, None).unwrap().execute_batch("CREATE TABLE t (a)").unwrap();
    assert!(matches!(open(&path, Some(&key(1))), Err(OpenError::NotEncrypted { .. })));
}

#[test]
fn every_connection_is_durable_and_checks_references() {
    let dir = tempfile::tempdir().unwrap();
    let connection = open(&dir.path().join("a.db"), Some(&key(1))).unwrap();
    let pragma = |name: &str| -> i64 {
        connection.query_row(&format!("PRAGMA {name}"), [], |row| row.get(0)).unwrap()
    };
    assert_eq!(pragma("synchronous"), 2);
    assert_eq!(pragma("foreign_keys"), 1);
    assert_eq!(pragma("temp_store"), 2);
    let mode: String = connection.query_row("PRAGMA journal_mode", [], |row| row.get(0)).unwrap();
    assert_eq!(mode, "wal");
}

#[test]
fn a_full_disk_is_told_from_other_trouble() {
    let dir = tempfile::tempdir().unwrap();
    let connection = open(&dir.path().join("a.db"), None).unwrap();
    connection.execute_batch("CREATE TABLE t (a BLOB); PRAGMA max_page_count = 3").unwrap();
    let error = connection.execute("INSERT INTO t VALUES (zeroblob(100000))", []).unwrap_err();
    assert_eq!(trouble(&error), Trouble::DiskFull);
}
