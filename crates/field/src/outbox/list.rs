//! What screens and the engine ask of the outbox: how many, and which need a person.

use rusqlite::{Connection, Row};
use serde::{Deserialize, Serialize};
use zoufang_domain::ids::{HouseholdId, OpId, VisitId};

use super::OutboxError;

/// Where an operation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum OutboxState {
    /// 已存本机: not confirmed by the office.
    Pending,
    /// 已上报: committed in the office.
    Accepted,
    /// In the office's log, not applied; a person must look.
    Rejected,
    /// In the office's quarantine.
    Deferred,
    /// Rejected, and a person decided that this is fine.
    Discarded,
}

impl OutboxState {
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "pending" => Self::Pending,
            "accepted" => Self::Accepted,
            "rejected" => Self::Rejected,
            "deferred" => Self::Deferred,
            "discarded" => Self::Discarded,
            _ => return None,
        })
    }
}

/// Operations by state; all together are all that this device ever saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ts_rs::TS)]
#[ts(export)]
pub struct Counts {
    pub pending: u32,
    pub accepted: u32,
    pub rejected: u32,
    pub deferred: u32,
    pub discarded: u32,
    /// Of the pending ones: refused as whole requests, tried again later.
    pub stuck: u32,
    /// Of the accepted ones: in a second copy as well.
    pub secured: u32,
}

/// An operation that needs a person: rejected, deferred or stuck.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[ts(export, optional_fields)]
pub struct OutboxRow {
    pub op_id: OpId,
    /// Name of a `Kind`.
    pub kind: String,
    pub state: OutboxState,
    pub stuck: bool,
    /// Code of an `ErrorCode`, as text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Place of the fault in the body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub household_id: Option<HouseholdId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visit_id: Option<VisitId>,
    pub saved_at: String,
}

/// Counts by state.
///
/// # Errors
/// When the database fails.
pub fn counts(connection: &Connection) -> Result<Counts, OutboxError> {
    Ok(connection.prepare_cached(include_str!("counts.sql"))?.query_row([], |row| {
        Ok(Counts {
            pending: row.get(0)?,
            accepted: row.get(1)?,
            rejected: row.get(2)?,
            deferred: row.get(3)?,
            discarded: row.get(4)?,
            stuck: row.get(5)?,
            secured: row.get(6)?,
        })
    })?)
}

/// The levels that drive the engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Levels {
    /// Operations that wait in the stream.
    pub waiting: u64,
    /// Set aside because the office refuses every request with them; tried again.
    pub parked: u64,
    /// Set aside because their bytes are damaged; only a person can help.
    pub damaged: u64,
}

/// How much waits.
///
/// # Errors
/// When the database fails.
pub fn levels(connection: &Connection) -> Result<Levels, OutboxError> {
    Ok(connection.prepare_cached(include_str!("levels.sql"))?.query_row([], |row| {
        let count = |column| row.get::<_, i64>(column).map(i64::unsigned_abs);
        Ok(Levels { waiting: count(0)?, parked: count(1)?, damaged: count(2)? })
    })?)
}

/// Rejected, deferred and stuck operations, newest first.
///
/// # Errors
/// When the database fails.
pub fn attention(connection: &Connection) -> Result<Vec<OutboxRow>, OutboxError> {
    let rows = connection
        .prepare_cached(include_str!("attention.sql"))?
        .query_map([], read_row)?
        .collect::<Result<_, _>>()?;
    Ok(rows)
}

fn read_row(row: &Row<'_>) -> rusqlite::Result<OutboxRow> {
    let state: String = row.get(2)?;
    Ok(OutboxRow {
        op_id: OpId(uuid::Uuid::from_bytes(row.get(0)?)),
        kind: row.get(1)?,
        state: OutboxState::from_name(&state).ok_or(rusqlite::Error::InvalidQuery)?,
        stuck: row.get(3)?,
        code: row.get(4)?,
        detail: row.get(5)?,
        household_id: row.get::<_, Option<[u8; 16]>>(6)?.map(|id| HouseholdId(uuid::Uuid::from_bytes(id))),
        visit_id: row.get::<_, Option<[u8; 16]>>(7)?.map(|id| VisitId(uuid::Uuid::from_bytes(id))),
        saved_at: row.get(8)?,
    })
}
