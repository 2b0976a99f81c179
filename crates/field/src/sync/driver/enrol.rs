//! Enrolment: from the officer's text to tokens, trusting nothing but the fingerprint in the text.

use std::time::Duration;

use reqwest::Client;
use zoufang_wire::enrol::{EnrolRequest, EnrolResponse, EnrolmentTicket};
use zoufang_wire::{ApiError, Digest, ErrorCode};

use super::address::{at, error_of, read_limited};
use super::client::{call_error, http_client, unpinned_client};
use super::probe;

const ENROL_TIMEOUT: Duration = Duration::from_secs(30);
const LARGEST_CERTIFICATE: usize = 64 * 1024;

/// What enrolment gave; to be stored before anything else is done.
#[derive(Debug)]
pub struct Enrolled {
    pub response: EnrolResponse,
    /// The office's CA certificate (DER) to be pinned; `None` for plain HTTP on this very machine.
    pub ca: Option<Vec<u8>>,
}

/// Finds the office among the ticket's addresses, checks that it is the one the ticket means, and exchanges the code.
///
/// # Errors
/// What the first address answered when none is the office; `certificate_changed` when a CA differs from the
/// ticket's fingerprint; the office's own error for a code that is wrong or used.
pub async fn enrol(ticket: &EnrolmentTicket, request: &EnrolRequest) -> Result<Enrolled, ApiError> {
    let mut first = None;
    for address in &ticket.addresses {
        match reach(ticket, address).await {
            // The code works once, so it is shown to the first real office only.
            Ok((client, ca)) => {
                let response = exchange(&client, address, request).await?;
                return Ok(Enrolled { response, ca });
            }
            Err(error) => {
                first.get_or_insert(error);
            }
        }
    }
    Err(first.unwrap_or_else(|| ApiError::new(ErrorCode::TicketInvalid)))
}

/// A client that trusts this office alone, once it has shown to be one.
async fn reach(ticket: &EnrolmentTicket, address: &str) -> Result<(Client, Option<Vec<u8>>), ApiError> {
    let ca = if address.starts_with("https:") { Some(fetch_ca(ticket, address).await?) } else { None };
    let client = http_client(ca.as_deref())?;
    probe::ask(&client, address).await?;
    Ok((client, ca))
}

async fn fetch_ca(ticket: &EnrolmentTicket, address: &str) -> Result<Vec<u8>, ApiError> {
    let expected = ticket.ca_fingerprint.ok_or_else(|| ApiError::new(ErrorCode::TicketInvalid))?;
    let url = at(address, "/v1/ca")?;
    let response = unpinned_client()?
        .get(url)
        .timeout(ENROL_TIMEOUT)
        .send()
        .await
        .map_err(|error| call_error(&error, address))?;
    let other = || ApiError::new(ErrorCode::NotAnOffice).with("address", address);
    if !response.status().is_success() {
        return Err(other());
    }
    let ca = read_limited(response, LARGEST_CERTIFICATE).await.ok_or_else(other)?;
    if Digest::of(&[&ca]) == expected { Ok(ca) } else { Err(ApiError::new(ErrorCode::CertificateChanged)) }
}

async fn exchange(client: &Client, address: &str, request: &EnrolRequest) -> Result<EnrolResponse, ApiError> {
    let internal = |error| ApiError::new(ErrorCode::Internal).with("detail", format!("enrolment: {error}"));
    let response = client
        .post(at(address, "/v1/enrol")?)
        .header("content-type", "application/json")
        .timeout(ENROL_TIMEOUT)
        .body(serde_json::to_vec(request).map_err(internal)?)
        .send()
        .await
        .map_err(|error| call_error(&error, address))?;
    if !response.status().is_success() {
        return Err(error_of(response).await);
    }
    let unreadable = || ApiError::new(ErrorCode::NotAnOffice).with("address", address);
    let body = read_limited(response, 64 * 1024).await.ok_or_else(unreadable)?;
    serde_json::from_slice(&body).map_err(|_| unreadable())
}
