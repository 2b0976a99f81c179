//! The console's JSON API under `/console/api`: what the town's officers see of coverage, visits, leads, problems and
//! devices.
//!
//! Everything here needs a session but signing in; personal numbers leave masked; nothing lists people by how much
//! they did. If the session or the mask is wrong, sensitive data of every household lie open to whoever reaches the
//! port.

mod answers;
mod candidates;
mod coverage;
mod devices;
mod findings;
mod gate;
mod page;
mod places;
mod refusal;
mod session;
mod visit;
mod visits;

use std::sync::Arc;

use axum::Router;
use axum::http::{HeaderValue, header};
use axum::routing::{get, post};
use tower_http::set_header::SetResponseHeaderLayer;
use zoufang_wire::ApiError;

use crate::Office;
use refusal::Refusal;

/// What every handler shares.
#[derive(Clone)]
struct Console {
    office: Office,
    gate: Arc<gate::Gate>,
}

/// Routes with their full paths, to be merged into the office's router.
pub fn router(office: Office) -> Router {
    let console = Console { office, gate: Arc::new(gate::Gate::default()) };
    let no_store =
        SetResponseHeaderLayer::overriding(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Router::new()
        .route("/console/api/session", get(session::who).post(session::sign_in).delete(session::sign_out))
        .route("/console/api/coverage", get(coverage::coverage))
        .route("/console/api/choices", get(places::choices))
        .route("/console/api/visits", get(visits::list))
        .route("/console/api/visits/{id}", get(visit::one))
        .route("/console/api/candidates", get(candidates::list))
        .route("/console/api/findings", get(findings::list))
        .route("/console/api/devices", get(devices::list))
        .route("/console/api/devices/{id}/revoke", post(devices::revoke))
        .layer(no_store)
        .with_state(console)
}

impl Console {
    /// Runs database work away from the async threads.
    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Office) -> Result<T, ApiError> + Send + 'static,
    ) -> Result<T, Refusal> {
        let office = self.office.clone();
        tokio::task::spawn_blocking(move || work(&office))
            .await
            .map_err(|why| refusal::internal(&why))?
            .map_err(Refusal)
    }
}
