//! 审核 in the console: a visit beside the roster and the visit before, and the judgement of an officer.
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use support::desk::Desk;
use zoufang_office::accounts::Role;

fn answer<'a>(visit: &'a Value, item: &str) -> &'a Value {
    let focuses = visit["focuses"].as_array().unwrap();
    let mut answers = focuses.iter().flat_map(|focus| focus["answers"].as_array().unwrap());
    answers.find(|answer| answer["item"] == item).unwrap_or_else(|| panic!("no {item} in {visit}"))
}

fn judgement(version: u32, step: &Value) -> Value {
    json!({ "expected_version": version, "step": step })
}

fn back(item: &str) -> Value {
    json!({ "kind": "return", "remarks": [{ "item": item, "text": "请看清再填" }] })
}

#[tokio::test]
async fn an_opened_visit_stands_beside_the_roster_and_the_visit_before() {
    let desk = Desk::with_two_visits();
    let mut home = desk.home_here.clone();
    home.house_grade = Some("B".into());
    desk.office.put_household(home).unwrap();
    let again = desk.visited_again(&json!([
        { "item": "F1.03", "status": "refused" },
        { "item": "F2.10", "status": "answered", "value": "D" },
    ]));
    let officer = desk.signed_in(Role::TaskForce).await;
    let visit = desk.get(&officer, &format!("/console/api/visits/{again}")).await;
    assert_eq!(visit["last_visit"]["id"], desk.visit_here);
    let house = answer(&visit, "F2.10");
    assert!(house["roster"]["value_zh"].as_str().unwrap().contains('B'), "{house}");
    assert_eq!((&house["roster"]["same"], &house["last"]), (&json!(false), &Value::Null));
    let spending = answer(&visit, "F1.03");
    assert!(spending["last"]["value_zh"].as_str().unwrap().contains("12500.50"), "{spending}");
    assert_eq!((&spending["last"]["same"], &spending["status"]), (&json!(false), &json!("refused")));
    // The first visit has none before it, and the inspector reads no amounts of another one either.
    let first = desk.get(&officer, &format!("/console/api/visits/{}", desk.visit_here)).await;
    assert_eq!(first["last_visit"], Value::Null);
    let inspector = desk.signed_in(Role::Inspector).await;
    let masked = desk.get(&inspector, &format!("/console/api/visits/{again}")).await.to_string();
    assert!(!masked.contains("12500.50"), "{masked}");
}

#[tokio::test]
async fn the_second_officer_gets_409_with_what_the_first_did() {
    let desk = Desk::with_two_visits();
    let (first, second) = (desk.signed_in(Role::TaskForce).await, desk.signed_in(Role::VillageAdmin).await);
    let path = format!("/console/api/visits/{}/review", desk.visit_here);
    let (status, visit) = desk.send_json(&first, Method::POST, &path, &judgement(0, &back("F1.03"))).await;
    assert_eq!((status, &visit["review"]["state"]), (StatusCode::OK, &json!("returned")), "{visit}");
    assert_eq!(visit["review"]["history"][0]["what"], "return_visit");
    let accept = judgement(0, &json!({ "kind": "accept" }));
    let (status, told) = desk.send_json(&second, Method::POST, &path, &accept).await;
    assert_eq!((status, &told["code"]), (StatusCode::CONFLICT, &json!("stale")), "{told}");
    let since = told["params"]["since"].as_str().unwrap();
    assert!(since.contains("请看清再填") && since.contains("试-task_force"), "{since}");
}

#[tokio::test]
async fn a_village_admin_judges_no_visit_of_another_village() {
    let desk = Desk::with_two_visits();
    let admin = desk.signed_in(Role::VillageAdmin).await;
    let accept = judgement(0, &json!({ "kind": "accept" }));
    let path = |visit: &str| format!("/console/api/visits/{visit}/review");
    let (status, _) = desk.send_json(&admin, Method::POST, &path(&desk.visit_elsewhere), &accept).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let (status, _) = desk.send_json(&admin, Method::POST, &path(&desk.visit_here), &accept).await;
    assert_eq!(status, StatusCode::OK);
    let waiting = desk.get(&admin, "/console/api/visits?review=handed_in").await;
    let accepted = desk.get(&admin, "/console/api/visits?review=accepted").await;
    assert_eq!((&waiting["total"], &accepted["total"]), (&json!(0), &json!(1)));
}

#[tokio::test]
async fn a_return_without_a_remark_or_about_nothing_in_the_visit_is_refused() {
    let desk = Desk::with_two_visits();
    let officer = desk.signed_in(Role::TaskForce).await;
    let path = format!("/console/api/visits/{}/review", desk.visit_here);
    for (step, code) in [
        (json!({ "kind": "return", "remarks": [] }), "remark_missing"),
        (back("F6.01"), "remark_place"),
        (json!({ "kind": "return", "remarks": [{ "text": " " }] }), "remark_length"),
    ] {
        let (status, told) = desk.send_json(&officer, Method::POST, &path, &judgement(0, &step)).await;
        assert_eq!((status, &told["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!(code)), "{told}");
    }
    let visit = desk.get(&officer, &format!("/console/api/visits/{}", desk.visit_here)).await;
    assert_eq!((&visit["review"]["state"], &visit["review"]["version"]), (&json!("handed_in"), &json!(0)));
}
