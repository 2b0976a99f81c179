//! Composing a request from the database as planned.

use rusqlite::{Connection, OptionalExtension as _};
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

/// Builds the request, or `None` when there is nothing to say.
///
/// # Errors
/// When the database fails or a row of the outbox is damaged.
pub fn compose(connection: &Connection, env: &Env, plan: &Plan) -> Result<Option<Outgoing>, ExecuteError> {
    let offered = if plan.ops == 0 { Vec::new() } else { outbox::offer(connection, plan.ops, plan.bytes)? };
    let (stream_id, cursor) = connection
        .query_row("SELECT stream_id, COALESCE(staging_cursor, cursor) FROM stream", [], |row| {
            Ok((row.get::<_, [u8; 16]>(0)?, row.get::<_, Option<String>>(1)?))
        })
        .optional()?
        .ok_or(OutboxError::Damaged { seq: 0, detail: "the stream row is missing".to_owned() })?;
    let pull = plan.pull.map(|pull| Pull { cursor, limit: pull.rows, digest: pull.digest });
    if offered.is_empty() && pull.is_none() {
        return Ok(None);
    }
    let stream_id = StreamId(uuid::Uuid::from_bytes(stream_id));
    let digest = (!offered.is_empty()).then(|| run_digest(offered.iter().map(|one| (&one.op_id, &one.hash))));
    let body = serde_json::to_vec(&SyncRequest {
        stream_id,
        device_time: env.clock.now(),
        ops: offered.iter().map(|one| one.frame.clone()).collect(),
        digest,
        pull: pull.clone(),
    })?;
    Ok(Some(Outgoing { stream_id, offered, pull, body }))
}
