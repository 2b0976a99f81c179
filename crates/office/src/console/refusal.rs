//! Errors of the console as HTTP: the one `ApiError` with the status of its code.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use zoufang_wire::{ApiError, ErrorCode};

/// An `ApiError` on its way out.
#[derive(Debug)]
pub struct Refusal(pub ApiError);

impl From<ApiError> for Refusal {
    fn from(error: ApiError) -> Self {
        match error.code {
            // The words of this code are for a device; here somebody sits before the full disk.
            ErrorCode::OfficeFull => Self(ApiError::new(ErrorCode::DiskFull)),
            _ => Self(error),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let wait = self.0.params.get("wait_s").and_then(|wait| HeaderValue::from_str(wait).ok());
        let mut response = (status, Json(self.0)).into_response();
        if let Some(wait) = wait {
            response.headers_mut().insert(header::RETRY_AFTER, wait);
        }
        response
    }
}

/// Something of ours that broke.
pub fn internal(why: &dyn std::fmt::Display) -> ApiError {
    ApiError::new(ErrorCode::Internal).with("detail", why)
}

/// Something that was asked for and is not there.
pub fn missing(what: &str) -> ApiError {
    ApiError::new(ErrorCode::NotFound).with("what", what)
}
