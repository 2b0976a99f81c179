//! 低保, 特困, 监测对象 of the demo: shares as in a real town (about 4 %, 1.5 %, 2 %, 1 % cleared), with measures that
//! match the risks (domain, section 3.3) and states that could have come about (section 3.5).

use chrono::{Months, NaiveDate};
use zoufang_domain::finding::RiskType;
use zoufang_domain::roster::household::Measure;
use zoufang_domain::roster::{Household, HouseholdType, MonitorCategory, MonitorState};

use super::chance::Chance;
use super::id_number::Numbers;

/// 低保 and 特困 by household; the destitute are mostly old people living alone.
pub fn benefits(dice: &mut Chance, on: NaiveDate, household: &mut Household) {
    let alone_and_old = household.members.len() == 1
        && household.members[0].birth.and_then(|birth| on.years_since(birth)).is_some_and(|age| age >= 62);
    if alone_and_old && dice.happens(135) {
        household.members[0].tekun = Some(true);
    } else if dice.happens(40) {
        for member in &mut household.members {
            member.dibao = Some(true);
        }
    }
}

/// Draws the monitoring state and everything that goes with it.
pub fn monitor(dice: &mut Chance, numbers: &mut Numbers, on: NaiveDate, household: &mut Household) {
    let state = match dice.below(1000) {
        0..20 => MonitorState::Active,
        20..30 => MonitorState::Cleared,
        _ => return,
    };
    household.monitor = state;
    household.monitor_category = Some(match (dice.happens(180), household.household_type) {
        (true, _) => MonitorCategory::Sudden,
        (false, HouseholdType::Lifted) => MonitorCategory::Unstable,
        (false, HouseholdType::General) => MonitorCategory::Marginal,
    });
    let cleared = state == MonitorState::Cleared;
    let months_ago = if cleared { dice.between(20, 34) } else { dice.between(2, 30) };
    let identified = months_before(on, months_ago);
    household.identified_on = Some(identified);
    if cleared {
        household.cleared_on = Some(months_before(on, dice.between(2, 12)));
        household.clear_mode = Some(if dice.happens(850) { "support" } else { "natural" }.to_owned());
    }
    household.risks = risks(dice, household);
    household.measures = household
        .risks
        .iter()
        .map(|risk| {
            let (group, name) = measure_for(*risk);
            Measure { group: group.to_owned(), name: name.to_owned(), started_on: Some(identified) }
        })
        .collect();
    household.contact_name = Some(dice.pick(&["周正", "唐敏", "蒋平", "何静", "邓辉", "罗琴"]).to_string());
    household.contact_phone = Some(numbers.phone());
    let labor = household
        .members
        .iter()
        .any(|member| matches!(member.labor.as_deref(), Some("ordinary" | "skilled" | "weak")));
    household.no_labor_net = Some(!labor);
    let developmental = household
        .measures
        .iter()
        .any(|measure| ["industry", "job", "finance", "post"].contains(&measure.group.as_str()));
    if labor && !developmental {
        household.measures.push(Measure {
            group: "job".to_owned(),
            name: "务工信息推送".to_owned(),
            started_on: Some(identified),
        });
    }
}

fn months_before(on: NaiveDate, months: i32) -> NaiveDate {
    on.checked_sub_months(Months::new(u32::try_from(months).unwrap_or(0))).unwrap_or(on)
}

/// Risks that the members' situation explains, so that nobody at the door wonders why.
fn risks(dice: &mut Chance, household: &Household) -> Vec<RiskType> {
    let has = |code: &str| {
        household.members.iter().any(|member| member.health.iter().flatten().any(|found| found == code))
    };
    let students = household.members.iter().filter(|member| member.school_status.is_some()).count();
    let mut found = Vec::new();
    if has("serious") || has("chronic") {
        found.push(RiskType::Illness);
    }
    if has("disabled") {
        found.push(RiskType::Disability);
    }
    if students >= 2 {
        found.push(RiskType::Schooling);
    }
    if found.is_empty() {
        found.push(dice.pick(&[RiskType::Job, RiskType::NoLabor, RiskType::Industry]));
    }
    found
}

fn measure_for(risk: RiskType) -> (&'static str, &'static str) {
    match risk {
        RiskType::Illness => ("health", "家庭医生签约、医疗救助"),
        RiskType::Schooling => ("edu", "教育资助"),
        RiskType::Job => ("job", "就业推荐"),
        RiskType::Industry => ("industry", "到户产业补助"),
        _ => ("comprehensive", "低保、残疾人补贴等综合保障"),
    }
}
