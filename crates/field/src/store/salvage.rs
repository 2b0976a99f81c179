//! Rescuing what only this device has out of a damaged file: unsent operations, and who the device is.

use std::path::Path;

use rusqlite::{Connection, params};
use zoufang_store::StoreKey;

use crate::FieldError;

/// Reads every row of the damaged outbox that can still be read and puts it into `fresh` as pending, in order, under
/// new numbers: the ids stay, so nothing doubles in the office. Returns how many were saved.
///
/// # Errors
/// When the fresh database fails. A damaged file that cannot be opened at all gives 0.
pub fn salvage(damaged: &Path, key: &StoreKey, fresh: &Connection) -> Result<u32, FieldError> {
    let Ok(old) = zoufang_store::open(damaged, Some(key)) else { return Ok(0) };
    enrolment(&old, fresh)?;
    let last: i64 =
        old.query_row("SELECT coalesce(max(n), 0) FROM outbox", [], |row| row.get(0)).unwrap_or(0);
    let mut saved = 0;
    for n in 1..=last {
        // Row by row: a broken page costs the rows on it and no others.
        let row = old.query_row(include_str!("salvage_row.sql"), [n], |row| {
            Ok((
                row.get::<_, Vec<u8>>(0)?,
                row.get::<_, String>(1)?,
                row.get::<_, Vec<u8>>(2)?,
                row.get::<_, String>(3)?,
                row.get::<_, Option<Vec<u8>>>(4)?,
                row.get::<_, Option<Vec<u8>>>(5)?,
                row.get::<_, String>(6)?,
            ))
        });
        if let Ok(row) = row {
            fresh.execute(
                include_str!("salvaged.sql"),
                params![row.0, row.1, row.2, row.3, row.4, row.5, row.6],
            )?;
            fresh.execute("UPDATE stream SET next_seq = next_seq + 1", [])?;
            saved += 1;
        }
    }
    Ok(saved)
}

/// Without it the device would have to be enrolled again before anything could be handed in.
fn enrolment(old: &Connection, fresh: &Connection) -> Result<(), FieldError> {
    let row = old.query_row("SELECT * FROM enrolment", [], |row| {
        (0..11).map(|column| row.get::<_, rusqlite::types::Value>(column)).collect::<Result<Vec<_>, _>>()
    });
    if let Ok(row) = row {
        fresh.execute(
            "INSERT INTO enrolment VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            rusqlite::params_from_iter(row),
        )?;
    }
    Ok(())
}
