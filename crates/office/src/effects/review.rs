//! What a correction does to a visit's review, and whose device sees it: the remarks are for the cadre who made the
//! visit, as long as the household is theirs to visit.

use zoufang_domain::ids::{HouseholdId, VisitId};
use zoufang_domain::visit::VisitReview;
use zoufang_wire::{Action, Entity};

use super::Author;
use super::scope::leave;
use crate::ledger::word;
use crate::storage::feed::Viewer;
use crate::storage::ledger::LedgerEvent;
use crate::storage::visit::VisitRow;
use crate::storage::{StorageError, Writes};

/// The cadre corrected the visit: it is to be read again.
pub(super) fn corrected(
    rows: &dyn Writes,
    author: &Author,
    visit: &VisitRow,
    reason: &str,
) -> Result<(), StorageError> {
    let known = rows.visit_review(visit.id)?;
    let next = known.unwrap_or_else(|| VisitReview::of(visit.id, visit.household_id)).corrected();
    rows.put_visit_review(&next)?;
    let event = LedgerEvent {
        version: next.version,
        what: "amend_visit".into(),
        state: word(next.state),
        op_id: author.op_id,
        account: author.account,
        visit: Some(visit.id),
        at: author.now,
        text: Some(reason.to_owned()),
        changes: Vec::new(),
    };
    rows.add_ledger_event(Entity::VisitReview, visit.id.0, &event)?;
    tell(rows, visit)
}

/// Sends the review to the account that made the visit, unless the household is no longer theirs.
pub(crate) fn tell(rows: &dyn Writes, visit: &VisitRow) -> Result<(), StorageError> {
    let Some(viewer) = rows.viewer(visit.account)? else { return Ok(()) };
    if rows.sees(viewer, Entity::Household, visit.household_id.0)? {
        rows.feed(viewer, Entity::VisitReview, visit.id.0, Action::Upsert)?;
    }
    Ok(())
}

/// A household came to an account: the reviews of its own visits there come along.
pub(super) fn show(rows: &dyn Writes, viewer: Viewer, household: HouseholdId) -> Result<(), StorageError> {
    for visit in own(rows, viewer, household)? {
        rows.feed(viewer, Entity::VisitReview, visit.0, Action::Upsert)?;
    }
    Ok(())
}

/// A household left an account.
pub(super) fn hide(rows: &dyn Writes, viewer: Viewer, household: HouseholdId) -> Result<(), StorageError> {
    for visit in own(rows, viewer, household)? {
        leave(rows, viewer, Entity::VisitReview, visit.0)?;
    }
    Ok(())
}

fn own(rows: &dyn Writes, viewer: Viewer, household: HouseholdId) -> Result<Vec<VisitId>, StorageError> {
    let mut own = Vec::new();
    for review in rows.reviews_of(household)? {
        if let Some(visit) = rows.visit(review.visit_id)?
            && rows.viewer(visit.account)? == Some(viewer)
        {
            own.push(visit.id);
        }
    }
    Ok(own)
}
