//! The way to the office: where it stands, a tap, and what a person must look at.

use rusqlite::Connection;
use zoufang_domain::ids::OpId;
use zoufang_wire::{ApiError, ErrorCode, Kind};

use super::Field;
use crate::outbox::{self, Counts, OutboxRow};
use crate::sync::progress::SyncProgress;
use crate::view::{OutboxEntry, SyncStatus};
use crate::{FieldError, visit};

impl Field {
    /// Counts and the engine's progress.
    ///
    /// # Errors
    /// When locked, or the database fails.
    pub fn sync_status(&self) -> Result<SyncStatus, ApiError> {
        self.with(|open, _| {
            let counts: Counts = outbox::counts(&open.connection).map_err(ApiError::from)?;
            Ok(SyncStatus {
                progress: match &open.sync {
                    Some(sync) => sync.progress(),
                    None => idle(&open.connection)?,
                },
                pending: counts.pending.into(),
                accepted: counts.accepted.into(),
                rejected: counts.rejected.into(),
                deferred: counts.deferred.into(),
                unsent_visits: unsent_visits(&open.connection)?,
            })
        })
    }

    /// A tap on “上报”: tries now.
    ///
    /// # Errors
    /// When locked.
    pub fn sync_now(&self) -> Result<(), ApiError> {
        self.with(|open, _| {
            if let Some(sync) = &open.sync {
                sync.tapped();
            }
            Ok(())
        })
    }

    /// The system reports another network.
    pub fn network_changed(&self) {
        if let Some(sync) = self.lock_open().as_ref().and_then(|open| open.sync.as_ref()) {
            sync.network_changed();
        }
    }

    /// Changes of progress while unlocked.
    #[must_use]
    pub fn progress(&self) -> Option<tokio::sync::watch::Receiver<SyncProgress>> {
        self.lock_open().as_ref().and_then(|open| open.sync.as_ref()).map(|sync| sync.subscribe())
    }

    /// Rejected, deferred and stuck operations, newest first.
    ///
    /// # Errors
    /// When locked, or the database fails.
    pub fn attention(&self) -> Result<Vec<OutboxEntry>, ApiError> {
        self.with(|open, env| {
            open.roster.refresh(&open.connection, env.clock.today())?;
            let rows = outbox::attention(&open.connection).map_err(ApiError::from)?;
            let head = |row: &OutboxRow| Some(open.roster.row(row.household_id?)?.head_name);
            rows.into_iter()
                .map(|row| {
                    let head_name = head(&row);
                    entry(row, head_name)
                })
                .collect()
        })
    }

    /// A person decides that a rejected operation needs no correction.
    ///
    /// # Errors
    /// For anything that is not rejected: unsent work cannot be discarded.
    pub fn discard_rejected(&self, op: OpId) -> Result<(), ApiError> {
        self.with(|open, _| {
            let transaction = open.connection.transaction()?;
            outbox::discard_rejected(&transaction, op).map_err(ApiError::from)?;
            transaction.commit()?;
            Ok(())
        })
    }
}

fn entry(row: OutboxRow, head_name: Option<String>) -> Result<OutboxEntry, FieldError> {
    let saved_at = chrono::DateTime::parse_from_rfc3339(&row.saved_at)
        .map_err(|error| ApiError::new(ErrorCode::Internal).with("detail", error))?;
    let problem =
        visit::problem(row.code, row.detail).unwrap_or_else(|| ApiError::new(ErrorCode::BodyInvalid));
    let state = match (row.stuck, problem.code) {
        (true, ErrorCode::OpDamaged) => "damaged".to_owned(),
        (true, _) => "stuck".to_owned(),
        (false, _) => format!("{:?}", row.state).to_lowercase(),
    };
    Ok(OutboxEntry {
        op_id: row.op_id,
        kind: Kind::from_name(&row.kind),
        state,
        problem,
        household_id: row.household_id,
        visit_id: row.visit_id,
        head_name,
        saved_at,
    })
}

/// What is said when no engine runs. A rescue that could not save the enrolment leaves one thing to do.
fn idle(connection: &Connection) -> Result<SyncProgress, FieldError> {
    let enrolled: bool =
        connection.query_row("SELECT EXISTS (SELECT 1 FROM enrolment)", [], |row| row.get(0))?;
    let last_error = (!enrolled).then(|| ApiError::new(ErrorCode::EnrolAgain));
    Ok(SyncProgress { last_error, ..SyncProgress::default() })
}

fn unsent_visits(connection: &Connection) -> Result<u32, FieldError> {
    Ok(connection
        .prepare_cached(
            "SELECT count(DISTINCT visit_id) FROM outbox WHERE state = 'pending' AND visit_id IS NOT NULL",
        )?
        .query_row([], |row| row.get(0))?)
}
