//! Every route of the console with the right it needs. The router is built from this table and asks for the right
//! before the handler runs, so a handler cannot forget it.
//!
//! A new endpoint is one line here: method, path, right, handler. `tests/roles.rs` then fails until the new route has
//! its line there as well, with the roles that may use it and what it answers outside the scope. What the right does
//! not say is the handler's: lists pass `officer.scope` into their filter, single rows outside it are `missing(…)`,
//! names and amounts go through `officer.sight()`.

use axum::extract::{Request, State};
use axum::handler::Handler;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::{self, MethodRouter};
use axum::{Router, http::Method};

use super::refusal::Refusal;
use super::session::Officer;
use super::{
    Console, audit, coverage, devices, exports, households, imports, lead_row, leads, ledger, ledger_row,
    places, review, session, villages, visit, visits,
};
use crate::accounts::Right;

/// What a request must prove.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// Open to everybody: signing in.
    Nothing,
    /// A session, whatever the role.
    SignIn,
    Right(Right),
}

/// One line of the table, as tests and documents read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    pub method: Method,
    pub path: &'static str,
    pub needs: Needs,
}

struct Route {
    endpoint: Endpoint,
    handler: MethodRouter<Console>,
}

/// The table.
fn table() -> Vec<Route> {
    use Needs::{Nothing, SignIn};
    let right = Needs::Right;
    vec![
        get("/console/api/session", SignIn, session::who),
        post("/console/api/session", Nothing, session::sign_in),
        delete("/console/api/session", SignIn, session::sign_out),
        get("/console/api/coverage", right(Right::ReadFigures), coverage::coverage),
        get("/console/api/choices", right(Right::ReadFigures), places::choices),
        get("/console/api/visits", right(Right::ReadHouseholds), visits::list),
        get("/console/api/visits/{id}", right(Right::ReadHouseholds), visit::one),
        post("/console/api/visits/{id}/review", right(Right::ReviewVisits), review::judge),
        get("/console/api/candidates", right(Right::ReadHouseholds), leads::list),
        get("/console/api/candidates/{id}", right(Right::ReadHouseholds), lead_row::one),
        post("/console/api/candidates/{id}/steps", right(Right::TakeProcedureStep), lead_row::step),
        get("/console/api/findings", right(Right::ReadHouseholds), ledger::list),
        get("/console/api/findings/choices", right(Right::ReadHouseholds), ledger::choices),
        get("/console/api/findings/{id}", right(Right::ReadHouseholds), ledger_row::one),
        post("/console/api/findings/{id}/steps", right(Right::TakeLedgerStep), ledger_row::step),
        post("/console/api/findings/export", right(Right::Export), exports::ledger),
        get("/console/api/households", right(Right::ReadHouseholds), households::list),
        get("/console/api/households/{id}", right(Right::ReadHouseholds), households::one),
        post("/console/api/households/{id}/unmask", right(Right::ReadUnmasked), households::unmask),
        post("/console/api/households/export", right(Right::Export), exports::households),
        get("/console/api/villages", right(Right::AssignWork), villages::list),
        post("/console/api/villages", right(Right::ImportRoster), villages::write),
        get("/console/api/cadres", right(Right::AssignWork), villages::cadres),
        post("/console/api/assignments", right(Right::AssignWork), villages::assign),
        delete("/console/api/assignments/{id}", right(Right::AssignWork), villages::unassign),
        get("/console/api/devices", right(Right::ReadDevices), devices::list),
        post("/console/api/devices/{id}/revoke", right(Right::ManageDevices), devices::revoke),
        get("/console/api/imports", right(Right::ImportRoster), imports::list),
        post("/console/api/imports", right(Right::ImportRoster), imports::hand_in),
        get("/console/api/imports/{id}", right(Right::ImportRoster), imports::one),
        delete("/console/api/imports/{id}", right(Right::ImportRoster), imports::discard),
        get("/console/api/imports/{id}/rows", right(Right::ImportRoster), imports::rows),
        get("/console/api/imports/{id}/messages", right(Right::ImportRoster), imports::messages),
        get("/console/api/imports/{id}/result", right(Right::ImportRoster), imports::result),
        post("/console/api/imports/{id}/check", right(Right::ImportRoster), imports::check),
        post("/console/api/imports/{id}/commit", right(Right::ImportRoster), imports::commit),
        get("/console/api/templates/{key}", right(Right::ImportRoster), imports::template),
        get("/console/api/audit", right(Right::ReadAudit), audit::list),
        get("/console/api/audit.csv", right(Right::ReadAudit), audit::file),
    ]
}

/// All endpoints with what they need.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    table().into_iter().map(|route| route.endpoint).collect()
}

pub fn build(console: &Console) -> Router<Console> {
    table().into_iter().fold(Router::new(), |router, Route { endpoint, handler }| {
        let guarded = handler.route_layer(from_fn_with_state((console.clone(), endpoint.needs), guard));
        router.route(endpoint.path, guarded)
    })
}

async fn guard(
    State((console, needs)): State<(Console, Needs)>,
    mut request: Request,
    next: Next,
) -> Result<Response, Refusal> {
    if needs != Needs::Nothing {
        let officer = Officer::of(&console, request.method(), request.headers()).await?;
        if let Needs::Right(right) = needs {
            officer.needs(right)?;
        }
        request.extensions_mut().insert(officer);
    }
    Ok(next.run(request).await)
}

fn route(method: Method, path: &'static str, needs: Needs, handler: MethodRouter<Console>) -> Route {
    Route { endpoint: Endpoint { method, path, needs }, handler }
}

fn get<H: Handler<T, Console>, T: 'static>(path: &'static str, needs: Needs, handler: H) -> Route {
    route(Method::GET, path, needs, routing::get(handler))
}

fn post<H: Handler<T, Console>, T: 'static>(path: &'static str, needs: Needs, handler: H) -> Route {
    route(Method::POST, path, needs, routing::post(handler))
}

fn delete<H: Handler<T, Console>, T: 'static>(path: &'static str, needs: Needs, handler: H) -> Route {
    route(Method::DELETE, path, needs, routing::delete(handler))
}
