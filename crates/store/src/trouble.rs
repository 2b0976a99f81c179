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

/// `SQLITE_IOERR_SHMSIZE`: the shared-memory file could not grow, which happens on a full disk.
const SHM_SIZE: i32 = 10 | (19 << 8);
/// `SQLITE_IOERR_WRITE`: SQLite calls only `ENOSPC` full. A used-up quota or the largest size of a file (FAT32 on a
/// card) come as this, and what the person has to do is the same.
const WRITE: i32 = 10 | (3 << 8);

/// Whether a file could not be written for want of room: disk, quota or largest size of a file.
#[must_use]
pub fn is_full(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
    matches!(error.kind(), StorageFull | QuotaExceeded | FileTooLarge)
}

/// Sorts an error of rusqlite.
#[must_use]
pub fn trouble(error: &rusqlite::Error) -> Trouble {
    match error {
        rusqlite::Error::SqliteFailure(failure, _) => match failure.code {
            ErrorCode::DiskFull => Trouble::DiskFull,
            ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => Trouble::Damaged,
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Trouble::Busy,
            _ if matches!(failure.extended_code, SHM_SIZE | WRITE) => Trouble::DiskFull,
            _ => Trouble::Other,
        },
        _ => Trouble::Other,
    }
}
