//! From what went wrong inside to what a device or screen is told.

use zoufang_wire::{ApiError, ErrorCode};

use crate::storage::StorageError;

/// Tells the outside; details that may name people or paths stay in the log.
#[must_use]
pub fn told(error: &StorageError) -> ApiError {
    match error {
        StorageError::DiskFull(_) => {
            tracing::error!(%error, "storage failed");
            ApiError::new(ErrorCode::OfficeFull)
        }
        StorageError::Busy(_) => ApiError::new(ErrorCode::OfficeBusy),
        StorageError::Constraint(_) | StorageError::Unreadable { .. } | StorageError::Failed(_) => {
            tracing::error!(%error, "storage failed");
            ApiError::new(ErrorCode::Internal).with("detail", "storage")
        }
    }
}

/// A refusal inside a transaction: either the database failed, or the request may not be done.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error(transparent)]
    Told(#[from] ApiError),
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Storage(error) => told(&error),
            Refusal::Told(error) => error,
        }
    }
}
