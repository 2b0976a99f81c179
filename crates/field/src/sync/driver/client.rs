//! The one place that makes HTTP clients.
//!
//! The office's own CA is the only one that is trusted: a captive portal or a stolen public certificate gets nothing.
//! Elsewhere `reqwest::Client` is forbidden, because a client without given certificates panics on Android.

use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Certificate, Client, ClientBuilder};
use zoufang_wire::{ApiError, ErrorCode};

/// How long a weak link may take to get a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// How long it may fall silent within an answer.
const SILENCE_TIMEOUT: Duration = Duration::from_secs(25);

#[allow(clippy::disallowed_methods, reason = "this is the one place")]
fn builder() -> ClientBuilder {
    // Fails only when one is installed already, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder()
        .no_proxy()
        .redirect(Policy::none())
        .connect_timeout(CONNECT_TIMEOUT)
        .read_timeout(SILENCE_TIMEOUT)
        .pool_idle_timeout(Duration::from_secs(50))
        .user_agent(concat!("zoufang/", env!("CARGO_PKG_VERSION")))
}

/// A client that trusts `ca` (DER) and nothing else; without one it can only speak plain HTTP, which
/// `zoufang_wire::enrol::is_allowed` confines to this very machine.
///
/// # Errors
/// When `ca` is not a certificate.
pub fn http_client(ca: Option<&[u8]>) -> Result<Client, ApiError> {
    let roots = ca.map(Certificate::from_der).transpose().map_err(unusable)?;
    builder().tls_certs_only(roots).build().map_err(unusable)
}

/// A client that believes any certificate, for reading the public CA certificate before it is compared with the
/// ticket's fingerprint. Nothing secret may ever be sent with it.
///
/// # Errors
/// When TLS cannot be set up at all.
pub fn unpinned_client() -> Result<Client, ApiError> {
    builder().tls_danger_accept_invalid_certs(true).build().map_err(unusable)
}

#[allow(clippy::needless_pass_by_value, reason = "fits map_err")]
fn unusable(error: reqwest::Error) -> ApiError {
    ApiError::new(ErrorCode::Internal).with("detail", format!("TLS: {error}"))
}

/// What a failed call to `address` means for a person: the certificate is not the office's, something else than an
/// office listens there, or nobody can be reached.
pub(super) fn call_error(error: &reqwest::Error, address: &str) -> ApiError {
    match tls_error(error) {
        Some(rustls::Error::InvalidCertificate(_)) => ApiError::new(ErrorCode::CertificateChanged),
        // It answered, but not in TLS.
        Some(rustls::Error::InvalidMessage(_)) => {
            ApiError::new(ErrorCode::NotAnOffice).with("address", address)
        }
        _ => ApiError::new(ErrorCode::OfficeUnreachable),
    }
}

fn tls_error<'e>(error: &'e (dyn std::error::Error + 'static)) -> Option<&'e rustls::Error> {
    let mut next = Some(error);
    while let Some(error) = next {
        let inner = error.downcast_ref::<std::io::Error>().and_then(|io| io.get_ref());
        let tls = error
            .downcast_ref::<rustls::Error>()
            .or_else(|| inner.and_then(|inner| inner.downcast_ref::<rustls::Error>()));
        if tls.is_some() {
            return tls;
        }
        next = match inner {
            Some(inner) => Some(inner),
            None => error.source(),
        };
    }
    None
}
