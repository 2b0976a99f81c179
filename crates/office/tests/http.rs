//! The office over HTTP, on its real router: limits, codings, tokens, statuses.
#![allow(clippy::unwrap_used, clippy::panic)]

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use tower::ServiceExt as _;
use zoufang_domain::ids::StreamId;
use zoufang_office::audit::By;
use zoufang_office::ids::{IdSource as _, SystemIds};
use zoufang_office::{Config, Limits, Office};
use zoufang_wire::enrol::{EnrolRequest, EnrolResponse, TokenRequest};
use zoufang_wire::{ApiError, Caps, Coding, ErrorCode, Pull, SyncRequest, SyncResponse};

struct Town {
    office: Office,
    _folder: tempfile::TempDir,
    code: String,
}

fn town(limits: Limits) -> Town {
    let folder = tempfile::tempdir().unwrap();
    let office = Office::open(folder.path(), Config { limits, ..Config::for_tests() }).unwrap();
    let account = office.add_account("张三", "cadre").unwrap();
    let code = office.issue_code(account).unwrap();
    Town { office, _folder: folder, code }
}

fn calm() -> Limits {
    Config::for_tests().limits
}

async fn post(
    town: &Town,
    path: &str,
    token: Option<&str>,
    coding: &str,
    body: Vec<u8>,
) -> (StatusCode, Vec<u8>) {
    let mut request = Request::post(path).header(header::CONTENT_ENCODING, coding);
    if let Some(token) = token {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    let response = town.office.router().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
    let status = response.status();
    (status, axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec())
}

fn error(body: &[u8]) -> ErrorCode {
    serde_json::from_slice::<ApiError>(body).unwrap().code
}

async fn enrol(town: &Town) -> EnrolResponse {
    let request = EnrolRequest {
        account_id: None,
        code: town.code.clone(),
        device_name: "d".into(),
        app_version: "0.1.0".into(),
    };
    let (status, body) = post(town, "/v1/enrol", None, "", serde_json::to_vec(&request).unwrap()).await;
    assert_eq!(status, StatusCode::OK);
    serde_json::from_slice(&body).unwrap()
}

fn turn() -> Vec<u8> {
    let request = SyncRequest {
        stream_id: StreamId(SystemIds.uuid()),
        device_time: "2022-05-12T09:30:00+08:00".parse().unwrap(),
        ops: vec![],
        digest: None,
        pull: Some(Pull { cursor: None, limit: 10, digest: false, knows: vec![] }),
        asks: vec![],
    };
    serde_json::to_vec(&request).unwrap()
}

#[tokio::test]
async fn a_device_enrols_syncs_in_every_coding_and_refreshes() {
    let town = town(calm());
    let enrolled = enrol(&town).await;
    for coding in [Coding::Identity, Coding::Zstd, Coding::ZstdDict1] {
        let body = coding.encode(&turn(), 3).unwrap();
        let (status, answer) =
            post(&town, "/v1/sync", Some(&enrolled.tokens.access), coding.name(), body).await;
        assert_eq!(status, StatusCode::OK);
        assert!(serde_json::from_slice::<SyncResponse>(&answer).unwrap().cursor.is_some());
    }
    let request = TokenRequest { device_id: enrolled.device_id, refresh: enrolled.tokens.refresh };
    let (status, _) = post(&town, "/v1/token", None, "", serde_json::to_vec(&request).unwrap()).await;
    assert_eq!(status, StatusCode::OK);
}

#[tokio::test]
async fn an_answer_is_coded_as_the_device_takes_it() {
    let town = town(calm());
    let access = enrol(&town).await.tokens.access;
    let request = Request::post("/v1/sync")
        .header(header::AUTHORIZATION, format!("Bearer {access}"))
        .header(header::ACCEPT_ENCODING, "zf1, zstd")
        .body(Body::from(turn()))
        .unwrap();
    let response = town.office.router().oneshot(request).await.unwrap();
    assert_eq!(response.headers()[header::CONTENT_ENCODING], "zf1");
    let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
    let plain = Coding::ZstdDict1.decode(&bytes, 1 << 20).unwrap();
    assert!(serde_json::from_slice::<SyncResponse>(&plain).is_ok());
}

#[tokio::test]
async fn without_a_token_nothing_is_told() {
    let town = town(calm());
    let (status, body) = post(&town, "/v1/sync", None, "", turn()).await;
    assert_eq!((status, error(&body)), (StatusCode::UNAUTHORIZED, ErrorCode::Unauthorized));
    let (status, _) = post(&town, "/v1/sync", Some("guess"), "", turn()).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_revoked_device_gets_410() {
    let town = town(calm());
    let enrolled = enrol(&town).await;
    let office = town.office.clone();
    tokio::task::spawn_blocking(move || office.revoke_device(enrolled.device_id, &By::command_line()))
        .await
        .unwrap()
        .unwrap();
    let (status, body) = post(&town, "/v1/sync", Some(&enrolled.tokens.access), "", turn()).await;
    assert_eq!((status, error(&body)), (StatusCode::GONE, ErrorCode::DeviceRevoked));
}

#[tokio::test]
async fn a_used_code_is_refused_with_its_own_words() {
    let town = town(calm());
    enrol(&town).await;
    let request = EnrolRequest {
        account_id: None,
        code: town.code.clone(),
        device_name: "d".into(),
        app_version: "1".into(),
    };
    let (status, body) = post(&town, "/v1/enrol", None, "", serde_json::to_vec(&request).unwrap()).await;
    assert_eq!((status, error(&body)), (StatusCode::CONFLICT, ErrorCode::CodeUsed));
}

#[tokio::test]
async fn ten_megabytes_a_zstd_bomb_and_rubbish_are_refused_and_the_office_goes_on() {
    let town = town(calm());
    let access = enrol(&town).await.tokens.access;
    let token = Some(access.as_str());
    let (status, body) = post(&town, "/v1/sync", token, "", vec![b' '; 10 << 20]).await;
    assert_eq!((status, error(&body)), (StatusCode::PAYLOAD_TOO_LARGE, ErrorCode::BodyTooLarge));
    let bomb = Coding::Zstd.encode(&vec![b' '; 200 << 20], 3).unwrap();
    assert!(bomb.len() < 64 << 10);
    let (status, body) = post(&town, "/v1/sync", token, "zstd", bomb).await;
    assert_eq!((status, error(&body)), (StatusCode::PAYLOAD_TOO_LARGE, ErrorCode::BodyTooLarge));
    let deep = "[".repeat(1 << 20).into_bytes();
    for (coding, body) in [
        ("zf1", vec![7; 300]),
        ("", b"{\"ops\":".to_vec()),
        ("", deep),
        ("gzip", turn()),
        ("", vec![0xff; 99]),
    ] {
        let (status, answer) = post(&town, "/v1/sync", token, coding, body).await;
        assert_eq!((status, error(&answer)), (StatusCode::BAD_REQUEST, ErrorCode::BodyInvalid));
    }
    let (status, _) = post(&town, "/v1/sync", token, "", turn()).await;
    assert_eq!(status, StatusCode::OK);
}

#[tokio::test]
async fn a_sender_that_never_finishes_is_let_go() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let limits = Limits { request_timeout: std::time::Duration::from_millis(50), ..calm() };
    let town = town(limits);
    let access = enrol(&town).await.tokens.access;
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = listener.local_addr().unwrap();
    let server = axum_server::from_tcp(listener).unwrap();
    tokio::spawn(server.serve(town.office.router().into_make_service()));
    let mut socket = tokio::net::TcpStream::connect(address).await.unwrap();
    let head = format!(
        "POST /v1/sync HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {access}\r\ncontent-length: 1000\r\n\r\n{{"
    );
    socket.write_all(head.as_bytes()).await.unwrap();
    let mut answer = [0; 12];
    socket.read_exact(&mut answer).await.unwrap();
    assert_eq!(&answer, b"HTTP/1.1 400");
}

#[tokio::test]
async fn beyond_the_rate_a_device_is_told_when_to_come_back() {
    let town = town(Limits { per_device: 2, ..calm() });
    let access = enrol(&town).await.tokens.access;
    let router = town.office.router();
    let mut last = None;
    for _ in 0..3 {
        let request = Request::post("/v1/sync")
            .header(header::AUTHORIZATION, format!("Bearer {access}"))
            .body(Body::from(turn()))
            .unwrap();
        last = Some(router.clone().oneshot(request).await.unwrap());
    }
    let last = last.unwrap();
    assert_eq!(last.status(), StatusCode::TOO_MANY_REQUESTS);
    let wait: u64 = last.headers()[header::RETRY_AFTER].to_str().unwrap().parse().unwrap();
    assert!((1..=31).contains(&wait));
}

#[tokio::test]
async fn health_figures_and_caps_answer_and_unknown_paths_are_json() {
    let town = town(calm());
    let get = |path: &'static str| {
        let router = town.office.router();
        async move {
            let response = router.oneshot(Request::get(path).body(Body::empty()).unwrap()).await.unwrap();
            let status = response.status();
            let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
            (status, String::from_utf8(bytes.to_vec()).unwrap())
        }
    };
    assert_eq!(get("/healthz").await.0, StatusCode::OK);
    assert_eq!(get("/readyz").await.0, StatusCode::OK);
    assert!(get("/metrics").await.1.contains("zoufang_ops_stored 0"));
    let caps: Caps = serde_json::from_str(&get("/v1/caps").await.1).unwrap();
    assert_eq!((caps.service.as_str(), caps.kinds.len()), ("zoufang-office", 5));
    let (status, body) = get("/v1/nothing").await;
    assert_eq!((status, error(body.as_bytes())), (StatusCode::NOT_FOUND, ErrorCode::NotFound));
    assert_eq!(get("/v1/ca").await.0, StatusCode::NOT_FOUND);
}
