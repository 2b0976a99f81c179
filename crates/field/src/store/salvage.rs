//! Rescuing what only this device has out of a damaged file: operations, drafts, own visits, and who the device is.

use std::ops::RangeInclusive;
use std::path::Path;

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use zoufang_store::StoreKey;
use zoufang_wire::ApiError;

use crate::{Env, FieldError, outbox};

/// Beside the outbox: visits under way and the list of own visits, with where the JSON is in each row.
const KEPT: [(&str, &str, usize, usize); 2] = [
    (
        "SELECT n, visit_id, household_id, body, updated_at FROM draft WHERE n = ?1",
        "INSERT OR IGNORE INTO draft VALUES (?1, ?2, ?3, ?4, ?5)",
        5,
        3,
    ),
    (include_str!("salvage_visit.sql"), include_str!("salvaged_visit.sql"), 12, 4),
];

/// Rows without an answer after which nothing more is expected of a table that cannot say how long it is.
const SILENT: i64 = 200;

/// Reads every row of the damaged file that can still be read: its outbox goes into `fresh` as pending, in order,
/// under new numbers (the ids stay, so nothing doubles in the office), drafts and own visits as they are. Operations
/// whose bytes lie on a broken page are made again from the own visits, or come along set aside. Returns how many
/// operations can be handed in.
///
/// # Errors
/// When the fresh database fails. A damaged file that cannot be opened at all gives 0.
pub fn salvage(damaged: &Path, key: &StoreKey, fresh: &Connection, env: &Env) -> Result<u32, FieldError> {
    let mut wreck = Wreck { path: damaged, key, open: None };
    enrolment(&mut wreck, fresh)?;
    for (read, write, width, json) in KEPT {
        let table = if width == 5 { "draft" } else { "visit" };
        for n in wreck.numbers(table) {
            // One that cannot be understood would hide all others; it stays in the file that was set aside.
            if let Some(row) = wreck.row(read, n, width).filter(|row| is_json(&row[json])) {
                fresh.execute(write, params_from_iter(row))?;
            }
        }
    }
    let now = env.clock.now().to_rfc3339();
    let next = || fresh.execute("UPDATE stream SET next_seq = next_seq + 1", []);
    let mut saved = 0;
    for n in wreck.numbers("outbox") {
        if let Some(row) = wreck.row(include_str!("salvage_row.sql"), n, 7) {
            fresh.execute(include_str!("salvaged.sql"), params_from_iter(row))?;
        } else if let Some(mut row) = wreck.row(include_str!("salvage_head.sql"), n, 3) {
            let bytes = wreck.start_of_bytes(n);
            let written_at = outbox::written_at(&bytes);
            row.push(String::from_utf8_lossy(&bytes).into_owned().into());
            row.extend([written_at.into(), now.clone().into()]);
            fresh.execute(include_str!("salvaged_head.sql"), params_from_iter(row))?;
        } else {
            continue;
        }
        next()?;
        saved += 1;
    }
    let transaction = fresh.unchecked_transaction()?;
    let lost = outbox::mend_all(&transaction).map_err(ApiError::from)?;
    transaction.commit()?;
    Ok(saved - lost)
}

fn is_json(value: &Value) -> bool {
    matches!(value, Value::Text(text) if serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok())
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
    /// The row numbers to be tried: row by row, so that a broken page costs the rows on it and no others. When the
    /// table cannot even say how long it is, they end where nothing answers any more.
    fn numbers(&mut self, table: &str) -> RangeInclusive<i64> {
        let top = format!("SELECT max(n) FROM {table} WHERE ?1 > 0");
        match self.row(&top, 1, 1).as_deref() {
            Some([Value::Integer(last)]) => 1..=*last,
            Some(_) => RangeInclusive::new(1, 0),
            None => {
                let probe = format!("SELECT n FROM {table} WHERE n = ?1");
                let (mut last, mut n) = (0, 0);
                while n < last + SILENT {
                    n += 1;
                    if self.row(&probe, n, 1).is_some() {
                        last = n;
                    }
                }
                1..=last
            }
        }
    }

    /// The bytes of an operation as far as they can be read: a long one goes on over further pages.
    fn start_of_bytes(&mut self, n: i64) -> Vec<u8> {
        let mut start = Vec::new();
        let Some(connection) = self.opened() else { return start };
        if let Ok(blob) = connection.blob_open(rusqlite::MAIN_DB, "outbox", "bytes", n, true) {
            let mut piece = [0; 32];
            while let Ok(read) = blob.read_at(&mut piece, start.len()) {
                start.extend_from_slice(&piece[..read]);
                if read < piece.len() {
                    break;
                }
            }
        }
        self.open = None;
        // SQLCipher fills a page that it cannot decrypt with zeros, and JSON has none.
        start.truncate(start.iter().position(|byte| *byte == 0).unwrap_or(start.len()));
        start
    }

    fn opened(&mut self) -> Option<&Connection> {
        if self.open.is_none() {
            self.open = zoufang_store::open(self.path, Some(self.key)).ok();
        }
        self.open.as_ref()
    }

    fn row(&mut self, read: &str, n: i64, width: usize) -> Option<Vec<Value>> {
        let found = self.opened()?.query_row(read, [n], |row| {
            (0..width).map(|at| row.get::<_, Value>(at)).collect::<Result<Vec<_>, _>>()
        });
        if found.as_ref().is_err_and(|error| *error != rusqlite::Error::QueryReturnedNoRows) {
            self.open = None;
        }
        found.ok()
    }
}
