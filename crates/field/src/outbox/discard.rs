//! A person's decision that a rejected operation needs no correction. The only way off the list besides acceptance.

use rusqlite::Transaction;
use zoufang_domain::ids::OpId;

use super::OutboxError;

/// Marks a rejected operation as discarded. Its bytes stay here until secured, and in the office for ever.
///
/// # Errors
/// [`OutboxError::NotRejected`] for any other state: unsent work cannot be discarded.
pub fn discard_rejected(transaction: &Transaction<'_>, op_id: OpId) -> Result<(), OutboxError> {
    let changed = transaction.execute(
        "UPDATE outbox SET state = 'discarded' WHERE op_id = ?1 AND state = 'rejected'",
        [op_id.0.as_bytes().as_slice()],
    )?;
    if changed == 1 { Ok(()) } else { Err(OutboxError::NotRejected { op_id }) }
}
