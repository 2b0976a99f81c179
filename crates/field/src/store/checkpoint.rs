//! When the write-ahead log goes into the database: between visits, so that saving one waits for a single sync.
//!
//! SQLite would do it with whatever commit makes the log too long, and that is as likely to be the save that the cadre
//! waits for as any other.

use rusqlite::Connection;

/// Pages after which a commit empties the log all the same (16 MB): only a visit of thousands of changes gets there.
const LONGEST_LOG: u32 = 4_000;

/// Leaves emptying the log to [`checkpoint`].
pub(super) fn put_off_checkpoints(connection: &Connection) -> Result<(), rusqlite::Error> {
    connection.pragma_update(None, "wal_autocheckpoint", LONGEST_LOG)
}

/// Moves the log into the database as far as nobody else is in the way. Without it nothing is lost, the log is only
/// longer: so trouble here is not the caller's.
pub fn checkpoint(connection: &Connection) {
    if let Err(error) = connection.execute_batch("PRAGMA wal_checkpoint(PASSIVE)") {
        tracing::warn!(%error, "the write-ahead log was not emptied");
    }
}
