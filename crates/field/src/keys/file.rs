//! `keys.json` and files like it: replaced whole or not at all.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use zoufang_wire::{ApiError, ErrorCode};

use super::attempts::Attempts;
use super::wrap::Wrapped;
use crate::FieldError;

/// What is kept beside the database.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct KeyFile {
    pub version: u32,
    pub wrapped: Wrapped,
    #[serde(default)]
    pub attempts: Attempts,
}

fn path(dir: &Path) -> PathBuf {
    dir.join("keys.json")
}

pub(super) fn exists(dir: &Path) -> bool {
    path(dir).exists()
}

pub(super) fn read(dir: &Path) -> Result<KeyFile, FieldError> {
    let path = path(dir);
    match std::fs::read(&path) {
        Ok(bytes) => Ok(serde_json::from_slice(&bytes)?),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            Err(ApiError::new(ErrorCode::NotEnrolled).into())
        }
        Err(error) => Err(FieldError::io(path)(error)),
    }
}

pub(super) fn write(dir: &Path, keys: &KeyFile) -> Result<(), FieldError> {
    replace(&path(dir), &serde_json::to_vec_pretty(keys)?)
}

/// Writes a file of mode 0600 beside `path`, makes it durable, and only then puts it in its place.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<(), FieldError> {
    let fresh = path.with_extension("new");
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&fresh).map_err(FieldError::io(&fresh))?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(FieldError::io(&fresh))?;
    std::fs::rename(&fresh, path).map_err(FieldError::io(path))?;
    // The new name must survive a power cut too; where folders cannot be opened, the rename is as good as it gets.
    if let Some(folder) = path.parent().and_then(|parent| std::fs::File::open(parent).ok()) {
        folder.sync_all().map_err(FieldError::io(path))?;
    }
    Ok(())
}
