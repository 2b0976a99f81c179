//! A scripted cadre: answers a visit through the facade as a hand on the screen would, one change after the other.
//!
//! It knows no household. Each asking gets the roster's value confirmed, the scripted answer, or the first option
//! that raises nothing, so that the same hand serves every household type and every campaign.

mod answers;
mod modes;

use zoufang_domain::checklist::Checklist;
use zoufang_domain::finding::Decision;
use zoufang_domain::ids::VisitId;
use zoufang_domain::visit::{Answer, ModeKind};
use zoufang_field::view::{DraftChange, DraftView, ItemView};
use zoufang_wire::{ApiError, ErrorCode};

use zoufang_field::Field;

/// What happens in one scripted visit.
#[derive(Debug, Clone)]
pub struct Script {
    pub mode: ModeKind,
    /// Answers that differ from the ordinary: `(item, option code)`.
    pub answers: Vec<(&'static str, &'static str)>,
}

impl Script {
    /// A visit in which nothing is wrong.
    #[must_use]
    pub fn ordinary(mode: ModeKind) -> Self {
        Self { mode, answers: Vec::new() }
    }

    /// A visit that finds a water problem, which is both a finding and a reason for a lead.
    #[must_use]
    pub fn with_problem(mode: ModeKind) -> Self {
        Self { mode, answers: vec![("F2.13", "dirty")] }
    }
}

/// Mode, notice and members: everything before the first question.
///
/// # Errors
/// Whatever the facade answers.
pub fn open(field: &Field, visit: VisitId, script: &Script) -> Result<DraftView, ApiError> {
    let view = field.draft(visit)?;
    let (mode, reason) = modes::mode(script.mode, &view);
    field.change_draft(visit, DraftChange::SetMode { mode, reason })?;
    field.change_draft(visit, DraftChange::SetNotice { how: "read".to_owned() })?;
    let confirmed = view.members.iter().filter(|m| m.active).map(|m| m.id).collect();
    field.change_draft(visit, DraftChange::SetMembers { confirmed })
}

/// Answers at most `limit` open askings, one change each, and returns the draft and whether any is left.
///
/// # Errors
/// Whatever the facade answers.
pub fn answer(
    field: &Field,
    visit: VisitId,
    checklist: &Checklist,
    script: &Script,
    limit: usize,
) -> Result<(DraftView, bool), ApiError> {
    let mut view = field.draft(visit)?;
    for _ in 0..limit {
        let Some(answer) = next_answer(&view, checklist, script)? else { return Ok((view, false)) };
        view = field.change_draft(visit, DraftChange::SetAnswers { answers: vec![answer] })?;
    }
    let left = next_answer(&view, checklist, script)?.is_some();
    Ok((view, left))
}

/// Answers everything that is open, a screenful in one change, for tests that need many visits.
///
/// # Errors
/// Whatever the facade answers.
pub fn answer_fast(
    field: &Field,
    visit: VisitId,
    checklist: &Checklist,
    script: &Script,
) -> Result<DraftView, ApiError> {
    let mut view = field.draft(visit)?;
    loop {
        let open = view.focuses.iter().flat_map(|focus| &focus.items).filter(|item| is_open(item));
        let answers: Vec<Answer> = open
            .filter_map(|asking| Some(answers::answer(asking, checklist.item(&asking.item.0)?, script)))
            .collect();
        if answers.is_empty() {
            return Ok(view);
        }
        view = field.change_draft(visit, DraftChange::SetAnswers { answers })?;
    }
}

/// Confirms every flag that has no decision yet.
///
/// # Errors
/// Whatever the facade answers.
pub fn decide(field: &Field, visit: VisitId) -> Result<DraftView, ApiError> {
    let mut view = field.draft(visit)?;
    while let Some(key) = view.flags.iter().find(|flag| flag.decision.is_none()).map(|flag| flag.key.clone())
    {
        let change = DraftChange::Decide {
            key,
            decision: Decision::Confirmed,
            severity: None,
            bucket: None,
            note: None,
        };
        view = field.change_draft(visit, change)?;
    }
    Ok(view)
}

/// A whole visit from start to 已存本机.
///
/// # Errors
/// Whatever the facade answers.
pub fn whole_visit(
    field: &Field,
    visit: VisitId,
    checklist: &Checklist,
    script: &Script,
) -> Result<zoufang_field::view::Saved, ApiError> {
    open(field, visit, script)?;
    answer(field, visit, checklist, script, usize::MAX)?;
    decide(field, visit)?;
    field.save_visit(visit)
}

fn next_answer(view: &DraftView, checklist: &Checklist, script: &Script) -> Result<Option<Answer>, ApiError> {
    let open = view.focuses.iter().flat_map(|focus| &focus.items).find(|item| is_open(item));
    let Some(asking) = open else { return Ok(None) };
    let item = checklist
        .item(&asking.item.0)
        .ok_or_else(|| ApiError::new(ErrorCode::NotFound).with("what", &asking.item))?;
    Ok(Some(answers::answer(asking, item, script)))
}

fn is_open(item: &ItemView) -> bool {
    let unanswered = item.answer.is_none();
    let lacks_text = item.evidence.iter().any(|evidence| evidence.required && !evidence.given);
    (unanswered && !item.to_see) || (item.answer.is_some() && lacks_text)
}
