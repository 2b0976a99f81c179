//! 识别程序: 风险线索 → 入户核实 → 民主评议 → 公示 → 乡镇审核 → 县级审定, then clearing and back (domain, section 3.5). The app
//! tracks steps and dates; deliberation stays in the village. No other transition is allowed, and the office judges.

use chrono::{Days, Months, NaiveDate};

use crate::finding::RiskType;
use crate::roster::{HouseholdType, MonitorCategory, MonitorState};

/// In which capacity someone moves a household on.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize, ts_rs::TS, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Party {
    VisitingCadre,
    /// 农户自主申报.
    Applicant,
    Village,
    /// 镇专班.
    TaskForce,
    /// 镇信息员, who records the district's decision.
    Office,
}

impl Terms {
    /// From the campaign's parameters, or those of 2022 where it says nothing.
    #[must_use]
    pub fn of(campaign: &crate::campaign::Campaign) -> Self {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // Clamped before.
        let number = |key: &str, usual: f64| {
            campaign.parameters.get(key).copied().unwrap_or(usual).clamp(0.0, 10_000.0) as u32
        };
        Self {
            publicity_days: number("publicity_days", 5.0),
            clear_min_months: number("clear_min_months", 6.0),
            clear_min_measures: number("clear_min_measures", 1.0),
            identify_days: number("identify_days", 15.0),
        }
    }

    /// Last day for the decision: 线索 to 审定, “一般不超过15天”.
    #[must_use]
    pub fn decide_by(&self, raised_on: NaiveDate) -> NaiveDate {
        raised_on.checked_add_days(Days::new(self.identify_days.into())).unwrap_or(NaiveDate::MAX)
    }

    /// First day on which the publicity is over.
    #[must_use]
    pub fn publicity_until(&self, from: NaiveDate) -> NaiveDate {
        from.checked_add_days(Days::new(self.publicity_days.into())).unwrap_or(NaiveDate::MAX)
    }
}

/// What is on record when a step is asked for; every step needs only some of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepFacts {
    pub today: NaiveDate,
    /// Reasons of the lead, or the reason written for the step.
    pub reasons: usize,
    pub reason_text: Option<String>,
    /// Named cadre who opens the verification.
    pub cadre_named: bool,
    pub income_complete: bool,
    pub risk_types: Vec<RiskType>,
    /// 《申请及承诺授权书》 recorded.
    pub authorised: bool,
    pub meeting_on: Option<NaiveDate>,
    pub publicity_from: Option<NaiveDate>,
    /// Objections, or that there were none.
    pub objections: Option<String>,
    pub household_type: HouseholdType,
    pub category: Option<MonitorCategory>,
    pub identified_on: Option<NaiveDate>,
    pub natural_clearing: bool,
    pub targeted_measures: u32,
    /// Income stable for the months asked for and above the line; 三保障, 饮水 and big expenses settled.
    pub stable_and_safe: bool,
    pub all_no_labor: bool,
    pub clear_mode_set: bool,
    /// Risk after clearing is unstable (F1.11 = revert, or F1.12).
    pub unstable: bool,
}

/// Days and months of the procedure, from the campaign's parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    pub publicity_days: u32,
    pub clear_min_months: u32,
    pub clear_min_measures: u32,
    /// From lead to decision.
    pub identify_days: u32,
}

/// Why a step is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StepFault {
    #[error("{from:?} cannot become {to:?}")]
    NoSuchStep { from: MonitorState, to: MonitorState },
    #[error("{party:?} may not take {from:?} to {to:?}")]
    NotYours { party: Party, from: MonitorState, to: MonitorState },
    #[error("a lead needs at least one reason")]
    NoReason,
    #[error("write the reason")]
    ReasonMissing,
    #[error("verification is opened by a named cadre")]
    CadreMissing,
    #[error("the income sheet is not complete")]
    IncomeIncomplete,
    #[error("choose one to five risk types")]
    RiskTypes,
    #[error("the household's authorisation is not recorded")]
    NotAuthorised,
    #[error("record the meeting's day")]
    MeetingMissing,
    #[error("publicity lasts until {until}")]
    PublicityRuns { until: NaiveDate },
    #[error("record when publicity began and what was objected")]
    PublicityMissing,
    #[error("the category does not fit the household type (DQ28)")]
    Category,
    #[error("clearing is possible from {from} on")]
    TooEarly { from: NaiveDate },
    #[error("the day of identification is missing")]
    NotIdentified,
    #[error("clearing needs a targeted measure")]
    NoMeasure,
    #[error("income, guarantees, water or big expenses are not settled")]
    NotSafe,
    #[error("a household without any labour cannot be cleared")]
    NoLabor,
    #[error("choose how the risk was cleared")]
    ClearModeMissing,
    #[error("a day lies before the lead or in the future")]
    Day,
    #[error("reverting needs unstable clearing or a household without any labour")]
    NothingToRevert,
}

