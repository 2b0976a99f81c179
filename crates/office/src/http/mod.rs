//! The office over HTTP: what a device, an operator and a browser may ask, and how much of it.
//!
//! A hole here is a hole in everything: limits hold before a byte is trusted, and every refusal is an `ApiError`.

mod address;
mod device;
mod docs;
mod operator;
mod page;
mod rate;
mod refusal;

use std::sync::Arc;

use axum::Router;
use axum::http::{HeaderName, HeaderValue};
use axum::routing::{get, post};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::set_header::SetResponseHeaderLayer;

pub use self::docs::openapi;
use self::rate::Rates;
use crate::Office;

/// What every handler shares.
#[derive(Clone)]
struct Desk {
    office: Office,
    rates: Arc<Rates>,
    /// Own CA certificate (DER), when the office made one.
    ca: Option<Arc<[u8]>>,
}

/// Headers that keep a browser from doing more with our pages than we mean.
const GUARDS: [(&str, &str); 4] = [
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
    (
        "content-security-policy",
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    ),
];

impl Office {
    /// Everything the office answers.
    pub fn router(&self) -> Router {
        self.router_with_ca(None)
    }

    /// The same, handing out its own CA certificate (DER).
    pub fn router_with_ca(&self, ca: Option<Vec<u8>>) -> Router {
        let rates = Arc::new(Rates::of(&self.config().limits));
        let desk = Desk { office: self.clone(), rates, ca: ca.map(Into::into) };
        let router = Router::new()
            .route("/v1/caps", get(device::caps))
            .route("/v1/sync", post(device::sync))
            .route("/v1/enrol", post(device::enrol))
            .route("/v1/token", post(device::token))
            .route("/v1/ca", get(operator::ca))
            .route("/v1/openapi.json", get(docs::served))
            .route("/healthz", get(operator::healthz))
            .route("/readyz", get(operator::readyz))
            .route("/metrics", get(operator::metrics))
            .with_state(desk)
            .merge(crate::console::router(self.clone()))
            .fallback(page::page)
            .layer(CatchPanicLayer::custom(refusal::panicked));
        GUARDS.into_iter().fold(router, |router, (name, value)| {
            router.layer(SetResponseHeaderLayer::if_not_present(
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            ))
        })
    }
}
