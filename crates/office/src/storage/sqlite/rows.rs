//! One connection seen through the traits of the storage.

use std::cell::Cell;

use rusqlite::{Connection, Params, Row};
use zoufang_store::Trouble;

use crate::storage::StorageError;

/// A connection with its prepared statements.
pub struct Rows {
    pub(super) connection: Connection,
    /// Newest change number of the running transaction, once it was needed.
    pub(super) change: Cell<Option<u64>>,
}

impl Rows {
    /// For the writer: the larger page cache, because it touches the indexes of everything.
    pub fn writing(connection: Connection) -> Result<Self, rusqlite::Error> {
        connection.pragma_update(None, "cache_size", -12_000)?;
        connection.pragma_update(None, "wal_autocheckpoint", 2_000)?;
        Ok(Self::over(connection))
    }

    /// For a reader: it can change nothing.
    pub fn reading(connection: Connection) -> Result<Self, rusqlite::Error> {
        connection.pragma_update(None, "cache_size", -2_000)?;
        connection.pragma_update(None, "query_only", true)?;
        Ok(Self::over(connection))
    }

    fn over(connection: Connection) -> Self {
        connection.set_prepared_statement_cache_capacity(128);
        Self { connection, change: Cell::new(None) }
    }

    pub fn run(&self, sql: &str, params: impl Params) -> Result<usize, StorageError> {
        self.connection.prepare_cached(sql).and_then(|mut s| s.execute(params)).map_err(failed)
    }

    pub fn one<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, StorageError> {
        let mut statement = self.connection.prepare_cached(sql).map_err(failed)?;
        let mut found = statement.query(params).map_err(failed)?;
        found.next().map_err(failed)?.map(read).transpose().map_err(failed)
    }

    pub fn all<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, StorageError> {
        let mut statement = self.connection.prepare_cached(sql).map_err(failed)?;
        let found = statement.query_map(params, read).map_err(failed)?;
        found.collect::<rusqlite::Result<_>>().map_err(failed)
    }

    pub fn count(&self, sql: &str, params: impl Params) -> Result<u64, StorageError> {
        let counted: Option<i64> = self.one(sql, params, |row| row.get(0))?;
        Ok(counted.unwrap_or(0).unsigned_abs())
    }

    pub fn is_there(&self, sql: &str, params: impl Params) -> Result<bool, StorageError> {
        let mut statement = self.connection.prepare_cached(sql).map_err(failed)?;
        statement.exists(params).map_err(failed)
    }
}

/// Sorts an error of SQLite.
pub fn failed(error: rusqlite::Error) -> StorageError {
    match zoufang_store::trouble(&error) {
        Trouble::DiskFull => return StorageError::DiskFull(error.to_string()),
        Trouble::Busy => return StorageError::Busy(error.to_string()),
        Trouble::Damaged | Trouble::Other => {}
    }
    match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::ConstraintViolation) => StorageError::Constraint(error.to_string()),
        _ => StorageError::Failed(error.to_string()),
    }
}
