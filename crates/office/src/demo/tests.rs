//! The demo township must be one and the same for a seed, look like a town, and hold exactly the planted faults.

use std::collections::{BTreeMap, HashSet};

use zoufang_domain::roster::{HouseholdType, Member, MonitorCategory, MonitorState};

use super::id_number::check_digit;
use super::*;

fn on() -> NaiveDate {
    NaiveDate::from_ymd_opt(2022, 5, 6).unwrap()
}

#[test]
fn one_seed_gives_one_township() {
    assert_eq!(township(1, on()), township(1, on()));
    assert_ne!(township(1, on()).households, township(2, on()).households);
    assert_eq!(roster(10_000, 3).1.len(), 10_000);
}

#[test]
fn the_township_has_the_size_and_shares_of_a_real_one() {
    let town = township(1, on());
    assert_eq!(town.villages.len(), 12);
    assert_eq!(town.households.len(), 4800);
    let listed: u32 = town.villages.iter().map(|village| village.households).sum();
    assert_eq!(listed, 4800);
    let people: usize = town.households.iter().map(|household| household.members.len()).sum();
    assert!((14_300..15_700).contains(&people), "{people}");
    let share = |is: &dyn Fn(&Household) -> bool| {
        town.households.iter().filter(|household| is(household)).count() as f64 / 4800.0
    };
    let near = |got: f64, want: f64| assert!((got / want - 1.0).abs() < 0.3, "{got} is not about {want}");
    near(share(&|h| h.household_type == HouseholdType::Lifted), 0.08);
    near(share(&|h| h.monitor == MonitorState::Active), 0.02);
    near(share(&|h| h.monitor == MonitorState::Cleared), 0.01);
    near(share(&|h| h.members.iter().any(|m| m.dibao == Some(true))), 0.04);
    near(share(&|h| h.members.iter().any(|m| m.tekun == Some(true))), 0.015);
    assert!(share(&|h| h.away.is_some()) > 0.08);
    let surnames: HashSet<char> =
        town.households.iter().flat_map(|h| &h.members).filter_map(|m| m.name.chars().next()).collect();
    for surname in ['单', '仇', '区', '曾', '解', '查', '盖', '乐', '尉', '万'] {
        assert!(surnames.contains(&surname), "nobody is called {surname}");
    }
}

#[test]
fn each_cadre_has_one_to_three_villages_and_one_village_is_split_by_groups() {
    let town = township(1, on());
    assert_eq!(town.cadres.len(), 4);
    assert!(town.cadres.iter().all(|cadre| (1..=3).contains(&cadre.villages.len())));
    let split: Vec<_> = town.assignments.iter().filter(|assignment| !assignment.groups.is_empty()).collect();
    assert_eq!(split.len(), 2);
    assert_eq!(split[0].village_id, split[1].village_id);
    let mut groups: Vec<&String> = split.iter().flat_map(|assignment| &assignment.groups).collect();
    groups.sort();
    let village = town.villages.iter().find(|village| village.id == split[0].village_id).unwrap();
    assert_eq!(groups, village.groups.iter().collect::<Vec<_>>());
}

#[test]
fn every_id_number_lies_in_the_area_of_nobody() {
    for seed in [1, 20_220_506] {
        let mut given = HashSet::new();
        for member in township(seed, on()).households.iter().flat_map(|household| &household.members) {
            let number = member.id_no.as_ref().unwrap();
            assert!(number.starts_with("99"), "{number}");
            assert!(given.insert(number.clone()), "{number} is given twice");
        }
    }
}

#[test]
fn exactly_the_planted_faults_are_there() {
    for seed in [1, 2, 20_220_506] {
        let town = township(seed, on());
        let planted: Vec<_> = town.faults.iter().map(|f| (f.rule, f.household, f.member)).collect();
        assert_eq!(planted.len(), 21);
        let mut found: Vec<_> = town.households.iter().flat_map(faults_of).collect();
        found.sort();
        assert_eq!(found, planted);
    }
}

