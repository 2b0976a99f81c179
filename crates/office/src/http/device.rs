//! What devices call: caps, sync, enrol, token.

use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use http_body_util::BodyExt as _;
use serde::de::DeserializeOwned;
use zoufang_wire::caps::{KindVersion, SERVICE};
use zoufang_wire::coding::CodingError;
use zoufang_wire::enrol::{EnrolRequest, EnrolResponse, TokenRequest, Tokens};
use zoufang_wire::{ApiError, Caps, Coding, ErrorCode, Kind, PROTOCOL, SyncRequest, SyncResponse};

use super::Desk;
use super::address::Peer;
use super::refusal::Refused;
use crate::metrics::Metrics;
use crate::sync::Caller;
use crate::{Limits, Office};

/// Level of zstd for an answer to a push: beyond it bytes shrink by a few per cent and time doubles.
const LEVEL: i32 = 3;
/// Level for an answer full of rows, which is sent once and over the weakest link: a sixth fewer bytes for some 25 µs a
/// household.
const LEVEL_OF_ROWS: i32 = 9;
/// From this length on an answer is one full of rows.
const FULL_OF_ROWS: usize = 64 * 1024;
/// Answers below this are sent as they are.
const WORTH_CODING: usize = 96;
/// Bodies above this are read and judged off the async threads.
const HEAVY: usize = 64 << 10;

/// Limits and versions of this office; needs no token.
#[utoipa::path(get, path = "/v1/caps", responses((status = 200, body = Caps)))]
pub async fn caps(State(desk): State<Desk>, peer: Peer) -> Result<Json<Caps>, Refused> {
    desk.rates.address(peer.rate_key())?;
    let office = desk.office.look(|rows| rows.office())?;
    let limits = &desk.office.config().limits;
    Ok(Json(Caps {
        service: SERVICE.into(),
        town: office.town,
        protocols: vec![PROTOCOL],
        kinds: Kind::ALL
            .into_iter()
            .map(|kind| KindVersion { kind: kind.name().into(), v: kind.version() })
            .collect(),
        max_body: limits.max_body as u64,
        max_decompressed: limits.max_decompressed as u64,
        max_ops: limits.max_ops,
        max_rows: limits.max_rows,
        min_app_for_pull: desk.office.config().min_app_for_pull.clone(),
        office_epoch: office.epoch,
        office_time: desk.office.now(),
    }))
}

/// Push and pull in one turn. 200 only after a durable commit; any other status leaves everything on the device.
#[utoipa::path(post, path = "/v1/sync", request_body = SyncRequest,
    responses(
        (status = 200, body = SyncResponse), (status = 400, body = ApiError), (status = 401, body = ApiError),
        (status = 409, body = ApiError), (status = 410, body = ApiError), (status = 413, body = ApiError),
        (status = 422, body = ApiError), (status = 426, body = ApiError), (status = 429, body = ApiError),
        (status = 503, body = ApiError)),
    security(("bearer" = [])))]
pub async fn sync(State(desk): State<Desk>, peer: Peer, request: Request) -> Response {
    let metrics = desk.office.metrics();
    Metrics::add(&metrics.requests, 1);
    match take_turn(&desk, peer, request).await {
        Ok(response) => response,
        Err(refused) => {
            let counter = match refused.0.code {
                ErrorCode::RateLimited => &metrics.rate_limited,
                _ => &metrics.refused,
            };
            Metrics::add(counter, 1);
            refused.into_response()
        }
    }
}

async fn take_turn(desk: &Desk, peer: Peer, request: Request) -> Result<Response, Refused> {
    desk.rates.address(peer.rate_key())?;
    let (parts, body) = request.into_parts();
    must_be_json(&parts.headers)?;
    let caller = caller(&desk.office, &parts.headers)?;
    desk.rates.device(caller.device)?;
    let bytes = read(body, &desk.office.config().limits).await?;
    Metrics::add(&desk.office.metrics().bytes_in, bytes.len() as u64);
    let coding = coding_of(&parts.headers)?;
    let response = if bytes.len() > HEAVY || coding != Coding::Identity {
        // A small body may become a large one, so anything coded is unpacked where it holds up nobody.
        let office = desk.office.clone();
        tokio::task::spawn_blocking(move || {
            let request = unpack(&office, coding, &bytes)?;
            office.handle_sync(caller, request)
        })
        .await
        .map_err(|_| ApiError::new(ErrorCode::Internal).with("detail", "sync"))??
    } else {
        let request = unpack(&desk.office, coding, &bytes)?;
        desk.office.sync(caller, request).await?
    };
    desk.office.metrics().note(&response);
    coded(&desk.office, &parts.headers, &response)
}

/// Exchanges a single-use code for a device's identity and tokens.
#[utoipa::path(post, path = "/v1/enrol", request_body = EnrolRequest,
    responses((status = 200, body = EnrolResponse), (status = 409, body = ApiError), (status = 422, body = ApiError),
        (status = 429, body = ApiError)))]
pub async fn enrol(
    State(desk): State<Desk>,
    peer: Peer,
    request: Request,
) -> Result<Json<EnrolResponse>, Refused> {
    let request: EnrolRequest = secret_request(&desk, peer, request).await?;
    blocking(&desk, move |office| office.enrol(&request)).await
}

/// Exchanges a refresh token for a new pair.
#[utoipa::path(post, path = "/v1/token", request_body = TokenRequest,
    responses((status = 200, body = Tokens), (status = 401, body = ApiError), (status = 410, body = ApiError),
        (status = 429, body = ApiError)))]
