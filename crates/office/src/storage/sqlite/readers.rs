//! Readers: a few connections, opened when first needed, each answering from a snapshot of its own.

use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, PoisonError};

use super::rows::{Rows, failed};
use crate::storage::{Look, StorageError};

/// Connections at most; more would only wait for the same two cores and hold memory.
const MOST: usize = 4;

pub struct Readers {
    path: PathBuf,
    idle: Mutex<Idle>,
    returned: Condvar,
}

#[derive(Default)]
struct Idle {
    rows: Vec<Rows>,
    opened: usize,
}

impl Readers {
    pub fn of(path: &Path) -> Self {
        Self { path: path.into(), idle: Mutex::default(), returned: Condvar::new() }
    }

    /// Runs `look` in a read transaction.
    pub fn read(&self, look: Look<'_>) -> Result<(), StorageError> {
        self.with(|rows| {
            rows.run("BEGIN", [])?;
            let seen = look(rows);
            rows.run("COMMIT", [])?;
            seen
        })
    }

    /// Lends a connection outside any transaction.
    pub fn with<T>(&self, work: impl FnOnce(&Rows) -> Result<T, StorageError>) -> Result<T, StorageError> {
        let rows = self.take()?;
        let result = work(&rows);
        if !rows.connection.is_autocommit() {
            rows.connection.execute_batch("ROLLBACK").ok();
        }
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).rows.push(rows);
        self.returned.notify_one();
        result
    }

    fn take(&self) -> Result<Rows, StorageError> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(rows) = idle.rows.pop() {
                return Ok(rows);
            }
            if idle.opened < MOST {
                idle.opened += 1;
                drop(idle);
                return self.open().inspect_err(|_| {
                    self.idle.lock().unwrap_or_else(PoisonError::into_inner).opened -= 1;
                });
            }
            idle = self.returned.wait(idle).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn open(&self) -> Result<Rows, StorageError> {
        let connection =
            zoufang_store::open(&self.path, None).map_err(|e| StorageError::Failed(e.to_string()))?;
        Rows::reading(connection).map_err(failed)
    }
}
