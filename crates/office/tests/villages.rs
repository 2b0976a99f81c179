//! A town from nothing: a village, who visits there, and the households that then reach the device.
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use support::desk::Desk;
use zoufang_domain::ids::{HouseholdId, VillageId};
use zoufang_office::accounts::Role;
use zoufang_office::storage::audit::AuditFilter;
use zoufang_wire::Entity;

fn village(code: &str, name: &str, groups: &[&str]) -> Value {
    json!({ "id": null, "code": code, "name": name, "groups": groups })
}

#[tokio::test]
async fn a_new_village_is_given_to_a_cadre_whose_device_then_gets_it_with_its_households() {
    let desk = Desk::with_two_visits();
    let officer = desk.signed_in(Role::InfoOfficer).await;
    let wanted = village(" xin ", "新村", &["1组", "2组", "", "1组 "]);
    let (status, told) = desk.send_json(&officer, Method::POST, "/console/api/villages", &wanted).await;
    assert_eq!(status, StatusCode::OK, "{told}");
    let listed = desk.get(&officer, "/console/api/villages").await;
    let new = listed.as_array().unwrap().iter().find(|one| one["name"] == "新村").unwrap().clone();
    assert_eq!((&new["code"], &new["groups"]), (&json!("XIN"), &json!(["1组", "2组"])));
    let id: VillageId = new["id"].as_str().unwrap().parse().unwrap();

    let cadre = desk.office.add_account("新干部", "cadre").unwrap();
    let code = desk.office.issue_code(cadre).unwrap();
    let request = zoufang_wire::enrol::EnrolRequest {
        code,
        device_name: "试".into(),
        app_version: "0.1.0".into(),
        account_id: None,
    };
    desk.office.enrol(&request).unwrap();
    let sees =
        |entity, id| desk.office.look(|rows| rows.sees(rows.viewer(cadre)?.unwrap(), entity, id)).unwrap();
    assert!(!sees(Entity::Village, id.0));
    let mut given = json!({ "account": cadre, "village": id, "groups": ["2组"] });
    let (status, told) = desk.send_json(&officer, Method::POST, "/console/api/assignments", &given).await;
    assert_eq!(status, StatusCode::OK, "{told}");
    assert!(sees(Entity::Village, id.0));
    let mut home = desk.home_here.clone();
    (home.id, home.village_id) = (HouseholdId(uuid::Uuid::from_u128(77)), id);
    home.group = "1组".into();
    desk.office.put_household(home.clone()).unwrap();
    assert!(!sees(Entity::Household, home.id.0), "another group");
    // Given again: the groups are replaced, there is still one line.
    given["groups"] = json!([]);
    desk.send_json(&officer, Method::POST, "/console/api/assignments", &given).await;
    assert!(sees(Entity::Household, home.id.0));
    let listed = desk.get(&officer, "/console/api/villages").await;
    let new = listed.as_array().unwrap().iter().find(|one| one["name"] == "新村").unwrap().clone();
    let lines = new["assignments"].as_array().unwrap();
    assert_eq!((lines.len(), &lines[0]["name"]), (1, &json!("新干部")));

    let path = format!("/console/api/assignments/{}", lines[0]["id"].as_str().unwrap());
    assert_eq!(desk.try_as(&officer, &Method::DELETE, &path).await, StatusCode::OK);
    assert!(!sees(Entity::Household, home.id.0) && !sees(Entity::Village, id.0));
    let filter = AuditFilter { who: Some("试-info_officer".into()), limit: 10, ..AuditFilter::default() };
    let (rows, _) = desk.office.look(|rows| rows.list_audit(&filter)).unwrap();
    let events: Vec<&str> =
        rows.iter().rev().map(|row| row.event.as_str()).filter(|one| *one != "sign_in").collect();
    assert_eq!(events, ["village_write", "assign", "assign", "assign"]);
}

#[tokio::test]
async fn a_village_that_cannot_be_is_refused_by_field() {
    let desk = Desk::with_two_visits();
    let officer = desk.signed_in(Role::InfoOfficer).await;
    let known = desk.office.look(|rows| rows.village(desk.elsewhere)).unwrap().unwrap();
    for (wanted, field) in [
        (village("X", "新村", &[]), "村码"),
        (village("XIN村", "新村", &[]), "村码"),
        (village(&known.code, "新村", &[]), "村码"),
        (village("XIN", &known.name, &[]), "村名"),
        (village("XIN", "新", &[]), "村名"),
        (village("XIN", "新村", &["长".repeat(21).as_str()]), "村民小组"),
    ] {
        let (status, told) = desk.send_json(&officer, Method::POST, "/console/api/villages", &wanted).await;
        assert_eq!((status, &told["code"]), (StatusCode::BAD_REQUEST, &json!("invalid_input")), "{wanted}");
        assert!(told["params"]["field"].as_str().unwrap().starts_with(field), "{told}");
    }
    // A group where somebody lives cannot go; one that is empty can, and the rest of the village stays.
    let mut wanted = json!({ "id": known.id, "code": known.code, "name": known.name, "groups": ["9组"] });
    let (status, told) = desk.send_json(&officer, Method::POST, "/console/api/villages", &wanted).await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "{told}");
    let mut groups = known.groups.clone();
    groups.push("新组".into());
    wanted["groups"] = json!(groups);
    assert_eq!(
        desk.send_json(&officer, Method::POST, "/console/api/villages", &wanted).await.0,
        StatusCode::OK
    );
    let after = desk.office.look(|rows| rows.village(desk.elsewhere)).unwrap().unwrap();
    assert_eq!((after.groups, after.households, after.objects), (groups, known.households, known.objects));
}

#[tokio::test]
async fn a_village_admin_gives_out_the_own_village_only_and_only_to_cadres() {
    let desk = Desk::with_two_visits();
    let admin = desk.signed_in(Role::VillageAdmin).await;
    let cadre = desk.office.add_account("新干部", "cadre").unwrap();
    let here = desk.home_here.village_id;
    let give =
        |account, village, groups: Value| json!({ "account": account, "village": village, "groups": groups });
    let leader = desk.account(Role::Leader);
    for (wanted, status) in [
        (give(cadre, desk.elsewhere, json!([])), StatusCode::NOT_FOUND),
        (give(leader, here, json!([])), StatusCode::NOT_FOUND),
        (give(cadre, here, json!(["没有的组"])), StatusCode::NOT_FOUND),
        (give(cadre, here, json!([])), StatusCode::OK),
    ] {
        let (told, _) = desk.send_json(&admin, Method::POST, "/console/api/assignments", &wanted).await;
        assert_eq!(told, status, "{wanted}");
    }
    let others = desk.office.look(|rows| rows.assignments_in(desk.elsewhere)).unwrap();
    let path = format!("/console/api/assignments/{}", others[0].id);
    assert_eq!(desk.try_as(&admin, &Method::DELETE, &path).await, StatusCode::NOT_FOUND);
    assert_eq!(desk.get(&admin, "/console/api/villages").await.as_array().unwrap().len(), 1);
}
