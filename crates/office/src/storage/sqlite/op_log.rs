//! The operation log and the streams' slots.

use rusqlite::Row;
use uuid::Uuid;
use zoufang_domain::ids::{AccountId, DeviceId, OpId, StreamId};
use zoufang_wire::{ErrorCode, OpResult};

use super::TOWN;
use super::codes::{digest_at, maybe_uuid_at, name_of, signed, uuid_at};
use super::rows::{Rows, failed};
use crate::storage::op_log::{LoggedOp, NewOp, OpCounts, Outcome, StoredOp, Stream};
use crate::storage::{OfficeWrites as _, OpReads, OpWrites, StorageError};

const STORED: &str = "SELECT op_id, hash, kind, v, account_id, device_id, bytes, received_at,
     outcome, code, detail FROM op_log";

impl OpReads for Rows {
    fn op(&self, op_id: OpId) -> Result<Option<LoggedOp>, StorageError> {
        self.one(
            "SELECT n, hash, outcome, code, detail FROM op_log WHERE town_id = ?1 AND op_id = ?2",
            (TOWN, op_id.0.into_bytes()),
            |row| {
                Ok(LoggedOp { n: row.get(0)?, op_id, hash: digest_at(row, 1)?, outcome: outcome_at(row, 2)? })
            },
        )
    }

    fn stored_op(&self, op_id: OpId) -> Result<Option<StoredOp>, StorageError> {
        self.one(&format!("{STORED} WHERE town_id = ?1 AND op_id = ?2"), (TOWN, op_id.0.into_bytes()), stored)
    }

    fn stream(&self, stream: StreamId) -> Result<Option<Stream>, StorageError> {
        self.one(
            "SELECT n, account_id, device_id, next_seq FROM stream
             WHERE town_id = ?1 AND stream_id = ?2",
            (TOWN, stream.0.into_bytes()),
            |row| {
                Ok(Stream {
                    n: row.get(0)?,
                    account: AccountId(uuid_at(row, 1)?),
                    device: DeviceId(uuid_at(row, 2)?),
                    next_seq: row.get::<_, i64>(3)?.unsigned_abs(),
                })
            },
        )
    }

    fn slot(&self, stream: &Stream, seq: u64) -> Result<Option<OpId>, StorageError> {
        self.one(
            "SELECT o.op_id FROM stream_op s JOIN op_log o ON o.n = s.op
             WHERE s.town_id = ?1 AND s.stream = ?2 AND s.seq = ?3",
            (TOWN, stream.n, signed(seq)),
            |row| uuid_at(row, 0).map(OpId),
        )
    }

    fn secured_through(&self, stream: &Stream, secured: u64) -> Result<u64, StorageError> {
        // Change numbers rise along a stream, so halving finds the edge without reading the stream.
        let (mut low, mut high) = (0, stream.next_seq.saturating_sub(1));
        if secured == 0 {
            return Ok(0);
        }
        while low < high {
            let middle = low + (high - low).div_ceil(2);
            let inside = self.is_there(
                "SELECT 1 FROM stream_op WHERE town_id = ?1 AND stream = ?2 AND seq = ?3
                 AND change_seq <= ?4",
                (TOWN, stream.n, signed(middle), signed(secured)),
            )?;
            if inside { low = middle } else { high = middle - 1 }
        }
        Ok(low)
    }

    fn each_op(
        &self,
        each: &mut dyn FnMut(StoredOp) -> Result<(), StorageError>,
    ) -> Result<(), StorageError> {
        let sql = format!("{STORED} WHERE town_id = ?1 ORDER BY n");
        let mut statement = self.connection.prepare_cached(&sql).map_err(failed)?;
        let mut found = statement.query([TOWN]).map_err(failed)?;
        while let Some(row) = found.next().map_err(failed)? {
            each(stored(row).map_err(failed)?)?;
        }
        Ok(())
    }

