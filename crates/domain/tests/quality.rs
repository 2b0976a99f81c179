//! Data-quality rules: one household per rule that breaks it, and one that breaks none.
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use std::collections::BTreeSet;

use serde_json::{Value, json};
use support::people::{day, household, member};
use zoufang_domain::checklist::Checklist;
use zoufang_domain::income::{IncomeSheet, RigidSpending};
use zoufang_domain::money::Fen;
use zoufang_domain::roster::id_number::{IdRegion, check_digit};
use zoufang_domain::roster::quality::{QualityContext, check};
use zoufang_domain::roster::{Household, Member};

fn context<'a>(checklist: &'a Checklist, taken: &'a BTreeSet<String>) -> QualityContext<'a> {
    let day = day("2022-05-12");
    QualityContext { checklist, day, region: IdRegion::WithTestArea, taken, income: None, rigid: None }
}

fn codes(household: &Household) -> Vec<String> {
    let (checklist, taken) = (support::checklist(), BTreeSet::new());
    let mut codes: Vec<String> =
        check(household, &context(&checklist, &taken)).into_iter().map(|hit| hit.code).collect();
    codes.dedup();
    codes
}

/// A number of area 99 that fits birth, sex and itself.
fn id_no(birth: &str, sequence: &str) -> String {
    let first = format!("990101{}{sequence}", birth.replace('-', ""));
    format!("{first}{}", check_digit(&first).unwrap())
}

fn person(number: u32, extra: Value) -> Member {
    let sequence = format!("{:03}", number * 2 + 1);
    let mut fields = json!({ "id_no": id_no("1980-01-01", &sequence) });
    fields.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
    member(number, fields)
}

fn head_with(extra: Value) -> Household {
    household(vec![person(0, extra)], json!({}))
}

fn alone_with(extra: Value) -> Household {
    household(vec![person(0, json!({}))], extra)
}

#[test]
fn a_clean_household_breaks_no_rule() {
    assert_eq!(codes(&household(vec![person(0, json!({})), person(1, json!({}))], json!({}))), [""; 0]);
}

#[test]
fn each_rule_about_a_person_is_found_by_its_code() {
    let child = |extra: Value| {
        let mut fields = json!({ "birth": "2012-03-04", "id_no": id_no("2012-03-04", "001"), "education": null, "labor": "none" });
        fields.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        household(vec![person(0, json!({})), person(1, fields)], json!({}))
    };
    let cases: Vec<(&str, Household)> = vec![
        ("DQ01", head_with(json!({ "id_no": "990101198001010010" }))),
        ("DQ03", household(vec![person(0, json!({})), person(1, json!({ "relation": "99" }))], json!({}))),
        ("DQ04", head_with(json!({ "education": null }))),
        ("DQ04", head_with(json!({ "school_status": "20", "labor": "none" }))),
        ("DQ09", head_with(json!({ "labor": "strong" }))),
        ("DQ10", head_with(json!({ "work_place": "广东省-深圳市-宝安区" }))),
        ("DQ10", head_with(json!({ "work_months": 8 }))),
        ("DQ11", head_with(json!({ "work_place": "广东省-深圳市", "work_months": 8 }))),
        ("DQ12", head_with(json!({ "medical_insurance": "none" }))),
        ("DQ14", head_with(json!({ "labor": "weak" }))),
        ("DQ15", child(json!({ "education": "1" }))),
        ("DQ16", child(json!({ "education": "1", "not_in_school_reason": "1" }))),
        ("DQ17", child(json!({ "school_status": "04", "migrant": true }))),
        ("DQ18", head_with(json!({ "labor": "lost", "migrant": true }))),
        ("DQ29", head_with(json!({ "sex": "2" }))),
        ("DQ29", head_with(json!({ "birth": "1980-01-02" }))),
    ];
    for (code, household) in cases {
        let found = codes(&household);
        assert!(found.contains(&code.to_owned()), "{code} is not in {found:?}");
    }
}

#[test]
fn each_rule_about_a_household_is_found_by_its_code() {
    let two = |first: Value, second: Value| household(vec![person(0, first), person(1, second)], json!({}));
    let monitored = |extra: Value| {
        let mut fields = json!({ "monitor": "active", "monitor_category": "marginal", "risks": ["illness"] });
        fields.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        fields
    };
    let cleared = json!({
        "monitor": "cleared", "monitor_category": "marginal", "clear_mode": "support",
        "identified_on": "2021-06-01", "cleared_on": "2021-11-30", "national_per_capita": 650_000,
    });
    let cases: Vec<(&str, Household)> = vec![
        ("DQ05", two(json!({}), json!({ "relation": "01" }))),
        ("DQ06", head_with(json!({ "relation": "28" }))),
        ("DQ08", two(json!({}), json!({ "relation": "02" }))),
        ("DQ13", alone_with(json!({ "phone": "12345" }))),
        ("DQ13", alone_with(json!({ "phone": null }))),
        ("DQ22", alone_with(monitored(json!({ "measures": [{ "group": "water", "name": "接水" }] })))),
        ("DQ23", alone_with(monitored(json!({ "measures": [{ "group": "health", "name": "救助" }] })))),
        ("DQ24", household(vec![person(0, json!({ "labor": "lost" }))], monitored(json!({})))),
        ("DQ25", alone_with(cleared.clone())),
        ("DQ26", alone_with(cleared)),
        ("DQ28", alone_with(monitored(json!({ "monitor_category": "unstable" })))),
        ("DQ30", alone_with(json!({ "size": 4 }))),
    ];
    for (code, household) in cases {
        let found = codes(&household);
        assert!(found.contains(&code.to_owned()), "{code} is not in {found:?}");
    }
    let spouses = vec![
        person(0, json!({})),
        person(1, json!({ "relation": "02" })),
        person(2, json!({ "relation": "02" })),
    ];
    assert!(codes(&household(spouses, json!({}))).contains(&"DQ07".to_owned()));
}

