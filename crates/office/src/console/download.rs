//! A file as the answer to a request.

use std::fmt::Write as _;

use axum::http::header;
use axum::response::{IntoResponse, Response};

pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The bytes as a download; `name` may hold any letters.
pub fn attachment(name: &str, kind: &str, bytes: impl IntoResponse) -> Response {
    let mut encoded = String::new();
    for byte in name.bytes() {
        // Writing to a string never fails.
        let _ = write!(encoded, "%{byte:02X}");
    }
    let file = format!("attachment; filename*=UTF-8''{encoded}");
    ([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, file)], bytes).into_response()
}