type Found = (&'static str, zoufang_domain::ids::HouseholdId, Option<zoufang_domain::ids::MemberId>);

/// The rules of section 2.7 that the roster alone can break, written without the generator.
fn faults_of(household: &Household) -> Vec<Found> {
    let mut found = Vec::new();
    for member in &household.members {
        found.extend(faults_of_member(member).into_iter().map(|rule| (rule, household.id, Some(member.id))));
    }
    let mut fault = |broken: bool, rule| {
        if broken {
            found.push((rule, household.id, None));
        }
    };
    let count = |relation: &str| household.members.iter().filter(|m| m.relation == relation).count();
    fault(count("01") > 1, "DQ05");
    fault(count("01") == 0, "DQ06");
    fault(count("02") > 1, "DQ07");
    let sex_of = |relation: &str| household.members.iter().find(|m| m.relation == relation).map(|m| &m.sex);
    fault(sex_of("02").is_some() && sex_of("01") == sex_of("02"), "DQ08");
    fault(household.phone.as_ref().is_none_or(|phone| phone.len() != 11), "DQ13");
    fault(household.size as usize != household.members.len(), "DQ30");
    let mut phones: BTreeMap<&str, &str> = BTreeMap::new();
    for member in &household.members {
        if let (Some(phone), Some(place)) = (&member.phone, &member.work_place) {
            fault(phones.insert(phone, place).is_some_and(|other| other != place), "DQ20");
        }
    }
    if household.monitor != MonitorState::None {
        let groups: Vec<&str> = household.measures.iter().map(|m| m.group.as_str()).collect();
        let labor = household
            .members
            .iter()
            .any(|m| matches!(m.labor.as_deref(), Some("ordinary" | "skilled" | "weak")));
        fault(groups.is_empty(), "DQ22");
        fault(labor && !groups.iter().any(|g| ["industry", "job", "finance", "post"].contains(g)), "DQ23");
        fault(!labor && household.no_labor_net != Some(true), "DQ24");
        if let (Some(from), Some(to)) = (household.identified_on, household.cleared_on) {
            fault((to - from).num_days() < 184, "DQ25");
            fault(household.national_per_capita.is_none_or(|fen| fen.0 < 700_000), "DQ26");
        }
        let lifted = household.household_type == HouseholdType::Lifted;
        fault(household.monitor_category == Some(MonitorCategory::Marginal) && lifted, "DQ28");
        fault(household.monitor_category == Some(MonitorCategory::Unstable) && !lifted, "DQ28");
    }
    found
}

fn faults_of_member(member: &Member) -> Vec<&'static str> {
    let number = member.id_no.as_deref().unwrap();
    let age = member.birth.and_then(|birth| on().years_since(birth)).unwrap();
    let labor = member.labor.as_deref().unwrap();
    let student = member.school_status.as_deref().is_some_and(|status| status != "01");
    let healthy = member.health.as_deref() == Some(&["healthy".to_owned()]);
    let works = member.work_place.is_some() || member.migrant == Some(true);
    let male = number.as_bytes()[16] % 2 == 1;
    let birth = member.birth.unwrap().format("%Y%m%d").to_string();
    [
        (!number.ends_with(check_digit(&number[..17])), "DQ01"),
        (member.education.is_some() == member.school_status.is_some(), "DQ04"),
        (member.work_place.is_some() != member.work_months.is_some(), "DQ10"),
        (member.work_place.as_ref().is_some_and(|place| place.split('-').count() < 3), "DQ11"),
        ((16..60).contains(&age) && healthy && !student && matches!(labor, "none" | "weak"), "DQ14"),
        ((6..16).contains(&age) && !student, "DQ15"),
        (student && works, "DQ17"),
        (matches!(labor, "none" | "lost") && works, "DQ18"),
        (number[6..14] != birth || male != (member.sex == "1"), "DQ29"),
    ]
    .into_iter()
    .filter_map(|(broken, rule)| broken.then_some(rule))
    .collect()
}
