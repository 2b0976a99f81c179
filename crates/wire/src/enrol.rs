//! Enrolment: the text an officer hands over, and the exchange of its single-use code for tokens (design, section 5).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use zoufang_domain::ids::{AccountId, DeviceId};

use crate::digest::Digest;

/// What the QR code or the typed text says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolmentTicket {
    /// Addresses of the office, tried in order, such as `https://192.168.1.10:8443`.
    #[serde(rename = "a")]
    pub addresses: Vec<String>,
    /// SHA-256 of the office's CA certificate (DER). Missing only for loopback addresses without TLS.
    #[serde(rename = "f", default, skip_serializing_if = "Option::is_none")]
    pub ca_fingerprint: Option<Digest>,
    /// Single-use code.
    #[serde(rename = "c")]
    pub code: String,
    /// Town, so that the cadre sees where it goes.
    #[serde(rename = "t")]
    pub town: String,
    /// Public key of the office's recovery key (age recipient), when the office has one.
    #[serde(rename = "r", default, skip_serializing_if = "Option::is_none")]
    pub recovery: Option<String>,
}

const PREFIX: &str = "zoufang1.";

/// Why a text is not an enrolment ticket.
#[derive(Debug, thiserror::Error)]
pub enum TicketError {
    #[error("an enrolment text begins with `{PREFIX}`; this one does not")]
    Prefix,
    #[error("the enrolment text is damaged or cut off ({0}); copy it again as a whole")]
    Damaged(String),
    #[error("the enrolment text names no office address")]
    NoAddress,
    #[error("the office address `{0}` is not https, and plain http is allowed on this very machine only")]
    Insecure(String),
}

impl EnrolmentTicket {
    /// The text for the QR code and for pasting.
    ///
    /// # Errors
    /// Never for tickets built from our own types.
    pub fn to_text(&self) -> Result<String, serde_json::Error> {
        Ok(format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(serde_json::to_vec(self)?)))
    }

    /// Reads a text as pasted: line breaks and spaces from chat programs are ignored.
    ///
    /// # Errors
    /// Says what is wrong with the text and what to do.
    pub fn from_text(text: &str) -> Result<Self, TicketError> {
        let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let coded = text.strip_prefix(PREFIX).ok_or(TicketError::Prefix)?;
        let bytes = URL_SAFE_NO_PAD.decode(coded).map_err(|e| TicketError::Damaged(e.to_string()))?;
        let ticket: Self = serde_json::from_slice(&bytes).map_err(|e| TicketError::Damaged(e.to_string()))?;
        if ticket.addresses.is_empty() {
            return Err(TicketError::NoAddress);
        }
        match ticket.addresses.iter().find(|address| !is_allowed(address)) {
            Some(address) => Err(TicketError::Insecure(address.clone())),
            None => Ok(ticket),
        }
    }
}

/// Whether an address may be talked to: https anywhere, plain http on loopback only (design, section 5, TLS).
#[must_use]
pub fn is_allowed(address: &str) -> bool {
    let Ok(url) = url::Url::parse(address) else {
        return false;
    };
    let loopback = match url.host() {
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        Some(url::Host::Domain(name)) => name == "localhost",
        None => false,
    };
    url.scheme() == "https" || (url.scheme() == "http" && loopback)
}

/// `POST /v1/enrol`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct EnrolRequest {
    /// The account whose work the device holds already: a code of another one is refused and stays good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account_id: Option<AccountId>,
    pub code: String,
    /// Shown in the office's device list, such as `Redmi 9A`.
    pub device_name: String,
    pub app_version: String,
}

/// Answer to an enrolment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct EnrolResponse {
    pub device_id: DeviceId,
    pub account_id: AccountId,
    /// Name of the cadre.
    pub account_name: String,
    pub role: String,
    pub town: String,
    pub tokens: Tokens,
}

/// Opaque tokens; the office keeps only their hashes.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Tokens {
    /// Sent as `Authorization: Bearer`.
    pub access: String,
    /// Exchanged for a new pair when `access` has expired.
    pub refresh: String,
    /// Seconds until `access` expires.
    pub expires_in: u64,
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tokens").field("expires_in", &self.expires_in).finish_non_exhaustive()
    }
}

/// `POST /v1/token`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct TokenRequest {
    pub device_id: DeviceId,
    pub refresh: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ticket(address: &str) -> EnrolmentTicket {
        EnrolmentTicket {
            addresses: vec![address.into()],
            ca_fingerprint: None,
            code: "ABCD-2345".into(),
            town: "少云镇".into(),
            recovery: None,
        }
    }

    #[test]
    fn a_ticket_survives_line_breaks_of_a_chat_program() {
        let text = ticket("https://192.168.1.10:8443").to_text().unwrap();
        let broken = format!(" {}\n{} ", &text[..20], &text[20..]);
        assert_eq!(EnrolmentTicket::from_text(&broken).unwrap().town, "少云镇");
    }

    #[test]
    fn plain_http_is_refused_off_loopback() {
        let text = ticket("http://192.168.1.10:8080").to_text().unwrap();
        assert!(matches!(EnrolmentTicket::from_text(&text), Err(TicketError::Insecure(_))));
        let text = ticket("http://127.0.0.1:8080").to_text().unwrap();
        assert!(EnrolmentTicket::from_text(&text).is_ok());
        assert!(!is_allowed("http://localhost.example.com"));
    }

    #[test]
    fn a_cut_ticket_says_so() {
        let text = ticket("https://a.example").to_text().unwrap();
        assert!(matches!(EnrolmentTicket::from_text(&text[..text.len() - 7]), Err(TicketError::Damaged(_))));
        assert!(matches!(EnrolmentTicket::from_text("https://a.example"), Err(TicketError::Prefix)));
    }
}
