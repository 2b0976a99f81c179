//! The audit log.

use rusqlite::Row;
use zoufang_domain::ids::AccountId;
use zoufang_wire::Digest;

use super::TOWN;
use super::codes::{digest_at, maybe_uuid_at, signed};
use super::rows::Rows;
use crate::storage::audit::{AuditFilter, AuditRow};
use crate::storage::{AuditReads, AuditWrites, StorageError};

/// What [`audit_row`] reads.
const COLUMNS: &str = "SELECT n, at, account_id, who, event, subject, detail, previous, hash";

impl AuditReads for Rows {
    fn audit_head(&self) -> Result<Option<(u64, Digest)>, StorageError> {
        self.one("SELECT n, hash FROM audit_head WHERE town_id = ?1", [TOWN], |row| {
            Ok((row.get::<_, i64>(0)?.unsigned_abs(), digest_at(row, 1)?))
        })
    }

    fn audit_after(&self, n: u64, limit: u32) -> Result<Vec<AuditRow>, StorageError> {
        self.all(
            &format!("{COLUMNS} FROM audit WHERE town_id = ?1 AND n > ?2 ORDER BY n LIMIT ?3"),
            (TOWN, signed(n), limit),
            audit_row,
        )
    }

    fn list_audit(&self, filter: &AuditFilter) -> Result<(Vec<AuditRow>, u32), StorageError> {
        let from = include_str!("list_audit.sql");
        let wanted = (TOWN, &filter.who, &filter.event, &filter.from, &filter.to);
        let total = self.count(&format!("SELECT count(*) {from}"), wanted)?;
        let (limit, offset) = (filter.limit, filter.offset);
        let page = self.all(
            &format!("{COLUMNS} {from} ORDER BY n DESC LIMIT {limit} OFFSET {offset}"),
            wanted,
            audit_row,
        )?;
        Ok((page, u32::try_from(total).unwrap_or(u32::MAX)))
    }
}

impl AuditWrites for Rows {
    fn append_audit(&self, row: &AuditRow) -> Result<(), StorageError> {
        self.run(
            include_str!("append_audit.sql"),
            rusqlite::params![
                TOWN,
                signed(row.n),
                row.at,
                row.account.map(|id| id.0.into_bytes()),
                row.who,
                row.event,
                row.subject,
                row.detail,
                row.previous.0,
                row.hash.0,
            ],
        )?;
        self.run(
            "INSERT INTO audit_head (town_id, n, hash) VALUES (?1, ?2, ?3)
             ON CONFLICT (town_id) DO UPDATE SET n = excluded.n, hash = excluded.hash",
            (TOWN, signed(row.n), row.hash.0),
        )
        .map(drop)
    }
}

fn audit_row(row: &Row<'_>) -> rusqlite::Result<AuditRow> {
    Ok(AuditRow {
        n: row.get::<_, i64>(0)?.unsigned_abs(),
        at: row.get(1)?,
        account: maybe_uuid_at(row, 2)?.map(AccountId),
        who: row.get(3)?,
        event: row.get(4)?,
        subject: row.get(5)?,
        detail: row.get(6)?,
        previous: digest_at(row, 7)?,
        hash: digest_at(row, 8)?,
    })
}