    fn slots(&self, stream: StreamId) -> Result<Vec<(u64, OpId)>, StorageError> {
        self.all(include_str!("slots.sql"), (TOWN, stream.0.into_bytes()), |row| {
            Ok((row.get::<_, i64>(0)?.unsigned_abs(), OpId(uuid_at(row, 1)?)))
        })
    }

    fn waiting_for(&self, id: Uuid) -> Result<Vec<OpId>, StorageError> {
        self.all(
            "SELECT op_id FROM quarantine WHERE town_id = ?1 AND waits_for = ?2",
            (TOWN, id.into_bytes()),
            |row| uuid_at(row, 0).map(OpId),
        )
    }

    fn quarantined(&self) -> Result<Vec<(OpId, ErrorCode)>, StorageError> {
        self.all(
            "SELECT q.op_id, q.code FROM quarantine q JOIN op_log o ON o.town_id = q.town_id AND o.op_id = q.op_id
             WHERE q.town_id = ?1 ORDER BY o.n",
            [TOWN],
            |row| Ok((OpId(uuid_at(row, 0)?), code_of(row.get(1)?))),
        )
    }

    fn op_counts(&self) -> Result<OpCounts, StorageError> {
        Ok(OpCounts {
            // Rows of the log are never deleted, so the last number is their count.
            ops: self.count("SELECT coalesce(max(n), 0) FROM op_log", [])?,
            quarantined: self.count("SELECT count(*) FROM quarantine WHERE town_id = ?1", [TOWN])?,
            conflicts: self.count("SELECT count(*) FROM op_conflict WHERE town_id = ?1", [TOWN])?,
        })
    }

    fn ops_of_devices(&self) -> Result<Vec<(DeviceId, u64)>, StorageError> {
        self.all(
            "SELECT device_id, sum(next_seq - 1) FROM stream WHERE town_id = ?1 GROUP BY device_id",
            [TOWN],
            |row| Ok((DeviceId(uuid_at(row, 0)?), row.get::<_, i64>(1)?.unsigned_abs())),
        )
    }
}

impl OpWrites for Rows {
    fn log_op(&self, op: &NewOp<'_>, outcome: &Outcome) -> Result<i64, StorageError> {
        self.run(
            include_str!("log_op.sql"),
            rusqlite::params![
                TOWN,
                op.op_id.0.into_bytes(),
                op.hash.0,
                op.kind,
                op.v,
                op.account.0.into_bytes(),
                op.device.0.into_bytes(),
                op.bytes,
                op.occurred_at.to_rfc3339(),
                op.received_at.to_rfc3339(),
                result_name(outcome.result),
                code_name(outcome)?,
                outcome.detail,
            ],
        )?;
        Ok(self.connection.last_insert_rowid())
    }

    fn set_outcome(&self, op_id: OpId, outcome: &Outcome) -> Result<(), StorageError> {
        self.run(
            "UPDATE op_log SET outcome = ?3, code = ?4, detail = ?5
             WHERE town_id = ?1 AND op_id = ?2",
            rusqlite::params![
                TOWN,
                op_id.0.into_bytes(),
                result_name(outcome.result),
                code_name(outcome)?,
                outcome.detail
            ],
        )
        .map(drop)
    }

    fn keep_conflict(&self, op: &NewOp<'_>) -> Result<(), StorageError> {
        self.run(
            include_str!("keep_conflict.sql"),
            rusqlite::params![
                TOWN,
                op.op_id.0.into_bytes(),
                op.hash.0,
                op.account.0.into_bytes(),
                op.device.0.into_bytes(),
                op.bytes,
                op.received_at.to_rfc3339(),
            ],
        )
        .map(drop)
    }

