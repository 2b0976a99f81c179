//! The console over the demo township, with one account of every role and a visit, a problem and a lead in each of two
//! villages. The village admin has the first of them.
#![allow(dead_code)]

use std::collections::BTreeMap;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, Response, StatusCode, header};
use serde_json::{Value, json};
use tower::ServiceExt as _;
use uuid::Uuid;
use zoufang_domain::ids::{AccountId, VillageId};
use zoufang_domain::roster::Household;
use zoufang_office::accounts::Role;
use zoufang_office::demo::{self, DemoAccess};
use zoufang_office::sheet_import::{HOUSEHOLDS, HandedIn};
use zoufang_office::storage::account::Account;
use zoufang_office::{Caller, Config, Office, console};
use zoufang_wire::enrol::{EnrolRequest, EnrolmentTicket};
use zoufang_wire::{OpFrame, Operation, SyncRequest, operation, sync::run_digest};

pub enum Who {
    Nobody,
    /// Cookie and CSRF header.
    Session(String, String),
}

pub struct Desk {
    pub office: Office,
    pub router: Router,
    pub access: DemoAccess,
    pub folder: tempfile::TempDir,
    pub elsewhere: VillageId,
    pub visit_here: String,
    pub visit_elsewhere: String,
    pub home_here: Household,
    pub home_elsewhere: Household,
    /// A problem and a lead in the village admin's village and elsewhere.
    pub findings: [String; 2],
    pub leads: [String; 2],
    pub device: String,
    /// A file of households that was handed in and checked.
    pub import: String,
    accounts: BTreeMap<Role, AccountId>,
}

impl Desk {
    pub fn with_two_visits() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let office = Office::open(folder.path(), Config::for_tests()).unwrap();
        let access = demo::run(&office, folder.path(), 1).unwrap();
        let villages = office.look(|rows| rows.villages()).unwrap();
        let (here, elsewhere) = (villages[0].id, villages[1].id);
        let homes = [here, elsewhere].map(|village| first_home(&office, village));
        let caller = enrol(&office, &access.cadres[0].ticket);
        let device = caller.device.to_string();
        let bodies = homes.iter().flat_map(|home| work_at(home));
        let ops: Vec<_> = (1..).zip(bodies).map(|(n, (kind, body))| op(n, kind, &body)).collect();
        let visits: Vec<String> = [0, 3].map(|at| ops[at].op_id.to_string()).into();
        hand_in(&office, caller, 7, &ops);
        let accounts: BTreeMap<Role, AccountId> = Role::ALL
            .into_iter()
            .map(|role| (role, office.add_account(&format!("试-{}", role.code()), role.code()).unwrap()))
            .collect();
        office.set_account_villages(accounts[&Role::VillageAdmin], &[here]).unwrap();
        let findings = [0, 1]
            .map(|at: usize| office.look(|rows| rows.findings_of(homes[at].id)).unwrap()[0].id.to_string());
        let leads = [0, 1]
            .map(|at: usize| office.look(|rows| rows.candidates_of(homes[at].id)).unwrap()[0].id.to_string());
        let officer = office.look(|rows| rows.account(accounts[&Role::InfoOfficer])).unwrap().unwrap();
        let import = handed_in(&office, &officer, b"no workbook");
        let [home_here, home_elsewhere] = homes;
        Self {
            router: console::router(office.clone()),
            visit_here: visits[0].clone(),
            visit_elsewhere: visits[1].clone(),
            office,
            access,
            folder,
            elsewhere,
            home_here,
            home_elsewhere,
            findings,
            leads,
            device,
            import,
            accounts,
        }
    }

    pub fn account(&self, role: Role) -> AccountId {
        self.accounts[&role]
    }

    /// Another visit of the household here, from a second device of the same cadre; its id.
    pub fn visited_again(&self, answers: &Value) -> String {
        let first = self.office.look(|rows| rows.visit(self.visit_here.parse().unwrap())).unwrap().unwrap();
        let code = self.office.issue_code(first.account).unwrap();
        let ticket = self.office.ticket(&code).unwrap().to_text().unwrap();
        let (kind, mut visit) = work_at(&self.home_here)[0].clone();
        visit["answers"] = answers.clone();
        let again = op(100, kind, &visit);
        hand_in(&self.office, enrol(&self.office, &ticket), 8, std::slice::from_ref(&again));
        again.op_id.to_string()
    }

    pub fn names_here(&self) -> Vec<String> {
        self.home_here.members.iter().map(|member| member.name.clone()).collect()
    }

    pub async fn signed_in(&self, role: Role) -> Who {
        let token = self.office.open_session(self.account(role)).unwrap();
        let cookie = format!("zf_console={token}");
        let request = Request::get("/console/api/session").header(header::COOKIE, &cookie);
        let session = read(self.send(request.body(Body::empty()).unwrap()).await).await;
        Who::Session(cookie, session["csrf"].as_str().unwrap().to_owned())
    }

    pub async fn send(&self, request: Request<Body>) -> Response<Body> {
        self.router.clone().oneshot(request).await.unwrap()
    }

    /// A request without a body.
    pub async fn try_as(&self, who: &Who, method: &Method, path: &str) -> StatusCode {
        let request = asked(who, method, path).body(Body::empty()).unwrap();
        self.send(request).await.status()
    }

    pub async fn get(&self, who: &Who, path: &str) -> Value {
        let response = self.send(asked(who, &Method::GET, path).body(Body::empty()).unwrap()).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        read(response).await
    }

    /// Status and answer of a request with a JSON body.
    pub async fn send_json(
        &self,
        who: &Who,
        method: Method,
        path: &str,
        body: &Value,
    ) -> (StatusCode, Value) {
        let request = asked(who, &method, path).header(header::CONTENT_TYPE, "application/json");
        let response = self.send(request.body(Body::from(body.to_string())).unwrap()).await;
        (response.status(), read(response).await)
    }
}

