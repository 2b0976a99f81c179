//! Exchanging the refresh token for a new pair.

use std::time::Duration;

use reqwest::Client;
use zoufang_wire::enrol::{TokenRequest, Tokens};
use zoufang_wire::{ApiError, ErrorCode};

use super::address::{at, error_of, read_limited};
use super::identity::Identity;

const TOKEN_TIMEOUT: Duration = Duration::from_secs(25);

/// `POST /v1/token`.
///
/// # Errors
/// `Some` when the office refused: enrolment is needed anew. `None` when it could not be asked.
pub(super) async fn renew(
    client: &Client,
    address: &str,
    identity: &Identity,
) -> Result<Tokens, Option<ApiError>> {
    let url = at(address, "/v1/token").map_err(Some)?;
    let body = serde_json::to_vec(&TokenRequest {
        device_id: identity.device_id,
        refresh: identity.refresh.clone(),
    })
    .map_err(|_| None)?;
    let response = client
        .post(url)
        .header("content-type", "application/json")
        .timeout(TOKEN_TIMEOUT)
        .body(body)
        .send()
        .await
        .map_err(|_| None)?;
    match response.status().as_u16() {
        200 => {
            let body = read_limited(response, 64 * 1024).await.ok_or(None)?;
            serde_json::from_slice(&body).map_err(|_| None)
        }
        // The office knows neither this token nor the one before: waiting helps nothing any more.
        401 => Err(Some(ApiError::new(ErrorCode::EnrolAgain))),
        400..=428 => Err(Some(error_of(response).await)),
        _ => Err(None),
    }
}
