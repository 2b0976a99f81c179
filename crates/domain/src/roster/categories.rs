//! 9类对象 and the order of visiting (domain, sections 3.4 and 5). Belonging to a category raises nothing by itself; it
//! asks for the income sheet and moves the household up the list.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::Household;
use crate::income::IncomeSheet;

/// The categories the roster shows, together with those ticked by hand, in order; without a repeat.
///
/// K2 and K9 come by hand only. K8 needs an income sheet. K4 takes every 特困 household: the roster has no word for
/// 集中供养, and whoever lives in an institution has no door to visit.
#[must_use]
pub fn categories(household: &Household, income: Option<&IncomeSheet>, day: NaiveDate) -> Vec<String> {
    let tests: [(&str, bool); 7] = [
        ("K1", household.lifted_year == Some(2020)),
        ("K3", household.active_members().any(|m| m.has_health("serious") || m.has_health("chronic"))),
        ("K4", household.tekun() == Some(true)),
        ("K5", household.dibao() == Some(true)),
        (
            "K6",
            household.active_members().any(|m| m.has_health("disabled") || m.disability_category.is_some()),
        ),
        ("K7", has_many_in_school(household, day)),
        ("K8", lives_on_unstable_wages(household, income)),
    ];
    let shown = tests.into_iter().filter(|(_, holds)| *holds).map(|(code, _)| code.to_owned());
    let mut codes: Vec<String> = shown.chain(household.priority_categories.iter().cloned()).collect();
    codes.sort();
    codes.dedup();
    codes
}

/// K7: at least two children and at least one student above the compulsory stage.
fn has_many_in_school(household: &Household, day: NaiveDate) -> bool {
    many_in_school_until(household).is_some_and(|until| day < until)
}

/// The first day without K7, because too few are still children; `None` when it never holds.
fn many_in_school_until(household: &Household) -> Option<NaiveDate> {
    let mut grown: Vec<NaiveDate> = household
        .active_members()
        .filter_map(|m| if m.is_student() { Some(NaiveDate::MAX) } else { m.birth.map(comes_of_age) })
        .collect();
    grown.sort_unstable_by(|a, b| b.cmp(a));
    let studies = household.active_members().any(super::Member::studies_beyond_compulsory);
    grown.get(1).copied().filter(|_| studies)
}

/// The eighteenth birthday; of somebody born on 29 February, the first of March.
fn comes_of_age(birth: NaiveDate) -> NaiveDate {
    let year = birth.year() + 18;
    birth.with_year(year).or_else(|| NaiveDate::from_ymd_opt(year, 3, 1)).unwrap_or(NaiveDate::MAX)
}

/// The day from which [`categories`] and [`visit_rank`] of a household that does not change say something else:
/// children grow up. `None` when no day changes anything.
#[must_use]
pub fn standing_changes_on(household: &Household) -> Option<NaiveDate> {
    many_in_school_until(household).filter(|until| *until < NaiveDate::MAX)
}

/// K8: wages are more than half of the income and someone works six months or less.
fn lives_on_unstable_wages(household: &Household, income: Option<&IncomeSheet>) -> bool {
    let short =
        household.active_members().any(|m| m.work_months.is_some_and(|months| months > 0 && months <= 6));
    let half = income.and_then(|sheet| Some((sheet.wage?, sheet.net()?)));
    short && half.is_some_and(|(wage, net)| wage.0.saturating_mul(2) > net.0)
}

/// Place in the order of visiting; a mark on a sorted list, never a lock: cadres walk by neighbourhood.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    ts_rs::TS,
    utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum VisitRank {
    /// A departmental alert or an open lead.
    AlertOrLead,
    /// 监测对象, risk not cleared.
    Monitored,
    /// 风险消除: 回头看.
    Cleared,
    Lifted2020,
    Lifted,
    Dibao,
    Tekun,
    OtherPriority,
    Ordinary,
}

/// Why a household is visited early; the first one decides its rank.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PriorityMark {
    DeptAlert,
    Lead,
    Monitored,
    Cleared,
    #[serde(rename = "lifted_2020")]
    Lifted2020,
    Lifted,
    Dibao,
    Tekun,
}

impl PriorityMark {
    const fn rank(self) -> VisitRank {
        match self {
            Self::DeptAlert | Self::Lead => VisitRank::AlertOrLead,
            Self::Monitored => VisitRank::Monitored,
            Self::Cleared => VisitRank::Cleared,
            Self::Lifted2020 => VisitRank::Lifted2020,
            Self::Lifted => VisitRank::Lifted,
            Self::Dibao => VisitRank::Dibao,
            Self::Tekun => VisitRank::Tekun,
        }
    }

    /// The category that says the same, if there is one.
    #[must_use]
    pub const fn category(self) -> Option<&'static str> {
        match self {
            Self::Lifted2020 => Some("K1"),
            Self::Tekun => Some("K4"),
            Self::Dibao => Some("K5"),
            Self::DeptAlert | Self::Lead | Self::Monitored | Self::Cleared | Self::Lifted => None,
        }
    }
}

/// Everything that moves a household up the list, in the order of visiting: “重点关注监测对象、建档立卡脱贫户以及农村
/// 低保户、农村特困人员等群体” (notice, section 三; order: domain, section 5).
#[must_use]
pub fn priority_marks(household: &Household) -> Vec<PriorityMark> {
    let monitor = household.monitor.in_conditions();
    let lifted = household.is_lifted();
    let lifted_2020 = lifted && household.lifted_year == Some(2020);
    [
        (PriorityMark::DeptAlert, household.dept_alert.is_some()),
        (PriorityMark::Lead, monitor == "lead"),
        (PriorityMark::Monitored, monitor == "active"),
        (PriorityMark::Cleared, monitor == "cleared"),
        (PriorityMark::Lifted2020, lifted_2020),
        (PriorityMark::Lifted, lifted && !lifted_2020),
        (PriorityMark::Dibao, household.dibao() == Some(true)),
        (PriorityMark::Tekun, household.tekun() == Some(true)),
    ]
    .into_iter()
    .filter_map(|(mark, holds)| holds.then_some(mark))
    .collect()
}

/// The rank of a household's first mark; without a mark, whether it is in a category.
#[must_use]
pub fn visit_rank(household: &Household, day: NaiveDate) -> VisitRank {
    if let Some(mark) = priority_marks(household).first() {
        mark.rank()
    } else if categories(household, None, day).is_empty() {
        VisitRank::Ordinary
    } else {
        VisitRank::OtherPriority
    }
}
