//! The town's own row: epoch, change counter, what is secured, and the purge horizon.

use super::StorageError;

/// State of the whole office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficeRow {
    pub town: String,
    /// Changes when the office is restored from a backup; every cursor begins with it.
    pub epoch: String,
    /// Newest change given out.
    pub change_seq: u64,
    /// Every change up to this one is in a second copy as well.
    pub secured: u64,
    /// Cursors below this change must start again.
    pub horizon: u64,
}

pub trait OfficeReads {
    /// # Errors
    /// When the database fails or was never set up.
    fn office(&self) -> Result<OfficeRow, StorageError>;
}

pub trait OfficeWrites {
    /// Takes the next change number; the only source of them. Numbers of a transaction that is rolled back may be
    /// given out again.
    ///
    /// # Errors
    /// When the database fails.
    fn next_change(&self) -> Result<u64, StorageError>;

    /// # Errors
    /// When the database fails.
    fn set_town(&self, town: &str) -> Result<(), StorageError>;

    /// # Errors
    /// When the database fails.
    fn set_epoch(&self, epoch: &str) -> Result<(), StorageError>;

    /// Never goes back.
    ///
    /// # Errors
    /// When the database fails.
    fn set_secured(&self, through: u64) -> Result<(), StorageError>;

    /// Drops `leave` and `delete` rows of the feed below `before`; cursors below it start again.
    ///
    /// # Errors
    /// When the database fails.
    fn purge_feed(&self, before: u64) -> Result<(), StorageError>;

    /// Starts a part of the transaction that can be undone alone. Parts nest.
    ///
    /// # Errors
    /// When the database fails.
    fn begin_part(&self) -> Result<(), StorageError>;

    /// # Errors
    /// When the database fails.
    fn keep_part(&self) -> Result<(), StorageError>;

    /// # Errors
    /// When the database fails.
    fn undo_part(&self) -> Result<(), StorageError>;
}
