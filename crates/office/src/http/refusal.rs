//! A refusal as a response: status, `Retry-After` where waiting helps, and the `ApiError` as JSON.

use std::any::Any;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use zoufang_wire::{ApiError, ErrorCode};

/// An error on its way out.
#[derive(Debug)]
pub struct Refused(pub ApiError);

impl From<ApiError> for Refused {
    fn from(error: ApiError) -> Self {
        Self(error)
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let wait = match status {
            StatusCode::TOO_MANY_REQUESTS => self.0.params.get("wait_s").cloned(),
            StatusCode::SERVICE_UNAVAILABLE => Some("5".to_owned()),
            _ => None,
        };
        let mut response = (status, Json(self.0)).into_response();
        if let Some(wait) = wait.and_then(|wait| HeaderValue::from_str(&wait).ok()) {
            response.headers_mut().insert(header::RETRY_AFTER, wait);
        }
        response
    }
}

/// A panic is our fault and must neither end the office nor show its insides.
pub fn panicked(_why: Box<dyn Any + Send + 'static>) -> Response {
    tracing::error!("a handler panicked");
    Refused(ApiError::new(ErrorCode::Internal).with("detail", "handler")).into_response()
}
