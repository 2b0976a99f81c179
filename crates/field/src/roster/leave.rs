//! Rows that go: deleted in the office, or no longer this cadre's (design, §3 rule 8).

use rusqlite::{Transaction, params};
use uuid::Uuid;
use zoufang_wire::Entity;

use super::line;
use crate::error::FieldError;

/// Takes a row off the list. A household stays, marked `left`, while unsent work or a draft refers to it.
pub(super) fn remove(transaction: &Transaction<'_>, entity: Entity, id: Uuid) -> Result<(), FieldError> {
    if entity == Entity::Household {
        transaction
            .prepare_cached("UPDATE pulled SET left = 1 WHERE entity = 'household' AND id = ?1")?
            .execute([id.as_bytes()])?;
        transaction
            .prepare_cached("UPDATE household_line SET left = 1 WHERE household_id = ?1")?
            .execute([id.as_bytes()])?;
        line::grow_revision(transaction)?;
        return purge_left(transaction);
    }
    let household: Option<Vec<u8>> = transaction
        .prepare_cached("DELETE FROM pulled WHERE entity = ?1 AND id = ?2 RETURNING household_id")?
        .query_map(params![entity.name(), id.as_bytes()], |row| row.get(0))?
        .next()
        .transpose()?
        .flatten();
    match household.and_then(|id| Uuid::from_slice(&id).ok()) {
        Some(household) => line::refresh_marks(transaction, household),
        None => line::grow_revision(transaction),
    }
}

/// Forgets households that left and that nothing unsent refers to any more. To be called after results settle and
/// after a draft goes.
///
/// # Errors
/// When the database fails.
pub fn purge_left(transaction: &Transaction<'_>) -> Result<(), FieldError> {
    let gone: Vec<Vec<u8>> = transaction
        .prepare_cached(include_str!("purge_left.sql"))?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for id in &gone {
        transaction.prepare_cached("DELETE FROM household_line WHERE household_id = ?1")?.execute([id])?;
    }
    if !gone.is_empty() {
        line::grow_revision(transaction)?;
    }
    Ok(())
}
