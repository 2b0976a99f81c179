//! 识别程序的每一步: what an officer records, and the lead and household that come of it (domain, section 3.5). Pure: the
//! guards are those of [`super::procedure`]; the office stores what comes out.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::procedure::{Party, StepFacts, StepFault, Terms, check_step};
use super::record::{ClearMode, Reached};
use super::{Candidate, CandidateKind};
use crate::finding::{Decision, RiskType};
use crate::roster::{Household, MonitorCategory, MonitorState};

/// One step with what has to be written for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export, export_to = "ProcedureStep.ts", rename = "ProcedureStep")]
pub enum Step {
    /// 入户核实, by a named cadre.
    Verify { cadre: String },
    /// 核实不纳入.
    Decline { reason: String },
    /// 提交评议.
    Assess { income_complete: bool, authorised_on: NaiveDate, risk_types: Vec<RiskType> },
    /// 评议通过, 开始公示.
    Publish { meeting_on: NaiveDate, result: String, publicity_from: NaiveDate },
    /// 公示期满, 报镇审核.
    Report { objections: String },
    /// 审核通过, 报区县.
    SendUp,
    /// 退回评议.
    SendBack { reason: String },
    /// 审定纳入.
    Identify { category: MonitorCategory, decided_on: NaiveDate },
    /// 审定不纳入.
    Refuse { reason: String },
    /// 启动风险消除.
    BeginClearing { mode: ClearMode, stable_and_safe: bool },
    /// 风险消除.
    Clear { decided_on: NaiveDate },
    /// 不予消除.
    KeepActive { reason: String },
    /// 回退.
    Revert { reason: String },
    /// 整户注销.
    Dissolve { reason: String },
}

impl Step {
    /// Name in the history and on screens.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Verify { .. } => "verify",
            Self::Decline { .. } => "decline",
            Self::Assess { .. } => "assess",
            Self::Publish { .. } => "publish",
            Self::Report { .. } => "report",
            Self::SendUp => "send_up",
            Self::SendBack { .. } => "send_back",
            Self::Identify { .. } => "identify",
            Self::Refuse { .. } => "refuse",
            Self::BeginClearing { .. } => "begin_clearing",
            Self::Clear { .. } => "clear",
            Self::KeepActive { .. } => "keep_active",
            Self::Revert { .. } => "revert",
            Self::Dissolve { .. } => "dissolve",
        }
    }

    /// What was written for the history.
    #[must_use]
    pub fn text(&self) -> Option<String> {
        let text = match self {
            Self::Decline { reason }
            | Self::SendBack { reason }
            | Self::Refuse { reason }
            | Self::KeepActive { reason }
            | Self::Revert { reason }
            | Self::Dissolve { reason } => reason,
            Self::Publish { result, .. } => result,
            Self::Report { objections } => objections,
            Self::Verify { cadre } => cadre,
            _ => return None,
        };
        let text = text.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// Where it begins and where it leads to. A lead to revert stands for a household that is cleared.
    fn way(&self, lead: &Candidate) -> (MonitorState, MonitorState) {
        use MonitorState::{
            Active, Assessing, Cleared, Clearing, Closed, CountyDecision, None, Publicity, TownReview,
            Verifying,
        };
        let from = match self {
            Self::Revert { .. } if lead.kind == CandidateKind::Revert && lead.state == MonitorState::Lead => {
                Cleared
            }
            _ => lead.state,
        };
        let to = match self {
            Self::Verify { .. } => Verifying,
            Self::Decline { .. } | Self::Refuse { .. } => None,
            Self::Assess { .. } | Self::SendBack { .. } => Assessing,
            Self::Publish { .. } => Publicity,
            Self::Report { .. } => TownReview,
            Self::SendUp => CountyDecision,
            Self::Identify { .. } | Self::KeepActive { .. } | Self::Revert { .. } => Active,
            Self::BeginClearing { .. } => Clearing,
            Self::Clear { .. } => Cleared,
            Self::Dissolve { .. } => Closed,
        };
        (from, to)
    }

    /// States in which this step, and not another with the same end, begins.
    fn begins_in(&self, lead: &Candidate) -> bool {
        use MonitorState::{Assessing, Cleared, Clearing, CountyDecision, Lead, TownReview, Verifying};
        let whole = matches!(lead.kind, CandidateKind::Lead | CandidateKind::Reidentify);
        match self {
            Self::Verify { .. } => whole && lead.state == Lead,
            Self::Decline { .. } => matches!(lead.state, Lead | Verifying),
            Self::Assess { .. } => lead.state == Verifying,
            Self::Publish { .. } => lead.state == Assessing,
            Self::SendBack { .. } => lead.state == TownReview,
            Self::Identify { .. } | Self::Refuse { .. } => lead.state == CountyDecision,
            Self::KeepActive { .. } => lead.state == Clearing,
            Self::Dissolve { .. } => lead.state != MonitorState::None,
            Self::Revert { .. } => {
                lead.state == Cleared || (lead.kind == CandidateKind::Revert && lead.state == Lead)
            }
            _ => true,
        }
    }
}

