//! Addresses of the office and how answers that are not successes are read.

use reqwest::Response;
use zoufang_wire::enrol::is_allowed;
use zoufang_wire::{ApiError, ErrorCode};

/// Largest error text that is read.
const LARGEST_ERROR: usize = 64 * 1024;

/// `address` with `path`, if it may be talked to at all.
pub(super) fn at(address: &str, path: &str) -> Result<String, ApiError> {
    if is_allowed(address) {
        Ok(format!("{}{path}", address.trim_end_matches('/')))
    } else {
        Err(ApiError::new(ErrorCode::NotAnOffice).with("address", address))
    }
}

/// `Retry-After` in seconds; dates are not used by our office.
pub(super) fn retry_after_s(response: &Response) -> Option<u64> {
    response.headers().get("retry-after")?.to_str().ok()?.trim().parse().ok()
}

/// The error in an answer: the office's own words if it is one of ours, else what the status means.
pub(super) async fn error_of(response: Response) -> ApiError {
    let status = response.status().as_u16();
    let text = read_limited(response, LARGEST_ERROR).await.unwrap_or_default();
    serde_json::from_slice(&text).unwrap_or_else(|_| ApiError::new(of_status(status)))
}

fn of_status(status: u16) -> ErrorCode {
    match status {
        401 => ErrorCode::Unauthorized,
        403 => ErrorCode::Forbidden,
        410 => ErrorCode::DeviceRevoked,
        413 => ErrorCode::BodyTooLarge,
        426 => ErrorCode::UpgradeToPull,
        429 => ErrorCode::RateLimited,
        503 => ErrorCode::OfficeBusy,
        400 | 422 => ErrorCode::BodyInvalid,
        // Anything else comes from something between us and the office.
        _ => ErrorCode::OfficeUnreachable,
    }
}

/// The body, or nothing when it is cut off or larger than `limit`.
pub(super) async fn read_limited(mut response: Response, limit: usize) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.ok()? {
        if body.len() + chunk.len() > limit {
            return None;
        }
        body.extend_from_slice(&chunk);
    }
    Some(body)
}
