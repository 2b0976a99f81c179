//! The pull: what is new for the account since its cursor, oldest change first.

use serde_json::value::RawValue;
use zoufang_domain::ids::AccountId;
use zoufang_wire::change::row_digest;
use zoufang_wire::{Change, Digest, Pull};

use super::cursor::{self, Start};
use crate::config::Limits;
use crate::storage::feed::{FeedRow, Viewer};
use crate::storage::{Reads, StorageError};

/// One answer's rows.
#[derive(Debug, Default)]
pub struct Page {
    pub changes: Vec<Change>,
    pub cursor: Option<String>,
    pub more: bool,
    pub reset: bool,
    pub digest: Option<Digest>,
}

pub fn page(
    rows: &dyn Reads,
    account: AccountId,
    pull: &Pull,
    limits: &Limits,
) -> Result<Page, StorageError> {
    let office = rows.office()?;
    let start = cursor::read(pull.cursor.as_deref(), &office.epoch, office.change_seq, office.horizon);
    let after = match start {
        Start::After(change) => change,
        Start::Nothing | Start::Reset => 0,
    };
    let Some(viewer) = rows.viewer(account)? else { return Ok(Page::default()) };
    let limit = pull.limit.clamp(1, limits.max_rows) as usize;
    let mut found = rows.feed_after(viewer, after, limit + 1)?;
    let fitting = fitting(&found, limit, limits.max_row_bytes);
    let more = found.len() > fitting;
    found.truncate(fitting);
    // At the end the cursor goes to the newest change of all, so that it never falls behind the horizon.
    let reached = if more { found.last().map_or(after, |row| row.change) } else { office.change_seq };
    Ok(Page {
        changes: found
            .into_iter()
            .filter(|row| pull.understands(row.entity))
            .map(change)
            .collect::<Result<_, _>>()?,
        cursor: Some(cursor::write(&office.epoch, reached)),
        more,
        reset: start == Start::Reset,
        digest: (pull.digest && !more).then(|| digest(rows, viewer, pull)).transpose()?,
    })
}

/// How many rows the answer takes: at most `limit`, and none after the bytes are reached.
fn fitting(found: &[FeedRow], limit: usize, max_bytes: usize) -> usize {
    let mut bytes = 0;
    for (index, row) in found.iter().take(limit).enumerate() {
        bytes += row.row.as_ref().map_or(64, |row| row.len() + 64);
        if bytes >= max_bytes {
            return index + 1;
        }
    }
    found.len().min(limit)
}

fn change(row: FeedRow) -> Result<Change, StorageError> {
    let text = row.row.map(RawValue::from_string).transpose().map_err(|e| StorageError::Unreadable {
        what: row.entity.name(),
        why: format!("{} is not JSON: {e}", row.id),
    })?;
    Ok(Change { entity: row.entity, id: row.id, action: row.action, row: text })
}

fn digest(rows: &dyn Reads, viewer: Viewer, pull: &Pull) -> Result<Digest, StorageError> {
    let mut sum = Digest::zero();
    rows.feed_live(viewer, &mut |entity, id, row| {
        if pull.understands(entity) {
            sum.fold(row_digest(entity, id, row));
        }
        Ok(())
    })?;
    Ok(sum)
}
