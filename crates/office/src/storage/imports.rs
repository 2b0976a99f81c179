//! Files on their way into the roster. What happens with them is in [`crate::sheet_import`].

use uuid::Uuid;
use zoufang_domain::roster::Household;

use super::StorageError;
use crate::sheet_import::{ImportJob, Outcome, PreviewRow, RowMessage};

/// A slice of a list.
#[derive(Debug, Clone, Copy)]
pub struct Slice {
    pub offset: u32,
    pub limit: u32,
}

impl Slice {
    pub const ALL: Self = Self { offset: 0, limit: u32::MAX };
}

pub trait ImportReads {
    /// # Errors
    /// When the database fails.
    fn import_job(&self, id: Uuid) -> Result<Option<ImportJob>, StorageError>;

    /// Newest first.
    ///
    /// # Errors
    /// When the database fails.
    fn import_jobs(&self, limit: u32) -> Result<Vec<ImportJob>, StorageError>;

    /// Households of one outcome or of all, in the file's order, with the length of the whole.
    ///
    /// # Errors
    /// When the database fails.
    fn import_rows(
        &self,
        job: Uuid,
        outcome: Option<Outcome>,
        slice: Slice,
    ) -> Result<(Vec<PreviewRow>, u32), StorageError>;

    /// Messages that stop or not, or all, by row, with the length of the whole.
    ///
    /// # Errors
    /// When the database fails.
    fn import_messages(
        &self,
        job: Uuid,
        stops: Option<bool>,
        slice: Slice,
    ) -> Result<(Vec<RowMessage>, u32), StorageError>;

    /// New and changed households as the roster will know them.
    ///
    /// # Errors
    /// When the database fails.
    fn import_households(&self, job: Uuid) -> Result<Vec<Household>, StorageError>;
}

pub trait ImportWrites {
    /// Adds a job, or replaces the known one.
    ///
    /// # Errors
    /// When the database fails.
    fn put_import(&self, job: &ImportJob) -> Result<(), StorageError>;

    /// # Errors
    /// When the database fails.
    fn put_import_row(
        &self,
        job: Uuid,
        n: u32,
        row: &PreviewRow,
        household: Option<&Household>,
    ) -> Result<(), StorageError>;

    /// # Errors
    /// When the database fails.
    fn put_import_message(&self, job: Uuid, n: u32, message: &RowMessage) -> Result<(), StorageError>;

    /// Drops what an earlier check found.
    ///
    /// # Errors
    /// When the database fails.
    fn clear_import(&self, job: Uuid) -> Result<(), StorageError>;

    /// Drops the households that are in the roster now.
    ///
    /// # Errors
    /// When the database fails.
    fn spend_import(&self, job: Uuid) -> Result<(), StorageError>;

    /// Drops the job and all it found.
    ///
    /// # Errors
    /// When the database fails.
    fn drop_import(&self, job: Uuid) -> Result<(), StorageError>;
}
