//! Keeps other web pages open in the same browser from giving commands: the bridge has no sign-in of its own.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// Lets through only requests to our own address, and commands only with a content type for which a foreign page
/// would have to ask leave first (which is never given).
pub(crate) async fn strangers(State(port): State<u16>, request: Request, next: Next) -> Response {
    match objection(request.method(), request.headers(), port) {
        Some((status, reason)) => (status, reason).into_response(),
        None => next.run(request).await,
    }
}

fn objection(method: &Method, headers: &HeaderMap, port: u16) -> Option<(StatusCode, &'static str)> {
    let of = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !is_own(of(header::HOST), port) {
        return Some((StatusCode::FORBIDDEN, "open the bridge by its own address\n"));
    }
    let asks_leave = matches!(of(header::CONTENT_TYPE), "application/json" | "application/octet-stream");
    if method == Method::POST && !asks_leave {
        return Some((StatusCode::UNSUPPORTED_MEDIA_TYPE, "commands are JSON or bytes\n"));
    }
    None
}

fn is_own(host: &str, port: u16) -> bool {
    ["127.0.0.1", "localhost"].iter().any(|name| host == format!("{name}:{port}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_foreign_name_that_resolves_to_loopback_is_refused() {
        assert!(is_own("127.0.0.1:80", 80) && is_own("localhost:80", 80));
        assert!(!is_own("village.example:80", 80) && !is_own("127.0.0.1:81", 80) && !is_own("", 80));
    }
}
