//! The checklist that is in force: the newest one published.

use zoufang_domain::checklist::Checklist;

use crate::storage::{Reads, StorageError};

/// `None` when none was published, or when the newest cannot be read by this program.
pub fn newest(rows: &dyn Reads) -> Result<Option<Checklist>, StorageError> {
    Ok(newest_document(rows)?.and_then(|document| Checklist::from_document(&document).ok()))
}

/// Its JSON text.
pub fn newest_document(rows: &dyn Reads) -> Result<Option<String>, StorageError> {
    let newest = rows.checklists()?.into_iter().max_by_key(|(_, version, _)| *version);
    Ok(newest.map(|(_, _, document)| document))
}
