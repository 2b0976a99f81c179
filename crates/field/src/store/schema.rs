//! The schema of the device's database and the ways to open it.

use std::path::Path;

use rusqlite::Connection;
use zoufang_store::migrate::Sqlite;
use zoufang_store::{MigrateError, Migration, PreCopy, StoreKey, migrate};

use super::checkpoint::put_off_checkpoints;
use crate::env::Env;
use crate::error::FieldError;

/// `migrations/field/`, in order; never edited once released.
pub const MIGRATIONS: &[Migration] = &[
    Migration {
        number: 1,
        name: "initial",
        sql: include_str!("../../../../migrations/field/0001-initial.sql"),
    },
    Migration {
        number: 2,
        name: "line-rules",
        sql: include_str!("../../../../migrations/field/0002-line-rules.sql"),
    },
];

/// Opens the database at `path` with this app's schema, making or migrating it as needed.
///
/// # Errors
/// Wrong key, damage, newer schema, full disk; nothing is changed then.
pub fn open_current(path: &Path, key: &StoreKey, env: &Env) -> Result<Connection, FieldError> {
    let connection = open_to_write(path, key)?;
    migrate(&mut Sqlite(&connection), MIGRATIONS, PreCopy::Beside)?;
    put_off_checkpoints(&connection)?;
    // The stream is born with the database file, and so is its name.
    connection.execute(
        "INSERT INTO stream (n, stream_id) VALUES (1, ?1) ON CONFLICT DO NOTHING",
        [env.ids.uuid().as_bytes()],
    )?;
    Ok(connection)
}

/// Opens a database whose schema may be newer than this app, for handing in its outbox and nothing else. The tables
/// `outbox`, `stream` and `enrolment` keep their columns for ever, so that this always works (design, §4).
///
/// # Errors
/// Wrong key, damage, or a database without an outbox.
pub fn open_for_push(path: &Path, key: &StoreKey) -> Result<Connection, FieldError> {
    let connection = open_to_write(path, key)?;
    match migrate(&mut Sqlite(&connection), MIGRATIONS, PreCopy::Beside) {
        Ok(_) | Err(MigrateError::NewerSchema { .. }) => {}
        Err(error) => return Err(error.into()),
    }
    connection.query_row("SELECT count(*) FROM outbox", [], |_| Ok(()))?;
    Ok(connection)
}

/// Screen and engine write through connections of their own. A transaction that began by reading could not become a
/// writing one once the other has written, and the tap would fail; so each takes its turn at the start.
fn open_to_write(path: &Path, key: &StoreKey) -> Result<Connection, FieldError> {
    let mut connection = zoufang_store::open(path, Some(key))?;
    connection.set_transaction_behavior(rusqlite::TransactionBehavior::Immediate);
    Ok(connection)
}
