//! The console's page, embedded in the binary: one file to install in a township.

use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use zoufang_wire::{ApiError, ErrorCode};

use super::refusal::Refused;

#[derive(rust_embed::RustEmbed)]
#[folder = "../../ui/office/dist/"]
#[allow_missing = true]
struct Files;

/// A file of the console, or its first page for the console's own routes.
pub async fn page(uri: Uri) -> Response {
    let path = uri.path().trim_start_matches('/');
    if path.starts_with("v1/") || path.starts_with("console/api") {
        return Refused(ApiError::new(ErrorCode::NotFound).with("what", uri.path())).into_response();
    }
    let path = if path.is_empty() { "index.html" } else { path };
    if let Some(response) = file(path) {
        return response;
    }
    let is_route = !path.rsplit('/').next().is_some_and(|name| name.contains('.'));
    is_route.then(|| file("index.html")).flatten().unwrap_or_else(|| StatusCode::NOT_FOUND.into_response())
}

fn file(path: &str) -> Option<Response> {
    let found = Files::get(path)?;
    let kind = mime_guess::from_path(path).first_or_octet_stream();
    // Names under assets/ carry a hash of their content.
    let keep = if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    let headers = [(header::CONTENT_TYPE, kind.to_string()), (header::CACHE_CONTROL, keep.to_owned())];
    Some((headers, found.data.into_owned()).into_response())
}
