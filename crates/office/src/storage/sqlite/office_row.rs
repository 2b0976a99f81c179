//! The town's own row and the change counter.

use super::TOWN;
use super::codes::signed;
use super::rows::Rows;
use crate::storage::office_row::OfficeRow;
use crate::storage::{OfficeReads, OfficeWrites, StorageError};

impl OfficeReads for Rows {
    fn office(&self) -> Result<OfficeRow, StorageError> {
        self.one(
            "SELECT town, epoch, change_seq, secured, horizon FROM office WHERE town_id = ?1",
            [TOWN],
            |row| {
                Ok(OfficeRow {
                    town: row.get(0)?,
                    epoch: row.get(1)?,
                    change_seq: row.get::<_, i64>(2)?.unsigned_abs(),
                    secured: row.get::<_, i64>(3)?.unsigned_abs(),
                    horizon: row.get::<_, i64>(4)?.unsigned_abs(),
                })
            },
        )?
        .ok_or_else(|| StorageError::Failed("the office's own row is missing".into()))
    }
}

impl OfficeWrites for Rows {
    fn next_change(&self) -> Result<u64, StorageError> {
        let last = match self.change.get() {
            Some(last) => last,
            None => self.office()?.change_seq,
        };
        self.change.set(Some(last + 1));
        Ok(last + 1)
    }

    fn set_town(&self, town: &str) -> Result<(), StorageError> {
        self.run("UPDATE office SET town = ?2 WHERE town_id = ?1", (TOWN, town)).map(drop)
    }

    fn set_epoch(&self, epoch: &str) -> Result<(), StorageError> {
        self.run("UPDATE office SET epoch = ?2 WHERE town_id = ?1", (TOWN, epoch)).map(drop)
    }

    fn set_secured(&self, through: u64) -> Result<(), StorageError> {
        self.run("UPDATE office SET secured = max(secured, ?2) WHERE town_id = ?1", (TOWN, signed(through)))
            .map(drop)
    }

    fn purge_feed(&self, before: u64) -> Result<(), StorageError> {
        self.run(
            "DELETE FROM feed WHERE town_id = ?1 AND action <> 0 AND change_seq < ?2",
            (TOWN, signed(before)),
        )?;
        self.run("UPDATE office SET horizon = max(horizon, ?2) WHERE town_id = ?1", (TOWN, signed(before)))
            .map(drop)
    }

    fn begin_part(&self) -> Result<(), StorageError> {
        self.run("SAVEPOINT op_part", []).map(drop)
    }

    fn keep_part(&self) -> Result<(), StorageError> {
        self.run("RELEASE op_part", []).map(drop)
    }

    fn undo_part(&self) -> Result<(), StorageError> {
        self.run("ROLLBACK TO op_part", [])?;
        self.run("RELEASE op_part", []).map(drop)
    }
}

impl Rows {
    /// Writes the counter back, once per transaction.
    pub(super) fn store_change(&self) -> Result<(), StorageError> {
        if let Some(last) = self.change.take() {
            self.run("UPDATE office SET change_seq = ?2 WHERE town_id = ?1", (TOWN, signed(last)))?;
        }
        Ok(())
    }
}
