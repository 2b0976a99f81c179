use MonitorState::{
    Active, Assessing, Cleared, Clearing, Closed, CountyDecision, Lead, None as NotMonitored, Publicity,
    TownReview, Verifying,
};

use super::*;

const TERMS: Terms =
    Terms { publicity_days: 5, clear_min_months: 6, clear_min_measures: 1, identify_days: 15 };

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn ready() -> StepFacts {
    StepFacts {
        today: day("2022-06-20"),
        reasons: 1,
        reason_text: Some("已核实".to_owned()),
        cadre_named: true,
        income_complete: true,
        risk_types: vec![RiskType::Illness],
        authorised: true,
        meeting_on: Some(day("2022-06-10")),
        publicity_from: Some(day("2022-06-11")),
        objections: Some("无".to_owned()),
        household_type: HouseholdType::General,
        category: Some(MonitorCategory::Marginal),
        identified_on: Some(day("2021-11-01")),
        natural_clearing: false,
        targeted_measures: 1,
        stable_and_safe: true,
        all_no_labor: false,
        clear_mode_set: true,
        unstable: false,
    }
}

fn step(from: MonitorState, to: MonitorState, party: Party, facts: &StepFacts) -> Result<(), StepFault> {
    check_step(from, to, party, facts, &TERMS)
}

#[test]
fn a_lead_goes_through_every_step_to_active_and_cleared() {
    for (from, to, party) in [
        (NotMonitored, Lead, Party::VisitingCadre),
        (Lead, Verifying, Party::Village),
        (Verifying, Assessing, Party::Village),
        (Assessing, Publicity, Party::Village),
        (Publicity, TownReview, Party::Village),
        (TownReview, CountyDecision, Party::TaskForce),
        (CountyDecision, Active, Party::Office),
        (Active, Clearing, Party::Village),
        (Clearing, Cleared, Party::Office),
        (Cleared, Lead, Party::VisitingCadre),
    ] {
        assert_eq!(step(from, to, party, &ready()), Ok(()), "{from:?} to {to:?}");
    }
}

#[test]
fn no_step_is_skipped() {
    for to in [Assessing, Publicity, TownReview, CountyDecision, Active, Cleared] {
        let refused = step(Lead, to, Party::Village, &ready());
        assert_eq!(refused, Err(StepFault::NoSuchStep { from: Lead, to }));
    }
}

#[test]
fn publicity_lasts_five_days() {
    let facts = |today: &str| StepFacts { today: day(today), ..ready() };
    let runs = Err(StepFault::PublicityRuns { until: day("2022-06-16") });
    assert_eq!(step(Publicity, TownReview, Party::Village, &facts("2022-06-15")), runs);
    assert_eq!(step(Publicity, TownReview, Party::Village, &facts("2022-06-16")), Ok(()));
}

#[test]
fn a_household_without_any_labour_is_never_cleared_and_is_reverted() {
    let facts = StepFacts { all_no_labor: true, ..ready() };
    assert_eq!(step(Active, Clearing, Party::Village, &facts), Err(StepFault::NoLabor));
    assert_eq!(step(Cleared, Active, Party::TaskForce, &facts), Ok(()));
    assert_eq!(step(Cleared, Active, Party::TaskForce, &ready()), Err(StepFault::NothingToRevert));
}

#[test]
fn clearing_waits_six_months_and_needs_a_measure_unless_natural() {
    let early = StepFacts { identified_on: Some(day("2022-01-15")), ..ready() };
    let from = Err(StepFault::TooEarly { from: day("2022-07-15") });
    assert_eq!(step(Active, Clearing, Party::Village, &early), from);
    let bare = StepFacts { targeted_measures: 0, ..ready() };
    assert_eq!(step(Active, Clearing, Party::Village, &bare), Err(StepFault::NoMeasure));
    let natural = StepFacts { natural_clearing: true, ..bare };
    assert_eq!(step(Active, Clearing, Party::Village, &natural), Ok(()));
}

#[test]
fn assessment_needs_income_risk_types_and_authorisation() {
    let assess = |facts: &StepFacts| step(Verifying, Assessing, Party::Village, facts);
    assert_eq!(assess(&StepFacts { income_complete: false, ..ready() }), Err(StepFault::IncomeIncomplete));
    assert_eq!(assess(&StepFacts { risk_types: Vec::new(), ..ready() }), Err(StepFault::RiskTypes));
    assert_eq!(assess(&StepFacts { authorised: false, ..ready() }), Err(StepFault::NotAuthorised));
}

#[test]
fn the_category_must_fit_the_household_type() {
    let lifted = StepFacts { household_type: HouseholdType::Lifted, ..ready() };
    assert_eq!(step(CountyDecision, Active, Party::Office, &lifted), Err(StepFault::Category));
}

#[test]
fn a_dissolved_household_is_closed_by_the_office_from_anywhere_and_stays_closed() {
    for from in [NotMonitored, Lead, Active, Cleared] {
        assert_eq!(step(from, Closed, Party::Office, &ready()), Ok(()));
    }
    assert!(step(Closed, Lead, Party::Office, &ready()).is_err());
    assert!(step(Lead, Closed, Party::Village, &ready()).is_err());
}
