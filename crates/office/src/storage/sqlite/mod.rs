//! The SQLite backend: one file, one writer thread with group commit, several readers.
//!
//! If the writer answered a job before `COMMIT` had returned, or committed a part that was undone, acknowledged work
//! could vanish; the order in [`writer`] is the promise the whole protocol stands on.

mod account;
mod audit;
mod codes;
mod feed;
mod imports;
mod lead_lists;
mod ledger;
mod ledger_lists;
mod office_row;
mod op_log;
mod readers;
mod roster;
mod rows;
mod visit;
mod writer;

use std::path::{Path, PathBuf};

use zoufang_store::{MigrateError, Migration, OpenError, PreCopy};

use self::readers::Readers;
use self::rows::{Rows, failed};
use self::writer::Writer;
use super::{Job, Look, Storage, StorageError};

/// The schema's released files, in order.
pub const MIGRATIONS: [Migration; 6] = [
    Migration {
        number: 1,
        name: "initial",
        sql: include_str!("../../../../../migrations/office-sqlite/0001-initial.sql"),
    },
    Migration {
        number: 2,
        name: "roles",
        sql: include_str!("../../../../../migrations/office-sqlite/0002-roles.sql"),
    },
    Migration {
        number: 3,
        name: "ledger",
        sql: include_str!("../../../../../migrations/office-sqlite/0003-ledger.sql"),
    },
    Migration {
        number: 4,
        name: "visit-review",
        sql: include_str!("../../../../../migrations/office-sqlite/0004-visit-review.sql"),
    },
    Migration {
        number: 5,
        name: "audit",
        sql: include_str!("../../../../../migrations/office-sqlite/0005-audit.sql"),
    },
    Migration {
        number: 6,
        name: "sheet-import",
        sql: include_str!("../../../../../migrations/office-sqlite/0006-sheet-import.sql"),
    },
];

/// The town's number in every key. One SQLite file holds one town.
const TOWN: i64 = 1;

/// Why the office's file could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum SqliteOpenError {
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    Migrate(#[from] MigrateError<rusqlite::Error>),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// An office's SQLite file.
pub struct Sqlite {
    path: PathBuf,
    writer: Writer,
    readers: Readers,
}

impl Sqlite {
    /// Opens or makes the file, migrates it, and starts the writer. `town` and `epoch` are written into a new file
    /// only.
    ///
    /// # Errors
    /// When the file cannot be opened, is damaged, or is newer than this program.
    pub fn open(path: &Path, town: &str, epoch: &str) -> Result<Self, SqliteOpenError> {
        let connection = zoufang_store::open(path, None)?;
        zoufang_store::migrate(&mut zoufang_store::migrate::Sqlite(&connection), &MIGRATIONS, PreCopy::None)?;
        connection
            .execute(
                "INSERT INTO office (town_id, town, epoch, change_seq, secured, horizon)
                 VALUES (?1, ?2, ?3, 0, 0, 0) ON CONFLICT DO NOTHING",
                rusqlite::params![TOWN, town, epoch],
            )
            .map_err(failed)?;
        let rows = Rows::writing(connection).map_err(failed)?;
        Ok(Self { path: path.into(), writer: Writer::start(rows)?, readers: Readers::of(path) })
    }
}

impl Storage for Sqlite {
    fn submit(&self, job: Job) {
        self.writer.submit(job);
    }

    fn read(&self, look: Look<'_>) -> Result<(), StorageError> {
        self.readers.read(look)
    }

    fn copy_to(&self, target: &Path) -> Result<u64, StorageError> {
        let half = target.with_extension("half");
        std::fs::remove_file(&half).ok();
        // A connection of its own: readers may change nothing, and SQLite counts writing a copy as a change.
        let copied = zoufang_store::open(&self.path, None)
            .map_err(|e| StorageError::Failed(e.to_string()))
            .and_then(|own| own.execute("VACUUM INTO ?1", [half.to_string_lossy()]).map_err(failed));
        if let Err(error) = copied {
            std::fs::remove_file(&half).ok();
            return Err(error);
        }
        let newest = change_in(&half)?;
        std::fs::rename(&half, target)
            .map_err(|e| StorageError::Failed(format!("cannot put {} in place: {e}", target.display())))?;
        Ok(newest)
    }

    fn check(&self) -> Result<Vec<String>, StorageError> {
        self.readers.with(|rows| {
            let mut faults: Vec<String> = rows.all("PRAGMA integrity_check", [], |row| row.get(0))?;
            faults.retain(|line| line != "ok");
            let broken: Vec<String> = rows.all("PRAGMA foreign_key_check", [], |row| {
                let table: String = row.get(0)?;
                Ok(format!("a row of {table} points at nothing"))
            })?;
            faults.extend(broken);
            Ok(faults)
        })
    }
}

/// Newest change in a copy; opening it also proves that the copy is a sound file.
fn change_in(copy: &Path) -> Result<u64, StorageError> {
    let connection = zoufang_store::open(copy, None)
        .map_err(|e| StorageError::Failed(format!("the copy cannot be opened: {e}")))?;
    let newest: i64 = connection
        .query_row("SELECT change_seq FROM office WHERE town_id = ?1", [TOWN], |row| row.get(0))
        .map_err(failed)?;
    // The copy must be one file: fold its log in and leave no side files.
    connection.pragma_update(None, "journal_mode", "DELETE").map_err(failed)?;
    Ok(newest.unsigned_abs())
}

impl std::fmt::Debug for Sqlite {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sqlite").field("path", &self.path).finish_non_exhaustive()
    }
}
