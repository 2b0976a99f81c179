//! Whether the office is there: asked of the office itself, never guessed from the network's state. A captive portal
//! answers everything with 200 and is still not an office.

use std::time::Duration;

use reqwest::Client;
use zoufang_wire::caps::SERVICE;
use zoufang_wire::{ApiError, Caps, ErrorCode, PROTOCOL};

use super::address::{at, error_of, read_limited};
use super::client::call_error;

const PROBE_TIMEOUT: Duration = Duration::from_secs(12);
const LARGEST_CAPS: usize = 64 * 1024;

/// Asks the addresses in order and returns the first that is an office.
///
/// # Errors
/// What the first address answered, when none is one: the list is ordered by preference.
pub(super) async fn find_office(client: &Client, addresses: &[String]) -> Result<(String, Caps), ApiError> {
    let mut first = None;
    for address in addresses {
        match ask(client, address).await {
            Ok(caps) => return Ok((address.clone(), caps)),
            Err(error) => {
                first.get_or_insert(error);
            }
        }
    }
    Err(first.unwrap_or_else(|| ApiError::new(ErrorCode::OfficeUnreachable)))
}

/// `GET /v1/caps` of one address.
///
/// # Errors
/// `not_an_office` when something else answered, `protocol_unknown` for an office of another version; unreachable or
/// changed certificate otherwise.
pub(super) async fn ask(client: &Client, address: &str) -> Result<Caps, ApiError> {
    let url = at(address, "/v1/caps")?;
    let response =
        client.get(url).timeout(PROBE_TIMEOUT).send().await.map_err(|error| call_error(&error, address))?;
    if matches!(response.status().as_u16(), 429 | 503) {
        return Err(error_of(response).await);
    }
    let other = || ApiError::new(ErrorCode::NotAnOffice).with("address", address);
    if !response.status().is_success() {
        return Err(other());
    }
    let body = read_limited(response, LARGEST_CAPS).await.ok_or_else(other)?;
    let caps: Caps = serde_json::from_slice(&body).map_err(|_| other())?;
    if caps.service != SERVICE {
        return Err(other());
    }
    // An office of another time is still an office: the address is right, the app is not.
    let speaks = caps.protocols.contains(&PROTOCOL);
    if speaks { Ok(caps) } else { Err(ApiError::new(ErrorCode::ProtocolUnknown)) }
}
