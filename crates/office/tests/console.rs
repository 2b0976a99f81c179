//! The console's API as a browser meets it: over the real router, the real office and a real database.
#![allow(clippy::unwrap_used, clippy::panic)]

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, Response, StatusCode, header};
use serde_json::{Value, json};
use tower::ServiceExt as _;
use uuid::Uuid;
use zoufang_domain::roster::Household;
use zoufang_office::demo::{self, DemoAccess};
use zoufang_office::{Caller, Config, Office, console};
use zoufang_wire::enrol::{EnrolRequest, EnrolmentTicket};
use zoufang_wire::{OpFrame, Operation, SyncRequest, operation, sync::run_digest};

struct Desk {
    office: Office,
    router: Router,
    access: DemoAccess,
    _folder: tempfile::TempDir,
}

fn desk() -> Desk {
    let folder = tempfile::tempdir().unwrap();
    let office = Office::open(folder.path(), Config::for_tests()).unwrap();
    let access = demo::run(&office, folder.path(), 1).unwrap();
    Desk { router: console::router(office.clone()), office, access, _folder: folder }
}

impl Desk {
    async fn send(&self, request: Request<Body>) -> Response<Body> {
        self.router.clone().oneshot(request).await.unwrap()
    }

    async fn sign_in(&self, password: &str) -> Response<Body> {
        let body = json!({ "account": self.access.console.account, "password": password });
        let request = Request::post("/console/api/session")
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::HOST, "office.example:8443")
            .body(Body::from(body.to_string()))
            .unwrap();
        self.send(request).await
    }

    /// Cookie and CSRF header of a fresh session.
    async fn officer(&self) -> (String, String) {
        let response = self.sign_in(&self.access.console.password).await;
        assert_eq!(response.status(), StatusCode::OK);
        let cookie = response.headers()[header::SET_COOKIE].to_str().unwrap().to_owned();
        let session = read(response).await;
        (cookie.split(';').next().unwrap().to_owned(), session["csrf"].as_str().unwrap().to_owned())
    }

    async fn get(&self, cookie: &str, path: &str) -> Value {
        let request = Request::get(path).header(header::COOKIE, cookie).body(Body::empty()).unwrap();
        let response = self.send(request).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        read(response).await
    }

    /// A phone visit to the first household of the first cadre, handed in by an enrolled device.
    fn one_visit(&self) -> Household {
        let ticket = EnrolmentTicket::from_text(&self.access.cadres[0].ticket).unwrap();
        let enrolled = self.office.enrol(&EnrolRequest {
            account_id: None,
            code: ticket.code,
            device_name: "测试机".into(),
            app_version: "0.1.0".into(),
        });
        let enrolled = enrolled.unwrap();
        let village = self.office.look(|rows| rows.villages()).unwrap().remove(0);
        let household = self.office.look(|rows| {
            let place = rows.households_of(village.id)?.remove(0);
            rows.household(place.id)
        });
        let household = household.unwrap().unwrap();
        let body = json!({
            "household_id": household.id, "campaign": "2022-shaoyun", "checklist_version": 1,
            "mode": { "kind": "phone", "number": "13800001234", "respondent": household.head_member_id,
                "respondent_name": null, "whereabouts": "广东省-深圳市-宝安区", "away_since": "2021-03",
                "called_at": "2022-05-12T09:00:00+08:00" },
            "mode_reason": "全家在外", "started_at": "2022-05-12T09:00:00+08:00",
            "finished_at": "2022-05-12T09:12:00+08:00", "cadres": ["周敏"],
            "answers": [
                { "item": "F1.01", "status": "answered", "value": "near" },
                { "item": "F1.03", "status": "answered", "value": { "self_pay": 1_250_050, "claims": 0, "kinds": ["medical"] } },
            ],
        });
        let operation = Operation {
            op_id: Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0001).to_string().parse().unwrap(),
            kind: "visit.record".into(),
            v: 1,
            occurred_at: "2022-05-12T09:12:00+08:00".parse().unwrap(),
            clock: serde_json::from_value(json!({ "boot": "b", "mono_ms": 1 })).unwrap(),
            body: serde_json::value::to_raw_value(&body).unwrap(),
        };
        let bytes = operation.canonical().unwrap();
        let digest = run_digest([(&operation.op_id, &operation::hash(&bytes))]);
        let request = SyncRequest {
            stream_id: Uuid::from_u128(7).to_string().parse().unwrap(),
            device_time: self.office.now(),
            ops: vec![OpFrame { seq: 1, op: bytes }],
            digest: Some(digest),
            pull: None,
            asks: vec![],
        };
        let caller = Caller::new(enrolled.account_id, enrolled.device_id);
        let answer = self.office.handle_sync(caller, request).unwrap();
        assert_eq!(answer.accepted_through, 1, "{:?}", answer.results);
        household
    }
}

