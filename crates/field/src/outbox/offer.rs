//! Reading what has to be offered: everything above the number up to which the office has confirmed all.

use rusqlite::Connection;
use serde_json::value::RawValue;
use zoufang_domain::ids::OpId;
use zoufang_wire::{Digest, OpFrame};

use super::OutboxError;
use super::damage::{is_sound, text_at};

/// An operation as it goes out, with the hash that its result must match.
#[derive(Debug)]
pub struct Offered {
    pub op_id: OpId,
    pub hash: Digest,
    pub frame: OpFrame,
}

/// The next operations in stream order: at most `limit`, and at most `bytes` of them unless the first is larger.
///
/// # Errors
/// [`OutboxError::Damaged`] for a row that is not what was saved, to be given to [`super::mend`]; nothing is offered
/// meanwhile. [`OutboxError::Freed`] for a body that was freed and yet is wanted again.
pub fn offer(connection: &Connection, limit: u32, bytes: u64) -> Result<Vec<Offered>, OutboxError> {
    let mut statement = connection.prepare_cached(include_str!("offer.sql"))?;
    let mut rows = statement.query([limit])?;
    let mut offered = Vec::new();
    let mut total = 0;
    while let Some(row) = rows.next()? {
        let seq: i64 = row.get(0)?;
        let text = text_at(row, 3)?.ok_or(OutboxError::Freed { seq })?;
        total += text.len() as u64;
        if total > bytes && !offered.is_empty() {
            break;
        }
        let (op_id, hash): (Vec<u8>, Vec<u8>) = (row.get(1)?, row.get(2)?);
        offered.push(sound(seq, &op_id, &hash, text).ok_or(OutboxError::Damaged { seq })?);
    }
    Ok(offered)
}

fn sound(seq: i64, op_id: &[u8], hash: &[u8], text: &[u8]) -> Option<Offered> {
    if !is_sound(op_id, hash, text) {
        return None;
    }
    let op = RawValue::from_string(str::from_utf8(text).ok()?.to_owned()).ok()?;
    Some(Offered {
        op_id: OpId(uuid::Uuid::from_slice(op_id).ok()?),
        hash: Digest::from_slice(hash).ok()?,
        frame: OpFrame { seq: seq.unsigned_abs(), op },
    })
}
