//! A reset's rows take the place of the shown ones, in one transaction (design, §3 rule 9).

use std::collections::BTreeSet;

use rusqlite::{Connection, Transaction, TransactionBehavior};
use uuid::Uuid;

use super::read::id_column;
use super::{leave, line};
use crate::error::FieldError;

/// Replaces the pulled rows by the staged ones. Drafts, visits and operations are not touched; households that are
/// not among the new rows but have unsent work stay as `left`. Mostly the new rows are the old ones, and those are left
/// alone: the screen waits meanwhile.
///
/// # Errors
/// When the database fails.
pub fn swap_staged(transaction: &Transaction<'_>) -> Result<(), FieldError> {
    let mut stale = BTreeSet::new();
    for row in differing(transaction)? {
        transaction.prepare_cached(include_str!("swap_row.sql"))?.execute([row.n])?;
        match (row.household, row.body) {
            (Some(household), Some(body)) => line::store(transaction, household, &body)?,
            (Some(household), None) => drop(stale.insert(household)),
            (None, _) => {}
        }
    }
    stale.extend(gone(transaction)?);
    for household in stale {
        line::refresh_marks(transaction, household)?;
    }
    transaction.execute(include_str!("swap_left.sql"), [])?;
    transaction.execute(include_str!("left_lines.sql"), [])?;
    clear_staged(transaction)?;
    line::grow_revision(transaction)?;
    leave::purge_left(transaction)
}

/// A staged row that is not what is shown.
struct Differing {
    n: i64,
    household: Option<Uuid>,
    /// Of a household's own row.
    body: Option<String>,
}

fn differing(transaction: &Transaction<'_>) -> Result<Vec<Differing>, FieldError> {
    let mut statement = transaction.prepare(include_str!("swap_differing.sql"))?;
    let rows = statement.query_map([], |row| {
        Ok(Differing { n: row.get(0)?, household: household(row, 1)?, body: row.get(2)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Takes away what the office no longer has, but households; returns those that it was about.
fn gone(transaction: &Transaction<'_>) -> Result<Vec<Uuid>, FieldError> {
    let mut statement = transaction.prepare(include_str!("swap_gone.sql"))?;
    let rows = statement.query_map([], |row| household(row, 0))?;
    Ok(rows.filter_map(Result::transpose).collect::<Result<_, _>>()?)
}

fn household(row: &rusqlite::Row<'_>, index: usize) -> rusqlite::Result<Option<Uuid>> {
    let missing = row.get_ref(index)? == rusqlite::types::ValueRef::Null;
    if missing { Ok(None) } else { id_column(row, index).map(Some) }
}

/// Brings the lines of the list to what this version of the app makes of a household.
///
/// # Errors
/// When the database fails.
pub fn follow_rules(connection: &mut Connection) -> Result<(), FieldError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    line::follow_rules(&transaction)?;
    Ok(transaction.commit()?)
}

/// Forgets a reset that was begun.
///
/// # Errors
/// When the database fails.
pub fn clear_staged(transaction: &Transaction<'_>) -> Result<(), FieldError> {
    transaction.execute("DELETE FROM staged", [])?;
    Ok(())
}

/// Makes every line of the list from its household.
pub(super) fn rebuild_lines(transaction: &Transaction<'_>) -> Result<(), FieldError> {
    transaction.execute("DELETE FROM household_line", [])?;
    let mut statement = transaction.prepare("SELECT id, body FROM pulled WHERE entity = 'household'")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        if let Ok(id) = Uuid::from_slice(row.get_ref(0)?.as_blob().unwrap_or_default()) {
            line::store(transaction, id, row.get_ref(1)?.as_str().unwrap_or_default())?;
        }
    }
    transaction.execute_batch(include_str!("left_lines.sql"))?;
    Ok(())
}
