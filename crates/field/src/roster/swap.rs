//! A reset's rows take the place of the shown ones, in one transaction (design, §3 rule 9).

use rusqlite::{Connection, Transaction, TransactionBehavior};
use uuid::Uuid;

use super::{leave, line};
use crate::error::FieldError;

/// Replaces the pulled rows by the staged ones. Drafts, visits and operations are not touched; households that are
/// not among the new rows but have unsent work stay as `left`.
///
/// # Errors
/// When the database fails.
pub fn swap_staged(transaction: &Transaction<'_>) -> Result<(), FieldError> {
    transaction.execute_batch(include_str!("swap.sql"))?;
    rebuild_lines(transaction)?;
    leave::purge_left(transaction)
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
