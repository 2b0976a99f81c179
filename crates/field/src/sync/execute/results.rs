//! The push half of an answer: results, confirmed and secured numbers, epoch and clock offset, in one transaction.

use rusqlite::{Connection, Transaction, TransactionBehavior};
use zoufang_domain::ids::StreamId;
use zoufang_wire::SyncResponse;

use super::{Arrival, ExecuteError, Outgoing};
use crate::env::Env;
use crate::outbox;
use crate::roster;
use crate::sync::core::Exchanged;
use crate::sync::faults::{Faults, SeededBug};

pub(super) fn store(
    connection: &mut Connection,
    env: &Env,
    faults: Faults,
    outgoing: &Outgoing,
    response: &SyncResponse,
    offset_ms: i64,
    arrival: &Arrival,
) -> Result<Exchanged, ExecuteError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let stream_id: [u8; 16] = transaction.query_row("SELECT stream_id FROM stream", [], |row| row.get(0))?;
    if &stream_id != outgoing.stream_id.0.as_bytes() {
        return Err(ExecuteError::OtherStream);
    }
    let now = arrival.at.to_rfc3339();
    let settled = outbox::settle(&transaction, &outgoing.offered, &response.results, &now)?;
    if faults.has(SeededBug::AcceptOnAnyAnswer) {
        accept_all(&transaction, outgoing)?;
    }
    outbox::learn(&transaction, &response.fates, &now)?;
    // What is handed in no longer holds a household that has left the list.
    roster::purge_left(&transaction)?;
    let reoffer = lower(&transaction, env, response)?;
    outbox::mark_secured(&transaction, number(response.secured_through))?;
    transaction.prepare_cached(include_str!("contact.sql"))?.execute((
        &response.office_epoch,
        offset_ms,
        &now,
    ))?;
    if faults.has(SeededBug::CursorBeforeRows) && response.cursor.is_some() {
        transaction.execute("UPDATE stream SET cursor = ?1", [&response.cursor])?;
    }
    transaction.commit()?;
    Ok(Exchanged {
        accepted: settled.accepted,
        rejected: settled.rejected,
        deferred: settled.deferred,
        mismatch: settled.mismatch,
        reoffer,
        ..Exchanged::default()
    })
}

/// The office may know less than we have results for, because it was restored from a backup: the rest is offered
/// again. A lower number shows it, but not always: a copied phone may have filled our numbers since. So another epoch
/// opens everything that was not in a second copy; what the office has comes back as `duplicate`.
fn lower(transaction: &Transaction<'_>, env: &Env, response: &SyncResponse) -> Result<bool, ExecuteError> {
    let (ours, secured, epoch): (i64, i64, Option<String>) = transaction.query_row(
        "SELECT accepted_through, secured_through, office_epoch FROM stream",
        [],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )?;
    let restored = epoch.is_some_and(|epoch| epoch != response.office_epoch);
    let theirs = number(response.accepted_through);
    let certain = if restored { theirs.min(secured) } else { theirs };
    if certain >= ours {
        return Ok(false);
    }
    tracing::warn!(ours, theirs, restored, "the office has less than it had; offering the rest again");
    outbox::reopen_above(transaction, certain, StreamId(env.ids.uuid()))?;
    Ok(true)
}

fn number(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// The seeded mistake of believing any answer.
fn accept_all(transaction: &Transaction<'_>, outgoing: &Outgoing) -> Result<(), ExecuteError> {
    for offered in &outgoing.offered {
        transaction.execute(
            "UPDATE outbox SET state = 'accepted', settled = 1 WHERE op_id = ?1",
            [offered.op_id.0.as_bytes().as_slice()],
        )?;
    }
    Ok(())
}
