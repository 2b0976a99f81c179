//! Who reaches which route of the console: every endpoint, tried by every role and by nobody, and by a village admin
//! for another village's rows. The list of endpoints is the router's own.
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use axum::http::{Method, StatusCode};
use support::desk::{Desk, Who};
use zoufang_office::accounts::Role;
use zoufang_office::console::endpoints;

/// Roles by letter: Cadre, Village admin, Information officer, Task force, Leader, inspector (S), Admin.
const LETTERS: [(char, Role); 7] = [
    ('C', Role::Cadre),
    ('V', Role::VillageAdmin),
    ('I', Role::InfoOfficer),
    ('T', Role::TaskForce),
    ('L', Role::Leader),
    ('S', Role::Inspector),
    ('A', Role::Admin),
];

/// What fills the `{…}` of a path.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Row {
    None,
    /// A visit of the village admin's village; one elsewhere is not found.
    Visit,
    Finding,
    Lead,
    Device,
    Import,
    Template,
    Home,
}

/// Method, path, letters of the roles that may, and what the path names. Written by hand, so that a wrong right in the
/// router's table is noticed here.
const EXPECTED: [(&str, &str, &str, Row); 39] = [
    ("GET", "/console/api/session", "CVITLSA", Row::None),
    ("POST", "/console/api/session", "everybody", Row::None),
    ("DELETE", "/console/api/session", "CVITLSA", Row::None),
    ("GET", "/console/api/coverage", "CVITLS", Row::None),
    ("GET", "/console/api/choices", "CVITLS", Row::None),
    ("GET", "/console/api/visits", "VITLS", Row::None),
    ("GET", "/console/api/visits/{id}", "VITLS", Row::Visit),
    ("POST", "/console/api/visits/{id}/review", "VT", Row::Visit),
    ("GET", "/console/api/candidates", "VITLS", Row::None),
    ("GET", "/console/api/candidates/{id}", "VITLS", Row::Lead),
    ("POST", "/console/api/candidates/{id}/steps", "VITL", Row::Lead),
    ("GET", "/console/api/findings", "VITLS", Row::None),
    ("GET", "/console/api/findings/choices", "VITLS", Row::None),
    ("GET", "/console/api/findings/{id}", "VITLS", Row::Finding),
    ("POST", "/console/api/findings/{id}/steps", "VTL", Row::Finding),
    ("POST", "/console/api/findings/export", "VIT", Row::None),
    ("GET", "/console/api/households", "VITLS", Row::None),
    ("GET", "/console/api/households/{id}", "VITLS", Row::Home),
    ("POST", "/console/api/households/{id}/unmask", "VITL", Row::Home),
    ("POST", "/console/api/households/export", "VIT", Row::None),
    ("GET", "/console/api/villages", "VIT", Row::None),
    ("POST", "/console/api/villages", "I", Row::None),
    ("GET", "/console/api/cadres", "VIT", Row::None),
    ("POST", "/console/api/assignments", "VIT", Row::None),
    ("DELETE", "/console/api/assignments/{id}", "VIT", Row::None),
    ("GET", "/console/api/devices", "ITA", Row::None),
    ("POST", "/console/api/devices/{id}/revoke", "IA", Row::Device),
    ("GET", "/console/api/imports", "I", Row::None),
    ("POST", "/console/api/imports", "I", Row::None),
    ("GET", "/console/api/imports/{id}", "I", Row::Import),
    ("DELETE", "/console/api/imports/{id}", "I", Row::None),
    ("GET", "/console/api/imports/{id}/rows", "I", Row::Import),
    ("GET", "/console/api/imports/{id}/messages", "I", Row::Import),
    ("GET", "/console/api/imports/{id}/result", "I", Row::Import),
    ("POST", "/console/api/imports/{id}/check", "I", Row::Import),
    ("POST", "/console/api/imports/{id}/commit", "I", Row::Import),
    ("GET", "/console/api/templates/{key}", "I", Row::Template),
    ("GET", "/console/api/audit", "TLA", Row::None),
    ("GET", "/console/api/audit.csv", "TLA", Row::None),
];

fn expected(method: &Method, path: &str) -> (&'static str, Row) {
    let found = EXPECTED.iter().find(|(m, p, ..)| *m == method.as_str() && *p == path);
    let (_, _, roles, row) = found.unwrap_or_else(|| panic!("{method} {path} has no line in EXPECTED"));
    (roles, *row)
}

fn filled(desk: &Desk, path: &str, row: Row) -> String {
    match row {
        Row::None => path.to_owned(),
        Row::Visit => path.replace("{id}", &desk.visit_here),
        Row::Finding => path.replace("{id}", &desk.findings[0]),
        Row::Lead => path.replace("{id}", &desk.leads[0]),
        Row::Device => path.replace("{id}", &desk.device),
        Row::Import => path.replace("{id}", &desk.import),
        Row::Home => path.replace("{id}", &desk.home_here.id.to_string()),
        Row::Template => path.replace("{key}", "attachment2"),
    }
}

