//! Operations as they came, and the streams they came in.

use uuid::Uuid;
use zoufang_domain::ids::{AccountId, DeviceId, OpId, StreamId};
use zoufang_wire::{Digest, ErrorCode, OpResult};

use super::StorageError;
use crate::clock::Instant;

/// What became of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    pub result: OpResult,
    pub code: Option<ErrorCode>,
    pub detail: Option<String>,
}

impl Outcome {
    #[must_use]
    pub const fn accepted() -> Self {
        Self { result: OpResult::Accepted, code: None, detail: None }
    }

    #[must_use]
    pub const fn rejected(code: ErrorCode, detail: Option<String>) -> Self {
        Self { result: OpResult::Rejected, code: Some(code), detail }
    }

    #[must_use]
    pub const fn deferred(code: ErrorCode) -> Self {
        Self { result: OpResult::Deferred, code: Some(code), detail: None }
    }
}

/// An operation in the log.
#[derive(Debug, Clone)]
pub struct LoggedOp {
    /// Place in the log.
    pub n: i64,
    pub op_id: OpId,
    pub hash: Digest,
    pub outcome: Outcome,
}

/// An operation in the log with everything that came with it.
#[derive(Debug, Clone)]
pub struct StoredOp {
    pub op_id: OpId,
    pub hash: Digest,
    pub kind: String,
    pub v: u32,
    pub account: AccountId,
    pub device: DeviceId,
    pub bytes: String,
    pub received_at: String,
    pub outcome: Outcome,
}

/// An operation to be logged.
#[derive(Debug)]
pub struct NewOp<'a> {
    pub op_id: OpId,
    pub hash: Digest,
    pub kind: &'a str,
    pub v: u32,
    pub account: AccountId,
    pub device: DeviceId,
    pub bytes: &'a str,
    pub occurred_at: Instant,
    pub received_at: Instant,
}

/// A device database's sequence as the office knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stream {
    pub n: i64,
    pub account: AccountId,
    pub device: DeviceId,
    /// The number expected next; everything below is committed.
    pub next_seq: u64,
}

pub trait OpReads {
    /// # Errors
    /// When the database fails.
    fn op(&self, op_id: OpId) -> Result<Option<LoggedOp>, StorageError>;

    /// # Errors
    /// When the database fails.
    fn stored_op(&self, op_id: OpId) -> Result<Option<StoredOp>, StorageError>;

    /// # Errors
    /// When the database fails.
    fn stream(&self, stream: StreamId) -> Result<Option<Stream>, StorageError>;

    /// Who sits in a slot.
    ///
    /// # Errors
    /// When the database fails.
    fn slot(&self, stream: &Stream, seq: u64) -> Result<Option<OpId>, StorageError>;

    /// Highest number up to which every slot's change is at most `secured`.
    ///
    /// # Errors
    /// When the database fails.
    fn secured_through(&self, stream: &Stream, secured: u64) -> Result<u64, StorageError>;

    /// Every operation, oldest first, for checks and exports.
    ///
    /// # Errors
    /// Those of `each` or of the database.
    fn each_op(&self, each: &mut dyn FnMut(StoredOp) -> Result<(), StorageError>)
    -> Result<(), StorageError>;

    /// `(seq, op_id)` of a stream in order.
    ///
    /// # Errors
    /// When the database fails.
    fn slots(&self, stream: StreamId) -> Result<Vec<(u64, OpId)>, StorageError>;

    /// Deferred operations that wait for this visit or household.
    ///
    /// # Errors
    /// When the database fails.
    fn waiting_for(&self, id: Uuid) -> Result<Vec<OpId>, StorageError>;

    /// Everything in quarantine with its code, oldest operation first.
    ///
    /// # Errors
    /// When the database fails.
    fn quarantined(&self) -> Result<Vec<(OpId, ErrorCode)>, StorageError>;

    /// Operations in the log, deferred among them, and kept conflicting bytes.
    ///
    /// # Errors
    /// When the database fails.
    fn op_counts(&self) -> Result<OpCounts, StorageError>;

    /// How many operations of each device are committed, by its streams.
    ///
    /// # Errors
    /// When the database fails.
    fn ops_of_devices(&self) -> Result<Vec<(DeviceId, u64)>, StorageError>;
}

/// Sizes of the log.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct OpCounts {
    pub ops: u64,
    pub quarantined: u64,
    pub conflicts: u64,
}

pub trait OpWrites {
    /// Logs an operation and returns its place.
    ///
    /// # Errors
    /// When the database fails.
    fn log_op(&self, op: &NewOp<'_>, outcome: &Outcome) -> Result<i64, StorageError>;

    /// An operation that waited has been judged anew.
    ///
    /// # Errors
    /// When the database fails.
    fn set_outcome(&self, op_id: OpId, outcome: &Outcome) -> Result<(), StorageError>;

    /// Keeps other bytes that came under a known id.
    ///
    /// # Errors
    /// When the database fails.
    fn keep_conflict(&self, op: &NewOp<'_>) -> Result<(), StorageError>;

    /// # Errors
    /// When the database fails.
    fn quarantine(
        &self,
        op: &NewOp<'_>,
        code: ErrorCode,
        waits_for: Option<Uuid>,
    ) -> Result<(), StorageError>;

    /// What stays in quarantine has been judged anew: why it waits now, and for what.
    ///
    /// # Errors
    /// When the database fails.
    fn wait_on(&self, op_id: OpId, code: ErrorCode, waits_for: Option<Uuid>) -> Result<(), StorageError>;

    /// # Errors
    /// When the database fails.
    fn release(&self, op_id: OpId) -> Result<(), StorageError>;

    /// # Errors
    /// When the database fails.
    fn start_stream(
        &self,
        stream: StreamId,
        account: AccountId,
        device: DeviceId,
    ) -> Result<Stream, StorageError>;

    /// # Errors
    /// When the slot is taken or the database fails.
    fn fill_slot(&self, stream: &Stream, seq: u64, op: i64) -> Result<(), StorageError>;

    /// # Errors
    /// When the database fails.
    fn set_next_seq(&self, stream: &Stream, next_seq: u64) -> Result<(), StorageError>;
}
