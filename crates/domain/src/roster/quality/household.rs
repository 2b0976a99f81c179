//! Rules about the household as a whole.

use super::super::id_number::is_phone;
use super::super::{Household, Member, MonitorState};
use super::{QualityContext, QualityHit, hit};
use crate::candidate::procedure::category_fits;
use crate::finding::RiskType;
use crate::visit::prefill::{dev_support, measure_match};

const HEAD: &str = "01";
const SPOUSE: &str = "02";

pub(super) fn check(household: &Household, context: &QualityContext<'_>) -> Vec<QualityHit> {
    let related = |code: &str| -> Vec<&Member> {
        household.active_members().filter(|member| member.relation == code).collect()
    };
    let (heads, spouses) = (related(HEAD), related(SPOUSE));
    let same_sex = heads.first().zip(spouses.first()).is_some_and(|(head, spouse)| head.sex == spouse.sex);
    let uninsured =
        household.active_members().filter(|member| member.medical_insurance.as_deref() == Some("none"));
    let phone = household.phone.as_deref().unwrap_or_default();
    let monitored = household.monitor.in_conditions() == "active";
    let unfit = matches!(measure_match(household, context.checklist), Some("unfit" | "no_measure"));
    let mismatched = household.monitor_category.is_some()
        && !category_fits(household.household_type, household.monitor_category);
    let tests = [
        ("DQ05", "head_member_id", heads.len() > 1),
        ("DQ06", "head_member_id", heads.is_empty()),
        ("DQ07", "relation", spouses.len() > 1),
        ("DQ08", "sex", same_sex),
        ("DQ13", "phone", !is_phone(phone)),
        ("DQ19", "income_sheet", paid_too_little(household, context)),
        ("DQ21", "self_pay", ill_but_paid_nothing(household, context)),
        ("DQ22", "measures", monitored && !household.risks.is_empty() && unfit),
        (
            "DQ23",
            "measures",
            monitored && household.has_labor() == Some(true) && dev_support(household) != "dev",
        ),
        ("DQ24", "no_labor_net", monitored && lacks_mark(household)),
        ("DQ25", "cleared_on", cleared_too_soon(household, context)),
        ("DQ26", "income_sheet", cleared_below_line(household, context)),
        ("DQ28", "monitor_category", mismatched),
        ("DQ30", "size", usize::from(household.size) != household.active_members().count()),
    ];
    let broken = tests.into_iter().filter(|(_, _, broken)| *broken);
    let mut hits: Vec<QualityHit> = broken.map(|(code, field, _)| hit(code, None, field)).collect();
    hits.extend(uninsured.map(|member| hit("DQ12", Some(member.id), "medical_insurance")));
    if household.monitor == MonitorState::Cleared {
        hits.extend(unfilled_after_clearing(household, context));
    }
    hits
}

/// DQ27: income, housing and medical insurance that are not filled in once the risk is cleared.
fn unfilled_after_clearing(household: &Household, context: &QualityContext<'_>) -> Vec<QualityHit> {
    let no_income = context
        .income
        .and_then(super::IncomeSheet::per_capita_net)
        .or(household.national_per_capita)
        .is_none();
    let missing = [("income_sheet", no_income), ("house_grade", household.house_grade.is_none())];
    let of_household = missing.into_iter().filter(|(_, missing)| *missing);
    let insurance = household.active_members().filter(|member| member.medical_insurance.is_none());
    of_household
        .map(|(field, _)| hit("DQ27", None, field))
        .chain(insurance.map(|member| hit("DQ27", Some(member.id), "medical_insurance")))
        .collect()
}

/// The least that a month's work brings, in yuan: 4800 a year (DQ19).
const LEAST_MONTHLY: i64 = 400;

/// DQ19, as far as the household's wages show it: together less than the least for all months worked.
fn paid_too_little(household: &Household, context: &QualityContext<'_>) -> bool {
    let months: Option<i64> = household
        .active_members()
        .filter(|member| member.migrant == Some(true) || member.work_place.is_some())
        .map(|member| member.work_months.map(i64::from))
        .sum();
    let wage = context.income.and_then(|sheet| sheet.wage);
    wage.zip(months).is_some_and(|(wage, months)| wage.0 < months * LEAST_MONTHLY * 100)
}

/// DQ21: 因病 among the risks, self-paid spending asked and zero.
fn ill_but_paid_nothing(household: &Household, context: &QualityContext<'_>) -> bool {
    let paid = context.rigid.and_then(|rigid| rigid.self_pay);
    household.risks.contains(&RiskType::Illness) && paid.is_some_and(|paid| paid.0 == 0)
}

/// DQ24: nobody can work, and the household is not marked 整户无劳动能力兜底保障户.
fn lacks_mark(household: &Household) -> bool {
    household.all_no_labor() == Some(true) && household.no_labor_net != Some(true)
}

fn cleared_by_support(household: &Household) -> bool {
    household.monitor == MonitorState::Cleared && household.clear_mode.as_deref() == Some("support")
}

/// DQ25: fewer than the months asked for between identification and clearing.
fn cleared_too_soon(household: &Household, context: &QualityContext<'_>) -> bool {
    let parameters = context.checklist.campaign().parameters;
    let months = parameters.get("clear_min_months").copied().unwrap_or_default();
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // A small whole number of months.
    let months = chrono::Months::new(months.clamp(0.0, 600.0) as u32);
    let days = household.identified_on.zip(household.cleared_on);
    let soon =
        days.is_some_and(|(from, to)| from.checked_add_months(months).is_none_or(|earliest| to < earliest));
    cleared_by_support(household) && soon
}

/// DQ26: cleared through support although the income lies in the monitoring range.
fn cleared_below_line(household: &Household, context: &QualityContext<'_>) -> bool {
    let per_capita =
        context.income.and_then(super::IncomeSheet::per_capita_net).or(household.national_per_capita);
    let line = context.checklist.campaign().parameters.get("income_line").copied();
    let below = per_capita.zip(line).is_some_and(|(fen, line)| fen.as_yuan() < line);
    cleared_by_support(household) && below
}
