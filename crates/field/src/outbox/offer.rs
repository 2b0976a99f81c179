//! Reading what has to be offered: everything above the number up to which the office has confirmed all.

use rusqlite::Connection;
use serde_json::value::RawValue;
use zoufang_domain::ids::OpId;
use zoufang_wire::{Digest, OpFrame};

use super::OutboxError;

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
/// [`OutboxError::Damaged`] for a row that cannot be read, and for a body that was freed and yet is wanted again,
/// which only a new stream can mend.
pub fn offer(connection: &Connection, limit: u32, bytes: u64) -> Result<Vec<Offered>, OutboxError> {
    let mut statement = connection.prepare_cached(include_str!("offer.sql"))?;
    let mut rows = statement.query([limit])?;
    let mut offered = Vec::new();
    let mut total = 0;
    while let Some(row) = rows.next()? {
        let seq: i64 = row.get(0)?;
        let damaged = |detail: String| OutboxError::Damaged { seq, detail };
        let text: Option<String> = row.get(3)?;
        let text = text.ok_or_else(|| damaged("its body was freed".to_owned()))?;
        total += text.len() as u64;
        if total > bytes && !offered.is_empty() {
            break;
        }
        offered.push(Offered {
            op_id: OpId(uuid::Uuid::from_bytes(row.get(1)?)),
            hash: Digest::from_slice(&row.get::<_, Vec<u8>>(2)?).map_err(|e| damaged(e.to_string()))?,
            frame: OpFrame {
                seq: seq.unsigned_abs(),
                op: RawValue::from_string(text).map_err(|e| damaged(e.to_string()))?,
            },
        });
    }
    Ok(offered)
}