fn asked(who: &Who, method: &Method, path: &str) -> axum::http::request::Builder {
    let request = Request::builder().method(method).uri(path).header(header::HOST, "office.example:8443");
    match who {
        Who::Nobody => request,
        Who::Session(cookie, csrf) => request.header(header::COOKIE, cookie).header("x-zoufang-csrf", csrf),
    }
}

pub async fn read(response: Response<Body>) -> Value {
    let bytes = to_bytes(response.into_body(), 10 << 20).await.unwrap();
    serde_json::from_slice(&bytes).unwrap_or(Value::Null)
}

fn first_home(office: &Office, village: VillageId) -> Household {
    let found = office.look(|rows| rows.household(rows.households_of(village)?.remove(0).id));
    found.unwrap().unwrap()
}

fn enrol(office: &Office, ticket: &str) -> Caller {
    let code = EnrolmentTicket::from_text(ticket).unwrap().code;
    let request =
        EnrolRequest { code, device_name: "测试机".into(), app_version: "0.1.0".into(), account_id: None };
    let enrolled = office.enrol(&request).unwrap();
    Caller::new(enrolled.account_id, enrolled.device_id)
}

/// Hands a file of households in and has it checked; its id.
pub fn handed_in(office: &Office, officer: &Account, bytes: &[u8]) -> String {
    let at = office.place_for_import().unwrap();
    std::fs::write(&at, bytes).unwrap();
    let (template, name) = (HOUSEHOLDS.to_owned(), "一般农户.xlsx".to_owned());
    let file = HandedIn { template, name, at, size: bytes.len() as u64 };
    let job = office.receive_import(officer, &file).unwrap();
    office.check_import(job.id).unwrap();
    job.id.to_string()
}

/// A phone visit, a problem and a lead.
fn work_at(home: &Household) -> [(&'static str, Value); 3] {
    let reason =
        json!({"item": "F2.13", "rule_version": 1, "when": "a == 'no'", "inputs": {}, "quote": "饮水安全"});
    let confirmed = json!({"kind": "confirmed"});
    let own = |what: &str| zoufang_office::ids::named(&[&home.id.to_string(), what]);
    let visit = json!({
        "household_id": home.id, "campaign": "2022-shaoyun", "checklist_version": 1,
        "mode": { "kind": "phone", "number": "13800001234", "respondent": home.head_member_id,
            "respondent_name": null, "whereabouts": "广东省-深圳市-宝安区", "away_since": "2021-03",
            "called_at": "2022-05-12T09:00:00+08:00" },
        "mode_reason": "全家在外", "started_at": "2022-05-12T09:00:00+08:00",
        "finished_at": "2022-05-12T09:12:00+08:00", "cadres": ["周敏"],
        "answers": [{ "item": "F1.03", "status": "answered",
            "value": { "self_pay": 1_250_050, "claims": 0, "kinds": ["medical"] } }],
    });
    let finding = json!({
        "finding_id": own("finding"), "subject": {"kind": "household", "household_id": home.id},
        "code": "P.F2.13a", "title": "饮水不安全", "severity": "major", "bucket": "now",
        "discovered_on": "2022-05-12", "due_on": "2022-05-19", "reason": reason, "decision": confirmed,
    });
    let candidate = json!({
        "candidate_id": own("lead"), "household_id": home.id, "kind": "lead", "channel": "visit",
        "strength": "strong", "raised_on": "2022-05-12",
        "reasons": [{"reason": reason, "trigger": "illness", "strength": "strong", "decision": confirmed}],
    });
    [("visit.record", visit), ("finding.raise", finding), ("candidate.raise", candidate)]
}

fn op(n: u64, kind: &str, body: &Value) -> Operation {
    Operation {
        op_id: Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + u128::from(n))
            .to_string()
            .parse()
            .unwrap(),
        kind: kind.into(),
        v: 1,
        occurred_at: "2022-05-12T09:12:00+08:00".parse().unwrap(),
        clock: serde_json::from_value(json!({ "boot": "b", "mono_ms": n })).unwrap(),
        body: serde_json::value::to_raw_value(body).unwrap(),
    }
}

fn hand_in(office: &Office, caller: Caller, stream: u128, ops: &[Operation]) {
    let bytes: Vec<_> = ops.iter().map(|op| op.canonical().unwrap()).collect();
    let hashes: Vec<_> = bytes.iter().map(|bytes| operation::hash(bytes)).collect();
    let digest = run_digest(ops.iter().zip(&hashes).map(|(op, hash)| (&op.op_id, hash)));
    let frames = (1..).zip(bytes).map(|(seq, op)| OpFrame { seq, op }).collect();
    let request = SyncRequest {
        stream_id: Uuid::from_u128(stream).to_string().parse().unwrap(),
        device_time: office.now(),
        ops: frames,
        digest: Some(digest),
        pull: None,
        asks: vec![],
    };
    let answer = office.handle_sync(caller, request).unwrap();
    assert_eq!(answer.accepted_through, ops.len() as u64, "{:?}", answer.results);
    assert!(answer.results.iter().all(|run| run.code.is_none()), "{:?}", answer.results);
}
