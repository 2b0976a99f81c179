//! What officers do to the ledger and to leads: every step judged by the domain, stored with its history, fed to the
//! devices, all in one transaction.
//!
//! A step names the version it was decided on. If the row has moved on, nothing is done and the officer is told what
//! happened meanwhile (design, section 3, rule 13): the last writer never wins by accident.

mod candidate;
mod change;
mod finding;
pub mod hand;
mod refusal;
mod review;

use uuid::Uuid;
use zoufang_domain::ids::{AccountId, OpId};
use zoufang_wire::{ApiError, Entity, ErrorCode};

pub use self::refusal::{move_refused, review_refused, step_refused};
use crate::accounts::SignedIn;
use crate::audit::{By, Event, audit};
use crate::clock::{Instant, in_china};
use crate::office::Office;
use crate::storage::ledger::LedgerEvent;
use crate::storage::{Reads, StorageError, Writes};

/// Either the database fails, or the officer is told why not.
type Judged<T> = Result<Result<T, ApiError>, StorageError>;

/// Who acts, when, and under which id the history keeps it.
#[derive(Debug, Clone)]
struct Act {
    by: SignedIn,
    id: OpId,
    now: Instant,
}

impl Act {
    fn of(office: &Office, by: &SignedIn) -> Self {
        Self { by: by.clone(), id: OpId(office.config().ids.uuid()), now: in_china(office.now()) }
    }

    fn event(&self, version: u32, what: &str, state: String) -> LedgerEvent {
        LedgerEvent {
            version,
            what: what.to_owned(),
            state,
            op_id: self.id,
            account: self.by.account.id,
            visit: None,
            at: self.now,
            text: None,
            changes: Vec::new(),
        }
    }

    /// Files what was done: in the history of its row, and in the audit log without what was written for it.
    fn keep(
        &self,
        rows: &dyn Writes,
        audited: Event,
        entity: Entity,
        id: Uuid,
        event: &LedgerEvent,
    ) -> Result<(), StorageError> {
        rows.add_ledger_event(entity, id, event)?;
        let by = By::account(&self.by.account);
        audit(rows, self.now, &by, audited, &id.to_string(), &format!("{} -> {}", event.what, event.state))
    }
}

impl Office {
    /// Today's calendar date, Asia/Shanghai: deadlines are judged by it.
    #[must_use]
    pub fn today(&self) -> chrono::NaiveDate {
        in_china(self.now()).date_naive()
    }
}

/// The refusal of a step that was decided on an older version, with everything that happened since as JSON in `since`.
fn stale(
    rows: &dyn Reads,
    entity: Entity,
    id: Uuid,
    expected: u32,
    version: u32,
) -> Result<ApiError, StorageError> {
    let events = rows.ledger_events(entity, id)?;
    let since: Vec<_> = events
        .into_iter()
        .filter(|event| event.version > expected)
        .map(|event| {
            Ok(serde_json::json!({
                "who": name_of(rows, event.account)?,
                "at": event.at.to_rfc3339(),
                "what": event.what,
                "state": event.state,
                "text": event.text,
                "changes": event.changes,
            }))
        })
        .collect::<Result<_, StorageError>>()?;
    Ok(ApiError::new(ErrorCode::Stale)
        .with("expected", expected)
        .with("version", version)
        .with("since", serde_json::Value::Array(since)))
}

/// Name of an account, for histories.
///
/// # Errors
/// When the database fails.
pub fn name_of(rows: &dyn Reads, account: AccountId) -> Result<String, StorageError> {
    Ok(rows.account(account)?.map_or_else(String::new, |account| account.name))
}

/// The word serde gives a state.
pub(crate) fn word<T: serde::Serialize>(state: T) -> String {
    serde_json::to_value(state).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}
