//! Applying the office's results. An operation leaves `pending` here and nowhere else (design, section 3, rule 1).

use rusqlite::{Connection, Transaction};
use zoufang_domain::ids::OpId;
use zoufang_wire::sync::run_digest;
use zoufang_wire::{Digest, ErrorCode, Fate, OpResult, ResultRun};

use super::{Offered, OutboxError};

/// What a set of results did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Settled {
    pub accepted: u64,
    pub rejected: u64,
    pub deferred: u64,
    /// A run was not about the operations we offered, and was left aside.
    pub mismatch: bool,
}

/// Takes the runs whose digest is that over our own ids and hashes, and moves the confirmed number up to the first
/// operation without a result.
///
/// # Errors
/// When the database fails; then nothing is settled once the transaction is rolled back.
pub fn settle(
    transaction: &Transaction<'_>,
    offered: &[Offered],
    runs: &[ResultRun],
    acked_at: &str,
) -> Result<Settled, OutboxError> {
    let mut settled = Settled::default();
    for run in runs {
        match own_slice(offered, run) {
            Some(own) if digest_of(own) == run.digest => {
                for operation in own {
                    record(transaction, operation.op_id, run, acked_at)?;
                }
                let count = own.len() as u64;
                match run.r {
                    OpResult::Accepted | OpResult::Duplicate => settled.accepted += count,
                    OpResult::Rejected => settled.rejected += count,
                    OpResult::Deferred => settled.deferred += count,
                }
            }
            _ => settled.mismatch = true,
        }
    }
    transaction.prepare_cached(include_str!("advance.sql"))?.execute([])?;
    Ok(settled)
}

fn own_slice<'a>(offered: &'a [Offered], run: &ResultRun) -> Option<&'a [Offered]> {
    let first = offered.first()?.frame.seq;
    let from = usize::try_from(run.from.checked_sub(first)?).ok()?;
    let through = usize::try_from(run.through.checked_sub(first)?).ok()?;
    offered.get(from..=through).filter(|own| !own.is_empty())
}

fn digest_of(own: &[Offered]) -> Digest {
    run_digest(own.iter().map(|operation| (&operation.op_id, &operation.hash)))
}

fn record(
    transaction: &Transaction<'_>,
    op_id: OpId,
    run: &ResultRun,
    acked_at: &str,
) -> Result<(), OutboxError> {
    transaction.prepare_cached(include_str!("outcome.sql"))?.execute((
        op_id.0.as_bytes().as_slice(),
        state_of(run.r),
        run.code.map(code_name),
        run.detail.as_deref(),
        acked_at,
    ))?;
    Ok(())
}

const fn state_of(result: OpResult) -> &'static str {
    match result {
        OpResult::Accepted | OpResult::Duplicate => "accepted",
        OpResult::Rejected => "rejected",
        OpResult::Deferred => "deferred",
    }
}

/// Operations whose fate is still open: put off by the office, or damaged here before a result came.
///
/// # Errors
/// When the database fails.
pub fn open_fates(connection: &Connection) -> Result<Vec<OpId>, OutboxError> {
    Ok(connection
        .prepare_cached(include_str!("open_fates.sql"))?
        .query_map([], |row| Ok(OpId(uuid::Uuid::from_bytes(row.get(0)?))))?
        .collect::<Result<_, _>>()?)
}

/// Takes over what has become of them. Only an answer about the very bytes that were saved here counts.
///
/// # Errors
/// When the database fails.
pub fn learn(transaction: &Transaction<'_>, fates: &[Fate], at: &str) -> Result<(), OutboxError> {
    for fate in fates {
        transaction.prepare_cached(include_str!("learn.sql"))?.execute((
            fate.op_id.0.as_bytes().as_slice(),
            fate.hash.0.as_slice(),
            state_of(fate.r),
            fate.code.map(code_name),
            fate.detail.as_deref(),
            at,
        ))?;
    }
    Ok(())
}

/// The code as it is written on the wire.
fn code_name(code: ErrorCode) -> String {
    serde_json::to_value(code).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}
