//! Failures inside the field core and what each means for the person: one conversion to the public error.

use std::path::PathBuf;

use zoufang_store::{MigrateError, OpenError, Trouble, is_full, trouble};
use zoufang_wire::{ApiError, ErrorCode};

/// Why something on the device failed.
#[derive(Debug, thiserror::Error)]
pub enum FieldError {
    /// Already in the form that screens know.
    #[error(transparent)]
    Api(#[from] ApiError),
    #[error("database: {0}")]
    Sqlite(#[from] rusqlite::Error),
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    Migrate(#[from] MigrateError<rusqlite::Error>),
    #[error("stored or received JSON cannot be read: {0}")]
    Json(#[from] serde_json::Error),
    #[error("{path}: {source}")]
    Io { path: PathBuf, source: std::io::Error },
    #[error("{0} was not found")]
    NotFound(&'static str),
}

impl FieldError {
    /// An I/O error of a named file.
    pub(crate) fn io(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { path, source }
    }
}

impl From<FieldError> for ApiError {
    fn from(error: FieldError) -> Self {
        match error {
            FieldError::Api(error) => error,
            FieldError::Sqlite(source) => from_sqlite(&source),
            FieldError::Open(source) => from_open(&source),
            FieldError::Migrate(MigrateError::NewerSchema { .. }) => Self::new(ErrorCode::StoreNewer),
            FieldError::Migrate(
                MigrateError::Failed { source, .. }
                | MigrateError::Copy { source, .. }
                | MigrateError::Unreadable(source),
            ) => from_sqlite(&source),
            FieldError::Io { source, .. } if is_full(&source) => Self::new(ErrorCode::DiskFull),
            FieldError::NotFound(what) => Self::new(ErrorCode::NotFound).with("what", what),
            other @ (FieldError::Migrate(_) | FieldError::Json(_) | FieldError::Io { .. }) => {
                Self::new(ErrorCode::Internal).with("detail", other)
            }
        }
    }
}

fn from_open(error: &OpenError) -> ApiError {
    match error {
        OpenError::WrongKey { .. } => ApiError::new(ErrorCode::StoreWrongKey),
        OpenError::Damaged { path, .. } | OpenError::NotEncrypted { path } => {
            ApiError::new(ErrorCode::StoreDamaged).with("path", path.display()).with("saved", 0)
        }
        OpenError::DiskFull { .. } => ApiError::new(ErrorCode::DiskFull),
        OpenError::Sqlite { source, .. } => from_sqlite(source),
        OpenError::Io { source, .. } if is_full(source) => ApiError::new(ErrorCode::DiskFull),
        OpenError::OldSqlite { .. } | OpenError::NoCipher { .. } | OpenError::Io { .. } => {
            ApiError::new(ErrorCode::Internal).with("detail", error)
        }
    }
}

fn from_sqlite(error: &rusqlite::Error) -> ApiError {
    match trouble(error) {
        Trouble::DiskFull => ApiError::new(ErrorCode::DiskFull),
        Trouble::Damaged => ApiError::new(ErrorCode::StoreSuspect),
        Trouble::Busy | Trouble::Other => ApiError::new(ErrorCode::Internal).with("detail", error),
    }
}
