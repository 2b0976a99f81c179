//! One `POST /v1/sync`: coded, sent, read and decoded.

use std::time::Duration;

use reqwest::{Client, Response};
use zoufang_wire::{ApiError, Coding, ErrorCode, SyncResponse};

use super::address::{at, error_of, read_limited, retry_after_s};
use super::client::call_error;
use crate::sync::core::Failure;

/// Time for request and answer on a good day.
const BASE_TIMEOUT_S: u64 = 30;
/// Slowest link worth waiting for, bytes per second.
const SLOWEST_LINK: u64 = 2_000;
const LONGEST_TIMEOUT_S: u64 = 120;
/// Bytes of an answer at most, as sent and decoded.
const LARGEST_CODED: usize = 16 * 1024 * 1024;
const LARGEST_ANSWER: usize = 64 * 1024 * 1024;
/// Fast, and within a few per cent of the best for messages of this size.
const LEVEL: i32 = 6;
const CODING: Coding = Coding::ZstdDict1;

/// An answer and what it cost on the wire (bodies only).
pub struct Answer {
    pub response: SyncResponse,
    pub bytes_up: u64,
    pub bytes_down: u64,
}

/// What the office is told about who sends.
#[derive(Debug, Clone, Copy)]
pub struct Sender<'a> {
    pub access: &'a str,
    pub app_version: &'a str,
    /// Operations still on the device.
    pub pending: u64,
}

pub(super) async fn exchange(
    client: &Client,
    address: &str,
    sender: &Sender<'_>,
    body: &[u8],
) -> Result<Answer, Failure> {
    let coded = coded(body).map_err(Failure::Unreachable)?;
    post(client, address, sender, coded).await
}

/// The body of a request as it travels.
///
/// # Errors
/// [`ErrorCode::Internal`] when memory ran out.
pub fn coded(body: &[u8]) -> Result<Vec<u8>, ApiError> {
    CODING.encode(body, LEVEL).map_err(|error| ApiError::new(ErrorCode::Internal).with("detail", error))
}

/// Sends a body that [`coded`] made; `make bench` does so too, with bodies prepared beforehand.
///
/// # Errors
/// What went wrong, as the engine's core judges it.
pub async fn post(
    client: &Client,
    address: &str,
    sender: &Sender<'_>,
    coded: Vec<u8>,
) -> Result<Answer, Failure> {
    let url = at(address, "/v1/sync").map_err(Failure::Unreachable)?;
    let bytes_up = coded.len() as u64;
    let timeout_s = (BASE_TIMEOUT_S + bytes_up / SLOWEST_LINK).min(LONGEST_TIMEOUT_S);
    let response = client
        .post(url)
        .bearer_auth(sender.access)
        .header("content-type", "application/json")
        .header("content-encoding", CODING.name())
        .header("accept-encoding", "zf1, zstd")
        .header("zoufang-app", sender.app_version)
        .header("zoufang-pending", sender.pending)
        .timeout(Duration::from_secs(timeout_s))
        .body(coded)
        .send()
        .await
        .map_err(|error| lost(&error, address))?;
    let status = response.status().as_u16();
    if status != 200 {
        return Err(refusal(status, response).await);
    }
    read_answer(response, bytes_up).await
}

/// An answer that is cut, of another coding or not ours is like one that never came.
async fn read_answer(response: Response, bytes_up: u64) -> Result<Answer, Failure> {
    let damaged = || Failure::TimedOut(ApiError::new(ErrorCode::OfficeUnreachable));
    let name = response.headers().get("content-encoding").map_or("", |value| value.to_str().unwrap_or("?"));
    let coding = Coding::from_name(name).ok_or_else(damaged)?;
    let coded = read_limited(response, LARGEST_CODED).await.ok_or_else(damaged)?;
    let plain = coding.decode(&coded, LARGEST_ANSWER).map_err(|_| damaged())?;
    Ok(Answer {
        response: serde_json::from_slice(&plain).map_err(|_| damaged())?,
        bytes_up,
        bytes_down: coded.len() as u64,
    })
}

async fn refusal(status: u16, response: Response) -> Failure {
    let retry_after_s = retry_after_s(&response);
    let error = error_of(response).await;
    // A redirect or a strange page under our path comes from something in between.
    if status < 400 || error.code == ErrorCode::OfficeUnreachable && status < 500 {
        return Failure::Unreachable(ApiError::new(ErrorCode::OfficeUnreachable));
    }
    Failure::Status { status, code: Some(error.code), retry_after_s, error }
}

fn lost(error: &reqwest::Error, address: &str) -> Failure {
    if error.is_connect() {
        Failure::Unreachable(call_error(error, address))
    } else {
        Failure::TimedOut(call_error(error, address))
    }
}
