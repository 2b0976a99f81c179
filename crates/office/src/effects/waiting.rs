//! Quarantine: operations that could not be applied are judged anew, when what they wait for comes, and whenever an
//! office starts, because it may know more than the one that put them there.
//!
//! If this ran an effect twice, a visit would count twice; if it did not run, work that was handed in would never count.

use uuid::Uuid;
use zoufang_domain::ids::OpId;
use zoufang_wire::{ErrorCode, OpResult, Operation};

use super::{Author, Body, Verdict, apply};
use crate::clock::Instant;
use crate::storage::op_log::Outcome;
use crate::storage::{StorageError, Writes};

/// Applies one operation by itself. One that breaks a rule of the schema must not hold the others: its effect is
/// undone, its bytes are kept for a person to look at.
///
/// # Errors
/// When the database fails.
pub fn apply_apart(rows: &dyn Writes, author: &Author, body: &Body) -> Result<Verdict, StorageError> {
    rows.begin_part()?;
    match apply(rows, author, body) {
        Ok(verdict) => {
            rows.keep_part()?;
            Ok(verdict)
        }
        Err(StorageError::Constraint(why)) => {
            tracing::error!(op_id = %author.op_id, %why, "an operation broke a rule of the schema");
            rows.undo_part()?;
            Ok(Verdict { outcome: Outcome::deferred(ErrorCode::Internal), waits_for: None })
        }
        Err(error) => Err(error),
    }
}

/// Judges anew what waited for a visit or household.
///
/// # Errors
/// When the database fails.
pub fn release_waiting(rows: &dyn Writes, id: Uuid, now: Instant) -> Result<(), StorageError> {
    for op_id in rows.waiting_for(id)? {
        judge_anew(rows, op_id, now)?;
    }
    Ok(())
}

/// Judges anew all that [`apply`] itself has put off, oldest first. Returns how many are settled now.
///
/// # Errors
/// When the database fails.
pub fn release_all(rows: &dyn Writes, now: Instant) -> Result<usize, StorageError> {
    let mut settled = 0;
    for (op_id, code) in rows.quarantined()? {
        // What an officer has to decide is not decided by a restart.
        let by_rule = matches!(
            code,
            ErrorCode::UnknownKind | ErrorCode::UnknownVisit | ErrorCode::OutOfScope | ErrorCode::Internal
        );
        if by_rule && judge_anew(rows, op_id, now)? {
            settled += 1;
        }
    }
    Ok(settled)
}

/// Whether the operation is settled now. What still cannot be applied waits on, for what it lacks by now.
fn judge_anew(rows: &dyn Writes, op_id: OpId, now: Instant) -> Result<bool, StorageError> {
    let Some(stored) = rows.stored_op(op_id)? else { return Ok(false) };
    if stored.outcome.result != OpResult::Deferred {
        // An operation released a moment ago released this one as well, and one effect is enough (I3).
        return Ok(true);
    }
    let Some(viewer) = rows.viewer(stored.account)? else { return Ok(false) };
    let author = Author { account: stored.account, device: stored.device, viewer, op_id, now };
    let Ok(operation) = serde_json::from_str::<Operation>(&stored.bytes) else { return Ok(false) };
    let verdict = apply_apart(rows, &author, &Body::of(&operation))?;
    if verdict.outcome != stored.outcome {
        rows.set_outcome(op_id, &verdict.outcome)?;
    }
    match (verdict.outcome.result, verdict.outcome.code) {
        (OpResult::Deferred, Some(code)) => rows.wait_on(op_id, code, verdict.waits_for).map(|()| false),
        _ => rows.release(op_id).map(|()| true),
    }
}
