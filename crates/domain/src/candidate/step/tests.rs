use serde_json::json;

use super::*;
use crate::candidate::{Procedure, Strength};

const TERMS: Terms =
    Terms { publicity_days: 5, clear_min_months: 6, clear_min_measures: 1, identify_days: 15 };
const EVERYBODY: [Party; 3] = [Party::Village, Party::TaskForce, Party::Office];

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn home(extra: &serde_json::Value) -> Household {
    let id = |n: u32| format!("01900000-0000-7000-8000-{n:012x}");
    let mut home = json!({"id": id(1), "village_id": id(2), "group": "3组", "household_type": "general",
        "head_member_id": id(3), "size": 1, "residence": "1",
        "members": [{"id": id(3), "name": "张示例", "id_type": "1", "sex": "1", "relation": "01",
            "labor": "ordinary"}]});
    for (key, value) in extra.as_object().unwrap() {
        home[key] = value.clone();
    }
    serde_json::from_value(home).unwrap()
}

fn lead(kind: CandidateKind) -> Candidate {
    let reason = json!({"reason": {"item": "F1.03", "rule_version": 1, "when": "", "inputs": {}, "quote": ""},
        "trigger": "illness", "strength": "strong", "decision": {"kind": "confirmed"}});
    Candidate {
        id: serde_json::from_value(json!("01900000-0000-7000-8000-000000000009")).unwrap(),
        household_id: serde_json::from_value(json!("01900000-0000-7000-8000-000000000001")).unwrap(),
        kind,
        channel: crate::candidate::Channel::Visit,
        strength: Strength::Strong,
        state: MonitorState::Lead,
        version: 1,
        reasons: vec![serde_json::from_value(reason).unwrap()],
        risk_types: vec![],
        raised_on: day("2022-05-12"),
        procedure: Procedure::default(),
    }
}

fn go(lead: &Candidate, home: &Household, step: &Step, today: &str) -> Result<Outcome, StepFault> {
    take(lead, home, step, &EVERYBODY, &TERMS, day(today))
}

fn assess() -> Step {
    Step::Assess {
        income_complete: true,
        authorised_on: day("2022-05-13"),
        risk_types: vec![RiskType::Illness],
    }
}

fn publish() -> Step {
    Step::Publish {
        meeting_on: day("2022-05-14"),
        result: "同意纳入".into(),
        publicity_from: day("2022-05-15"),
    }
}

fn in_publicity(home: &Household) -> Candidate {
    let steps = [Step::Verify { cadre: "周敏".into() }, assess(), publish()];
    steps
        .iter()
        .fold(lead(CandidateKind::Lead), |lead, step| go(&lead, home, step, "2022-05-15").unwrap().lead)
}

#[test]
fn a_lead_is_verified_discussed_published_reviewed_and_decided_and_the_household_becomes_monitored() {
    let home = home(&json!({}));
    let published = in_publicity(&home);
    let report = Step::Report { objections: "无异议".into() };
    let early = go(&published, &home, &report, "2022-05-19").unwrap_err();
    assert_eq!(early, StepFault::PublicityRuns { until: day("2022-05-20") });
    let reported = go(&published, &home, &report, "2022-05-20").unwrap();
    assert_eq!(reported.household, None, "nothing is decided yet");
    let sent = go(&reported.lead, &home, &Step::SendUp, "2022-05-21").unwrap().lead;
    let wrong = Step::Identify { category: MonitorCategory::Unstable, decided_on: day("2022-05-24") };
    assert_eq!(go(&sent, &home, &wrong, "2022-05-25").unwrap_err(), StepFault::Category);
    let right = Step::Identify { category: MonitorCategory::Marginal, decided_on: day("2022-05-24") };
    let done = go(&sent, &home, &right, "2022-05-25").unwrap();
    let household = done.household.unwrap();
    assert_eq!((done.lead.state, done.lead.version), (MonitorState::Active, 7));
    assert_eq!((household.monitor, household.identified_on), (MonitorState::Active, Some(day("2022-05-24"))));
    assert_eq!((household.risks, household.roster_version), (vec![RiskType::Illness], 1));
    let days: Vec<_> = done.lead.procedure.reached.iter().map(|step| step.on.to_string()).collect();
    assert_eq!(days, ["2022-05-15", "2022-05-15", "2022-05-15", "2022-05-20", "2022-05-21", "2022-05-25"]);
}

#[test]
fn assessment_needs_income_authorisation_and_risk_types() {
    let home = home(&json!({}));
    let verifying =
        go(&lead(CandidateKind::Lead), &home, &Step::Verify { cadre: "周敏".into() }, "2022-05-13")
            .unwrap()
            .lead;
    let with = |income_complete, on: &str, risk_types: Vec<RiskType>| {
        let step = Step::Assess { income_complete, authorised_on: day(on), risk_types };
        go(&verifying, &home, &step, "2022-05-14").unwrap_err()
    };
    let one = || vec![RiskType::Illness];
    assert_eq!(with(false, "2022-05-13", one()), StepFault::IncomeIncomplete);
    assert_eq!(with(true, "2022-05-13", vec![]), StepFault::RiskTypes);
    assert_eq!(with(true, "2022-05-11", one()), StepFault::Day, "before the lead");
    assert_eq!(with(true, "2022-05-15", one()), StepFault::Day, "in the future");
    let nobody = Step::Verify { cadre: " ".into() };
    assert_eq!(
        go(&lead(CandidateKind::Lead), &home, &nobody, "2022-05-13").unwrap_err(),
        StepFault::CadreMissing
    );
}

