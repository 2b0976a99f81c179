//! One number over all rows of the list, to compare with the office's (invariant I6).

use rusqlite::Connection;
use uuid::Uuid;
use zoufang_wire::change::row_digest;
use zoufang_wire::{Digest, Entity};

use crate::error::FieldError;

/// Folds the digests of all rows that are on the list.
///
/// # Errors
/// When the database fails.
pub fn digest(connection: &Connection) -> Result<Digest, FieldError> {
    let mut sum = Digest::zero();
    let mut statement = connection.prepare_cached("SELECT entity, id, body FROM pulled WHERE left = 0")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let entity = Entity::from_name(row.get_ref(0)?.as_str().unwrap_or_default());
        let id = Uuid::from_slice(row.get_ref(1)?.as_blob().unwrap_or_default());
        if let (Some(entity), Ok(id)) = (entity, id) {
            sum.fold(row_digest(entity, id, row.get_ref(2)?.as_str().unwrap_or_default()));
        }
    }
    Ok(sum)
}
