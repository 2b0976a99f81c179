//! A mark beside the database: damage was met while working, so the next unlock looks at every page and rescues what
//! it can. Without it the app would go on over a broken page, and what lies behind it would wait for ever.

use std::path::{Path, PathBuf};

use crate::FieldError;

/// Notes that damage was met.
pub(crate) fn suspect(database: &Path) {
    if let Err(error) = std::fs::write(mark(database), b"") {
        tracing::warn!(%error, "the database is suspect, and that could not be noted");
    }
}

/// Whether it was.
pub(crate) fn is_suspect(database: &Path) -> bool {
    mark(database).exists()
}

/// The database was found sound, or was rescued.
///
/// # Errors
/// When the mark cannot be removed.
pub(crate) fn clear_suspicion(database: &Path) -> Result<(), FieldError> {
    let mark = mark(database);
    match std::fs::remove_file(&mark) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(FieldError::io(mark)(error)),
        _ => Ok(()),
    }
}

fn mark(database: &Path) -> PathBuf {
    database.with_extension("suspect")
}
