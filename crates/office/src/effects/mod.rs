//! What an operation does to the office: visits, marks, ledger, candidates, proposals.
//!
//! Everything here runs inside the writing transaction, once per operation. If an effect ran twice, a household
//! would show two visits where there was one; if it ran outside, an accepted operation could be without effect.

mod body;
mod candidate;
mod finding;
mod proposal;
pub(crate) mod review;
pub mod scope;
mod visit;
pub mod waiting;

use uuid::Uuid;
use zoufang_domain::ids::{AccountId, DeviceId, HouseholdId, OpId};
use zoufang_wire::{Action, Entity, ErrorCode};

pub use self::body::Body;
pub(crate) use self::finding::is_live;
use crate::clock::Instant;
use crate::storage::feed::Viewer;
use crate::storage::op_log::Outcome;
use crate::storage::{StorageError, Writes};

/// Who did it, with which operation, and when it arrived.
#[derive(Debug, Clone, Copy)]
pub struct Author {
    pub account: AccountId,
    pub device: DeviceId,
    pub viewer: Viewer,
    pub op_id: OpId,
    pub now: Instant,
}

/// What became of an operation, and what would release it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    pub outcome: Outcome,
    /// Visit or household that a deferred operation waits for.
    pub waits_for: Option<Uuid>,
}

impl Verdict {
    const fn applied() -> Self {
        Self { outcome: Outcome::accepted(), waits_for: None }
    }

    fn invalid(path: &str) -> Self {
        Self { outcome: Outcome::rejected(ErrorCode::OpBodyInvalid, Some(path.to_owned())), waits_for: None }
    }

    const fn deferred(code: ErrorCode, waits_for: Option<Uuid>) -> Self {
        Self { outcome: Outcome::deferred(code), waits_for }
    }
}

/// Applies one operation.
///
/// # Errors
/// Only when the database fails; every verdict on the operation itself is a [`Verdict`].
pub fn apply(rows: &dyn Writes, author: &Author, body: &Body) -> Result<Verdict, StorageError> {
    match body {
        Body::VisitRecord(record) => visit::record(rows, author, record),
        Body::VisitAmend(amend) => visit::amend(rows, author, amend),
        Body::FindingRaise(raise) => finding::raise(rows, author, raise),
        Body::CandidateRaise(raise) => candidate::raise(rows, author, raise),
        Body::RosterPropose(proposal) => proposal::propose(rows, author, proposal),
        Body::Unknown => Ok(Verdict::deferred(ErrorCode::UnknownKind, None)),
        Body::Invalid(path) => Ok(Verdict::invalid(path)),
    }
}

/// Sends a thing's row to every account that sees the household.
fn feed_of_household(
    rows: &dyn Writes,
    household: HouseholdId,
    entity: Entity,
    id: Uuid,
) -> Result<(), StorageError> {
    feed_to_viewers_of(rows, (Entity::Household, household.0), entity, id)
}

/// Sends a thing's row to every account that sees what it belongs to.
///
/// # Errors
/// When the database fails.
pub(crate) fn feed_to_viewers_of(
    rows: &dyn Writes,
    whole: (Entity, Uuid),
    entity: Entity,
    id: Uuid,
) -> Result<(), StorageError> {
    for viewer in rows.viewers(whole.0, whole.1)? {
        rows.feed(viewer, entity, id, Action::Upsert)?;
    }
    Ok(())
}

/// The verdict for a household that the author does not see, if so.
fn beyond_scope(
    rows: &dyn Writes,
    author: &Author,
    household: HouseholdId,
) -> Result<Option<Verdict>, StorageError> {
    let sees = rows.sees(author.viewer, Entity::Household, household.0)?;
    Ok((!sees).then(|| Verdict::deferred(ErrorCode::OutOfScope, Some(household.0))))
}
