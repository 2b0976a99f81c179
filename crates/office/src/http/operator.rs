//! What operators and their tools call: health, readiness, figures, the CA certificate.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use zoufang_wire::{ApiError, ErrorCode};

use super::Desk;
use super::address::Peer;
use super::refusal::Refused;

/// The process is alive.
#[utoipa::path(get, path = "/healthz", responses((status = 200, body = String)))]
pub async fn healthz() -> &'static str {
    "ok\n"
}

/// The database answers.
#[utoipa::path(get, path = "/readyz", responses((status = 200, body = String), (status = 503, body = ApiError)))]
pub async fn readyz(State(desk): State<Desk>) -> Result<&'static str, Refused> {
    desk.office.look(|rows| rows.office()).map_err(|_| ApiError::new(ErrorCode::OfficeBusy))?;
    Ok("ready\n")
}

/// Counters in Prometheus' text form, to this machine only.
#[utoipa::path(get, path = "/metrics", responses((status = 200, body = String), (status = 404)))]
pub async fn metrics(State(desk): State<Desk>, peer: Peer) -> Result<Response, Refused> {
    if !peer.is_local() {
        return Ok(StatusCode::NOT_FOUND.into_response());
    }
    let (counts, row) = desk.office.look(|rows| Ok((rows.op_counts()?, rows.office()?)))?;
    let now = [
        ("ops_stored", counts.ops),
        ("ops_quarantined", counts.quarantined),
        ("ops_conflicting", counts.conflicts),
        ("change_seq", row.change_seq),
        ("secured_change", row.secured),
    ];
    let text = desk.office.metrics().text(&now);
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response())
}

/// The office's own CA certificate (DER). It is public; devices compare it with the fingerprint of their text.
#[utoipa::path(get, path = "/v1/ca", responses(
    (status = 200, body = Vec<u8>, content_type = "application/pkix-cert"), (status = 404, body = ApiError)))]
pub async fn ca(State(desk): State<Desk>) -> Result<Response, Refused> {
    let ca = desk.ca.ok_or_else(|| ApiError::new(ErrorCode::NotFound).with("what", "CA"))?;
    Ok(([(header::CONTENT_TYPE, "application/pkix-cert")], ca.to_vec()).into_response())
}
