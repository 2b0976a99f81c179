//! Opening the database: what to do when it is newer than the app, or damaged.

use std::path::{Path, PathBuf};

use rusqlite::Connection;
use zoufang_store::{OpenError, StoreKey};
use zoufang_wire::{ApiError, ErrorCode};

use crate::store::{open_current, salvage};
use crate::sync::driver::SyncHandle;
use crate::{Env, FieldError};

/// The database, and what the person must know.
pub(super) fn open(
    path: &Path,
    key: &StoreKey,
    env: &Env,
) -> Result<(Connection, Option<ApiError>), FieldError> {
    match open_current(path, key, env) {
        Ok(connection) => Ok((connection, None)),
        Err(error) if is_damaged(&error) => {
            let aside = set_aside(path, env)?;
            let connection = open_current(path, key, env)?;
            let saved = salvage(&aside, key, &connection)?;
            let notice =
                ApiError::new(ErrorCode::StoreDamaged).with("path", aside.display()).with("saved", saved);
            Ok((connection, Some(notice)))
        }
        Err(error) => Err(error),
    }
}

fn is_damaged(error: &FieldError) -> bool {
    match error {
        FieldError::Open(OpenError::Damaged { .. }) => true,
        FieldError::Open(_) => false,
        FieldError::Sqlite(source) => zoufang_store::trouble(source) == zoufang_store::Trouble::Damaged,
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
pub(super) fn start_sync(path: &Path, key: &StoreKey, env: &Env) -> Option<SyncHandle> {
    tokio::runtime::Handle::try_current().ok()?;
    SyncHandle::start(path, key, env.clone())
        .map_err(|error| tracing::warn!(%error, "the sync engine did not start"))
        .ok()
}
