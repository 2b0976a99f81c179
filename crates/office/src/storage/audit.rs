//! The audit log's rows. What they mean and how they are chained is in [`crate::audit`].

use zoufang_domain::ids::AccountId;
use zoufang_wire::Digest;

use super::StorageError;

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRow {
    /// 1, 2, 3 … without gaps.
    pub n: u64,
    /// RFC 3339, on China's wall clock: its first ten characters are the day.
    pub at: String,
    pub account: Option<AccountId>,
    pub who: String,
    pub event: String,
    pub subject: String,
    pub detail: String,
    pub previous: Digest,
    pub hash: Digest,
}

/// Which rows to list, newest first.
#[derive(Debug, Clone, Default)]
pub struct AuditFilter {
    /// Part of the person's name.
    pub who: Option<String>,
    pub event: Option<String>,
    /// First day, `YYYY-MM-DD`.
    pub from: Option<String>,
    /// Last day.
    pub to: Option<String>,
    pub offset: u32,
    pub limit: u32,
}

pub trait AuditReads {
    /// Number and hash of the newest row, as noted when it was written.
    ///
    /// # Errors
    /// When the database fails.
    fn audit_head(&self) -> Result<Option<(u64, Digest)>, StorageError>;

    /// Rows after `n`, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    fn audit_after(&self, n: u64, limit: u32) -> Result<Vec<AuditRow>, StorageError>;

    /// # Errors
    /// When the database fails.
    fn list_audit(&self, filter: &AuditFilter) -> Result<(Vec<AuditRow>, u32), StorageError>;
}

pub trait AuditWrites {
    /// Adds the row and notes it as the newest.
    ///
    /// # Errors
    /// `Constraint` when the number is taken; or the database fails.
    fn append_audit(&self, row: &AuditRow) -> Result<(), StorageError>;
}
