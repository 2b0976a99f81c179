//! `visit.record` and `visit.amend`: the visit, its versions, and the household's mark with the best mode so far
//! (domain, section 5: “coverage counts the household once with the best mode”).

use zoufang_domain::ids::{HouseholdId, VisitId};
use zoufang_domain::visit::{VisitAmend, VisitRecord};
use zoufang_wire::change::VisitMark;
use zoufang_wire::{Entity, ErrorCode};

use super::waiting::release_waiting;
use super::{Author, Verdict, beyond_scope, feed_of_household, review};
use crate::clock::in_china;
use crate::storage::visit::{VisitRow, VisitVersion};
use crate::storage::{StorageError, Writes};

pub fn record(rows: &dyn Writes, author: &Author, record: &VisitRecord) -> Result<Verdict, StorageError> {
    if let Some(verdict) = beyond_scope(rows, author, record.household_id)? {
        return Ok(verdict);
    }
    let id = VisitId(author.op_id.0);
    rows.put_visit(&row(id, author, record, 1))?;
    mark(rows, record.household_id)?;
    release_waiting(rows, id.0, author.now)?;
    Ok(Verdict::applied())
}

pub fn amend(rows: &dyn Writes, author: &Author, amend: &VisitAmend) -> Result<Verdict, StorageError> {
    let Some(known) = rows.visit(amend.visit_id)? else {
        return Ok(Verdict::deferred(ErrorCode::UnknownVisit, Some(amend.visit_id.0)));
    };
    if known.household_id != amend.record.household_id {
        return Ok(Verdict::invalid("record.household_id"));
    }
    if let Some(verdict) = beyond_scope(rows, author, known.household_id)? {
        return Ok(verdict);
    }
    if known.account != author.account {
        // Only own visits can be amended; an officer decides on anything else.
        return Ok(Verdict::deferred(ErrorCode::OutOfScope, None));
    }
    let version = known.version + 1;
    let mut newest = row(amend.visit_id, author, &amend.record, version);
    newest.received_at = known.received_at;
    rows.put_visit(&newest)?;
    rows.add_visit_version(
        amend.visit_id,
        &VisitVersion { version, op_id: author.op_id, reason: amend.reason.clone(), received_at: author.now },
    )?;
    review::corrected(rows, author, &newest, &amend.reason)?;
    mark(rows, known.household_id)?;
    Ok(Verdict::applied())
}

fn row(id: VisitId, author: &Author, record: &VisitRecord, version: u32) -> VisitRow {
    VisitRow {
        id,
        household_id: record.household_id,
        account: author.account,
        device: author.device,
        mode: record.mode.kind(),
        outside_rule: record.mode_reason.is_some(),
        cadre: record.cadres.first().cloned().unwrap_or_default(),
        visited_on: in_china(record.finished_at).date_naive(),
        finished_at: record.finished_at,
        received_at: author.now,
        version,
        op_id: author.op_id,
    }
}

/// Computes the mark anew from all visits, because an amendment may also take a mode away.
fn mark(rows: &dyn Writes, household: HouseholdId) -> Result<(), StorageError> {
    let visits = rows.visits_of(household)?;
    let (Some(newest), Some(best)) = (visits.first(), visits.iter().map(|visit| visit.mode).max()) else {
        return Ok(());
    };
    rows.put_visit_mark(&VisitMark {
        household_id: household,
        visit_id: newest.id,
        visited_on: newest.visited_on,
        mode: best,
        by: newest.cadre.clone(),
        visits: u32::try_from(visits.len()).unwrap_or(u32::MAX),
    })?;
    feed_of_household(rows, household, Entity::VisitMark, household.0)
}
