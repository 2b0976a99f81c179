//! OpenAPI 3.1, generated from the types that are really sent. `docs/openapi.json` is this, and a test says so.

use axum::http::header;
use axum::response::{IntoResponse, Response};
use utoipa::OpenApi as _;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};

/// The office's device interface.
#[derive(utoipa::OpenApi)]
#[openapi(
    info(title = "Zoufang office", license(name = "Apache-2.0", identifier = "Apache-2.0"),
        description = "What travels between field devices and the office. Meaning and rules: docs/protocol.md."),
    paths(
        super::device::caps, super::device::sync, super::device::enrol, super::device::token,
        super::operator::ca, super::operator::healthz, super::operator::readyz, super::operator::metrics),
    modifiers(&Bearer)
)]
struct Docs;

struct Bearer;

impl utoipa::Modify for Bearer {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        openapi
            .components
            .get_or_insert_default()
            .add_security_scheme("bearer", SecurityScheme::Http(bearer));
    }
}

/// The document as pretty JSON.
///
/// # Errors
/// Never for documents built from our own types.
pub fn openapi() -> Result<String, serde_json::Error> {
    Docs::openapi().to_pretty_json().map(|text| text + "\n")
}

pub async fn served() -> Response {
    match openapi() {
        Ok(text) => ([(header::CONTENT_TYPE, "application/json")], text).into_response(),
        Err(_) => axum::http::StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
