//! One commit from draft to operations.

use chrono::NaiveDate;
use rusqlite::{Transaction, params};
use serde::Serialize;
use zoufang_domain::checklist::{Ask, Checklist};
use zoufang_domain::ids::{HouseholdId, OpId, VisitId};
use zoufang_domain::roster::Household;
use zoufang_domain::visit::env::VisitEnv;
use zoufang_domain::visit::{Answer, AnswerStatus, ModeKind, VisitAmend, VisitMode, VisitRecord};
use zoufang_wire::{ApiError, ErrorCode, Kind};

use crate::draft::{self, Draft};
use crate::{Env, FieldError, outbox};

/// What a save wrote.
#[derive(Debug, Clone, Copy)]
pub struct Written {
    /// The visit, also when it was corrected.
    pub visit_id: VisitId,
    pub operations: u32,
}

/// Writes the visit, its findings and lead, the own-visits row, and ends the draft; the caller commits.
///
/// # Errors
/// [`ErrorCode::VisitIncomplete`] without a mode; anything else means that the caller must not commit.
pub fn save(
    transaction: &Transaction<'_>,
    env: &Env,
    draft: &Draft,
    household: &Household,
    checklist: &Checklist,
    place: &str,
) -> Result<Written, FieldError> {
    let day = env.clock.today();
    let mode =
        draft.mode.clone().ok_or_else(|| ApiError::new(ErrorCode::VisitIncomplete).with("count", 1))?;
    let record = record(env, draft, household, checklist, mode, day);
    let visit_id = draft.amends.unwrap_or(draft.visit_id);
    let pen = Pen { transaction, env, household: household.id, visit: visit_id };
    let op_id = OpId(draft.visit_id.0);
    match draft.amends {
        None => pen.append(Kind::VisitRecord, op_id, &record)?,
        Some(visit_id) => {
            let reason = draft.amend_reason.clone().unwrap_or_default();
            pen.append(Kind::VisitAmend, op_id, &VisitAmend { visit_id, reason, record: record.clone() })?;
        }
    }
    let flags = draft::flags(draft, household, checklist, day);
    let mut operations = 1;
    // What the corrected visit has raised is not raised again.
    for finding in flags.new_findings(draft) {
        pen.append(Kind::FindingRaise, OpId(env.ids.uuid()), &finding)?;
        operations += 1;
    }
    if let Some(lead) = flags.new_candidate(draft) {
        pen.append(Kind::CandidateRaise, OpId(env.ids.uuid()), &lead)?;
        operations += 1;
    }
    keep(transaction, env, draft, &record, visit_id, household, place)?;
    draft::remove(transaction, draft.visit_id)?;
    Ok(Written { visit_id, operations })
}

/// Writes operations about one visit.
struct Pen<'a> {
    transaction: &'a Transaction<'a>,
    env: &'a Env,
    household: HouseholdId,
    visit: VisitId,
}

impl Pen<'_> {
    fn append(&self, kind: Kind, op_id: OpId, body: &impl Serialize) -> Result<(), FieldError> {
        outbox::append(self.transaction, self.env, kind, op_id, Some(self.household), Some(self.visit), body)
            .map_err(ApiError::from)?;
        Ok(())
    }
}

/// The record holds the answers that apply, in the checklist's order; what a phone visit cannot see is 待现场核实.
fn record(
    env: &Env,
    draft: &Draft,
    household: &Household,
    checklist: &Checklist,
    mode: VisitMode,
    day: NaiveDate,
) -> VisitRecord {
    let by_phone = mode.kind() == ModeKind::Phone;
    let facts = VisitEnv::build(checklist, household, &draft.answers, day);
    let answers = facts.asked(checklist).into_iter().filter_map(|asked| {
        let given =
            draft.answers.iter().find(|answer| answer.item == asked.item.id && answer.member == asked.member);
        let to_see = || Answer {
            item: asked.item.id.clone(),
            member: asked.member,
            status: AnswerStatus::ToSee,
            value: None,
            note: None,
            evidence_text: None,
            seen: None,
        };
        let mut answer = given.cloned().or_else(|| (by_phone && !asked.item.phone_ok).then(to_see))?;
        // Told by phone is not seen (domain, section 4.1).
        if by_phone && asked.item.ask == Ask::Observe && answer.value.is_some() {
            answer.seen = Some(false);
        }
        Some(answer)
    });
    VisitRecord {
        household_id: household.id,
        campaign: checklist.campaign.id.clone(),
        checklist_version: draft.checklist_version,
        mode,
        mode_reason: draft.mode_reason.clone(),
        started_at: draft.started_at,
        finished_at: env.clock.now(),
        cadres: draft.cadres.clone(),
        notice: draft.notice.clone(),
        members_check: draft.members_check.clone(),
        answers: answers.collect(),
        position: None,
        remark: draft.remark.clone(),
    }
}

fn keep(
    transaction: &Transaction<'_>,
    env: &Env,
    draft: &Draft,
    record: &VisitRecord,
    visit: VisitId,
    household: &Household,
    place: &str,
) -> Result<(), FieldError> {
    let mode = serde_json::to_value(record.mode.kind())?;
    transaction.prepare_cached(include_str!("keep.sql"))?.execute(params![
        visit.0.as_bytes(),
        household.id.0.as_bytes(),
        serde_json::to_string(record)?,
        draft.amend_reason,
        draft.visit_id.0.as_bytes(),
        household.head().map_or("", |head| head.name.as_str()),
        place,
        mode.as_str(),
        env.clock.today().to_string(),
        env.clock.now().to_rfc3339(),
    ])?;
    Ok(())
}
