//! The outbox: every piece of work that this device ever saved, until the office holds it twice.
//!
//! An operation is written once, in the transaction that saves the work, and its bytes never change. It leaves
//! `pending` only on a result with its own id and hash. If this module is wrong, a cadre's work is lost or doubled;
//! nothing in it deletes a row, and no status of the office can make it do so.

mod append;
mod damage;
mod discard;
mod free;
mod list;
mod offer;
mod outcome;
mod renumber;

pub use append::append;
pub use damage::{Mended, mend, mend_all, written_at};
pub use discard::discard_rejected;
pub(crate) use free::mark_secured;
pub use free::{KEEP_DAYS, free_secured_bodies};
pub use list::{Counts, Levels, OutboxRow, OutboxState, attention, counts, levels};
pub use offer::{Offered, offer};
pub use outcome::{Settled, learn, open_fates, settle};
pub use renumber::{new_stream, park_first, reopen_above, requeue_parked};

use zoufang_domain::ids::OpId;
use zoufang_store::{Trouble, trouble};
use zoufang_wire::{ApiError, ErrorCode};

/// Why the outbox could not do what was asked. Nothing has changed when one of these comes back.
#[derive(Debug, thiserror::Error)]
pub enum OutboxError {
    #[error("the device database failed: {0}; nothing was changed, try again")]
    Database(#[from] rusqlite::Error),
    #[error("the body of operation {op_id} cannot be written as JSON: {source}")]
    Unwritable { op_id: OpId, source: serde_json::Error },
    #[error("operation {op_id} is in the outbox already; a change is a new operation")]
    AlreadySaved { op_id: OpId },
    #[error("outbox row {seq} is damaged; it is mended or set aside before anything is sent")]
    Damaged { seq: i64 },
    #[error(
        "the body of outbox row {seq} was freed and is wanted again; only a new stream can do without it"
    )]
    Freed { seq: i64 },
    #[error("the row of this device's stream is missing; the database has to be rescued")]
    NoStream,
    #[error("operation {op_id} is not a rejected one; only those may be discarded")]
    NotRejected { op_id: OpId },
}

impl From<OutboxError> for ApiError {
    fn from(error: OutboxError) -> Self {
        match &error {
            OutboxError::Database(source) if trouble(source) == Trouble::DiskFull => {
                Self::new(ErrorCode::DiskFull)
            }
            OutboxError::Database(source) if trouble(source) == Trouble::Damaged => {
                Self::new(ErrorCode::StoreSuspect)
            }
            OutboxError::NotRejected { op_id } => Self::new(ErrorCode::NotFound).with("what", op_id),
            _ => Self::new(ErrorCode::Internal).with("detail", error),
        }
    }
}
