//! Listening: plain HTTP on loopback, TLS anywhere else, and an orderly end.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;

use crate::tls::{Authority, TlsError};
use crate::{Config, Office, OpenError};

/// How long requests under way may take to end after a signal.
const GRACE: Duration = Duration::from_secs(10);
/// A client that has not sent its headers by then is dropped (slow-loris).
const HEADERS: Duration = Duration::from_secs(10);
/// Bytes of one request's headers at most.
const HEADER_BYTES: usize = 16 << 10;
/// The same for HTTP/2.
const HEADER_LIST: u32 = 16 << 10;

/// Why the office does not serve.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    Tls(#[from] TlsError),
    #[error("cannot listen on {address}: {source}")]
    Listen { address: SocketAddr, source: std::io::Error },
    #[error("plain http is allowed on this machine only; give --public-url https://… for {0}")]
    NoAddress(SocketAddr),
}

/// Opens the office in `data_dir` and serves it until a signal ends it.
///
/// # Errors
/// When it cannot be opened or cannot listen.
pub async fn serve(data_dir: &Path, address: SocketAddr, mut config: Config) -> Result<(), ServeError> {
    let authority = if address.ip().is_loopback() {
        None
    } else {
        if config.public_urls.is_empty() && address.ip().is_unspecified() {
            return Err(ServeError::NoAddress(address));
        }
        let authority = Authority::open(data_dir)?;
        config.ca_fingerprint = Some(authority.fingerprint());
        Some(authority)
    };
    if config.public_urls.is_empty() {
        let scheme = if authority.is_some() { "https" } else { "http" };
        config.public_urls = vec![format!("{scheme}://{address}")];
    }
    let names = names(&config.public_urls, address);
    let office = Office::open(data_dir, config)?;
    tracing::info!(%address, tls = authority.is_some(), "office is open");
    let handle = Handle::new();
    tokio::spawn(end_on_signal(handle.clone()));
    let ca = authority.as_ref().map(|authority| authority.certificate.clone());
    let router = office.router_with_ca(ca).into_make_service_with_connect_info::<SocketAddr>();
    let served = match authority {
        None => {
            let mut server = axum_server::bind(address).handle(handle);
            server
                .http_builder()
                .http1()
                .header_read_timeout(HEADERS)
                .max_buf_size(HEADER_BYTES)
                .http2()
                .max_header_list_size(HEADER_LIST);
            server.serve(router).await
        }
        Some(authority) => {
            let tls = RustlsConfig::from_config(authority.server(names)?);
            let mut server = axum_server::bind_rustls(address, tls).handle(handle);
            server
                .http_builder()
                .http1()
                .header_read_timeout(HEADERS)
                .max_buf_size(HEADER_BYTES)
                .http2()
                .max_header_list_size(HEADER_LIST);
            server.serve(router).await
        }
    };
    tracing::info!("office is closed");
    served.map_err(|source| ServeError::Listen { address, source })
}

/// Hosts that the certificate must name.
fn names(urls: &[String], address: SocketAddr) -> Vec<String> {
    let mut names = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
    if !address.ip().is_unspecified() {
        names.push(address.ip().to_string());
    }
    for url in urls.iter().filter_map(|url| url::Url::parse(url).ok()) {
        if let Some(host) = url.host_str() {
            names.push(host.trim_matches(['[', ']']).to_owned());
        }
    }
    names.sort_unstable();
    names.dedup();
    names
}

async fn end_on_signal(handle: Handle<SocketAddr>) {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        let terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate());
        match terminate {
            Ok(mut terminate) => {
                tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} }
            }
            Err(_) => drop(interrupt.await),
        }
    }
    #[cfg(not(unix))]
    drop(interrupt.await);
    handle.graceful_shutdown(Some(GRACE));
}
