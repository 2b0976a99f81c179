//! 台账的每一步: what an officer asks for, and the row that comes of it (domain, sections 7.2 and 7.3). Pure: the office
//! stores what comes out, with the step in the history.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::deadline::needs_approval;
use super::rectification::{
    Extension, HouseholdApproval, HouseholdAsked, Plan, Proof, Rectification, Transfer,
};
use super::transition::{MoveFacts, MoveFault, Mover, check_move};
use super::{Finding, FindingState, Subject};
use crate::campaign::Campaign;
use crate::ids::{AccountId, BucketCode, FindingId};

/// One step with what has to be written for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export, export_to = "LedgerStep.ts", rename = "LedgerStep", optional_fields)]
pub enum Step {
    /// Writes or corrects cause, measure, owner, unit and leader; may be incomplete.
    Plan {
        plan: Plan,
    },
    /// 开始整改.
    Start,
    /// Writes how far it is.
    Progress {
        progress: String,
    },
    /// 申请销号.
    Submit {
        progress: String,
        completed_on: NaiveDate,
        #[serde(default)]
        evidence: Option<Proof>,
        #[serde(default)]
        approval: Option<HouseholdApproval>,
    },
    /// 销号.
    Close {
        #[serde(default)]
        asked: Option<HouseholdAsked>,
        #[serde(default)]
        note: String,
    },
    /// 退回.
    Return {
        reason: String,
    },
    /// 重新整改 after it was returned.
    Resume,
    /// 移交.
    Transfer {
        department: String,
        letter: String,
    },
    /// 核实不属实.
    Invalid {
        reason: String,
    },
    /// The same problem as another row.
    Merge {
        target: FindingId,
        reason: String,
    },
    /// 反弹.
    Reopen {
        reason: String,
    },
    /// 调整时限; a later one waits for the task force.
    Extend {
        bucket: BucketCode,
        reason: String,
    },
    ApproveExtension,
    RefuseExtension {
        reason: String,
    },
}

/// Who takes a step, and in which capacities.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hand {
    pub account: AccountId,
    pub name: String,
    pub movers: Vec<Mover>,
}

impl Step {
    /// Name in the history and on screens.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Plan { .. } => "plan",
            Self::Start => "start",
            Self::Progress { .. } => "progress",
            Self::Submit { .. } => "submit",
            Self::Close { .. } => "close",
            Self::Return { .. } => "return",
            Self::Resume => "resume",
            Self::Transfer { .. } => "transfer",
            Self::Invalid { .. } => "invalid",
            Self::Merge { .. } => "merge",
            Self::Reopen { .. } => "reopen",
            Self::Extend { .. } => "extend",
            Self::ApproveExtension => "approve_extension",
            Self::RefuseExtension { .. } => "refuse_extension",
        }
    }

    /// What was written for the history.
    #[must_use]
    pub fn text(&self) -> Option<String> {
        let text = match self {
            Self::Return { reason }
            | Self::Invalid { reason }
            | Self::Merge { reason, .. }
            | Self::Reopen { reason }
            | Self::Extend { reason, .. }
            | Self::RefuseExtension { reason } => reason.trim().to_owned(),
            Self::Progress { progress } | Self::Submit { progress, .. } => progress.trim().to_owned(),
            Self::Close { note, .. } => note.trim().to_owned(),
            Self::Transfer { department, letter } => format!("{} {}", department.trim(), letter.trim()),
            Self::Plan { .. } | Self::Start | Self::Resume | Self::ApproveExtension => String::new(),
        };
        (!text.is_empty()).then_some(text)
    }

    /// The state it leads to, when it moves the finding.
    const fn leads_to(&self) -> Option<FindingState> {
        match self {
            Self::Start | Self::Resume | Self::Reopen { .. } => Some(FindingState::Fixing),
            Self::Submit { .. } => Some(FindingState::Submitted),
            Self::Close { .. } => Some(FindingState::Closed),
            Self::Return { .. } => Some(FindingState::Returned),
            Self::Transfer { .. } => Some(FindingState::Transferred),
            Self::Invalid { .. } => Some(FindingState::Invalid),
            Self::Merge { .. } => Some(FindingState::Merged),
            Self::Plan { .. }
            | Self::Progress { .. }
            | Self::Extend { .. }
            | Self::ApproveExtension
            | Self::RefuseExtension { .. } => None,
        }
    }
}

/// The row after a step, with its version grown by one. Whether a merge's target fits is the office's to see, because
/// only it has both rows, in [`absorb`].
///
/// # Errors
/// The first guard that does not hold.
pub fn take(
    finding: &Finding,
    step: &Step,
    hand: &Hand,
    campaign: &Campaign,
    today: NaiveDate,
) -> Result<Finding, MoveFault> {
    let mut next = finding.clone();
    write(&mut next, step, hand, campaign, today)?;
    allowed(finding, &next, step, hand)?;
    if let Some(state) = step.leads_to() {
        settle(&mut next, state, hand, today);
    }
    next.version += 1;
    Ok(next)
}