/// What a step makes of lead and household. The household is there when its own monitoring state changes.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    pub lead: Candidate,
    pub household: Option<Household>,
}

/// The lead after a step, with its version grown by one.
///
/// # Errors
/// The first guard that does not hold.
pub fn take(
    lead: &Candidate,
    household: &Household,
    step: &Step,
    parties: &[Party],
    terms: &Terms,
    today: NaiveDate,
) -> Result<Outcome, StepFault> {
    let mut next = lead.clone();
    write(&mut next, step, today)?;
    let to = allowed(lead, &next, household, step, parties, terms, today)?;
    next.state = to;
    next.version += 1;
    next.procedure.reached.push(Reached { state: to, on: today });
    let household = follow(household, &next, step);
    Ok(Outcome { lead: next, household })
}

fn write(next: &mut Candidate, step: &Step, today: NaiveDate) -> Result<(), StepFault> {
    let raised = next.raised_on;
    let within = |from: NaiveDate, day: NaiveDate| {
        if day < from || day > today { Err(StepFault::Day) } else { Ok(Some(day)) }
    };
    let work = &mut next.procedure;
    match step {
        Step::Verify { cadre } => {
            work.cadre = Some(cadre.trim().to_owned()).filter(|name| !name.is_empty());
        }
        Step::Assess { income_complete, authorised_on, risk_types } => {
            work.income_complete = *income_complete;
            work.authorised_on = within(raised, *authorised_on)?;
            next.risk_types.clone_from(risk_types);
        }
        Step::Publish { meeting_on, result, publicity_from } => {
            if result.trim().is_empty() {
                return Err(StepFault::MeetingMissing);
            }
            work.meeting_on = within(raised, *meeting_on)?;
            work.meeting_result = Some(result.trim().to_owned());
            work.publicity_from = within(*meeting_on, *publicity_from)?;
            work.objections = None;
        }
        Step::Report { objections } => {
            work.objections = Some(objections.trim().to_owned()).filter(|text| !text.is_empty());
        }
        Step::Identify { category, decided_on } => {
            work.category = Some(*category);
            work.decided_on = within(raised, *decided_on)?;
        }
        Step::BeginClearing { mode, .. } => work.clear_mode = Some(*mode),
        Step::Clear { decided_on } => work.cleared_on = within(raised, *decided_on)?,
        Step::Revert { .. } => work.reverted_on = Some(today),
        Step::Decline { .. }
        | Step::SendUp
        | Step::SendBack { .. }
        | Step::Refuse { .. }
        | Step::KeepActive { .. }
        | Step::Dissolve { .. } => {}
    }
    Ok(())
}

fn allowed(
    lead: &Candidate,
    next: &Candidate,
    household: &Household,
    step: &Step,
    parties: &[Party],
    terms: &Terms,
    today: NaiveDate,
) -> Result<MonitorState, StepFault> {
    let (from, to) = step.way(lead);
    if !step.begins_in(lead) {
        return Err(StepFault::NoSuchStep { from: lead.state, to });
    }
    let reverts = matches!(step, Step::Revert { .. });
    if reverts && household.monitor != MonitorState::Cleared {
        return Err(StepFault::NothingToRevert);
    }
    if reverts && step.text().is_none() {
        return Err(StepFault::ReasonMissing);
    }
    let facts = facts(next, household, step, today);
    let mut told = StepFault::NotYours { party: Party::VisitingCadre, from, to };
    for party in parties {
        match check_step(from, to, *party, &facts, terms) {
            Ok(()) => return Ok(to),
            Err(fault) if matches!(told, StepFault::NotYours { .. }) => told = fault,
            Err(_) => {}
        }
    }
    // Without any capacity the step may still be none at all.
    match check_step(from, to, Party::Applicant, &facts, terms) {
        Err(fault @ StepFault::NoSuchStep { .. }) => Err(fault),
        _ => Err(told),
    }
}