    fn quarantine(
        &self,
        op: &NewOp<'_>,
        code: ErrorCode,
        waits_for: Option<Uuid>,
    ) -> Result<(), StorageError> {
        self.run(
            "INSERT INTO quarantine (town_id, op_id, code, account_id, waits_for, since)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING",
            rusqlite::params![
                TOWN,
                op.op_id.0.into_bytes(),
                name_of(&code)?,
                op.account.0.into_bytes(),
                waits_for.map(Uuid::into_bytes),
                op.received_at.to_rfc3339(),
            ],
        )
        .map(drop)
    }

    fn wait_on(&self, op_id: OpId, code: ErrorCode, waits_for: Option<Uuid>) -> Result<(), StorageError> {
        self.run(
            "UPDATE quarantine SET code = ?3, waits_for = ?4 WHERE town_id = ?1 AND op_id = ?2",
            (TOWN, op_id.0.into_bytes(), name_of(&code)?, waits_for.map(Uuid::into_bytes)),
        )
        .map(drop)
    }

    fn release(&self, op_id: OpId) -> Result<(), StorageError> {
        self.run("DELETE FROM quarantine WHERE town_id = ?1 AND op_id = ?2", (TOWN, op_id.0.into_bytes()))
            .map(drop)
    }

    fn start_stream(
        &self,
        stream: StreamId,
        account: AccountId,
        device: DeviceId,
    ) -> Result<Stream, StorageError> {
        self.run(
            "INSERT INTO stream (town_id, stream_id, account_id, device_id, next_seq)
             VALUES (?1, ?2, ?3, ?4, 1)",
            (TOWN, stream.0.into_bytes(), account.0.into_bytes(), device.0.into_bytes()),
        )?;
        Ok(Stream { n: self.connection.last_insert_rowid(), account, device, next_seq: 1 })
    }

    fn fill_slot(&self, stream: &Stream, seq: u64, op: i64) -> Result<(), StorageError> {
        let change = self.next_change()?;
        self.run(
            "INSERT INTO stream_op (town_id, stream, seq, op, change_seq) VALUES (?1, ?2, ?3, ?4, ?5)",
            (TOWN, stream.n, signed(seq), op, signed(change)),
        )
        .map(drop)
    }

    fn set_next_seq(&self, stream: &Stream, next_seq: u64) -> Result<(), StorageError> {
        self.run("UPDATE stream SET next_seq = ?2 WHERE n = ?1", (stream.n, signed(next_seq))).map(drop)
    }
}

fn stored(row: &Row<'_>) -> rusqlite::Result<StoredOp> {
    Ok(StoredOp {
        op_id: OpId(uuid_at(row, 0)?),
        hash: digest_at(row, 1)?,
        kind: row.get(2)?,
        v: row.get(3)?,
        account: AccountId(uuid_at(row, 4)?),
        device: DeviceId(maybe_uuid_at(row, 5)?.unwrap_or_default()),
        bytes: row.get(6)?,
        received_at: row.get(7)?,
        outcome: outcome_at(row, 8)?,
    })
}

/// A code of a newer program reads as the general one; the outcome itself is what counts.
fn code_of(name: String) -> ErrorCode {
    serde_json::from_value(name.into()).unwrap_or(ErrorCode::Internal)
}

const fn result_name(result: OpResult) -> &'static str {
    match result {
        OpResult::Accepted | OpResult::Duplicate => "accepted",
        OpResult::Rejected => "rejected",
        OpResult::Deferred => "deferred",
    }
}

fn code_name(outcome: &Outcome) -> Result<Option<String>, StorageError> {
    outcome.code.as_ref().map(name_of).transpose()
}

/// `outcome`, `code` and `detail` from `first` on.
fn outcome_at(row: &Row<'_>, first: usize) -> rusqlite::Result<Outcome> {
    let result = match row.get_ref(first)?.as_str()? {
        "rejected" => OpResult::Rejected,
        "deferred" => OpResult::Deferred,
        _ => OpResult::Accepted,
    };
    let code: Option<String> = row.get(first + 1)?;
    Ok(Outcome { result, code: code.map(code_of), detail: row.get(first + 2)? })
}