/// Whether a household may go from one step to another now.
///
/// # Errors
/// The first guard that does not hold.
pub fn check_step(
    from: MonitorState,
    to: MonitorState,
    party: Party,
    facts: &StepFacts,
    terms: &Terms,
) -> Result<(), StepFault> {
    use MonitorState::{
        Active, Assessing, Cleared, Clearing, Closed, CountyDecision, Lead, None, Publicity, TownReview,
        Verifying,
    };
    let allowed: &[Party] = match (from, to) {
        (None | Cleared, Lead) => &[Party::VisitingCadre, Party::Applicant, Party::Office],
        (Lead, Verifying) | (Verifying, Assessing) | (Assessing, Publicity) => &[Party::Village],
        (Publicity, TownReview) | (Active, Clearing) => &[Party::Village],
        // 核实不纳入 is signed by village and town; the town's hand decides.
        (Lead | Verifying, None) => &[Party::Village, Party::TaskForce],
        (TownReview, CountyDecision | Assessing) => &[Party::TaskForce],
        (CountyDecision, Active | None) | (Clearing, Cleared | Active) => &[Party::Office],
        // 回退.
        (Cleared, Active) => &[Party::TaskForce],
        (from, Closed) if from != Closed => &[Party::Office],
        _ => return Err(StepFault::NoSuchStep { from, to }),
    };
    if !allowed.contains(&party) {
        return Err(StepFault::NotYours { party, from, to });
    }
    guard(from, to, facts, terms)
}

fn guard(from: MonitorState, to: MonitorState, facts: &StepFacts, terms: &Terms) -> Result<(), StepFault> {
    use MonitorState::{
        Active, Assessing, Cleared, Clearing, Closed, CountyDecision, Lead, None, Publicity, TownReview,
        Verifying,
    };
    let written = |text: &Option<String>| text.as_deref().is_some_and(|text| !text.trim().is_empty());
    let ensure = |holds: bool, fault: StepFault| if holds { Ok(()) } else { Err(fault) };
    match (from, to) {
        (_, Lead) => ensure(facts.reasons > 0, StepFault::NoReason),
        (_, Verifying) => ensure(facts.cadre_named, StepFault::CadreMissing),
        (Verifying, Assessing) => {
            ensure(facts.income_complete, StepFault::IncomeIncomplete)?;
            ensure((1..=5).contains(&facts.risk_types.len()), StepFault::RiskTypes)?;
            ensure(facts.authorised, StepFault::NotAuthorised)
        }
        (_, Publicity) => ensure(facts.meeting_on.is_some(), StepFault::MeetingMissing),
        (_, TownReview) => publicity_over(facts, terms),
        (CountyDecision, Active) => {
            ensure(category_fits(facts.household_type, facts.category), StepFault::Category)
        }
        (_, Clearing) => may_clear(facts, terms),
        (Clearing, Cleared) => ensure(facts.clear_mode_set, StepFault::ClearModeMissing),
        (Cleared, Active) => ensure(facts.unstable || facts.all_no_labor, StepFault::NothingToRevert),
        (_, None | Closed) | (TownReview, Assessing) | (Clearing, Active) => {
            ensure(written(&facts.reason_text), StepFault::ReasonMissing)
        }
        _ => Ok(()),
    }
}

/// “公示不少于5天”: today ≥ start + the days asked for, and the objections are on record.
fn publicity_over(facts: &StepFacts, terms: &Terms) -> Result<(), StepFault> {
    let Some(from) = facts.publicity_from else { return Err(StepFault::PublicityMissing) };
    let until = terms.publicity_until(from);
    if facts.today < until {
        return Err(StepFault::PublicityRuns { until });
    }
    if facts.objections.is_none() { Err(StepFault::PublicityMissing) } else { Ok(()) }
}

fn may_clear(facts: &StepFacts, terms: &Terms) -> Result<(), StepFault> {
    let Some(identified) = facts.identified_on else { return Err(StepFault::NotIdentified) };
    let from = identified.checked_add_months(Months::new(terms.clear_min_months)).unwrap_or(NaiveDate::MAX);
    if facts.today < from {
        return Err(StepFault::TooEarly { from });
    }
    // 自然消除 needs no measure.
    if !facts.natural_clearing && facts.targeted_measures < terms.clear_min_measures {
        return Err(StepFault::NoMeasure);
    }
    if !facts.stable_and_safe {
        return Err(StepFault::NotSafe);
    }
    if facts.all_no_labor { Err(StepFault::NoLabor) } else { Ok(()) }
}

/// DQ28: 边缘易致贫户 is a general household, 脱贫不稳定户 a lifted one, 突发严重困难户 either.
#[must_use]
pub fn category_fits(household: HouseholdType, category: Option<MonitorCategory>) -> bool {
    match category {
        None => false,
        Some(MonitorCategory::Unstable) => household == HouseholdType::Lifted,
        Some(MonitorCategory::Marginal) => household == HouseholdType::General,
        Some(MonitorCategory::Sudden) => true,
    }
}

#[cfg(test)]
mod tests;