async fn read(response: Response<Body>) -> Value {
    let bytes = to_bytes(response.into_body(), 10 << 20).await.unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

#[tokio::test]
async fn nothing_is_shown_without_signing_in() {
    let desk = desk();
    for path in ["session", "coverage", "choices", "visits", "candidates", "findings", "devices"] {
        for cookie in ["", "zf_console=guessed"] {
            let request = Request::get(format!("/console/api/{path}")).header(header::COOKIE, cookie);
            let response = desk.send(request.body(Body::empty()).unwrap()).await;
            assert_eq!(response.status(), StatusCode::UNAUTHORIZED, "{path}");
        }
    }
}

#[tokio::test]
async fn the_session_cookie_is_out_of_reach_of_scripts_and_other_sites() {
    let desk = desk();
    let response = desk.sign_in(&desk.access.console.password).await;
    let cookie = response.headers()[header::SET_COOKIE].to_str().unwrap();
    for part in ["HttpOnly", "SameSite=Strict", "Secure", "Path=/console/api"] {
        assert!(cookie.contains(part), "{cookie} lacks {part}");
    }
    assert_eq!(response.headers()[header::CACHE_CONTROL], "no-store");
}

#[tokio::test]
async fn guessing_passwords_gets_slower_and_the_right_one_is_refused_while_waiting() {
    let desk = desk();
    for _ in 0..5 {
        assert_eq!(desk.sign_in("wrong-guess").await.status(), StatusCode::UNAUTHORIZED);
    }
    let response = desk.sign_in(&desk.access.console.password).await;
    assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
    assert!(response.headers().contains_key(header::RETRY_AFTER));
    assert_eq!(read(response).await["code"], "rate_limited");
}

#[tokio::test]
async fn signing_in_again_ends_the_session_before() {
    let desk = desk();
    let (old, _) = desk.officer().await;
    let body = json!({ "account": desk.access.console.account, "password": desk.access.console.password });
    let request = Request::post("/console/api/session")
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::COOKIE, &old)
        .body(Body::from(body.to_string()));
    assert_eq!(desk.send(request.unwrap()).await.status(), StatusCode::OK);
    let request = Request::get("/console/api/session").header(header::COOKIE, &old);
    let response = desk.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_visit_shows_in_coverage_list_and_detail_with_numbers_masked() {
    let desk = desk();
    let (cookie, _) = desk.officer().await;
    let before = desk.get(&cookie, "/console/api/coverage").await;
    assert_eq!(before["total"]["households"], 4800);
    assert_eq!(before["total"]["visited"], 0);
    let household = desk.one_visit();

    let after = desk.get(&cookie, "/console/api/coverage").await;
    assert_eq!(after["total"]["phone"], 1);
    assert_eq!(after["villages"][0]["visited"], 1);
    assert_eq!(after["villages"].as_array().unwrap().len(), 12);

    let village = after["villages"][0]["village_id"].as_str().unwrap();
    let list = desk.get(&cookie, &format!("/console/api/visits?village={village}&mode=phone&search=")).await;
    assert_eq!(list["total"], 1);
    let other = desk.get(&cookie, "/console/api/visits?mode=face").await;
    assert_eq!(other["total"], 0);
    let found = desk.get(&cookie, "/console/api/visits?search=%E5%91%A8%E6%95%8F").await;
    assert_eq!(found["total"], 1);

    let id = list["rows"][0]["id"].as_str().unwrap();
    let visit = desk.get(&cookie, &format!("/console/api/visits/{id}")).await;
    assert_eq!(visit["mode"]["number"], "138****1234");
    assert_eq!(visit["respondent"], household.head().unwrap().name.as_str());
    let answers = &visit["focuses"][0]["answers"];
    assert_eq!(answers[0]["value_zh"], "7000～1万元");
    assert!(answers[1]["value_zh"].as_str().unwrap().contains("12500.50元"), "{answers}");
    let text = visit.to_string();
    for member in &household.members {
        assert!(!text.contains(member.id_no.as_deref().unwrap()));
    }
}

#[tokio::test]
async fn a_device_is_revoked_only_with_the_csrf_header() {
    let desk = desk();
    desk.one_visit();
    let (cookie, csrf) = desk.officer().await;
    let devices = desk.get(&cookie, "/console/api/devices").await;
    assert_eq!(devices[0]["received"], 1);
    let path = format!("/console/api/devices/{}/revoke", devices[0]["id"].as_str().unwrap());
    let bare = Request::post(&path).header(header::COOKIE, &cookie).body(Body::empty()).unwrap();
    assert_eq!(desk.send(bare).await.status(), StatusCode::FORBIDDEN);
    let meant = Request::post(&path).header(header::COOKIE, &cookie).header("x-zoufang-csrf", csrf);
    assert_eq!(desk.send(meant.body(Body::empty()).unwrap()).await.status(), StatusCode::OK);
    let devices = desk.get(&cookie, "/console/api/devices").await;
    assert!(devices[0]["revoked_at"].is_string());
}

#[tokio::test]
async fn the_demo_refuses_an_office_that_holds_something() {
    let desk = desk();
    let again = demo::run(&desk.office, desk._folder.path(), 1);
    assert!(matches!(again, Err(demo::DemoError::NotEmpty { villages: 12 })));
}
