//! Giving storage back: bodies go only when the office holds them twice, and not before thirty days (rule 10).

use chrono::{DateTime, Duration, FixedOffset};
use rusqlite::Transaction;

use super::OutboxError;

/// Days for which a body stays on the device in any case.
pub const KEEP_DAYS: i64 = 30;

/// Marks everything up to `secured_through` as being in a second copy, as far as this device has its own results.
pub(crate) fn mark_secured(transaction: &Transaction<'_>, secured_through: i64) -> Result<(), OutboxError> {
    transaction.execute(
        "UPDATE outbox SET secured = 1
         WHERE settled = 1 AND secured = 0
           AND seq <= MIN(?1, (SELECT accepted_through FROM stream))",
        [secured_through],
    )?;
    transaction
        .execute("UPDATE stream SET secured_through = MIN(?1, accepted_through)", [secured_through])?;
    Ok(())
}

/// Frees the bodies that are secured and old enough; rows, ids and hashes stay. Returns how many.
///
/// # Errors
/// When the database fails.
pub fn free_secured_bodies(
    transaction: &Transaction<'_>,
    now: DateTime<FixedOffset>,
) -> Result<u64, OutboxError> {
    let old_enough = now - Duration::days(KEEP_DAYS);
    let candidates: Vec<(i64, String)> = transaction
        .prepare_cached(
            "SELECT n, saved_at FROM outbox
             WHERE secured = 1 AND settled = 1 AND bytes IS NOT NULL ORDER BY n LIMIT 500",
        )?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    let mut freed = 0;
    for (n, saved_at) in candidates {
        // A time that cannot be read keeps its body.
        let old = DateTime::parse_from_rfc3339(&saved_at).is_ok_and(|at| at < old_enough);
        if old {
            freed += transaction.execute("UPDATE outbox SET bytes = NULL WHERE n = ?1", [n])?;
        }
    }
    Ok(freed as u64)
}
