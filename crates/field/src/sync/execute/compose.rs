//! Composing a request from the database as planned.

use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior};
use zoufang_domain::ids::StreamId;
use zoufang_wire::sync::run_digest;
use zoufang_wire::{Pull, SyncRequest};

use super::ExecuteError;
use crate::env::Env;
use crate::outbox::{self, Offered, OutboxError};
use crate::sync::core::Plan;

/// A request, and what is needed to understand its answer.
#[derive(Debug)]
pub struct Outgoing {
    pub stream_id: StreamId,
    pub offered: Vec<Offered>,
    /// The pull half as sent.
    pub pull: Option<Pull>,
    /// JSON text, not coded.
    pub body: Vec<u8>,
}

/// Builds the request, or `None` when there is nothing to say. Damaged rows in the way are mended or set aside first,
/// so that they hold nothing up.
///
/// # Errors
/// When the database fails.
pub fn compose(
    connection: &mut Connection,
    env: &Env,
    plan: &Plan,
) -> Result<Option<Outgoing>, ExecuteError> {
    let offered = if plan.ops == 0 { Vec::new() } else { offer(connection, plan)? };
    let (stream_id, cursor) = connection
        .query_row("SELECT stream_id, COALESCE(staging_cursor, cursor) FROM stream", [], |row| {
            Ok((row.get::<_, [u8; 16]>(0)?, row.get::<_, Option<String>>(1)?))
        })
        .optional()?
        .ok_or(OutboxError::NoStream)?;
    let pull = plan.pull.map(|pull| Pull {
        cursor,
        limit: pull.rows,
        digest: pull.digest,
        knows: Pull::known_here(),
    });
    if offered.is_empty() && pull.is_none() {
        return Ok(None);
    }
    // Asked as seldom as rows are compared: each start, every few hours, a tap.
    let asks =
        if pull.as_ref().is_some_and(|pull| pull.digest) { outbox::open_fates(connection)? } else { vec![] };
    let stream_id = StreamId(uuid::Uuid::from_bytes(stream_id));
    let digest = (!offered.is_empty()).then(|| run_digest(offered.iter().map(|one| (&one.op_id, &one.hash))));
    let body = serde_json::to_vec(&SyncRequest {
        stream_id,
        device_time: env.clock.now(),
        ops: offered.iter().map(|one| one.frame.clone()).collect(),
        digest,
        pull: pull.clone(),
        asks,
    })?;
    Ok(Some(Outgoing { stream_id, offered, pull, body }))
}

fn offer(connection: &mut Connection, plan: &Plan) -> Result<Vec<Offered>, ExecuteError> {
    let mut mended_at = 0;
    loop {
        match outbox::offer(connection, plan.ops, plan.bytes) {
            // Numbers only rise while rows are made whole; the same one may come again when a row was set aside.
            Err(OutboxError::Damaged { seq }) if seq > mended_at => {
                let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
                let mended = outbox::mend(&transaction, seq)?;
                transaction.commit()?;
                tracing::warn!(seq, ?mended, "an operation was damaged");
                if mended == outbox::Mended::Restored {
                    mended_at = seq;
                }
            }
            offered => return Ok(offered?),
        }
    }
}
