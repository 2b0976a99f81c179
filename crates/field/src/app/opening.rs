//! Opening the database: what to do when it is newer than the app, or damaged.

use std::path::{Path, PathBuf};

use rusqlite::Connection;
use zoufang_store::{OpenError, StoreKey};
use zoufang_wire::{ApiError, ErrorCode};

use crate::roster::{self, Roster};
use crate::store::{clear_suspicion, is_suspect, open_current, salvage};
use crate::sync::driver::SyncHandle;
use crate::{Env, FieldError};

/// The database, its list, and what the person must know.
pub(super) fn open(
    path: &Path,
    key: &StoreKey,
    env: &Env,
) -> Result<(Connection, Roster, Option<ApiError>), FieldError> {
    match sound(path, key, env) {
        Ok((connection, roster)) => Ok((connection, roster, None)),
        Err(error) if is_damaged(&error) => {
            let aside = set_aside(path, env)?;
            let connection = open_current(path, key, env)?;
            let saved = salvage(&aside, key, &connection, env)?;
            clear_suspicion(path)?;
            let notice =
                ApiError::new(ErrorCode::StoreDamaged).with("path", aside.display()).with("saved", saved);
            let roster = Roster::load(&connection, env.clock.today())?;
            Ok((connection, roster, Some(notice)))
        }
        Err(error) => Err(error),
    }
}

/// Opens and reads what unlocking needs. Every page is looked at only when damage was met before: that takes long.
fn sound(path: &Path, key: &StoreKey, env: &Env) -> Result<(Connection, Roster), FieldError> {
    let mut connection = open_current(path, key, env)?;
    if is_suspect(path) {
        let verdict: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
        if verdict != "ok" {
            let corrupt = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CORRUPT);
            return Err(rusqlite::Error::SqliteFailure(corrupt, Some(verdict)).into());
        }
        clear_suspicion(path)?;
    }
    roster::follow_rules(&mut connection)?;
    let roster = Roster::load(&connection, env.clock.today())?;
    Ok((connection, roster))
}

pub(super) fn is_damaged(error: &FieldError) -> bool {
    match error {
        FieldError::Open(OpenError::Damaged { .. }) => true,
        FieldError::Open(_) => false,
        FieldError::Sqlite(source) => zoufang_store::trouble(source) == zoufang_store::Trouble::Damaged,
        FieldError::Api(error) => error.code == ErrorCode::StoreSuspect,
        _ => false,
    }
}

/// Moves the damaged files as they are; nothing is deleted.
fn set_aside(path: &Path, env: &Env) -> Result<PathBuf, FieldError> {
    let mark = env.clock.now().format("%Y%m%d-%H%M%S");
    let aside = path.with_file_name(format!("damaged-{mark}.db"));
    for ending in ["", "-wal", "-shm"] {
        let from = PathBuf::from(format!("{}{ending}", path.display()));
        if from.exists() {
            let to = PathBuf::from(format!("{}{ending}", aside.display()));
            std::fs::rename(&from, to).map_err(FieldError::io(from))?;
        }
    }
    Ok(aside)
}

/// Starts the engine where there is a runtime; without one (plain tests) nothing is handed in by itself.
pub(super) fn start_sync(path: &Path, key: &StoreKey, env: &Env, app_version: &str) -> Option<SyncHandle> {
    tokio::runtime::Handle::try_current().ok()?;
    SyncHandle::start(path, key, env.clone(), app_version)
        .map_err(|error| tracing::warn!(%error, "the sync engine did not start"))
        .ok()
}