#[test]
fn a_number_taken_elsewhere_in_the_town_or_twice_in_the_household_is_dq02() {
    let (checklist, nobody) = (support::checklist(), BTreeSet::new());
    let alone = alone_with(json!({}));
    let taken = BTreeSet::from([alone.members[0].id_no.clone().unwrap()]);
    let found = |household: &Household, taken| {
        check(household, &context(&checklist, taken)).iter().any(|hit| hit.code == "DQ02")
    };
    assert!(found(&alone, &taken));
    assert!(!found(&alone, &nobody));
    let twice = household(
        vec![person(0, json!({})), person(1, json!({ "id_no": alone.members[0].id_no }))],
        json!({}),
    );
    assert!(found(&twice, &nobody));
}

#[test]
fn workers_in_different_places_with_one_phone_are_dq20() {
    let worker = |number, place: &str| {
        person(number, json!({ "work_place": place, "work_months": 9, "phone": "13800000001" }))
    };
    let apart =
        household(vec![worker(0, "广东省-深圳市-宝安区"), worker(1, "浙江省-宁波市-鄞州区")], json!({}));
    assert_eq!(codes(&apart), ["DQ20"]);
    let together =
        household(vec![worker(0, "广东省-深圳市-宝安区"), worker(1, "广东省-深圳市-宝安区")], json!({}));
    assert_eq!(codes(&together), [""; 0]);
}

#[test]
fn a_household_at_risk_by_illness_that_paid_nothing_is_dq21() {
    let (checklist, taken) = (support::checklist(), BTreeSet::new());
    let ill = alone_with(json!({ "risks": ["illness"] }));
    let rigid = RigidSpending { self_pay: Some(Fen(0)), claims: None };
    let asked = QualityContext { rigid: Some(&rigid), ..context(&checklist, &taken) };
    assert!(check(&ill, &asked).iter().any(|hit| hit.code == "DQ21"));
    assert!(!check(&ill, &context(&checklist, &taken)).iter().any(|hit| hit.code == "DQ21"));
}

#[test]
fn somebody_in_both_schemes_of_insurance_is_dq12() {
    let listed = |scheme: &str| {
        codes(&head_with(
            json!({ "medical_insurance": "resident", "prefill": { "medical_insurance": scheme } }),
        ))
    };
    assert_eq!(listed("employee"), ["DQ12"]);
    assert_eq!(listed("resident"), [""; 0]);
}

#[test]
fn wages_that_cannot_be_enough_for_all_months_worked_are_dq19() {
    let (checklist, taken) = (support::checklist(), BTreeSet::new());
    let worker = |number, months: Option<u8>| {
        person(number, json!({ "work_place": "广东省-深圳市-宝安区", "work_months": months }))
    };
    let found = |household: &Household, wage: Option<i64>| {
        let sheet = IncomeSheet { wage: wage.map(|yuan| Fen(yuan * 100)), ..IncomeSheet::default() };
        let asked = QualityContext { income: Some(&sheet), ..context(&checklist, &taken) };
        check(household, &asked).iter().any(|hit| hit.code == "DQ19")
    };
    let two = household(vec![worker(0, Some(12)), worker(1, Some(6))], json!({}));
    assert!(found(&two, Some(7_199)));
    assert!(!found(&two, Some(7_200)));
    assert!(!found(&two, None), "not asked is not zero");
    let unknown = household(vec![worker(0, Some(12)), worker(1, None)], json!({}));
    assert!(!found(&unknown, Some(100)), "months that nobody knows prove nothing");
    assert!(!found(&alone_with(json!({})), Some(0)), "nobody works away");
}

#[test]
fn what_is_not_filled_in_after_clearing_is_dq27() {
    let cleared = |extra: Value| {
        let mut fields = json!({
            "monitor": "cleared", "monitor_category": "marginal", "clear_mode": "natural",
            "national_per_capita": 950_000, "house_grade": "A",
        });
        fields.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        fields
    };
    assert_eq!(codes(&alone_with(cleared(json!({})))), [""; 0]);
    assert_eq!(codes(&alone_with(cleared(json!({ "national_per_capita": null })))), ["DQ27"]);
    assert_eq!(codes(&alone_with(cleared(json!({ "house_grade": null })))), ["DQ27"]);
    let nameless = household(vec![person(0, json!({ "medical_insurance": null }))], cleared(json!({})));
    assert_eq!(codes(&nameless), ["DQ27"]);
    assert_eq!(codes(&alone_with(json!({ "house_grade": null, "national_per_capita": null }))), [""; 0]);
}

#[test]
fn every_code_has_its_words_and_level_in_the_checklist() {
    let codes: Vec<String> = support::checklist().data_quality.into_iter().map(|rule| rule.code).collect();
    assert_eq!(codes, (1..=30).map(|number| format!("DQ{number:02}")).collect::<Vec<_>>());
}