#[test]
fn a_lead_sent_back_is_discussed_and_published_anew() {
    let home = home(&json!({}));
    let report = Step::Report { objections: "无".into() };
    let reported = go(&in_publicity(&home), &home, &report, "2022-05-20").unwrap().lead;
    let back =
        go(&reported, &home, &Step::SendBack { reason: "收入不实".into() }, "2022-05-21").unwrap().lead;
    assert_eq!(back.state, MonitorState::Assessing);
    let again = Step::Publish {
        meeting_on: day("2022-05-22"),
        result: "同意".into(),
        publicity_from: day("2022-05-22"),
    };
    let again = go(&back, &home, &again, "2022-05-22").unwrap().lead;
    assert_eq!(again.procedure.objections, None, "the former publicity's word does not count");
    assert!(go(&again, &home, &report, "2022-05-26").is_err());
}

#[test]
fn reverting_makes_a_cleared_household_active_and_keeps_its_day_of_identification() {
    let cleared =
        home(&json!({"monitor": "cleared", "identified_on": "2021-03-01", "cleared_on": "2021-12-01",
        "clear_mode": "support"}));
    let step = Step::Revert { reason: "收入不稳定".into() };
    let done = go(&lead(CandidateKind::Revert), &cleared, &step, "2022-05-13").unwrap();
    let household = done.household.unwrap();
    assert_eq!(
        (household.monitor, household.identified_on, household.cleared_on),
        (MonitorState::Active, Some(day("2021-03-01")), None)
    );
    assert_eq!(done.lead.procedure.reverted_on, Some(day("2022-05-13")));
    let active = home(&json!({"monitor": "active"}));
    assert_eq!(
        go(&lead(CandidateKind::Revert), &active, &step, "2022-05-13").unwrap_err(),
        StepFault::NothingToRevert
    );
    let verify = Step::Verify { cadre: "周敏".into() };
    assert!(go(&lead(CandidateKind::Revert), &cleared, &verify, "2022-05-13").is_err());
    let by_village =
        take(&lead(CandidateKind::Revert), &cleared, &step, &[Party::Village], &TERMS, day("2022-05-13"));
    assert!(matches!(by_village, Err(StepFault::NotYours { .. })));
}

#[test]
fn clearing_waits_six_months_and_never_takes_a_household_without_labour() {
    let active = Candidate { state: MonitorState::Active, ..lead(CandidateKind::Lead) };
    let facts = json!({"monitor": "active", "identified_on": "2022-01-10",
        "measures": [{"group": "industry", "name": "养殖"}]});
    let step = |mode| Step::BeginClearing { mode, stable_and_safe: true };
    let house = home(&facts);
    assert_eq!(
        go(&active, &house, &step(ClearMode::Support), "2022-07-09").unwrap_err(),
        StepFault::TooEarly { from: day("2022-07-10") }
    );
    let clearing = go(&active, &house, &step(ClearMode::Support), "2022-07-10").unwrap();
    assert_eq!(clearing.household.unwrap().monitor, MonitorState::Clearing);
    let done =
        go(&clearing.lead, &house, &Step::Clear { decided_on: day("2022-07-20") }, "2022-07-21").unwrap();
    let household = done.household.unwrap();
    assert_eq!(
        (household.monitor, household.clear_mode.as_deref()),
        (MonitorState::Cleared, Some("support"))
    );
    let bare = home(&json!({"monitor": "active", "identified_on": "2022-01-10"}));
    assert_eq!(
        go(&active, &bare, &step(ClearMode::Support), "2022-07-10").unwrap_err(),
        StepFault::NoMeasure
    );
    assert!(go(&active, &bare, &step(ClearMode::Natural), "2022-07-10").is_ok());
    let mut without = house;
    without.members[0].labor = serde_json::from_value(json!("none")).unwrap();
    assert_eq!(
        go(&active, &without, &step(ClearMode::Support), "2022-07-10").unwrap_err(),
        StepFault::NoLabor
    );
}

#[test]
fn what_is_offered_says_whose_step_it_is_and_what_is_missing() {
    let house = home(&json!({}));
    let offered =
        |lead: &Candidate, parties: &[Party], today: &str| offers(lead, &house, parties, &TERMS, day(today));
    let names = |offers: Vec<(&'static str, Option<StepFault>)>| {
        offers.into_iter().filter(|(_, against)| against.is_none()).map(|(name, _)| name).collect::<Vec<_>>()
    };
    assert_eq!(
        names(offered(&lead(CandidateKind::Lead), &[Party::Village], "2022-05-13")),
        ["verify", "decline"]
    );
    let published = in_publicity(&house);
    let report = offered(&published, &[Party::Village], "2022-05-16");
    let against = report.into_iter().find(|(name, _)| *name == "report").unwrap().1;
    assert_eq!(against, Some(StepFault::PublicityRuns { until: day("2022-05-20") }));
    let note = names(offered(&lead(CandidateKind::RiskNote), &EVERYBODY, "2022-05-13"));
    assert_eq!(note, ["decline", "dissolve"]);
}

#[test]
fn leads_of_the_released_version_still_read_and_a_bare_one_is_written_as_before() {
    let text = serde_json::to_string(&lead(CandidateKind::Lead)).unwrap();
    assert!(!text.contains("procedure"));
    assert!(serde_json::from_str::<Candidate>(&text).unwrap().procedure.is_empty());
}
