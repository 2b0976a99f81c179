//! Who sees which household: the one place that turns assignments into feed lines (ADR 4).
//!
//! A line too many shows a family's data to someone without a reason to see it; a line too few makes a cadre's work
//! wait in quarantine.

use std::collections::BTreeSet;

use uuid::Uuid;
use zoufang_domain::finding::FindingState;
use zoufang_domain::ids::{AccountId, HouseholdId, VillageId};
use zoufang_domain::roster::{Assignment, MonitorState};
use zoufang_wire::{Action, Entity};

use super::review;
use super::waiting::release_waiting;
use crate::clock::Instant;
use crate::storage::feed::Viewer;
use crate::storage::roster::HouseholdPlace;
use crate::storage::{StorageError, Writes};

/// Brings an account's feed in line with its assignments: new things come, things it lost leave.
///
/// # Errors
/// When the database fails.
pub fn follow_assignments(rows: &dyn Writes, account: AccountId, now: Instant) -> Result<(), StorageError> {
    let Some(viewer) = rows.viewer(account)? else { return Ok(()) };
    let assignments = rows.assignments_of(account)?;
    let villages: BTreeSet<Uuid> = assignments.iter().map(|a| a.village_id.0).collect();
    let mut due = BTreeSet::new();
    for village in &villages {
        let here = rows.households_of(VillageId(*village))?;
        due.extend(here.iter().filter(|place| covers(&assignments, place)).map(|place| place.id.0));
    }
    for gone in rows.seen(viewer, Entity::Household)?.into_iter().filter(|id| !due.contains(id)) {
        hide(rows, viewer, HouseholdId(gone))?;
    }
    let had: BTreeSet<Uuid> = rows.seen(viewer, Entity::Village)?.into_iter().collect();
    for village in had.difference(&villages) {
        rows.feed(viewer, Entity::Village, *village, Action::Leave)?;
        for finding in rows.findings_of_village(VillageId(*village))? {
            leave(rows, viewer, Entity::Finding, finding.id.0)?;
        }
    }
    for village in villages.difference(&had) {
        show_village(rows, viewer, VillageId(*village))?;
        release_waiting(rows, *village, now)?;
    }
    let had: BTreeSet<Uuid> = rows.seen(viewer, Entity::Household)?.into_iter().collect();
    for new in due.difference(&had) {
        show(rows, viewer, HouseholdId(*new))?;
    }
    for new in due.difference(&had) {
        release_waiting(rows, *new, now)?;
    }
    Ok(())
}

/// After a household came or changed: sends its row to all who may see it, and takes it from all who may no more.
///
/// # Errors
/// When the database fails.
pub fn show_household(rows: &dyn Writes, household: HouseholdId, now: Instant) -> Result<(), StorageError> {
    let Some(place) = rows.household_place(household)? else { return Ok(()) };
    let mut due = BTreeSet::new();
    for assignment in rows.assignments_in(place.village)? {
        if covers(std::slice::from_ref(&assignment), &place)
            && let Some(viewer) = rows.viewer(assignment.account_id)?
        {
            due.insert(viewer);
        }
    }
    let had: BTreeSet<Viewer> = rows.viewers(Entity::Household, household.0)?.into_iter().collect();
    for gone in had.difference(&due) {
        hide(rows, *gone, household)?;
    }
    for viewer in &due {
        if had.contains(viewer) {
            rows.feed(*viewer, Entity::Household, household.0, Action::Upsert)?;
        } else {
            show(rows, *viewer, household)?;
        }
    }
    if due.difference(&had).next().is_some() {
        release_waiting(rows, household.0, now)?;
    }
    Ok(())
}

/// Sends a changed row to all who see it already.
///
/// # Errors
/// When the database fails.
pub fn refresh(rows: &dyn Writes, entity: Entity, id: Uuid) -> Result<(), StorageError> {
    for viewer in rows.viewers(entity, id)? {
        rows.feed(viewer, entity, id, Action::Upsert)?;
    }
    Ok(())
}

/// A cadre met a household in a group that is not theirs: it joins one of their assignments in the village.
pub(super) fn include_met_household(
    rows: &dyn Writes,
    account: AccountId,
    household: HouseholdId,
    village: VillageId,
    group: &str,
) -> Result<(), StorageError> {
    let place = HouseholdPlace { id: household, village, group: group.to_owned() };
    let own = rows.assignments_of(account)?;
    if covers(&own, &place) {
        return Ok(());
    }
    if let Some(mut assignment) = own.into_iter().find(|own| own.village_id == village) {
        assignment.households.push(household);
        rows.put_assignment(&assignment)?;
        refresh(rows, Entity::Assignment, assignment.id.0)?;
    }
    Ok(())
}

/// Whether any of the assignments reaches a household: whole village, its group, or named.
fn covers(assignments: &[Assignment], place: &HouseholdPlace) -> bool {
    assignments.iter().filter(|own| own.village_id == place.village).any(|own| {
        let whole = own.groups.is_empty() && own.households.is_empty();
        whole || own.groups.contains(&place.group) || own.households.contains(&place.id)
    })
}

fn show_village(rows: &dyn Writes, viewer: Viewer, village: VillageId) -> Result<(), StorageError> {
    rows.feed(viewer, Entity::Village, village.0, Action::Upsert)?;
    for finding in rows.findings_of_village(village)? {
        if finding.state != FindingState::Rejected {
            rows.feed(viewer, Entity::Finding, finding.id.0, Action::Upsert)?;
        }
    }
    Ok(())
}

fn show(rows: &dyn Writes, viewer: Viewer, household: HouseholdId) -> Result<(), StorageError> {
    rows.feed(viewer, Entity::Household, household.0, Action::Upsert)?;
    if rows.visit_mark(household)?.is_some() {
        rows.feed(viewer, Entity::VisitMark, household.0, Action::Upsert)?;
    }
    for finding in rows.findings_of(household)? {
        if finding.state != FindingState::Rejected {
            rows.feed(viewer, Entity::Finding, finding.id.0, Action::Upsert)?;
        }
    }
    for candidate in rows.candidates_of(household)? {
        if candidate.state != MonitorState::None {
            rows.feed(viewer, Entity::Candidate, candidate.id.0, Action::Upsert)?;
        }
    }
    review::show(rows, viewer, household)
}

fn hide(rows: &dyn Writes, viewer: Viewer, household: HouseholdId) -> Result<(), StorageError> {
    for finding in rows.findings_of(household)? {
        leave(rows, viewer, Entity::Finding, finding.id.0)?;
    }
    for candidate in rows.candidates_of(household)? {
        leave(rows, viewer, Entity::Candidate, candidate.id.0)?;
    }
    review::hide(rows, viewer, household)?;
    leave(rows, viewer, Entity::VisitMark, household.0)?;
    leave(rows, viewer, Entity::Household, household.0)
}

pub(super) fn leave(rows: &dyn Writes, viewer: Viewer, entity: Entity, id: Uuid) -> Result<(), StorageError> {
    if rows.sees(viewer, entity, id)? {
        rows.feed(viewer, entity, id, Action::Leave)?;
    }
    Ok(())
}
