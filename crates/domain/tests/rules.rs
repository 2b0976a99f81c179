//! Deadlines, phases, order of visiting, categories, household flags and coverage.
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use serde_json::json;
use support::people::{day, household, member};
use zoufang_domain::finding::deadline::{DeadlineError, is_overdue, needs_approval};
use zoufang_domain::ids::BucketCode;
use zoufang_domain::income::IncomeSheet;
use zoufang_domain::money::Fen;
use zoufang_domain::roster::categories::categories;
use zoufang_domain::roster::derived::income_window;
use zoufang_domain::roster::{Household, VisitRank, standing_changes_on, visit_rank};
use zoufang_domain::visit::ModeKind;
use zoufang_domain::visit::coverage::best_mode;
use zoufang_domain::visit::prefill::{dev_support, measure_match};

#[test]
fn deadlines_come_out_as_in_the_examples_of_the_domain_document() {
    let campaign = support::checklist().campaign();
    let due = |bucket: &str, found: &str| campaign.due_on(&BucketCode::from(bucket), day(found));
    assert_eq!(due("now", "2022-05-12"), Ok(day("2022-05-19")));
    assert_eq!(due("sep", "2022-05-12"), Ok(day("2022-09-30")));
    assert_eq!(due("jul", "2022-07-31"), Ok(day("2022-07-31")));
    let refused = DeadlineError::Passed {
        bucket: "jul".into(),
        ended: day("2022-07-31"),
        open: vec!["now".into(), "sep".into()],
    };
    assert_eq!(due("jul", "2022-08-02"), Err(refused));
    assert_eq!(due("now", "2022-09-28"), Ok(day("2022-10-05")));
    assert!(campaign.is_beyond(day("2022-10-05")) && !campaign.is_beyond(day("2022-09-30")));
    assert_eq!(due("aug", "2022-05-12"), Err(DeadlineError::UnknownBucket("aug".into())));
}

#[test]
fn a_finding_is_overdue_from_the_day_after_and_a_later_day_needs_approval() {
    assert!(!is_overdue(day("2022-05-19"), day("2022-05-19")));
    assert!(is_overdue(day("2022-05-19"), day("2022-05-20")));
    assert!(
        needs_approval(day("2022-05-19"), day("2022-07-31"))
            && !needs_approval(day("2022-07-31"), day("2022-05-19"))
    );
}

#[test]
fn the_phase_is_the_latest_that_has_begun() {
    let campaign = support::checklist().campaign();
    let phases = ["2022-04-30", "2022-05-05", "2022-05-09", "2022-06-05", "2022-09-30"]
        .map(|on| campaign.phase_on(day(on)));
    assert_eq!(phases, [0, 1, 2, 3, 3]);
}

fn one(extra: serde_json::Value) -> Household {
    household(vec![member(0, json!({}))], extra)
}

#[test]
fn households_are_visited_in_the_order_of_their_risk() {
    let on = day("2022-05-12");
    let dibao = household(vec![member(0, json!({ "dibao": true }))], json!({}));
    let tekun = household(vec![member(0, json!({ "tekun": true }))], json!({}));
    let ill = household(vec![member(0, json!({ "health": ["serious"] }))], json!({}));
    let ordered = [
        (one(json!({ "dept_alert": "医保大额支出", "monitor": "active" })), VisitRank::AlertOrLead),
        (one(json!({ "monitor": "publicity" })), VisitRank::AlertOrLead),
        (one(json!({ "monitor": "clearing" })), VisitRank::Monitored),
        (one(json!({ "monitor": "cleared" })), VisitRank::Cleared),
        (one(json!({ "household_type": "lifted", "lifted_year": 2020 })), VisitRank::Lifted2020),
        (one(json!({ "household_type": "lifted", "lifted_year": 2016 })), VisitRank::Lifted),
        (dibao, VisitRank::Dibao),
        (tekun, VisitRank::Tekun),
        (ill, VisitRank::OtherPriority),
        (one(json!({ "monitor": "closed" })), VisitRank::Ordinary),
    ];
    for (household, rank) in &ordered {
        assert_eq!(visit_rank(household, on), *rank);
    }
    assert!(ordered.windows(2).all(|pair| pair[0].1 <= pair[1].1));
}

#[test]
fn categories_are_tagged_from_the_roster_and_joined_with_those_by_hand() {
    let on = day("2022-05-12");
    let people = vec![
        member(
            0,
            json!({ "health": ["chronic", "disabled"], "dibao": true, "tekun": true, "work_months": 5 }),
        ),
        member(1, json!({ "birth": "2003-01-01", "education": null, "school_status": "20" })),
        member(2, json!({ "birth": "2012-01-01", "education": null, "school_status": "03" })),
    ];
    let family = household(people, json!({ "lifted_year": 2020, "priority_categories": ["K9", "K1"] }));
    assert_eq!(categories(&family, None, on), ["K1", "K3", "K4", "K5", "K6", "K7", "K9"]);
    let yuan = |amount| Some(Fen::from_yuan(amount));
    let wages = IncomeSheet {
        wage: yuan(20_000),
        business_gross: yuan(9_000),
        business_cost: yuan(0),
        property: yuan(0),
        transfer: yuan(0),
        persons: Some(3),
    };
    assert!(categories(&family, Some(&wages), on).contains(&"K8".to_owned()));
}