/// Puts what the step brings into the row; the guards then judge the row with it.
fn write(
    next: &mut Finding,
    step: &Step,
    hand: &Hand,
    campaign: &Campaign,
    today: NaiveDate,
) -> Result<(), MoveFault> {
    let discovered = next.discovered_on;
    let work = &mut next.rectification;
    match step {
        Step::Plan { plan } => work.plan = Some(plan.trimmed()),
        Step::Progress { progress } => work.progress = Some(written(progress)?),
        Step::Submit { progress, completed_on, evidence, approval } => {
            if *completed_on < discovered || *completed_on > today {
                return Err(MoveFault::CompletionDay);
            }
            work.progress = Some(progress.trim().to_owned());
            work.completed_on = Some(*completed_on);
            work.evidence = evidence.clone().filter(Proof::is_there);
            work.approval = *approval;
            work.submitted_by = Some(hand.account);
        }
        Step::Close { asked: Some(asked), .. } => {
            if asked.on < discovered || asked.on > today {
                return Err(MoveFault::AskedDay);
            }
            work.asked = Some(asked.clone());
        }
        Step::Transfer { department, letter } => {
            if department.trim().is_empty() || letter.trim().is_empty() {
                return Err(MoveFault::TransferIncomplete);
            }
            work.transfer =
                Some(Transfer { department: department.trim().to_owned(), letter: letter.trim().to_owned() });
        }
        Step::Merge { target, .. } if *target == next.id => return Err(MoveFault::MergeTarget),
        Step::Merge { target, .. } => work.merged_into = Some(*target),
        Step::Extend { bucket, reason } => return extend(next, bucket, reason, hand, campaign, today),
        Step::ApproveExtension => {
            let asked = work.extension.take().ok_or(MoveFault::NoExtension)?;
            work.original_due_on.get_or_insert(next.due_on);
            next.bucket = asked.bucket;
            next.due_on = asked.due_on;
        }
        Step::RefuseExtension { reason } => {
            written(reason)?;
            work.extension.take().ok_or(MoveFault::NoExtension)?;
        }
        Step::Start
        | Step::Close { asked: None, .. }
        | Step::Return { .. }
        | Step::Resume
        | Step::Invalid { .. }
        | Step::Reopen { .. } => {}
    }
    Ok(())
}

/// An earlier deadline holds at once; a later one waits for the task force.
fn extend(
    next: &mut Finding,
    bucket: &BucketCode,
    reason: &str,
    hand: &Hand,
    campaign: &Campaign,
    today: NaiveDate,
) -> Result<(), MoveFault> {
    if !campaign.open_buckets(today).contains(bucket) {
        return Err(MoveFault::BucketClosed);
    }
    let due_on = campaign.due_on(bucket, next.discovered_on).map_err(|_| MoveFault::BucketClosed)?;
    if due_on < today {
        return Err(MoveFault::BucketClosed);
    }
    let reason = written(reason)?;
    if due_on == next.due_on {
        return Err(MoveFault::SameDeadline);
    }
    if needs_approval(next.due_on, due_on) {
        let asked = Extension {
            bucket: bucket.clone(),
            due_on,
            reason,
            asked_by: hand.name.clone(),
            asked_on: today,
        };
        next.rectification.extension = Some(asked);
    } else {
        next.bucket = bucket.clone();
        next.due_on = due_on;
    }
    Ok(())
}

fn written(text: &str) -> Result<String, MoveFault> {
    let text = text.trim();
    if text.is_empty() { Err(MoveFault::ReasonMissing) } else { Ok(text.to_owned()) }
}

/// Who may do it, and whether the guards of the move hold.
fn allowed(before: &Finding, next: &Finding, step: &Step, hand: &Hand) -> Result<(), MoveFault> {
    let Some(to) = step.leads_to() else { return may_write(before.state, step, hand) };
    let facts = facts(next, hand, step.text());
    // `Resume` and `Start` both lead to 整改中; each has its own beginning.
    let begins = match step {
        Step::Start => before.state == FindingState::Open,
        Step::Resume => before.state == FindingState::Returned,
        Step::Reopen { .. } => before.state == FindingState::Closed,
        _ => true,
    };
    if !begins {
        return Err(MoveFault::NoSuchMove { from: before.state, to });
    }
    by_any(hand, before.state, |mover| check_move(before.state, to, mover, &facts))
}

/// Steps that write into the row without moving it.
fn may_write(state: FindingState, step: &Step, hand: &Hand) -> Result<(), MoveFault> {
    use FindingState::{Fixing, Open, Returned, Submitted};
    let (states, movers): (&[FindingState], &[Mover]) = match step {
        Step::ApproveExtension | Step::RefuseExtension { .. } => {
            (&[Open, Fixing, Returned, Submitted], &[Mover::TaskForce, Mover::Approver])
        }
        _ => (&[Open, Fixing, Returned], &[Mover::Responsible, Mover::VillageLead, Mover::TaskForce]),
    };
    if !states.contains(&state) {
        return Err(MoveFault::NoSuchMove { from: state, to: state });
    }
    by_any(hand, state, |mover| {
        let may = movers.contains(&mover);
        if may { Ok(()) } else { Err(MoveFault::NotYours { mover, from: state, to: state }) }
    })
}

