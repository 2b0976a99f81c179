//! Drafts in the database: one row each, and the earlier versions for undo.

use rusqlite::{Connection, OptionalExtension as _, Transaction, params};
use zoufang_domain::ids::VisitId;

use super::body::Draft;
use crate::{Env, FieldError};

/// Changes that can be taken back.
const UNDO_STEPS: u32 = 100;

/// Puts a new draft into the database.
///
/// # Errors
/// When the database fails; there is no draft then.
pub fn start(transaction: &Transaction<'_>, env: &Env, draft: &Draft) -> Result<(), FieldError> {
    transaction.execute(
        "INSERT INTO draft (visit_id, household_id, body, updated_at) VALUES (?1, ?2, ?3, ?4)",
        params![
            draft.visit_id.0.as_bytes(),
            draft.household_id.0.as_bytes(),
            serde_json::to_string(draft)?,
            env.clock.now().to_rfc3339(),
        ],
    )?;
    Ok(())
}

/// The draft and when it was last changed.
///
/// # Errors
/// When there is none, or the database fails.
pub fn load(connection: &Connection, visit: VisitId) -> Result<(Draft, String), FieldError> {
    let found: Option<(String, String)> = connection
        .prepare_cached("SELECT body, updated_at FROM draft WHERE visit_id = ?1")?
        .query_row([visit.0.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (body, updated_at) = found.ok_or(FieldError::NotFound("草稿"))?;
    Ok((serde_json::from_str(&body)?, updated_at))
}

/// All drafts, the newest change first.
///
/// # Errors
/// When the database fails.
pub fn all(connection: &Connection) -> Result<Vec<(Draft, String)>, FieldError> {
    let bodies: Vec<(String, String)> = connection
        .prepare_cached("SELECT body, updated_at FROM draft ORDER BY updated_at DESC, n DESC")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    bodies.into_iter().map(|(body, at)| Ok((serde_json::from_str(&body)?, at))).collect()
}

/// Replaces the draft and keeps what was there for undo.
///
/// # Errors
/// When the database fails; the draft stays as it was.
pub fn update(transaction: &Transaction<'_>, env: &Env, draft: &Draft) -> Result<(), FieldError> {
    let id = draft.visit_id.0;
    transaction.prepare_cached(include_str!("keep_step.sql"))?.execute([id.as_bytes()])?;
    transaction
        .prepare_cached(include_str!("trim_steps.sql"))?
        .execute(params![id.as_bytes(), UNDO_STEPS])?;
    write(transaction, env, draft)
}

/// Takes the last change back; `None` when there is none.
///
/// # Errors
/// When the database fails; the draft stays as it was.
pub fn undo(transaction: &Transaction<'_>, env: &Env, visit: VisitId) -> Result<Option<Draft>, FieldError> {
    let last: Option<(i64, String)> = transaction
        .prepare_cached("SELECT n, body FROM draft_step WHERE visit_id = ?1 ORDER BY n DESC LIMIT 1")?
        .query_row([visit.0.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((n, body)) = last else { return Ok(None) };
    let draft: Draft = serde_json::from_str(&body)?;
    transaction.execute("DELETE FROM draft_step WHERE n = ?1", [n])?;
    write(transaction, env, &draft)?;
    Ok(Some(draft))
}

/// Whether there is a change to take back.
///
/// # Errors
/// When the database fails.
pub fn can_undo(connection: &Connection, visit: VisitId) -> Result<bool, FieldError> {
    Ok(connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM draft_step WHERE visit_id = ?1)")?
        .query_row([visit.0.as_bytes()], |row| row.get(0))?)
}

/// Removes the draft: it was saved as a visit, or the cadre discarded it.
///
/// # Errors
/// When there is none, or the database fails.
pub fn remove(transaction: &Transaction<'_>, visit: VisitId) -> Result<(), FieldError> {
    match transaction.execute("DELETE FROM draft WHERE visit_id = ?1", [visit.0.as_bytes()])? {
        0 => Err(FieldError::NotFound("草稿")),
        _ => Ok(()),
    }
}

fn write(transaction: &Transaction<'_>, env: &Env, draft: &Draft) -> Result<(), FieldError> {
    transaction.prepare_cached("UPDATE draft SET body = ?2, updated_at = ?3 WHERE visit_id = ?1")?.execute(
        params![draft.visit_id.0.as_bytes(), serde_json::to_string(draft)?, env.clock.now().to_rfc3339()],
    )?;
    Ok(())
}