#[test]
fn a_household_of_many_in_school_is_one_until_its_second_youngest_is_grown() {
    let student = json!({ "birth": "2003-01-01", "education": null, "school_status": "20" });
    let family = |births: &[&str]| {
        let mut people = vec![member(0, json!({})), member(1, student.clone())];
        people.extend((2..).zip(births).map(|(n, birth)| member(n, json!({ "birth": birth }))));
        household(people, json!({}))
    };
    let one_more = family(&["2004-02-29"]);
    assert_eq!(standing_changes_on(&one_more), Some(day("2022-03-01")));
    assert_eq!(categories(&one_more, None, day("2022-02-28")), ["K7"]);
    assert!(categories(&one_more, None, day("2022-03-01")).is_empty());
    assert_eq!(standing_changes_on(&family(&["2004-02-29", "2010-07-01"])), Some(day("2028-07-01")));
    assert!(categories(&family(&[]), None, day("2022-05-12")).is_empty());
    assert_eq!(standing_changes_on(&one(json!({}))), None);
}

#[test]
fn what_the_roster_does_not_say_stays_unknown() {
    let silent = household(vec![member(0, json!({ "labor": null, "dibao": null }))], json!({}));
    assert_eq!(
        (silent.all_no_labor(), silent.has_labor(), silent.dibao(), silent.is_low_income()),
        (None, None, None, None)
    );
    let mixed =
        household(vec![member(0, json!({ "labor": null })), member(1, json!({ "dibao": true }))], json!({}));
    assert_eq!(
        (mixed.all_no_labor(), mixed.has_labor(), mixed.is_low_income()),
        (Some(false), Some(true), Some(true))
    );
    let idle = household(
        vec![member(0, json!({ "labor": "lost" })), member(1, json!({ "labor": "none" }))],
        json!({}),
    );
    assert_eq!((idle.all_no_labor(), idle.has_labor()), (Some(true), Some(false)));
}

#[test]
fn people_who_left_or_died_count_no_more() {
    let gone = household(
        vec![member(0, json!({})), member(1, json!({ "status": "died", "dibao": true }))],
        json!({}),
    );
    assert_eq!((gone.size_income(), gone.dibao()), (1, Some(false)));
}

#[test]
fn age_is_full_years_on_the_day_of_the_visit() {
    let person = member(0, json!({ "birth": "2006-05-13" }));
    assert_eq!((person.age_on(day("2022-05-12")), person.age_on(day("2022-05-13"))), (Some(15), Some(16)));
}

#[test]
fn the_income_window_is_the_twelve_full_months_before() {
    assert_eq!(income_window(day("2022-05-12")), Some((day("2021-05-01"), day("2022-04-30"))));
}

#[test]
fn measures_are_matched_with_risks_by_the_table() {
    let checklist = support::checklist();
    let judged = |risks: serde_json::Value, groups: &[&str]| {
        let measures: Vec<_> = groups.iter().map(|group| json!({ "group": group, "name": "措施" })).collect();
        measure_match(&one(json!({ "risks": risks, "measures": measures })), &checklist)
    };
    assert_eq!(judged(json!(["illness", "water"]), &["health", "water"]), Some("fit"));
    assert_eq!(judged(json!(["illness", "water"]), &["health"]), Some("partly"));
    assert_eq!(judged(json!(["water"]), &["health"]), Some("unfit"));
    assert_eq!(judged(json!(["water"]), &[]), Some("no_measure"));
    assert_eq!(judged(json!(["accident"]), &["health"]), None);
}

#[test]
fn only_net_measures_for_a_household_are_seen() {
    let supported = |groups: &[&str]| {
        let measures: Vec<_> = groups.iter().map(|group| json!({ "group": group, "name": "措施" })).collect();
        dev_support(&one(json!({ "measures": measures })))
    };
    assert_eq!(supported(&["comprehensive", "social"]), "onlynet");
    assert_eq!(supported(&["comprehensive", "job"]), "dev");
    assert_eq!(supported(&["health"]), "none");
    assert_eq!(supported(&[]), "none");
}

#[test]
fn a_household_counts_once_with_its_best_mode() {
    assert_eq!(best_mode([ModeKind::Phone, ModeKind::Face, ModeKind::Proxy]), Some(ModeKind::Face));
    assert_eq!(best_mode([ModeKind::Phone, ModeKind::Proxy]), Some(ModeKind::Proxy));
    assert_eq!(best_mode([]), None);
}
