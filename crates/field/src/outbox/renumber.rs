//! Changing places in the stream. Ids and bytes never change; only the numbers do, and only of what the office has
//! not confirmed under them.

use rusqlite::{OptionalExtension as _, Transaction};
use zoufang_domain::ids::{OpId, StreamId};

use super::OutboxError;

/// The stream is forked, or has a hole that cannot be filled: begins a new one with everything that is not in a
/// second copy yet (rule 11). What the office has already comes back as `duplicate`, so nothing doubles; it is
/// offered again because a later restore of the office could otherwise lose it without this device noticing.
///
/// # Errors
/// When the database fails.
pub fn new_stream(transaction: &Transaction<'_>, id: StreamId) -> Result<(), OutboxError> {
    let order: Vec<i64> = transaction
        .prepare_cached(include_str!("to_renumber.sql"))?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    transaction.execute("UPDATE outbox SET seq = NULL WHERE seq IS NOT NULL", [])?;
    let mut place = transaction.prepare_cached("UPDATE outbox SET seq = ?2, settled = 0 WHERE n = ?1")?;
    let mut next = 1_i64;
    for n in order {
        place.execute((n, next))?;
        next += 1;
    }
    transaction.execute(include_str!("new_stream.sql"), (id.0.as_bytes().as_slice(), next))?;
    Ok(())
}

/// The office has confirmed less than we believed, because it was restored from a backup: what it lacks waits again
/// (rule 9). Returns whether anything waits that waited not before.
///
/// # Errors
/// When the database fails.
pub fn reopen_above(
    transaction: &Transaction<'_>,
    accepted_through: i64,
    fresh_id: StreamId,
) -> Result<bool, OutboxError> {
    let reopened = transaction.execute(include_str!("reopen.sql"), [accepted_through])?;
    let holes: bool = transaction.query_row(
        "SELECT EXISTS (SELECT 1 FROM outbox WHERE seq > ?1 AND bytes IS NULL)",
        [accepted_through],
        |row| row.get(0),
    )?;
    transaction
        .execute("UPDATE stream SET accepted_through = MIN(accepted_through, ?1)", [accepted_through])?;
    if holes {
        // A freed body can never fill its old number again, so the rest moves to a stream without it.
        new_stream(transaction, fresh_id)?;
    }
    Ok(reopened > 0)
}

/// Sets the first waiting operation aside and closes the gap behind it, so that it holds nothing else up. Returns
/// which one it was.
///
/// # Errors
/// When the database fails.
pub fn park_first(transaction: &Transaction<'_>) -> Result<Option<OpId>, OutboxError> {
    let first: Option<(i64, i64, [u8; 16])> = transaction
        .query_row(
            "SELECT n, seq, op_id FROM outbox
             WHERE seq > (SELECT accepted_through FROM stream) ORDER BY seq LIMIT 1",
            [],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )
        .optional()?;
    let Some((n, seq, op_id)) = first else {
        return Ok(None);
    };
    set_aside(transaction, n, seq, None)?;
    Ok(Some(OpId(uuid::Uuid::from_bytes(op_id))))
}

/// Takes row `n` out of the stream and moves up what is behind its number `seq`.
pub(super) fn set_aside(
    transaction: &Transaction<'_>,
    n: i64,
    seq: i64,
    code: Option<&str>,
) -> Result<(), OutboxError> {
    transaction.execute(include_str!("set_aside.sql"), (n, code))?;
    // Through negative numbers, because uniqueness is checked row by row.
    transaction.execute("UPDATE outbox SET seq = 1 - seq WHERE seq > ?1", [seq])?;
    transaction.execute("UPDATE outbox SET seq = -seq WHERE seq < 0", [])?;
    transaction.execute("UPDATE stream SET next_seq = next_seq - 1", [])?;
    Ok(())
}

/// Queues what the office refused at the end of the stream; what is damaged stays aside. Returns how many.
///
/// # Errors
/// When the database fails.
pub fn requeue_parked(transaction: &Transaction<'_>) -> Result<u64, OutboxError> {
    let parked: Vec<i64> = transaction
        .prepare_cached(
            "SELECT n FROM outbox WHERE stuck = 1 AND seq IS NULL AND code IS NOT 'op_damaged' ORDER BY n",
        )?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for n in &parked {
        transaction.execute(
            "UPDATE outbox SET settled = 0, seq = (SELECT next_seq FROM stream) WHERE n = ?1",
            [n],
        )?;
        transaction.execute("UPDATE stream SET next_seq = next_seq + 1", [])?;
    }
    Ok(parked.len() as u64)
}
