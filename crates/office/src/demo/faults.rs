//! Data faults planted on purpose (domain, section 2.7): a demo in which nothing is wrong teaches nobody what a fault
//! looks like. Each one is listed, so that tests can demand exactly these and no others.

use chrono::{Datelike as _, NaiveDate};
use zoufang_domain::ids::{HouseholdId, MemberId};
use zoufang_domain::roster::{Household, Member};

use super::chance::Chance;
use super::id_number::check_digit;

/// One planted fault.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// Code of the data-quality rule that must find it.
    pub rule: &'static str,
    pub household: HouseholdId,
    pub member: Option<MemberId>,
}

type Plant = fn(&mut Household, NaiveDate) -> Option<Option<MemberId>>;

/// Rule, how many, how to plant it; a planter answers `None` where the household does not suit.
const PLANTS: [(&str, usize, Plant); 7] = [
    ("DQ01", 3, wrong_check_digit),
    ("DQ04", 3, no_education),
    ("DQ10", 2, place_without_months),
    ("DQ13", 4, short_phone),
    ("DQ14", 3, able_without_labor),
    ("DQ29", 3, birth_beside_the_number),
    ("DQ30", 3, one_too_many),
];

/// Plants the faults, each in a household of its own.
pub fn plant(dice: &mut Chance, on: NaiveDate, households: &mut [Household]) -> Vec<Fault> {
    let mut faults: Vec<Fault> = Vec::new();
    if households.len() < 1000 {
        return faults;
    }
    for (rule, count, plant) in PLANTS {
        let mut left = count;
        while left > 0 {
            let at = dice.below(households.len());
            let household = &mut households[at];
            let plain =
                household.away.is_none() && household.monitor == zoufang_domain::roster::MonitorState::None;
            if !plain || faults.iter().any(|fault| fault.household == household.id) {
                continue;
            }
            if let Some(member) = plant(household, on) {
                faults.push(Fault { rule, household: household.id, member });
                left -= 1;
            }
        }
    }
    faults.sort();
    faults
}

fn able(member: &Member, on: NaiveDate) -> bool {
    let age = member.birth.and_then(|birth| on.years_since(birth));
    age.is_some_and(|age| (18..58).contains(&age))
        && member.education.is_some()
        && member.health.as_deref() == Some(&["healthy".to_owned()])
}

fn wrong_check_digit(household: &mut Household, _: NaiveDate) -> Option<Option<MemberId>> {
    let member = household.members.first_mut()?;
    let body = member.id_no.as_ref()?[..17].to_owned();
    let wrong = if check_digit(&body) == '7' { '3' } else { '7' };
    member.id_no = Some(format!("{body}{wrong}"));
    Some(Some(member.id))
}

fn no_education(household: &mut Household, on: NaiveDate) -> Option<Option<MemberId>> {
    let member = household.members.iter_mut().find(|member| able(member, on))?;
    member.education = None;
    Some(Some(member.id))
}

fn place_without_months(household: &mut Household, _: NaiveDate) -> Option<Option<MemberId>> {
    let member = household.members.iter_mut().find(|member| member.work_place.is_some())?;
    member.work_months = None;
    member.prefill.remove("work_answer");
    Some(Some(member.id))
}

fn short_phone(household: &mut Household, _: NaiveDate) -> Option<Option<MemberId>> {
    let phone = household.phone.as_mut()?;
    phone.pop();
    Some(None)
}

fn able_without_labor(household: &mut Household, on: NaiveDate) -> Option<Option<MemberId>> {
    let member = household.members.iter_mut().find(|member| {
        able(member, on) && member.work_place.is_none() && member.public_post == Some(false)
    })?;
    member.labor = Some("none".to_owned());
    Some(Some(member.id))
}

fn birth_beside_the_number(household: &mut Household, on: NaiveDate) -> Option<Option<MemberId>> {
    let member = household.members.iter_mut().find(|member| able(member, on))?;
    let birth = member.birth?;
    // The day alone differs and the age stays: the usual slip of the pen.
    let slipped = birth.with_day(if birth.day() == 11 { 12 } else { 11 })?;
    if on.years_since(slipped) != on.years_since(birth) {
        return None;
    }
    member.birth = Some(slipped);
    Some(Some(member.id))
}

fn one_too_many(household: &mut Household, _: NaiveDate) -> Option<Option<MemberId>> {
    household.size += 1;
    Some(None)
}
