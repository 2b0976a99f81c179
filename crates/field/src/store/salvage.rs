//! Rescuing what only this device has out of a damaged file: operations, drafts, own visits, and who the device is.

use std::path::Path;

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use zoufang_store::StoreKey;

use crate::FieldError;

/// Beside the outbox: visits under way and the list of own visits.
const KEPT: [(&str, &str, usize); 2] = [
    (
        "SELECT n, visit_id, household_id, body, updated_at FROM draft WHERE n = ?1",
        "INSERT OR IGNORE INTO draft VALUES (?1, ?2, ?3, ?4, ?5)",
        5,
    ),
    (include_str!("salvage_visit.sql"), include_str!("salvaged_visit.sql"), 12),
];

/// Rows without an answer after which nothing more is expected of a table that cannot say how long it is.
const SILENT: u32 = 200;

/// Reads every row of the damaged file that can still be read: its outbox goes into `fresh` as pending, in order,
/// under new numbers (the ids stay, so nothing doubles in the office), drafts and own visits as they are. Returns how
/// many operations were saved.
///
/// # Errors
/// When the fresh database fails. A damaged file that cannot be opened at all gives 0.
pub fn salvage(damaged: &Path, key: &StoreKey, fresh: &Connection) -> Result<u32, FieldError> {
    let mut wreck = Wreck { path: damaged, key, open: None };
    enrolment(&mut wreck, fresh)?;
    for (read, write, width) in KEPT {
        let table = if width == 5 { "draft" } else { "visit" };
        wreck.each(table, read, width, |row| Ok(fresh.execute(write, params_from_iter(row))?))?;
    }
    wreck.each("outbox", include_str!("salvage_row.sql"), 7, |row| {
        fresh.execute(include_str!("salvaged.sql"), params_from_iter(row))?;
        Ok(fresh.execute("UPDATE stream SET next_seq = next_seq + 1", [])?)
    })
}

/// Without it the device would have to be enrolled again before anything could be handed in.
fn enrolment(wreck: &mut Wreck<'_>, fresh: &Connection) -> Result<(), FieldError> {
    if let Some(row) = wreck.row("SELECT * FROM enrolment WHERE n = ?1", 1, 11) {
        fresh.execute(
            "INSERT INTO enrolment VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            params_from_iter(row),
        )?;
    }
    Ok(())
}

/// A damaged database. After one broken page SQLCipher refuses the whole connection, so each failure opens it anew.
struct Wreck<'a> {
    path: &'a Path,
    key: &'a StoreKey,
    open: Option<Connection>,
}

impl Wreck<'_> {
    /// Hands every readable row of a table to `keep`: row by row, so that a broken page costs the rows on it and no
    /// others. Returns how many there were.
    fn each(
        &mut self,
        table: &str,
        read: &str,
        width: usize,
        mut keep: impl FnMut(Vec<Value>) -> Result<usize, FieldError>,
    ) -> Result<u32, FieldError> {
        let last = match self.row(&format!("SELECT max(n) FROM {table} WHERE ?1 > 0"), 1, 1).as_deref() {
            Some([Value::Integer(last)]) => Some(*last),
            Some(_) => Some(0),
            None => None,
        };
        let (mut kept, mut silent, mut n) = (0, 0, 0);
        while n < last.unwrap_or(i64::MAX) && (last.is_some() || silent < SILENT) {
            n += 1;
            match self.row(read, n, width) {
                Some(row) => {
                    keep(row)?;
                    kept += 1;
                    silent = 0;
                }
                None => silent += 1,
            }
        }
        Ok(kept)
    }

    fn row(&mut self, read: &str, n: i64, width: usize) -> Option<Vec<Value>> {
        if self.open.is_none() {
            self.open = zoufang_store::open(self.path, Some(self.key)).ok();
        }
        let found = self.open.as_ref()?.query_row(read, [n], |row| {
            (0..width).map(|at| row.get::<_, Value>(at)).collect::<Result<Vec<_>, _>>()
        });
        if found.as_ref().is_err_and(|error| *error != rusqlite::Error::QueryReturnedNoRows) {
            self.open = None;
        }
        found.ok()
    }
}
