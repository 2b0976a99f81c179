//! What follows from a household's rows: age, student, labour, benefits. Missing facts stay unknown (`None`): taken
//! for “no” they would hide questions from the very households the roster knows least about.

use chrono::{Datelike, NaiveDate};

use super::{Household, HouseholdType, Member, MonitorState};

/// Value of `school_status` for children below school age, who are no students.
const PRESCHOOL: &str = "01";
/// First code of `school_status` beyond compulsory education.
const BEYOND_COMPULSORY: &str = "07";

impl Member {
    /// Full years on a day (domain, section 2.2: `age`).
    #[must_use]
    pub fn age_on(&self, day: NaiveDate) -> Option<u32> {
        day.years_since(self.birth?)
    }

    /// 在校: a school status beyond pre-school age; none means not a student.
    #[must_use]
    pub fn is_student(&self) -> bool {
        self.school_status.as_deref().is_some_and(|status| !status.is_empty() && status != PRESCHOOL)
    }

    /// In school above the compulsory stage.
    #[must_use]
    pub fn studies_beyond_compulsory(&self) -> bool {
        self.school_status.as_deref().is_some_and(|status| status >= BEYOND_COMPULSORY)
    }

    /// 丧失劳动力 or 无劳动力.
    #[must_use]
    pub fn lacks_labor(&self) -> Option<bool> {
        self.labor.as_deref().map(|labor| matches!(labor, "lost" | "none"))
    }

    #[must_use]
    pub fn has_health(&self, condition: &str) -> bool {
        self.health.iter().flatten().any(|health| health == condition)
    }

    /// Works outside the district (区外): `city_other`, `outside_city`, `abroad`.
    #[must_use]
    pub fn is_outside_district(&self) -> bool {
        matches!(self.work_region.as_deref(), Some("city_other" | "outside_city" | "abroad"))
    }
}

impl Household {
    /// The people who belong to the household now.
    pub fn active_members(&self) -> impl Iterator<Item = &Member> {
        self.members.iter().filter(|member| member.status.is_active())
    }

    /// 脱贫户.
    #[must_use]
    pub fn is_lifted(&self) -> bool {
        self.household_type == HouseholdType::Lifted
    }

    /// 低保: any member receives it.
    #[must_use]
    pub fn dibao(&self) -> Option<bool> {
        any(self.active_members().map(|member| member.dibao))
    }

    /// 特困: any member is supported as destitute.
    #[must_use]
    pub fn tekun(&self) -> Option<bool> {
        any(self.active_members().map(|member| member.tekun))
    }

    /// 农村低收入人口: 低保, 特困, monitored with open risk, or flagged (section 2.1).
    #[must_use]
    pub fn is_low_income(&self) -> Option<bool> {
        let monitored = self.monitor.in_conditions() == "active";
        any([self.dibao(), self.tekun(), Some(monitored), Some(self.low_income_flag == Some(true))]
            .into_iter())
    }

    /// 整户无劳动力: every member has lost or lacks labour.
    #[must_use]
    pub fn all_no_labor(&self) -> Option<bool> {
        self.active_members().next()?;
        any(self.active_members().map(|member| member.lacks_labor().map(|lacks| !lacks))).map(|some| !some)
    }

    /// 有劳动力: any member with ordinary, skilled or weak labour.
    #[must_use]
    pub fn has_labor(&self) -> Option<bool> {
        any(self.active_members().map(|member| member.lacks_labor().map(|lacks| !lacks)))
    }

    /// 共同生活人口: the divisor of the per-capita income.
    #[must_use]
    pub fn size_income(&self) -> usize {
        self.active_members().filter(|member| member.counts_for_income != Some(false)).count()
    }
}

impl MonitorState {
    /// The value conditions see: steps of identification count as `lead`, clearing as `active`, closed as `none`.
    #[must_use]
    pub fn in_conditions(self) -> &'static str {
        match self {
            Self::None | Self::Closed => "none",
            Self::Lead
            | Self::Verifying
            | Self::Assessing
            | Self::Publicity
            | Self::TownReview
            | Self::CountyDecision => "lead",
            Self::Active | Self::Clearing => "active",
            Self::Cleared => "cleared",
        }
    }
}

/// True if one is true; false if all are false; else unknown. Nobody at all is unknown.
fn any(facts: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut seen = None;
    for fact in facts {
        match fact {
            Some(true) => return Some(true),
            None => seen = Some(None),
            Some(false) => seen = seen.or(Some(Some(false))),
        }
    }
    seen.flatten()
}

/// The twelve full calendar months before the month of a day: first day, last day (section 3.1).
#[must_use]
pub fn income_window(day: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
    let month = day.with_day(1)?;
    Some((month.checked_sub_months(chrono::Months::new(12))?, month.pred_opt()?))
}