#[tokio::test]
async fn every_endpoint_answers_exactly_the_roles_that_may() {
    let desk = Desk::with_two_visits();
    let table = endpoints();
    assert_eq!(table.len(), EXPECTED.len(), "EXPECTED names a route that is gone");
    for endpoint in table {
        let (roles, row) = expected(&endpoint.method, endpoint.path);
        let path = filled(&desk, endpoint.path, row);
        let nobody = desk.try_as(&Who::Nobody, &endpoint.method, &path).await;
        if roles == "everybody" {
            continue; // Tested where signing in is.
        }
        assert_eq!(nobody, StatusCode::UNAUTHORIZED, "nobody: {} {path}", endpoint.method);
        for (letter, role) in LETTERS {
            let who = desk.signed_in(role).await; // Anew each time: signing out is among what is tried.
            let status = desk.try_as(&who, &endpoint.method, &path).await;
            let refused = matches!(status, StatusCode::FORBIDDEN | StatusCode::UNAUTHORIZED);
            assert_eq!(!refused, roles.contains(letter), "{role:?}: {} {path} → {status}", endpoint.method);
            assert!(!status.is_server_error(), "{role:?}: {} {path} → {status}", endpoint.method);
            let known = !refused && row != Row::None;
            assert!(!known || status != StatusCode::NOT_FOUND, "{role:?}: {path} was not found");
        }
    }
}

#[tokio::test]
async fn a_village_admin_finds_nothing_of_another_village() {
    let desk = Desk::with_two_visits();
    let admin = desk.signed_in(Role::VillageAdmin).await;
    let home_elsewhere = desk.home_elsewhere.id.to_string();
    let reads = EXPECTED.iter().filter(|(method, ..)| *method == "GET");
    for (method, path, _, row) in reads {
        let id = match row {
            Row::None | Row::Device | Row::Import | Row::Template => continue,
            Row::Visit => &desk.visit_elsewhere,
            Row::Home => &home_elsewhere,
            Row::Finding => &desk.findings[1],
            Row::Lead => &desk.leads[1],
        };
        let elsewhere = path.replace("{id}", id);
        let method: Method = method.parse().unwrap();
        assert_eq!(desk.try_as(&admin, &method, &elsewhere).await, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(desk.try_as(&admin, &method, &filled(&desk, path, *row)).await, StatusCode::OK, "{path}");
    }
}

#[tokio::test]
async fn lists_and_counts_end_at_the_village_border() {
    let desk = Desk::with_two_visits();
    let (admin, town) = (desk.signed_in(Role::VillageAdmin).await, desk.signed_in(Role::TaskForce).await);
    for (list, here, everywhere) in [("visits", 1, 2), ("candidates", 1, 2), ("findings", 1, 2)] {
        let path = format!("/console/api/{list}");
        assert_eq!(desk.get(&admin, &path).await["total"], here, "{list}");
        assert_eq!(desk.get(&town, &path).await["total"], everywhere, "{list}");
        let asked = format!("{path}?village={}", desk.elsewhere.0);
        assert_eq!(desk.get(&admin, &asked).await["total"], 0, "{list} of another village");
    }
    let seen = desk.get(&admin, "/console/api/coverage").await;
    assert_eq!(seen["villages"].as_array().unwrap().len(), 1);
    assert_eq!((&seen["visits"], &seen["findings"]), (&1.into(), &1.into()));
    assert!(seen["quarantined"].is_null());
    let choices = desk.get(&admin, "/console/api/choices").await;
    assert_eq!(choices["villages"].as_array().unwrap().len(), 1);
    assert_eq!(choices["cadres"].as_array().unwrap().len(), 1);
    let cadre = desk.signed_in(Role::Cadre).await;
    assert_eq!(desk.get(&cadre, "/console/api/coverage").await["villages"], serde_json::json!([]));
}

#[tokio::test]
async fn an_admin_whose_villages_were_taken_away_sees_nothing_with_the_next_request() {
    let desk = Desk::with_two_visits();
    let admin = desk.signed_in(Role::VillageAdmin).await;
    assert_eq!(desk.get(&admin, "/console/api/visits").await["total"], 1);
    desk.office.set_account_villages(desk.account(Role::VillageAdmin), &[]).unwrap();
    assert_eq!(desk.get(&admin, "/console/api/visits").await["total"], 0);
}

#[tokio::test]
async fn the_inspector_reads_neither_names_nor_amounts_nor_what_was_written_freely() {
    let desk = Desk::with_two_visits();
    let inspector = desk.signed_in(Role::Inspector).await;
    let path = format!("/console/api/visits/{}", desk.visit_here);
    let seen = [
        desk.get(&inspector, &path).await,
        desk.get(&inspector, "/console/api/visits").await,
        desk.get(&inspector, "/console/api/candidates").await,
        desk.get(&inspector, "/console/api/findings").await,
    ]
    .map(|answer| answer.to_string())
    .concat();
    for name in desk.names_here() {
        assert!(!seen.contains(&name), "{name} is in {seen}");
    }
    assert!(seen.contains("**") && seen.contains("1～5万元"), "{seen}");
    assert!(!seen.contains("12500.50") && !seen.contains("全家在外"), "{seen}");
    let search = desk.try_as(&inspector, &Method::GET, "/console/api/visits?search=%E5%91%A8").await;
    assert_eq!(search, StatusCode::FORBIDDEN);
    let officer = desk.signed_in(Role::Leader).await;
    let full = desk.get(&officer, &path).await.to_string();
    assert!(full.contains("12500.50") && full.contains("全家在外"), "{full}");
}
