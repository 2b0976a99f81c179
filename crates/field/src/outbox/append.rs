//! Writing an operation, inside the transaction that saves the work itself.

use rusqlite::Transaction;
use serde::Serialize;
use zoufang_domain::ids::{HouseholdId, OpId, VisitId};
use zoufang_wire::operation::hash;
use zoufang_wire::{ClockStamp, Kind, Operation};

use super::OutboxError;
use crate::env::Env;

/// Puts an operation at the end of the stream, with the next number and without a gap.
///
/// `op_id` was made with the draft, so that saving twice after a crash cannot make two operations. `household` and
/// `visit` are what it is about: they keep a household that has left the assignment visible until this is handed in.
///
/// # Errors
/// [`OutboxError::AlreadySaved`] when the id is taken; then the caller's transaction must not be committed.
pub fn append(
    transaction: &Transaction<'_>,
    env: &Env,
    kind: Kind,
    op_id: OpId,
    household: Option<HouseholdId>,
    visit: Option<VisitId>,
    body: &impl Serialize,
) -> Result<OpId, OutboxError> {
    let (seq, offset_ms): (i64, Option<i64>) = transaction
        .prepare_cached("SELECT next_seq, clock_offset_ms FROM stream")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let now = env.clock.now();
    let unwritable = |source| OutboxError::Unwritable { op_id, source };
    let canonical = Operation {
        op_id,
        kind: kind.name().to_owned(),
        v: kind.version(),
        occurred_at: now,
        clock: ClockStamp { offset_ms, boot: env.clock.boot(), mono_ms: env.clock.mono_ms() },
        body: serde_json::value::to_raw_value(body).map_err(unwritable)?,
    }
    .canonical()
    .map_err(unwritable)?;
    let written = transaction.prepare_cached(include_str!("append.sql"))?.execute((
        op_id.0.as_bytes().as_slice(),
        seq,
        kind.name(),
        hash(&canonical).0.as_slice(),
        canonical.get(),
        household.map(|id| id.0.as_bytes().to_vec()),
        visit.map(|id| id.0.as_bytes().to_vec()),
        now.to_rfc3339(),
    ))?;
    if written != 1 {
        return Err(OutboxError::AlreadySaved { op_id });
    }
    transaction.prepare_cached("UPDATE stream SET next_seq = next_seq + 1")?.execute([])?;
    Ok(op_id)
}
