//! What the migration runner promises.
#![allow(clippy::unwrap_used, clippy::panic)]

use rusqlite::Connection;
use zoufang_store::migrate::Sqlite;
use zoufang_store::{MigrateError, Migration, PreCopy, StoreKey, migrate, open};

const FIRST: Migration = Migration {
    number: 1,
    name: "initial",
    sql: "CREATE TABLE visit (n INTEGER PRIMARY KEY, who TEXT NOT NULL) STRICT;",
};
const SECOND: Migration = Migration {
    number: 2,
    name: "when",
    sql: "ALTER TABLE visit ADD COLUMN day TEXT; UPDATE visit SET day = '2022-05-12';",
};
const BROKEN: Migration = Migration {
    number: 2,
    name: "broken",
    sql: "CREATE TABLE half (a TEXT); INSERT INTO nowhere VALUES (1);",
};

/// A new database on disk; memory alone never meets WAL or locks.
fn scratch() -> (tempfile::TempDir, Connection) {
    let dir = tempfile::tempdir().unwrap();
    let connection = open(&dir.path().join("a.db"), None).unwrap();
    (dir, connection)
}

fn tables(connection: &Connection) -> Vec<String> {
    connection
        .prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect()
}

#[test]
fn a_database_with_data_is_migrated_and_equals_a_fresh_one() {
    let dir = tempfile::tempdir().unwrap();
    let key = StoreKey::new([7; 32]);
    let path = dir.path().join("a.db");
    let connection = open(&path, Some(&key)).unwrap();
    assert_eq!(migrate(&mut Sqlite(&connection), &[FIRST], PreCopy::Beside).unwrap(), 1);
    connection.execute("INSERT INTO visit (who) VALUES ('张三')", []).unwrap();
    assert_eq!(migrate(&mut Sqlite(&connection), &[FIRST, SECOND], PreCopy::Beside).unwrap(), 1);
    let row: (String, String) =
        connection.query_row("SELECT who, day FROM visit", [], |r| Ok((r.get(0)?, r.get(1)?))).unwrap();
    assert_eq!(row, ("张三".into(), "2022-05-12".into()));

    let fresh = open(&dir.path().join("b.db"), Some(&key)).unwrap();
    migrate(&mut Sqlite(&fresh), &[FIRST, SECOND], PreCopy::Beside).unwrap();
    assert_eq!(tables(&connection), tables(&fresh));
    assert_eq!(migrate(&mut Sqlite(&connection), &[FIRST, SECOND], PreCopy::Beside).unwrap(), 0);
}

#[test]
fn existing_data_is_copied_first_under_the_same_key() {
    let dir = tempfile::tempdir().unwrap();
    let key = StoreKey::new([7; 32]);
    let path = dir.path().join("a.db");
    let connection = open(&path, Some(&key)).unwrap();
    migrate(&mut Sqlite(&connection), &[FIRST], PreCopy::Beside).unwrap();
    assert!(!dir.path().join("a.db.before-0001").exists());
    connection.execute("INSERT INTO visit (who) VALUES ('张三')", []).unwrap();
    migrate(&mut Sqlite(&connection), &[FIRST, SECOND], PreCopy::Beside).unwrap();

    let copy = dir.path().join("a.db.before-0002");
    assert!(!std::fs::read(&copy).unwrap().starts_with(b"SQLite format"));
    let copy = open(&copy, Some(&key)).unwrap();
    let who: String = copy.query_row("SELECT who FROM visit", [], |row| row.get(0)).unwrap();
    assert_eq!(who, "张三");
    assert!(copy.query_row("SELECT day FROM visit", [], |_| Ok(())).is_err());
}

#[test]
fn a_migration_that_fails_leaves_nothing_behind() {
    let (_dir, connection) = scratch();
    migrate(&mut Sqlite(&connection), &[FIRST], PreCopy::None).unwrap();
    let before = tables(&connection);
    let error = migrate(&mut Sqlite(&connection), &[FIRST, BROKEN], PreCopy::None).unwrap_err();
    assert!(matches!(error, MigrateError::Failed { number: 2, .. }));
    assert_eq!(tables(&connection), before);
    assert_eq!(migrate(&mut Sqlite(&connection), &[FIRST, SECOND], PreCopy::None).unwrap(), 1);
}

#[test]
fn a_newer_schema_is_refused_untouched() {
    let (_dir, connection) = scratch();
    migrate(&mut Sqlite(&connection), &[FIRST, SECOND], PreCopy::None).unwrap();
    let error = migrate(&mut Sqlite(&connection), &[FIRST], PreCopy::None).unwrap_err();
    assert!(matches!(error, MigrateError::NewerSchema { found: 2, known: 1 }));
}

#[test]
fn a_released_file_that_was_edited_is_refused() {
    let (_dir, connection) = scratch();
    migrate(&mut Sqlite(&connection), &[FIRST], PreCopy::None).unwrap();
    let edited = Migration { sql: "CREATE TABLE visit (n INTEGER PRIMARY KEY, whom TEXT) STRICT;", ..FIRST };
    let error = migrate(&mut Sqlite(&connection), &[edited, SECOND], PreCopy::None).unwrap_err();
    assert!(matches!(error, MigrateError::Changed { number: 1, .. }));
}

#[test]
fn line_ends_of_windows_do_not_count_as_an_edit() {
    let unix = Migration { sql: "CREATE TABLE a (b TEXT);\nCREATE TABLE c (d TEXT);\n", ..FIRST };
    let windows = Migration { sql: "CREATE TABLE a (b TEXT);\r\nCREATE TABLE c (d TEXT);\r\n", ..FIRST };
    assert_eq!(unix.checksum(), windows.checksum());
}

#[test]
fn files_out_of_order_are_refused_before_anything_runs() {
    let (_dir, connection) = scratch();
    let error = migrate(&mut Sqlite(&connection), &[SECOND], PreCopy::None).unwrap_err();
    assert!(matches!(error, MigrateError::Disordered { expected: 1, found: 2 }));
    assert!(tables(&connection).is_empty());
}
