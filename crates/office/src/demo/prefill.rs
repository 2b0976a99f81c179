//! Ready answers of a household from official lists (domain, section 2.6). Where the list says nothing, nothing is
//! set: an invented prefill would be confirmed with one tap and become a false fact.

use zoufang_domain::roster::{Household, HouseholdType, MonitorState, Residence};

use super::chance::Chance;

/// Fills the household's and its members' ready answers.
pub fn prefill(dice: &mut Chance, year: i32, household: &mut Household) {
    let monitored = household.monitor == MonitorState::Active;
    let lifted = household.household_type == HouseholdType::Lifted;
    let dibao = household.members.iter().any(|member| member.dibao == Some(true));
    let tekun = household.members.iter().any(|member| member.tekun == Some(true));
    let mut answers: Vec<(&str, &str)> = Vec::new();
    if let Some(per_capita) = household.national_per_capita {
        answers.push(("income_band", income_band(per_capita.as_yuan())));
    }
    match (tekun, dibao) {
        (true, _) => answers.push(("safety_net", "tekun")),
        (_, true) => answers.push(("safety_net", "dibao")),
        _ => {}
    }
    if monitored {
        answers.push(("plan_status", dice.weighted(&[("intime", 85), ("late", 12), ("none", 3)])));
    }
    if household.shareholder == Some(true) {
        answers.push(("benefit_link", dice.weighted(&[("stable", 80), ("unstable", 20)])));
        answers.push(("coop_answer", "joined"));
    }
    match household.loan_status.as_deref() {
        Some("active") => answers.extend([("loan_answer", "got"), ("loan_repay", "ok")]),
        Some("overdue") => answers.extend([("loan_answer", "got"), ("loan_repay", "overdue")]),
        Some("repaid") => answers.extend([("loan_answer", "got"), ("loan_repay", "repaid")]),
        _ => {}
    }
    if household.house_renovated == Some(true) {
        answers.push(("house_policy", "done"));
    }
    if household.residence != Residence::Hung && dice.happens(850) {
        toilet(dice, &mut answers);
    }
    household.prefill = answers.into_iter().map(|(key, code)| (key.to_owned(), code.to_owned())).collect();
    for member in &mut household.members {
        let student = member.prefill.contains_key("school_answer");
        let far = matches!(member.work_region.as_deref(), Some("city_other" | "outside_city"));
        let mut set = |key: &str, code: &str| member.prefill.insert(key.to_owned(), code.to_owned());
        if student && (lifted || dibao || monitored) {
            set("edu_aid", dice.weighted(&[("got", 93), ("due", 7)]));
        }
        if far && member.migrant == Some(true) && (lifted || monitored) && year >= 2022 {
            set("travel_subsidy", dice.weighted(&[("got", 70), ("due", 30)]));
        }
    }
}

fn income_band(per_capita_yuan: f64) -> &'static str {
    match per_capita_yuan {
        ..7000.0 => "lt_line",
        ..10_000.0 => "near",
        ..20_000.0 => "mid",
        _ => "high",
    }
}

/// 户厕 as attachment 3 lists it.
fn toilet(dice: &mut Chance, answers: &mut Vec<(&'static str, &'static str)>) {
    let kind = dice.weighted(&[
        ("three_cell", 560),
        ("sewer", 70),
        ("biogas", 60),
        ("simple_flush", 130),
        ("pit", 150),
        ("shared", 20),
        ("none", 10),
    ]);
    answers.push(("toilet_type", kind));
    if kind == "none" {
        answers.push(("toilet_wish", "want"));
        return;
    }
    let treatment = match kind {
        "sewer" => "pipe",
        "simple_flush" => "direct",
        _ => dice.weighted(&[("field", 80), ("service", 20)]),
    };
    answers.push(("toilet_treatment", treatment));
    answers.push(("toilet_use", dice.weighted(&[("normal", 955), ("idle", 25), ("broken", 20)])));
    if matches!(kind, "pit" | "simple_flush") {
        answers.push(("toilet_reform_period", "no"));
        answers.push(("toilet_wish", dice.weighted(&[("want", 55), ("later", 30), ("no", 15)])));
    } else {
        let period = dice.weighted(&[
            ("no", 20),
            ("before2013", 10),
            ("y2013_2017", 18),
            ("y2018_2020", 34),
            ("y2021", 18),
        ]);
        answers.push(("toilet_reform_period", period));
        if period != "no" {
            answers.push((
                "toilet_subsidy",
                dice.weighted(&[("full", 80), ("part", 8), ("none", 4), ("build", 8)]),
            ));
        }
    }
}
