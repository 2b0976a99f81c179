//! The engine's instructions as plain synchronous functions on the database.
//!
//! Each is one transaction, so a crash between any two leaves a state from which a fresh engine carries on. If one of
//! them committed half of its work, rows could be skipped for ever or an operation believed handed in that is not.

mod compose;
mod results;
mod rows;

use chrono::{DateTime, FixedOffset};
use rusqlite::{Connection, TransactionBehavior};
use zoufang_domain::ids::StreamId;
use zoufang_store::{Trouble, trouble};
use zoufang_wire::{ApiError, ErrorCode, SyncResponse};

pub use compose::{Outgoing, compose};

use super::core::{Exchanged, Moment};
use super::faults::{Faults, SeededBug};
use crate::env::Env;
use crate::error::FieldError;
use crate::outbox::{self, OutboxError};

/// Why an instruction could not be carried out. Its transaction was rolled back.
#[derive(Debug, thiserror::Error)]
pub enum ExecuteError {
    #[error("the device database failed: {0}; nothing was changed, it will be tried again")]
    Database(#[from] rusqlite::Error),
    #[error(transparent)]
    Outbox(#[from] OutboxError),
    #[error(transparent)]
    Roster(#[from] FieldError),
    #[error("the request cannot be written as JSON: {0}")]
    Unwritable(#[from] serde_json::Error),
    #[error("the answer is for another stream than this device's; it was left aside")]
    OtherStream,
}

impl ExecuteError {
    /// Whether the file itself is broken, so that the next unlock has to rescue it.
    #[must_use]
    pub fn is_damage(&self) -> bool {
        let source = match self {
            Self::Database(source) | Self::Outbox(OutboxError::Database(source)) => source,
            Self::Roster(FieldError::Sqlite(source)) => source,
            Self::Outbox(OutboxError::NoStream) => return true,
            _ => return false,
        };
        trouble(source) == Trouble::Damaged
    }
}

impl From<ExecuteError> for ApiError {
    fn from(error: ExecuteError) -> Self {
        match error {
            ExecuteError::Database(source) => OutboxError::Database(source).into(),
            ExecuteError::Outbox(source) => source.into(),
            ExecuteError::Roster(source) => source.into(),
            other => Self::new(ErrorCode::Internal).with("detail", other),
        }
    }
}

/// When an answer came, on both clocks.
#[derive(Debug, Clone, Copy)]
pub struct Arrival {
    /// Wall time of the device at arrival.
    pub at: DateTime<FixedOffset>,
    /// How long request and answer took together.
    pub round_trip_ms: u64,
    pub bytes_up: u64,
    pub bytes_down: u64,
}

/// The circumstances for the next event.
///
/// # Errors
/// When the database fails.
pub fn moment(connection: &Connection, env: &Env, jitter: u32) -> Result<Moment, ExecuteError> {
    let outbox::Levels { waiting, parked, damaged } = outbox::levels(connection)?;
    Ok(Moment { mono_ms: env.clock.mono_ms(), jitter, waiting, parked, damaged })
}

/// Stores an answer: results first, then rows with their cursor, each in a transaction of its own, so that rows that
/// cannot be stored never hold results back.
///
/// # Errors
/// When the results could not be stored. Trouble with rows comes back inside [`Exchanged::pull_error`].
pub fn absorb(
    connection: &mut Connection,
    env: &Env,
    faults: Faults,
    outgoing: &Outgoing,
    response: &SyncResponse,
    arrival: &Arrival,
) -> Result<Exchanged, ExecuteError> {
    let mut done = absorb_results(connection, env, faults, outgoing, response, arrival)?;
    absorb_rows(connection, env, outgoing, response, &mut done)?;
    Ok(done)
}

/// The first half of [`absorb`]. The device may die between the halves.
///
/// # Errors
/// When the results could not be stored.
pub fn absorb_results(
    connection: &mut Connection,
    env: &Env,
    faults: Faults,
    outgoing: &Outgoing,
    response: &SyncResponse,
    arrival: &Arrival,
) -> Result<Exchanged, ExecuteError> {
    let half_trip = i64::try_from(arrival.round_trip_ms / 2).unwrap_or_default();
    let offset_ms = (response.office_time - arrival.at).num_milliseconds() + half_trip;
    let mut done = results::store(connection, env, faults, outgoing, response, offset_ms, arrival)?;
    done.clock_offset_ms = offset_ms;
    done.at = Some(arrival.at);
    done.bytes_up = arrival.bytes_up;
    done.bytes_down = arrival.bytes_down;
    Ok(done)
}

/// The second half of [`absorb`].
///
/// # Errors
/// When the rows cannot be compared; trouble with storing them is noted in `done`.
pub fn absorb_rows(
    connection: &mut Connection,
    env: &Env,
    outgoing: &Outgoing,
    response: &SyncResponse,
    done: &mut Exchanged,
) -> Result<(), ExecuteError> {
    let (Some(pull), Some(_)) = (&outgoing.pull, &response.cursor) else {
        return Ok(());
    };
    done.pulled = true;
    let started = env.clock.mono_ms();
    match rows::store(connection, pull, response) {
        Ok(()) => {
            done.rows = u32::try_from(response.changes.len()).unwrap_or(u32::MAX);
            done.more_rows = response.more;
            done.took_ms = env.clock.mono_ms().saturating_sub(started);
            done.rows_equal = rows::compare(connection, response)?;
        }
        Err(error) => done.pull_error = Some(error.into()),
    }
    Ok(())
}

/// The office says that the stream is forked: takes a new one.
///
/// # Errors
/// When the database fails.
pub fn new_stream(connection: &mut Connection, env: &Env) -> Result<(), ExecuteError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    outbox::new_stream(&transaction, StreamId(env.ids.uuid()))?;
    Ok(transaction.commit()?)
}

/// Sets the first waiting operation aside.
///
/// # Errors
/// When the database fails.
pub fn park_first(connection: &mut Connection) -> Result<(), ExecuteError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if let Some(op_id) = outbox::park_first(&transaction)? {
        tracing::warn!(%op_id, "the office refuses every request with this operation; set aside");
    }
    Ok(transaction.commit()?)
}

/// Queues what was set aside.
///
/// # Errors
/// When the database fails.
pub fn requeue_parked(connection: &mut Connection) -> Result<(), ExecuteError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    outbox::requeue_parked(&transaction)?;
    Ok(transaction.commit()?)
}

/// Forgets the cursor, so that the next pull begins from nothing, beside the rows that are shown meanwhile.
///
/// # Errors
/// When the database fails.
pub fn reset_pull(connection: &mut Connection) -> Result<(), ExecuteError> {
    connection.execute("UPDATE stream SET cursor = NULL, staging_cursor = NULL", [])?;
    Ok(())
}

/// Gives back the storage of bodies that the office holds twice.
///
/// # Errors
/// When the database fails.
pub fn free_bodies(connection: &mut Connection, env: &Env) -> Result<u64, ExecuteError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let freed = outbox::free_secured_bodies(&transaction, env.clock.now())?;
    transaction.commit()?;
    Ok(freed)
}

/// What a refusal with status 400–499 does to the database: nothing, in every build but the simulation's.
///
/// # Errors
/// When the database fails.
pub fn refused(
    connection: &mut Connection,
    faults: Faults,
    outgoing: &Outgoing,
    status: u16,
) -> Result<(), ExecuteError> {
    if faults.has(SeededBug::DeleteOnRefusal) && (400..500).contains(&status) {
        for offered in &outgoing.offered {
            connection
                .execute("DELETE FROM outbox WHERE op_id = ?1", [offered.op_id.0.as_bytes().as_slice()])?;
        }
    }
    Ok(())
}
