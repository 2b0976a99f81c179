//! The roster in the console: looking households up as on the device, what is doubtful, and numbers whole for a moment.
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use support::desk::{Desk, Who};
use zoufang_office::accounts::Role;
use zoufang_office::storage::audit::AuditFilter;

async fn list(desk: &Desk, who: &Who, query: &str) -> Value {
    desk.get(who, &format!("/console/api/households?{query}")).await
}

fn heads(page: &Value) -> Vec<&str> {
    page["rows"].as_array().unwrap().iter().map(|row| row["head_name"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn households_are_found_by_initials_number_and_place_and_a_change_of_the_roster_shows_at_once() {
    let desk = Desk::with_two_visits();
    let officer = desk.signed_in(Role::InfoOfficer).await;
    let mut home = desk.home_here.clone();
    let head = home.members.iter_mut().find(|one| one.id == home.head_member_id).unwrap();
    head.name = "欧阳青山".into();
    head.id_no = Some("99010119700101001X".into());
    assert!(heads(&list(&desk, &officer, "search=oyqs").await).is_empty());
    desk.office.put_household(home.clone()).unwrap();
    for typed in ["oyqs", "ouyangqingshan", "%E6%AC%A7%E9%98%B3", "01001x"] {
        let found = list(&desk, &officer, &format!("search={typed}")).await;
        assert_eq!(heads(&found)[0], "欧阳青山", "{typed}");
    }
    let found = &list(&desk, &officer, "search=oyqs").await["rows"][0];
    assert_eq!((&found["visited"], &found["visited_on"]), (&json!("phone"), &json!("2022-05-12")));
    let page = list(&desk, &officer, &format!("village={}&limit=3", desk.elsewhere.0)).await;
    let there = desk.office.look(|rows| rows.households_of(desk.elsewhere)).unwrap().len();
    assert_eq!((page["rows"].as_array().unwrap().len(), &page["total"]), (3, &json!(there)));
}

#[tokio::test]
async fn parts_of_the_roster_and_its_doubtful_rows_are_a_worklist() {
    let desk = Desk::with_two_visits();
    let officer = desk.signed_in(Role::InfoOfficer).await;
    let all = desk.office.look(|rows| rows.households()).unwrap();
    let lifted = all.iter().filter(|home| home.is_lifted()).count();
    assert_eq!(list(&desk, &officer, "part=lifted").await["total"], lifted);
    assert_eq!(list(&desk, &officer, "part=all").await["total"], all.len());
    let doubtful = list(&desk, &officer, "part=doubtful").await;
    let counts = doubtful["faults"].as_array().unwrap();
    assert!(counts.len() > 3, "the demo has faults planted: {counts:?}");
    for count in counts {
        let code = count["code"].as_str().unwrap();
        let narrowed = list(&desk, &officer, &format!("fault={code}&limit=1")).await;
        assert_eq!(narrowed["total"], count["households"], "{code}");
        let id = narrowed["rows"][0]["id"].as_str().unwrap();
        let view = desk.get(&officer, &format!("/console/api/households/{id}")).await;
        let told = view["faults"].as_array().unwrap().iter().any(|fault| fault["code"] == code);
        assert!(told, "{code}: {}", view["faults"]);
        assert_ne!(count["zh"], code, "a rule without words");
    }
    // The village admin counts the own village only.
    let admin = desk.signed_in(Role::VillageAdmin).await;
    let own = list(&desk, &admin, "part=doubtful").await;
    let here = all.iter().filter(|home| home.village_id == desk.home_here.village_id).count();
    assert!(own["total"].as_u64().unwrap() <= here as u64);
    assert_eq!(list(&desk, &admin, "").await["total"], here);
}

#[tokio::test]
async fn a_household_is_shown_with_its_people_masked_and_what_came_of_its_visits() {
    let desk = Desk::with_two_visits();
    let path = format!("/console/api/households/{}", desk.home_here.id);
    let officer = desk.signed_in(Role::TaskForce).await;
    let view = desk.get(&officer, &path).await;
    assert_eq!(view["members"].as_array().unwrap().len(), desk.home_here.members.len());
    assert_eq!(view["visits"][0]["id"], desk.visit_here.as_str());
    assert_eq!(view["findings"][0]["id"], desk.findings[0].as_str());
    let text = view.to_string();
    for member in &desk.home_here.members {
        let secret = [&member.id_no, &member.phone].into_iter().flatten();
        assert!(secret.clone().all(|number| !text.contains(number)), "{text}");
        assert!(text.contains(&member.name));
    }
    let inspector = desk.signed_in(Role::Inspector).await;
    let text = desk.get(&inspector, &path).await.to_string();
    assert!(desk.names_here().iter().all(|name| !text.contains(name)), "{text}");
    let search = desk.try_as(&inspector, &Method::GET, "/console/api/households?search=zs").await;
    assert_eq!(search, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_number_is_shown_whole_with_a_reason_which_stands_in_the_audit_log() {
    let desk = Desk::with_two_visits();
    let path = format!("/console/api/households/{}/unmask", desk.home_here.id);
    let officer = desk.signed_in(Role::TaskForce).await;
    let head = desk.home_here.head().unwrap();
    let mut wanted = json!({ "member": head.id, "field": "id_no", "reason": "核对身份证原件" });
    let (status, shown) = desk.send_json(&officer, Method::POST, &path, &wanted).await;
    assert_eq!(
        (status, &shown["value"], &shown["seconds"]),
        (StatusCode::OK, &json!(head.id_no), &json!(20))
    );
    let filter = AuditFilter { event: Some("unmask".into()), limit: 10, ..AuditFilter::default() };
    let audited = || desk.office.look(|rows| rows.list_audit(&filter)).unwrap().0;
    let row = audited().remove(0);
    assert_eq!(row.subject, format!("household {} member {}", desk.home_here.id, head.id));
    assert_eq!(row.detail, "id_no, for: 核对身份证原件");
    assert!(!format!("{row:?}").contains(head.id_no.as_deref().unwrap()));

    wanted["reason"] = "".into();
    let (status, refused) = desk.send_json(&officer, Method::POST, &path, &wanted).await;
    assert_eq!((status, &refused["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("purpose_missing")));
    wanted = json!({ "member": null, "field": "id_no", "reason": "核对身份证原件" });
    assert_eq!(desk.send_json(&officer, Method::POST, &path, &wanted).await.0, StatusCode::NOT_FOUND);
    let admin = desk.signed_in(Role::VillageAdmin).await;
    let elsewhere = path.replace(&desk.home_here.id.to_string(), &desk.home_elsewhere.id.to_string());
    wanted["field"] = "phone".into();
    assert_eq!(desk.send_json(&admin, Method::POST, &elsewhere, &wanted).await.0, StatusCode::NOT_FOUND);
    assert_eq!(audited().len(), 1, "a number that was not shown");
}
