//! Marks and order of the list are those of the domain, on the day the list is looked at.
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use serde_json::{Value, json};
use support::{Phone, household, household_row};
use zoufang_domain::roster::VisitRank;
use zoufang_field::view::HouseholdFilter;
use zoufang_wire::Entity;

/// Household `n` with its fields and those of its two members laid over.
fn pulled(phone: &Phone, n: u128, over: &Value, members: [Value; 2]) {
    let mut row: Value = serde_json::from_str(&household_row(n)).unwrap();
    let lay = |row: &mut Value, over: &Value| {
        for (key, value) in over.as_object().unwrap() {
            row[key] = value.clone();
        }
    };
    lay(&mut row, over);
    for (at, over) in members.iter().enumerate() {
        lay(&mut row["members"][at], over);
    }
    phone.pull(&[phone.row(Entity::Household, household(n).0, &row.to_string())]);
}

fn marks(phone: &Phone, n: u128) -> (VisitRank, Vec<String>) {
    let page = phone.unlocked().households(&HouseholdFilter::default(), None, 0, 10).unwrap();
    let row = page.rows.into_iter().find(|row| row.id == household(n)).unwrap();
    (row.rank, row.marks)
}

fn priority(phone: &Phone) -> u32 {
    let filter = HouseholdFilter { priority: true, ..HouseholdFilter::default() };
    phone.unlocked().households(&filter, None, 0, 10).unwrap().total
}

#[test]
fn illness_and_disability_make_a_household_a_priority() {
    let phone = Phone::with_village(3);
    assert_eq!(priority(&phone), 0);
    pulled(&phone, 0, &json!({}), [json!({}), json!({ "health": ["chronic"] })]);
    pulled(
        &phone,
        1,
        &json!({ "priority_categories": ["K9"] }),
        [json!({ "health": ["disabled"] }), json!({})],
    );
    assert_eq!(marks(&phone, 0), (VisitRank::OtherPriority, vec!["K3".into()]));
    assert_eq!(marks(&phone, 1), (VisitRank::OtherPriority, vec!["K6".into(), "K9".into()]));
    assert_eq!(marks(&phone, 2), (VisitRank::Ordinary, Vec::new()));
    assert_eq!(priority(&phone), 2);
    assert_eq!(phone.unlocked().overview().unwrap().counts.priority, 2);
}

#[test]
fn a_mark_is_not_said_twice() {
    let phone = Phone::with_village(2);
    pulled(
        &phone,
        0,
        &json!({ "household_type": "lifted", "lifted_year": 2020 }),
        [json!({ "dibao": true, "health": ["serious"] }), json!({})],
    );
    pulled(
        &phone,
        1,
        &json!({ "household_type": "lifted", "lifted_year": 2016 }),
        [json!({ "tekun": true }), json!({})],
    );
    let said = |words: [&str; 3]| words.map(str::to_owned).to_vec();
    assert_eq!(marks(&phone, 0), (VisitRank::Lifted2020, said(["lifted_2020", "dibao", "K3"])));
    assert_eq!(marks(&phone, 1).1, ["lifted", "tekun"]);
}

#[test]
fn a_child_that_comes_of_age_ends_the_mark_without_a_pull() {
    let phone = Phone::with_village(1);
    let family = [
        json!({ "birth": "2003-09-01", "school_status": "20", "education": null }),
        json!({ "birth": "2004-05-13" }),
    ];
    pulled(&phone, 0, &json!({}), family);
    assert_eq!(marks(&phone, 0), (VisitRank::OtherPriority, vec!["K7".into()]));
    let field = phone.unlocked();
    assert_eq!(field.overview().unwrap().counts.priority, 1);
    // The app stays open over midnight.
    phone.clock.set_wall("2022-05-13T00:00:01+08:00".parse().unwrap());
    assert_eq!(field.overview().unwrap().counts.priority, 0);
    drop(field);
    assert_eq!(marks(&phone, 0), (VisitRank::Ordinary, Vec::new()));
}