pub async fn token(State(desk): State<Desk>, peer: Peer, request: Request) -> Result<Json<Tokens>, Refused> {
    let request: TokenRequest = secret_request(&desk, peer, request).await?;
    blocking(&desk, move |office| office.refresh(&request)).await
}

/// A small JSON request that carries a secret.
async fn secret_request<T: DeserializeOwned>(
    desk: &Desk,
    peer: Peer,
    request: Request,
) -> Result<T, Refused> {
    desk.rates.address(peer.rate_key())?;
    desk.rates.secret(peer.rate_key())?;
    must_be_json(request.headers())?;
    let limits = Limits { max_body: 4096, ..desk.office.config().limits.clone() };
    let bytes = read(request.into_body(), &limits).await?;
    serde_json::from_slice(&bytes).map_err(|e| invalid(e).into())
}

async fn blocking<T: Send + 'static>(
    desk: &Desk,
    work: impl FnOnce(&Office) -> Result<T, ApiError> + Send + 'static,
) -> Result<Json<T>, Refused> {
    let office = desk.office.clone();
    let done = tokio::task::spawn_blocking(move || work(&office))
        .await
        .map_err(|_| ApiError::new(ErrorCode::Internal).with("detail", "worker"))?;
    Ok(Json(done?))
}

fn caller(office: &Office, headers: &HeaderMap) -> Result<Caller, ApiError> {
    let token = text_of(headers, header::AUTHORIZATION.as_str())
        .and_then(|value| value.strip_prefix("Bearer "))
        .ok_or_else(|| ApiError::new(ErrorCode::Unauthorized))?;
    let mut caller = office.caller(token.trim())?;
    caller.app_version = text_of(headers, "zoufang-app").map(|text| text.chars().take(40).collect());
    caller.pending = text_of(headers, "zoufang-pending").and_then(|text| text.parse().ok());
    Ok(caller)
}

/// The body, but never more than allowed and never slower than allowed.
async fn read(body: Body, limits: &Limits) -> Result<Bytes, ApiError> {
    match tokio::time::timeout(limits.request_timeout, gathered(body, limits.max_body)).await {
        Ok(read) => read,
        Err(_) => Err(invalid("the body took too long to arrive")),
    }
}

/// A body beyond the limit is read on and thrown away, up to eight times the limit: who is hung up on while still
/// sending sees a broken line instead of the refusal, and would send the same again.
async fn gathered(mut body: Body, most: usize) -> Result<Bytes, ApiError> {
    let (mut kept, mut seen) = (Vec::new(), 0_usize);
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| invalid("the body was cut off"))?;
        let Some(data) = frame.data_ref() else { continue };
        seen = seen.saturating_add(data.len());
        if seen <= most {
            kept.extend_from_slice(data);
        } else if seen > most.saturating_mul(8) {
            break;
        }
    }
    if seen > most {
        return Err(ApiError::new(ErrorCode::BodyTooLarge).with("limit", most));
    }
    Ok(kept.into())
}

/// A body that says it is something else is not read. Who says nothing is believed.
fn must_be_json(headers: &HeaderMap) -> Result<(), ApiError> {
    match text_of(headers, header::CONTENT_TYPE.as_str()).and_then(|kind| kind.split(';').next()) {
        Some(kind) if !kind.trim().eq_ignore_ascii_case("application/json") => {
            Err(invalid("content-type: application/json"))
        }
        _ => Ok(()),
    }
}

fn coding_of(headers: &HeaderMap) -> Result<Coding, ApiError> {
    let name = text_of(headers, header::CONTENT_ENCODING.as_str()).unwrap_or_default();
    Coding::from_name(name).ok_or_else(|| invalid("content-encoding: zf1, zstd or identity"))
}

fn unpack(office: &Office, coding: Coding, bytes: &[u8]) -> Result<SyncRequest, ApiError> {
    let limit = office.config().limits.max_decompressed;
    let decoded;
    let plain = match coding {
        Coding::Identity => bytes,
        _ => {
            decoded = coding.decode(bytes, limit).map_err(|error| match error {
                CodingError::TooLarge { limit } => {
                    ApiError::new(ErrorCode::BodyTooLarge).with("limit", limit)
                }
                CodingError::Damaged(_) => invalid("the body cannot be decompressed"),
            })?;
            &decoded
        }
    };
    serde_json::from_slice(plain).map_err(invalid)
}

/// The answer in the best coding the device takes.
fn coded(office: &Office, headers: &HeaderMap, response: &SyncResponse) -> Result<Response, Refused> {
    let plain = serde_json::to_vec(response)
        .map_err(|_| ApiError::new(ErrorCode::Internal).with("detail", "answer"))?;
    let accepted = text_of(headers, header::ACCEPT_ENCODING.as_str()).unwrap_or_default();
    let takes = |coding: Coding| {
        accepted
            .split(',')
            .any(|name| name.split(';').next().is_some_and(|name| name.trim() == coding.name()))
    };
    let coding = [Coding::ZstdDict1, Coding::Zstd]
        .into_iter()
        .find(|coding| plain.len() >= WORTH_CODING && takes(*coding))
        .unwrap_or(Coding::Identity);
    let level = if plain.len() < FULL_OF_ROWS { LEVEL } else { LEVEL_OF_ROWS };
    let bytes = coding
        .encode(&plain, level)
        .map_err(|_| ApiError::new(ErrorCode::Internal).with("detail", "answer"))?;
    Metrics::add(&office.metrics().bytes_out, bytes.len() as u64);
    let mut response = Response::new(Body::from(bytes));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if coding != Coding::Identity {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding.name()));
    }
    Ok(response)
}

fn text_of<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn invalid(why: impl std::fmt::Display) -> ApiError {
    ApiError::new(ErrorCode::BodyInvalid).with("detail", why)
}
