//! Storing one change of the office.

use rusqlite::{Transaction, params};
use uuid::Uuid;
use zoufang_domain::candidate::Candidate;
use zoufang_domain::finding::{Finding, FindingState, Subject};
use zoufang_domain::roster::{Household, MonitorState};
use zoufang_domain::visit::{ReviewState, VisitReview};
use zoufang_wire::change::VisitMark;
use zoufang_wire::{Action, Change, Entity};

use super::{leave, line};
use crate::error::FieldError;

/// Stores one change and what the list shows of it.
///
/// # Errors
/// When the database fails. A row that this app cannot read is stored all the same: the digest counts it, and a newer
/// app will read it.
pub fn apply(transaction: &Transaction<'_>, change: &Change) -> Result<(), FieldError> {
    match (change.action, &change.row) {
        (Action::Upsert, Some(row)) => upsert(transaction, change.entity, change.id, row.get()),
        (Action::Upsert, None) => Err(missing_row(change)),
        (Action::Delete | Action::Leave, _) => leave::remove(transaction, change.entity, change.id),
    }
}

/// Stores one change of a reset, beside the rows that are shown meanwhile.
///
/// # Errors
/// When the database fails.
pub fn apply_staged(transaction: &Transaction<'_>, change: &Change) -> Result<(), FieldError> {
    match (change.action, &change.row) {
        (Action::Upsert, Some(row)) => {
            let meaning = Meaning::of(change.entity, change.id, row.get());
            transaction.prepare_cached(include_str!("stage.sql"))?.execute(params![
                change.entity.name(),
                change.id.as_bytes(),
                row.get(),
                meaning.household.as_ref().map(Uuid::as_bytes),
                meaning.open
            ])?;
            Ok(())
        }
        (Action::Upsert, None) => Err(missing_row(change)),
        (Action::Delete | Action::Leave, _) => {
            transaction
                .prepare_cached("DELETE FROM staged WHERE entity = ?1 AND id = ?2")?
                .execute(params![change.entity.name(), change.id.as_bytes()])?;
            Ok(())
        }
    }
}

fn missing_row(change: &Change) -> FieldError {
    FieldError::Api(
        zoufang_wire::ApiError::new(zoufang_wire::ErrorCode::BodyInvalid)
            .with("detail", format!("change of {} {} has no row", change.entity.name(), change.id)),
    )
}

fn upsert(transaction: &Transaction<'_>, entity: Entity, id: Uuid, body: &str) -> Result<(), FieldError> {
    let meaning = Meaning::of(entity, id, body);
    transaction.prepare_cached(include_str!("upsert.sql"))?.execute(params![
        entity.name(),
        id.as_bytes(),
        body,
        meaning.household.as_ref().map(Uuid::as_bytes),
        meaning.open
    ])?;
    match entity {
        Entity::Household => line::store(transaction, id, body)?,
        Entity::Finding | Entity::Candidate | Entity::VisitMark => {
            if let Some(household) = meaning.household {
                line::refresh_marks(transaction, household)?;
            }
        }
        Entity::Village => line::grow_revision(transaction)?,
        Entity::Campaign | Entity::Checklist | Entity::Assignment | Entity::VisitReview => {}
    }
    Ok(())
}

/// What the columns beside a body say.
struct Meaning {
    household: Option<Uuid>,
    /// An unfinished finding or candidate.
    open: bool,
}

impl Meaning {
    fn of(entity: Entity, id: Uuid, body: &str) -> Self {
        let read = match entity {
            Entity::Household => Ok(Self { household: Some(id), open: false }),
            Entity::VisitMark => serde_json::from_str(body)
                .map(|mark: VisitMark| Self { household: Some(mark.household_id.0), open: false }),
            Entity::Finding => serde_json::from_str(body).map(|finding: Finding| Self {
                household: subject_household(&finding.subject),
                open: is_open(finding.state),
            }),
            Entity::Candidate => serde_json::from_str(body).map(|candidate: Candidate| Self {
                household: Some(candidate.household_id.0),
                open: is_lead(candidate.state),
            }),
            Entity::VisitReview => serde_json::from_str(body).map(|review: VisitReview| Self {
                household: Some(review.household_id.0),
                open: review.state == ReviewState::Returned,
            }),
            Entity::Campaign | Entity::Checklist | Entity::Village | Entity::Assignment => {
                Ok(Self { household: None, open: false })
            }
        };
        read.unwrap_or_else(|error| {
            tracing::warn!(entity = entity.name(), %id, %error, "row kept, not understood");
            Self { household: None, open: false }
        })
    }
}

fn subject_household(subject: &Subject) -> Option<Uuid> {
    match subject {
        Subject::Household { household_id } | Subject::Member { household_id, .. } => Some(household_id.0),
        Subject::Village { .. } => None,
    }
}

/// Whether a problem still asks for work (domain, section 7.3).
fn is_open(state: FindingState) -> bool {
    matches!(
        state,
        FindingState::Draft
            | FindingState::Open
            | FindingState::Fixing
            | FindingState::Submitted
            | FindingState::Returned
    )
}

/// Whether a lead is still being judged (domain, section 3.5).
fn is_lead(state: MonitorState) -> bool {
    !matches!(state, MonitorState::None | MonitorState::Active | MonitorState::Cleared | MonitorState::Closed)
}

/// Reads a stored household; `None` when this app does not understand it.
pub(super) fn household(id: Uuid, body: &str) -> Option<Household> {
    match serde_json::from_str(body) {
        Ok(household) => Some(household),
        Err(error) => {
            tracing::warn!(%id, %error, "household kept, not understood");
            None
        }
    }
}
