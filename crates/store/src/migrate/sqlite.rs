//! The runner's engine for SQLite.

use std::path::PathBuf;

use rusqlite::{Connection, OptionalExtension as _, params};

use super::{Applied, Engine};

/// A connection seen by the migration runner.
pub struct Sqlite<'a>(pub &'a Connection);

impl Engine for Sqlite<'_> {
    type Error = rusqlite::Error;

    fn applied(&mut self) -> Result<Vec<Applied>, Self::Error> {
        let known: Option<i64> = self
            .0
            .query_row("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'migration'", [], |row| {
                row.get(0)
            })
            .optional()?;
        if known.is_none() {
            return Ok(Vec::new());
        }
        self.0
            .prepare("SELECT number, name, checksum FROM migration ORDER BY number")?
            .query_map([], |row| {
                Ok(Applied { number: row.get(0)?, name: row.get(1)?, checksum: row.get(2)? })
            })?
            .collect()
    }

    fn copy_before(&mut self, number: u32) -> Result<(), Self::Error> {
        let Some(path) = self.0.path().filter(|path| !path.is_empty()) else {
            return Ok(()); // In memory: nothing to keep.
        };
        let target = PathBuf::from(format!("{path}.before-{number:04}"));
        let half = PathBuf::from(format!("{path}.before-{number:04}.half"));
        // A copy that was cut short must never be taken for a whole one, so it gets its name last.
        std::fs::remove_file(&half)
            .or_else(|e| match e.kind() {
                std::io::ErrorKind::NotFound => Ok(()),
                _ => Err(e),
            })
            .map_err(as_sqlite)?;
        self.0.execute("VACUUM INTO ?1", [half.to_string_lossy().as_ref()])?;
        std::fs::rename(&half, &target).map_err(as_sqlite)
    }

    fn begin(&mut self) -> Result<(), Self::Error> {
        self.0.execute_batch("BEGIN IMMEDIATE")
    }

    fn execute(&mut self, sql: &str) -> Result<(), Self::Error> {
        self.0.execute_batch(sql)
    }

    fn note(&mut self, applied: &Applied) -> Result<(), Self::Error> {
        self.0.execute_batch(include_str!("table.sql"))?;
        self.0.execute(
            "INSERT INTO migration (number, name, checksum) VALUES (?1, ?2, ?3)",
            params![applied.number, applied.name, applied.checksum],
        )?;
        Ok(())
    }

    fn commit(&mut self) -> Result<(), Self::Error> {
        self.0.execute_batch("COMMIT")
    }

    fn roll_back(&mut self) {
        if !self.0.is_autocommit() {
            // The statement can only fail when there is nothing to roll back.
            self.0.execute_batch("ROLLBACK").ok();
        }
    }
}

fn as_sqlite(error: std::io::Error) -> rusqlite::Error {
    let code = match crate::is_full(&error) {
        true => rusqlite::ffi::SQLITE_FULL,
        false => rusqlite::ffi::SQLITE_IOERR,
    };
    rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(code), Some(error.to_string()))
}
