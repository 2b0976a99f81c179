//! What kind of trouble a database error means for the person in front of it.

use rusqlite::ErrorCode;

/// The few kinds that callers treat differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// No space left; the statement changed nothing and may be tried again.
    DiskFull,
    /// The file's content is broken.
    Damaged,
    /// Another connection held the lock for longer than the busy time-out.
    Busy,
    Other,
}

/// Sorts an error of rusqlite.
#[must_use]
pub fn trouble(error: &rusqlite::Error) -> Trouble {
    /// `SQLITE_IOERR_SHMSIZE`: the shared-memory file could not grow, which happens on a full disk.
    const SHM_SIZE: i32 = 10 | (19 << 8);
    match error {
        rusqlite::Error::SqliteFailure(failure, _) => match failure.code {
            ErrorCode::DiskFull => Trouble::DiskFull,
            ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => Trouble::Damaged,
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Trouble::Busy,
            _ if failure.extended_code == SHM_SIZE => Trouble::DiskFull,
            _ => Trouble::Other,
        },
        _ => Trouble::Other,
    }
}
