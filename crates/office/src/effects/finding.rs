//! `finding.raise`: the ledger. A finding is known by subject and code; while one is not closed, seeing it again adds
//! an observation instead of a duplicate (domain, section 7.3).

use zoufang_domain::finding::{Decision, Finding, FindingRaise, FindingState, Rectification, Subject};
use zoufang_domain::ids::{HouseholdId, VillageId};
use zoufang_wire::{Entity, ErrorCode};

use super::{Author, Verdict, beyond_scope, feed_of_household, feed_to_viewers_of};
use crate::storage::ledger::{FiledFinding, LedgerEvent, Standing};
use crate::storage::{StorageError, Writes};

/// Whom a finding concerns, in the words of the ledger.
struct Place {
    key: String,
    household: Option<HouseholdId>,
    village: VillageId,
}

pub fn raise(rows: &dyn Writes, author: &Author, raise: &FindingRaise) -> Result<Verdict, StorageError> {
    let place = match place_of(rows, author, raise)? {
        Ok(place) => place,
        Err(verdict) => return Ok(verdict),
    };
    let rejected = matches!(raise.decision, Decision::Rejected { .. });
    if !rejected && let Some(known) = goes_on(rows, &place.key)? {
        return observe(rows, author, raise, known);
    }
    if rows.finding(raise.finding_id)?.is_some() {
        return Ok(Verdict::invalid("finding_id"));
    }
    let state = if rejected {
        FindingState::Rejected
    } else if raise.closed_on_the_spot {
        FindingState::Closed
    } else {
        FindingState::Open
    };
    let mut finding = new_finding(raise, state);
    if state == FindingState::Closed {
        // 当场讲解: done and struck off on the day it was found.
        finding.rectification.completed_on = Some(raise.discovered_on);
        finding.rectification.closed_on = Some(raise.discovered_on);
    }
    file(rows, author, raise, place, finding, "raised")?;
    Ok(Verdict::applied())
}

fn observe(
    rows: &dyn Writes,
    author: &Author,
    raise: &FindingRaise,
    known: FiledFinding,
) -> Result<Verdict, StorageError> {
    let FiledFinding { mut finding, key, household, village, .. } = known;
    finding.observations += 1;
    file(rows, author, raise, Place { key, household, village }, finding, "observed")?;
    Ok(Verdict::applied())
}

/// The row in which a problem goes on: the live one under its key, or the one it was merged into.
fn goes_on(rows: &dyn Writes, key: &str) -> Result<Option<FiledFinding>, StorageError> {
    let newest = rows.newest_finding(key)?;
    let mut next = rows.live_finding(key)?.or(newest).map(|finding| finding.id);
    // A merge never leads back, but a chain of them may be long.
    for _ in 0..16 {
        let Some(filed) = next.map(|id| rows.filed_finding(id)).transpose()?.flatten() else {
            return Ok(None);
        };
        if is_live(filed.finding.state) {
            return Ok(Some(filed));
        }
        next = filed.finding.rectification.merged_into;
    }
    Ok(None)
}

fn file(
    rows: &dyn Writes,
    author: &Author,
    raise: &FindingRaise,
    place: Place,
    finding: Finding,
    what: &str,
) -> Result<(), StorageError> {
    let (id, household, village, state) = (finding.id.0, place.household, place.village, finding.state);
    let version = finding.version;
    rows.put_finding(&FiledFinding {
        finding,
        key: place.key,
        standing: if is_live(state) { Standing::Live } else { Standing::Settled },
        household,
        village,
    })?;
    rows.add_ledger_event(
        Entity::Finding,
        id,
        &LedgerEvent {
            version,
            what: what.to_owned(),
            state: format!("{state:?}").to_lowercase(),
            op_id: author.op_id,
            account: author.account,
            visit: raise.visit_id,
            at: author.now,
            text: None,
            changes: Vec::new(),
        },
    )?;
    match household {
        _ if state == FindingState::Rejected => Ok(()), // Kept for review; nothing for the next visitor.
        Some(household) => feed_of_household(rows, household, Entity::Finding, id),
        None => feed_to_viewers_of(rows, (Entity::Village, village.0), Entity::Finding, id),
    }
}

fn new_finding(raise: &FindingRaise, state: FindingState) -> Finding {
    Finding {
        id: raise.finding_id,
        subject: raise.subject.clone(),
        code: raise.code.clone(),
        item: raise.reason.item.clone(),
        title: raise.title.clone(),
        severity: raise.severity,
        bucket: raise.bucket.clone(),
        discovered_on: raise.discovered_on,
        due_on: raise.due_on,
        state,
        version: 1,
        observations: 0,
        visit_id: raise.visit_id,
        rectification: Rectification::default(),
    }
}

/// States in which a problem is still there.
pub(crate) const fn is_live(state: FindingState) -> bool {
    match state {
        FindingState::Draft
        | FindingState::Open
        | FindingState::Fixing
        | FindingState::Submitted
        | FindingState::Returned
        | FindingState::Transferred => true,
        FindingState::Rejected | FindingState::Closed | FindingState::Invalid | FindingState::Merged => false,
    }
}

fn place_of(
    rows: &dyn Writes,
    author: &Author,
    raise: &FindingRaise,
) -> Result<Result<Place, Verdict>, StorageError> {
    let code = &raise.code;
    let (key, household) = match &raise.subject {
        Subject::Household { household_id } => (format!("h:{household_id}|{code}"), *household_id),
        Subject::Member { household_id, member_id } => {
            (format!("m:{household_id}:{member_id}|{code}"), *household_id)
        }
        Subject::Village { village_id, object } => {
            if !rows.sees(author.viewer, Entity::Village, village_id.0)? {
                return Ok(Err(Verdict::deferred(ErrorCode::OutOfScope, Some(village_id.0))));
            }
            let key = format!("v:{village_id}:{}|{code}", object.as_deref().unwrap_or_default());
            return Ok(Ok(Place { key, household: None, village: *village_id }));
        }
    };
    if let Some(verdict) = beyond_scope(rows, author, household)? {
        return Ok(Err(verdict));
    }
    Ok(match rows.household_place(household)? {
        Some(found) => Ok(Place { key, household: Some(household), village: found.village }),
        None => Err(Verdict::deferred(ErrorCode::OutOfScope, Some(household.0))),
    })
}
