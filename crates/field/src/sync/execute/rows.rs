//! The pull half of an answer: rows and their cursor in one transaction, so that the cursor is never ahead (rule 6).
//!
//! An answer that begins from nothing goes to a staging set, which replaces the shown rows in one step when it is
//! complete (rule 9); a device without any rows takes it directly, so that the first list fills as it comes.

use rusqlite::{Connection, Transaction, TransactionBehavior};
use zoufang_wire::{Digest, Pull, SyncResponse};

use super::ExecuteError;
use crate::roster;

pub(super) fn store(
    connection: &mut Connection,
    pull: &Pull,
    response: &SyncResponse,
) -> Result<(), ExecuteError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let from_nothing = response.reset || pull.cursor.is_none();
    let direct = from_nothing && shows_nothing(&transaction)?;
    if direct || !(from_nothing || staging(&transaction)?) {
        for change in &response.changes {
            roster::apply(&transaction, change)?;
        }
        transaction.execute("UPDATE stream SET cursor = ?1, staging_cursor = NULL", [&response.cursor])?;
    } else {
        stage(&transaction, from_nothing, response)?;
    }
    Ok(transaction.commit()?)
}

fn stage(
    transaction: &Transaction<'_>,
    from_nothing: bool,
    response: &SyncResponse,
) -> Result<(), ExecuteError> {
    if from_nothing {
        transaction.execute("DELETE FROM staged", [])?;
    }
    for change in &response.changes {
        roster::apply_staged(transaction, change)?;
    }
    if response.more {
        transaction.execute("UPDATE stream SET staging_cursor = ?1", [&response.cursor])?;
    } else {
        roster::swap_staged(transaction)?;
        transaction.execute("UPDATE stream SET cursor = ?1, staging_cursor = NULL", [&response.cursor])?;
    }
    Ok(())
}

fn shows_nothing(transaction: &Transaction<'_>) -> Result<bool, ExecuteError> {
    Ok(transaction.query_row("SELECT NOT EXISTS (SELECT 1 FROM pulled) FROM stream", [], |row| row.get(0))?)
}

fn staging(transaction: &Transaction<'_>) -> Result<bool, ExecuteError> {
    Ok(transaction.query_row("SELECT staging_cursor IS NOT NULL FROM stream", [], |row| row.get(0))?)
}

/// Whether our rows are the office's, when it said what they should be.
pub(super) fn compare(
    connection: &Connection,
    response: &SyncResponse,
) -> Result<Option<bool>, ExecuteError> {
    let Some(theirs) = response.digest else {
        return Ok(None);
    };
    let ours: Digest = roster::digest(connection)?;
    if ours != theirs {
        tracing::warn!("rows differ from the office's; fetching them anew");
    }
    Ok(Some(ours == theirs))
}