/// One capacity is enough. Of several refusals the one that says what is missing is told, not who else may.
fn by_any(
    hand: &Hand,
    state: FindingState,
    check: impl Fn(Mover) -> Result<(), MoveFault>,
) -> Result<(), MoveFault> {
    let mut told = MoveFault::NotYours { mover: Mover::VisitingCadre, from: state, to: state };
    for mover in &hand.movers {
        match check(*mover) {
            Ok(()) => return Ok(()),
            Err(fault) if matches!(told, MoveFault::NotYours { .. }) => told = fault,
            Err(_) => {}
        }
    }
    Err(told)
}

fn facts(finding: &Finding, hand: &Hand, text: Option<String>) -> MoveFacts {
    let work = &finding.rectification;
    let owner = work.plan.as_ref().map(|plan| plan.owner.trim());
    MoveFacts {
        severity: finding.severity,
        village_scope: matches!(finding.subject, Subject::Village { .. }),
        plan_complete: work.plan.as_ref().is_some_and(|plan| plan.fault().is_none()),
        completion_told: work.completed_on.is_some()
            && work.progress.as_deref().is_some_and(|text| !text.trim().is_empty()),
        has_evidence: work.evidence.as_ref().is_some_and(Proof::is_there),
        household_asked: work.asked.is_some(),
        mover_is_responsible: owner == Some(hand.name.trim()) || work.submitted_by == Some(hand.account),
        text,
    }
}

/// What a move into a state writes by itself.
fn settle(next: &mut Finding, state: FindingState, hand: &Hand, today: NaiveDate) {
    let reopened = next.state == FindingState::Closed;
    next.state = state;
    let work = &mut next.rectification;
    match state {
        FindingState::Closed => {
            work.verifier = Some(hand.name.clone());
            work.closed_on = Some(today);
            work.extension = None;
        }
        FindingState::Fixing if reopened => reopen(work),
        FindingState::Returned => work.submitted_by = None,
        _ => {}
    }
}

/// 反弹: the history keeps the former end, the row begins anew.
fn reopen(work: &mut Rectification) {
    *work = Rectification {
        plan: work.plan.take(),
        progress: work.progress.take(),
        original_due_on: work.original_due_on,
        reopened: work.reopened + 1,
        ..Rectification::default()
    };
}

/// Adds a merged problem's sightings to the one that goes on.
///
/// # Errors
/// The target is settled itself.
pub fn absorb(target: &Finding, merged: &Finding) -> Result<Finding, MoveFault> {
    if !target.state.is_unsettled() || target.id == merged.id {
        return Err(MoveFault::MergeTarget);
    }
    let mut next = target.clone();
    next.observations += merged.observations + 1;
    next.severity = next.severity.max(merged.severity);
    next.version += 1;
    Ok(next)
}

/// For each step whether this hand may take it now, leaving out what the step's own form will bring. Steps that do not
/// begin in this state are left out altogether.
#[must_use]
pub fn offers(finding: &Finding, hand: &Hand) -> Vec<(&'static str, Option<MoveFault>)> {
    let mut full = finding.clone();
    let work = &mut full.rectification;
    if finding.state != FindingState::Submitted {
        let today = finding.discovered_on;
        work.completed_on.get_or_insert(today);
        work.progress.get_or_insert_with(|| "…".to_owned());
        work.evidence = Some(Proof { note: "…".to_owned(), count: 0 });
    } else {
        work.asked.get_or_insert_with(|| HouseholdAsked {
            how: super::rectification::AskedHow::Call,
            on: finding.discovered_on,
            note: String::new(),
        });
    }
    let filled = || "…".to_owned();
    let steps = [
        Step::Plan { plan: Plan::default() },
        Step::Start,
        Step::Progress { progress: filled() },
        Step::Submit {
            progress: filled(),
            completed_on: finding.discovered_on,
            evidence: None,
            approval: None,
        },
        Step::Close { asked: None, note: String::new() },
        Step::Return { reason: filled() },
        Step::Resume,
        Step::Reopen { reason: filled() },
        Step::Extend { bucket: finding.bucket.clone(), reason: filled() },
        Step::ApproveExtension,
        Step::RefuseExtension { reason: filled() },
        Step::Transfer { department: filled(), letter: filled() },
        Step::Invalid { reason: filled() },
        Step::Merge { target: finding.id, reason: filled() },
    ];
    let waits = finding.rectification.extension.is_some();
    let fits = |step: &Step| waits || !matches!(step, Step::ApproveExtension | Step::RefuseExtension { .. });
    let judged =
        steps.into_iter().filter(fits).map(|step| (step.name(), allowed(finding, &full, &step, hand)));
    judged
        .filter(|(_, verdict)| !matches!(verdict, Err(MoveFault::NoSuchMove { .. })))
        .map(|(name, verdict)| (name, verdict.err()))
        .collect()
}

#[cfg(test)]
mod tests;
