//! The console's JSON API under `/console/api`: what the town's officers see of coverage, visits, leads, problems and
//! devices.
//!
//! [`routes`] says which right each route needs; personal numbers leave masked; nothing lists people by how much
//! they did. If the session or the mask is wrong, sensitive data of every household lie open to whoever reaches the
//! port.

mod answers;
mod audit;
mod beside;
mod candidates;
mod clusters;
mod coverage;
mod csv;
mod devices;
mod download;
mod exports;
mod findings;
mod gate;
mod history;
mod households;
mod imports;
mod lead_row;
mod leads;
mod ledger;
mod ledger_row;
mod page;
mod places;
mod refusal;
mod review;
mod routes;
mod session;
mod sight;
mod villages;
mod visit;
mod visits;

use std::sync::Arc;

use axum::Router;
use axum::http::{HeaderValue, header};
use tower_http::set_header::SetResponseHeaderLayer;
use zoufang_wire::ApiError;

use crate::Office;
use refusal::Refusal;
pub use routes::{Endpoint, Needs, endpoints};

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
    routes::build(&console).layer(no_store).with_state(console)
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
            .map_err(Refusal::from)
    }
}