fn facts(lead: &Candidate, household: &Household, step: &Step, today: NaiveDate) -> StepFacts {
    let work = &lead.procedure;
    StepFacts {
        today,
        reasons: lead.reasons.iter().filter(|why| !matches!(why.decision, Decision::Rejected { .. })).count(),
        reason_text: step.text(),
        cadre_named: work.cadre.is_some(),
        income_complete: work.income_complete,
        risk_types: lead.risk_types.clone(),
        authorised: work.authorised_on.is_some(),
        meeting_on: work.meeting_on,
        publicity_from: work.publicity_from,
        objections: work.objections.clone(),
        household_type: household.household_type,
        category: work.category,
        identified_on: household.identified_on.or(work.decided_on),
        natural_clearing: work.clear_mode == Some(ClearMode::Natural),
        targeted_measures: u32::try_from(household.measures.len()).unwrap_or(u32::MAX),
        stable_and_safe: matches!(step, Step::BeginClearing { stable_and_safe: true, .. }),
        all_no_labor: household.all_no_labor().unwrap_or(false),
        clear_mode_set: work.clear_mode.is_some(),
        unstable: lead.kind == CandidateKind::Revert,
    }
}

/// The household's own monitoring state follows the decisions, not the steps before them.
fn follow(household: &Household, lead: &Candidate, step: &Step) -> Option<Household> {
    let mut next = household.clone();
    let work = &lead.procedure;
    match step {
        Step::Identify { category, .. } => {
            next.monitor = MonitorState::Active;
            next.monitor_category = Some(*category);
            next.identified_on = work.decided_on;
            next.risks.clone_from(&lead.risk_types);
            next.cleared_on = None;
            next.clear_mode = None;
        }
        Step::BeginClearing { .. } => next.monitor = MonitorState::Clearing,
        Step::Clear { .. } => {
            next.monitor = MonitorState::Cleared;
            next.cleared_on = work.cleared_on;
            next.clear_mode = work.clear_mode.map(|mode| mode.word().to_owned());
        }
        Step::KeepActive { .. } => next.monitor = MonitorState::Active,
        // Keeps the old day of identification (section 3.5).
        Step::Revert { .. } => {
            next.monitor = MonitorState::Active;
            next.cleared_on = None;
            next.clear_mode = None;
        }
        Step::Dissolve { .. } => next.monitor = MonitorState::Closed,
        _ => return None,
    }
    next.roster_version += 1;
    Some(next)
}

/// For each step that begins in the lead's state, what stands against it for these parties, leaving out what the step's
/// own form will bring.
#[must_use]
pub fn offers(
    lead: &Candidate,
    household: &Household,
    parties: &[Party],
    terms: &Terms,
    today: NaiveDate,
) -> Vec<(&'static str, Option<StepFault>)> {
    let filled = || "…".to_owned();
    let category = match household.household_type {
        crate::roster::HouseholdType::General => MonitorCategory::Marginal,
        crate::roster::HouseholdType::Lifted => MonitorCategory::Unstable,
    };
    let raised = lead.raised_on.min(today);
    let steps = [
        Step::Verify { cadre: filled() },
        Step::Assess { income_complete: true, authorised_on: raised, risk_types: vec![RiskType::Other] },
        Step::Publish { meeting_on: raised, result: filled(), publicity_from: raised },
        Step::Report { objections: filled() },
        Step::SendUp,
        Step::SendBack { reason: filled() },
        Step::Identify { category, decided_on: raised },
        Step::Refuse { reason: filled() },
        Step::BeginClearing { mode: ClearMode::Support, stable_and_safe: true },
        Step::Clear { decided_on: raised },
        Step::KeepActive { reason: filled() },
        Step::Revert { reason: filled() },
        Step::Decline { reason: filled() },
        Step::Dissolve { reason: filled() },
    ];
    steps
        .into_iter()
        .map(|step| (step.name(), take(lead, household, &step, parties, terms, today).err()))
        .filter(|(_, against)| !matches!(against, Some(StepFault::NoSuchStep { .. })))
        .collect()
}

/// Whether further sightings join this lead: it is still being judged.
#[must_use]
pub const fn is_open(state: MonitorState) -> bool {
    use MonitorState::{Assessing, CountyDecision, Lead, Publicity, TownReview, Verifying};
    matches!(state, Lead | Verifying | Assessing | Publicity | TownReview | CountyDecision)
}

#[cfg(test)]
mod tests;
