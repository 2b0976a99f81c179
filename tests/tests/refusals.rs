//! What must be refused, over real sockets: codes that do not enrol, servers that are no office, and bodies that no
//! device of ours sends. Each gets its own words, and both ends go on as before.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use zoufang_field::view::LockState;
use zoufang_office::clock::{Clock as _, ManualClock, SystemClock};
use zoufang_office::{Config, Office, storage};
use zoufang_tests::inside::serve_inside;
use zoufang_tests::other_server::OtherServer;
use zoufang_tests::phone::{PIN, Phone, words};
use zoufang_tests::program::{free_port, serve_office, serve_office_with_tls, until_free};
use zoufang_tests::township;
use zoufang_wire::enrol::{EnrolRequest, EnrolResponse, EnrolmentTicket};
use zoufang_wire::{ApiError, Coding, Digest, ErrorCode};

fn url(port: u16) -> String {
    format!("http://127.0.0.1:{port}")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_a_used_and_an_expired_code_are_told_apart_and_the_next_one_enrols() {
    let folder = tempfile::tempdir().unwrap();
    let (data, port) = (folder.path().join("office"), free_port().unwrap());
    let ticket = township::prepare(&data, port, 20);
    let clock = Arc::new(ManualClock::at(SystemClock.now()));
    let config = Config { clock: clock.clone(), ..township::config(&data, &url(port)) };
    let codes = Office::open(&data, config.clone()).unwrap();
    let account = codes.account_named("张示例").unwrap().id;
    let _office = serve_inside(&data, port, config).await;
    let next = || codes.ticket(&codes.issue_code(account).unwrap()).unwrap().to_text().unwrap();

    let first = Phone::at(&folder.path().join("first"));
    first.enrol(&ticket).await;
    let phone = Phone::at(&folder.path().join("phone"));
    let refused = async |ticket: &str| {
        let error = phone.field.enrol(ticket, "测试机", PIN).await.unwrap_err();
        assert_eq!(phone.field.status().state, LockState::NotEnrolled);
        (error.code, words(&error))
    };
    let (code, told) = refused(&ticket).await;
    assert_eq!(code, ErrorCode::CodeUsed);
    assert!(told.contains("用过了"), "{told}");
    let mut wrong = EnrolmentTicket::from_text(&ticket).unwrap();
    wrong.code = "AAAA-BBBB-CCCC".into();
    assert_eq!(refused(&wrong.to_text().unwrap()).await.0, ErrorCode::CodeUnknown);
    let late = next();
    clock.advance(chrono::Duration::hours(73));
    let (code, told) = refused(&late).await;
    assert_eq!(code, ErrorCode::CodeUnknown);
    assert!(told.contains("过期"), "{told}");

    phone.enrol(&next()).await;
    phone.visit();
    phone.hand_in().await;
    // The one whose code somebody tried again is as it was.
    first.visit();
    first.hand_in().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_no_office_is_called_so_and_gets_neither_code_nor_visit() {
    let folder = tempfile::tempdir().unwrap();
    let (data, port) = (folder.path().join("office"), free_port().unwrap());
    let ticket = township::prepare(&data, port, 20);
    let page = b"<!doctype html><title>Free WiFi</title><p>Please sign in".to_vec();
    let portal = OtherServer::at(port, "text/html", page.clone()).await;
    let phone = Phone::at(&folder.path().join("phone"));
    let refused = phone.field.enrol(&ticket, "测试机", PIN).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotAnOffice);
    assert!(words(&refused).starts_with(&url(port)), "{}", words(&refused));
    assert_eq!(portal.asked(), ["GET /v1/caps HTTP/1.1"], "it was shown nothing");
    drop(portal);

    let office = serve_inside(&data, port, township::config(&data, &url(port))).await;
    phone.enrol(&ticket).await;
    phone.field.lock();
    drop(office);
    // In the hotel at night.
    let portal = OtherServer::at(port, "text/html", page).await;
    phone.field.unlock(PIN).unwrap();
    phone.visit();
    phone.told(ErrorCode::NotAnOffice).await;
    assert_eq!(phone.field.sync_status().unwrap().unsent_visits, 1);
    assert!(portal.asked().iter().all(|line| line.starts_with("GET /v1/caps ")), "{:?}", portal.asked());
    drop(portal);

    let _office = serve_inside(&data, port, township::config(&data, &url(port))).await;
    phone.hand_in().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tls_to_a_plain_server_and_plain_to_a_tls_office_are_refused_and_cost_no_code() {
    let folder = tempfile::tempdir().unwrap();
    let (data, port) = (folder.path().join("office"), free_port().unwrap());
    let plain = township::prepare(&data, port, 20);
    let phone = Phone::at(&folder.path().join("phone"));

    let mut mixed = EnrolmentTicket::from_text(&plain).unwrap();
    mixed.addresses = vec![format!("https://127.0.0.1:{port}")];
    mixed.ca_fingerprint = Some(Digest::of(&[b"some authority"]));
    let server = OtherServer::at(port, "text/html", b"hello".to_vec()).await;
    let refused = phone.field.enrol(&mixed.to_text().unwrap(), "测试机", PIN).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotAnOffice, "{}", words(&refused));
    drop(server);
    until_free(port).await;

    let tls = serve_office_with_tls(&data, port).unwrap();
    let refused = phone.field.enrol(&plain, "测试机", PIN).await.unwrap_err();
    // An end of TLS hangs up on who does not speak it, and says nothing that could be told apart from a bad line.
    assert_eq!(refused.code, ErrorCode::OfficeUnreachable, "{}", words(&refused));
    assert_eq!(phone.field.status().state, LockState::NotEnrolled);
    drop(tls);

    let _office = serve_office(&data, port).unwrap();
    phone.enrol(&plain).await;
}

/// A client of our own, for what our devices never send.
struct Stranger {
    http: reqwest::Client,
    base: String,
    access: String,
}

impl Stranger {
    async fn enrolled(port: u16, ticket: &str) -> Self {
        let http = zoufang_field::sync::driver::http_client(None).unwrap();
        let code = EnrolmentTicket::from_text(ticket).unwrap().code;
        let request =
            EnrolRequest {
                account_id: None, code, device_name: "陌生".into(), app_version: "0.1.0".into()
            };
        let body = serde_json::to_vec(&request).unwrap();
        let answer = http.post(format!("{}/v1/enrol", url(port))).body(body).send().await.unwrap();
        let enrolled: EnrolResponse = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap();
        Self { http, base: url(port), access: enrolled.tokens.access }
    }

    async fn post(&self, kind: &str, coding: &str, body: Vec<u8>) -> (u16, Vec<u8>) {
        let request = self.http.post(format!("{}/v1/sync", self.base)).bearer_auth(&self.access);
        let request = request.header("content-type", kind).header("content-encoding", coding);
        let answer = request.body(body).send().await.unwrap();
        let status = answer.status().as_u16();
        (status, answer.bytes().await.unwrap().to_vec())
    }

    async fn refused(&self, kind: &str, coding: &str, body: Vec<u8>) -> (u16, ErrorCode) {
        let (status, body) = self.post(kind, coding, body).await;
        let error: ApiError = serde_json::from_slice(&body).unwrap();
        assert!(!words(&error).is_empty());
        (status, error.code)
    }

    /// Announces more than it sends and hangs up.
    async fn break_off(&self, port: u16) {
        use tokio::io::AsyncWriteExt as _;
        let mut socket = tokio::net::TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        let access = &self.access;
        let head = format!(
            "POST /v1/sync HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {access}\r\ncontent-length: 5000\r\n\r\n"
        );
        socket.write_all(head.as_bytes()).await.unwrap();
        socket.write_all(&push("visit.record")[..60]).await.unwrap();
        socket.shutdown().await.unwrap();
    }
}

const JSON: &str = "application/json";

/// A push of one operation, written by hand from the protocol's document.
fn push(kind: &str) -> Vec<u8> {
    let op = json!({
        "op_id": "01890a5d-ac96-774b-bcce-b302099a8057", "kind": kind, "v": 1,
        "occurred_at": "2022-05-16T09:30:00+08:00", "clock": {"boot": "5e1f", "mono_ms": 7},
        "body": {"what": "nobody knows yet"}
    });
    let request = json!({
        "stream_id": "01890a5d-ac96-774b-bcce-b302099a0009", "device_time": "2022-05-16T09:31:00+08:00",
        "ops": [{"seq": 1, "op": op}]
    });
    request.to_string().into_bytes()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_running_office_refuses_what_no_device_sends_keeps_what_it_does_not_know_and_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let (data, port) = (folder.path().join("office"), free_port().unwrap());
    let ticket = township::prepare(&data, port, 20);
    let office = serve_office(&data, port).unwrap();
    let stranger = Stranger::enrolled(port, &ticket).await;
    let invalid = (400, ErrorCode::BodyInvalid);
    let too_large = (413, ErrorCode::BodyTooLarge);

    assert_eq!(stranger.refused(JSON, "identity", vec![b' '; 10 << 20]).await, too_large);
    let bomb = Coding::Zstd.encode(&vec![b' '; 200 << 20], 3).unwrap();
    assert!(bomb.len() < 64 << 10);
    assert_eq!(stranger.refused(JSON, "zstd", bomb).await, too_large);
    let mut cut = Coding::ZstdDict1.encode(&push("visit.record"), 6).unwrap();
    cut.truncate(cut.len() / 2);
    assert_eq!(stranger.refused(JSON, "zf1", cut).await, invalid);
    assert_eq!(stranger.refused(JSON, "identity", push("visit.record")[..80].to_vec()).await, invalid);
    assert_eq!(stranger.refused(JSON, "br", push("visit.record")).await, invalid);
    assert_eq!(stranger.refused("text/html", "identity", push("visit.record")).await, invalid);
    assert_eq!(stranger.refused(JSON, "identity", b"<html></html>".to_vec()).await, invalid);
    stranger.break_off(port).await;
    tokio::time::sleep(Duration::from_millis(100)).await;

    let (status, answer) = stranger.post(JSON, "identity", push("visit.hologram")).await;
    let answer: Value = serde_json::from_slice(&answer).unwrap();
    let result = &answer["results"][0];
    assert_eq!((status, &result["r"], &result["code"]), (200, &json!("deferred"), &json!("unknown_kind")));
    // All of it over, an ordinary phone notices nothing.
    let mut office_of_codes = EnrolmentTicket::from_text(&ticket).unwrap();
    let inside = Office::open(&data, Config::for_tests()).unwrap();
    let account = inside.account_named("张示例").unwrap().id;
    office_of_codes.code = inside.issue_code(account).unwrap();
    let phone = Phone::at(&folder.path().join("phone"));
    phone.enrol(&office_of_codes.to_text().unwrap()).await;
    phone.visit();
    phone.hand_in().await;
    drop(office);

    let mut kinds = Vec::new();
    storage::read(inside.storage(), |rows| {
        rows.each_op(&mut |op| {
            kinds.push((op.kind.clone(), op.bytes.contains("nobody knows yet")));
            Ok(())
        })
    })
    .unwrap();
    kinds.retain(|(kind, _)| kind.starts_with("visit."));
    assert_eq!(kinds, [("visit.hologram".to_owned(), true), ("visit.record".to_owned(), false)]);
}
