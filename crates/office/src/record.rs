//! A visit's record back from the operation that carried it: the office keeps the bytes and nothing else of the answers.

use zoufang_domain::visit::{VisitAmend, VisitRecord};
use zoufang_wire::{Kind, Operation};

use crate::storage::visit::VisitRow;
use crate::storage::{Reads, StorageError};

/// The newest version's record, from the bytes of its operation.
///
/// # Errors
/// When the operation is not in the log or cannot be read.
pub fn record_of(rows: &dyn Reads, visit: &VisitRow) -> Result<VisitRecord, StorageError> {
    let unreadable = |why: String| StorageError::Unreadable { what: "visit", why };
    let stored =
        rows.stored_op(visit.op_id)?.ok_or_else(|| unreadable("its operation is not in the log".into()))?;
    let operation: Operation =
        serde_json::from_str(&stored.bytes).map_err(|why| unreadable(why.to_string()))?;
    let body = operation.body.get();
    let record = if operation.kind == Kind::VisitAmend.name() {
        serde_json::from_str::<VisitAmend>(body).map(|amend| amend.record)
    } else {
        serde_json::from_str(body)
    };
    record.map_err(|why| unreadable(why.to_string()))
}
