//! 9类对象 and the order of visiting (domain, sections 3.4 and 5). Belonging to a category raises nothing by itself; it
//! asks for the income sheet and moves the household up the list.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Household;
use crate::income::IncomeSheet;

/// The categories the roster shows, together with those ticked by hand, in order; without a repeat.
///
/// K2 and K9 come by hand only. K8 needs an income sheet.
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
    let children =
        household.active_members().filter(|m| m.is_student() || m.age_on(day).is_some_and(|age| age < 18));
    children.count() >= 2 && household.active_members().any(super::Member::studies_beyond_compulsory)
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

/// “重点关注监测对象、建档立卡脱贫户以及农村低保户、农村特困人员等群体” (notice, section 三; order: domain, section 5).
#[must_use]
pub fn visit_rank(household: &Household, day: NaiveDate) -> VisitRank {
    let monitor = household.monitor.in_conditions();
    if household.dept_alert.is_some() || monitor == "lead" {
        VisitRank::AlertOrLead
    } else if monitor == "active" {
        VisitRank::Monitored
    } else if monitor == "cleared" {
        VisitRank::Cleared
    } else if household.is_lifted() {
        if household.lifted_year == Some(2020) { VisitRank::Lifted2020 } else { VisitRank::Lifted }
    } else if household.dibao() == Some(true) {
        VisitRank::Dibao
    } else if household.tekun() == Some(true) {
        VisitRank::Tekun
    } else if categories(household, None, day).is_empty() {
        VisitRank::Ordinary
    } else {
        VisitRank::OtherPriority
    }
}
