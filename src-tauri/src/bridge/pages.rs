//! The bridge's addresses: the built screens, the script that stands in for the window, commands, and the stream of
//! what the core says unasked.

use std::convert::Infallible;
use std::path::{Path, PathBuf};

use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use futures_util::stream::{self, Stream, StreamExt};
use serde_json::json;
use tauri::utils::config::{Csp, CspDirectiveSources};
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

use super::{Bridge, ask, refuse};

/// A photo of a few megabytes may pass through a command.
const LARGEST_COMMAND: usize = 32 * 1024 * 1024;

/// All addresses of one bridge on `port`, with the screens in `ui`.
pub(crate) fn router(bridge: Bridge, ui: &Path, port: u16) -> Router {
    let index = ui.join("index.html");
    let page = move || index_page(index.clone());
    let policy = security_policy(&bridge);
    Router::new()
        .route("/", get(page.clone()))
        .route("/index.html", get(page))
        .route("/bridge.js", get(script))
        .route("/events", get(events))
        .route("/invoke/{command}", post(ask::invoke))
        .layer(DefaultBodyLimit::max(LARGEST_COMMAND))
        .fallback_service(ServeDir::new(ui))
        .layer(SetResponseHeaderLayer::overriding(header::CONTENT_SECURITY_POLICY, policy))
        .layer(SetResponseHeaderLayer::overriding(
            header::CACHE_CONTROL,
            HeaderValue::from_static("no-store"),
        ))
        .layer(axum::middleware::from_fn_with_state(port, refuse::strangers))
        .with_state(bridge)
}

/// The app's own policy, except that the page talks to this server where the window talks to its process.
fn security_policy(bridge: &Bridge) -> HeaderValue {
    let policy = match bridge.app.config().app.security.csp.clone() {
        Some(Csp::DirectiveMap(mut directives)) => {
            directives.insert("connect-src".to_owned(), CspDirectiveSources::Inline("'self'".to_owned()));
            Csp::DirectiveMap(directives).to_string()
        }
        Some(policy @ Csp::Policy(_)) => policy.to_string(),
        None => "default-src 'self'".to_owned(),
    };
    HeaderValue::from_str(&policy).unwrap_or_else(|_| HeaderValue::from_static("default-src 'self'"))
}

/// The screens' page with the stand-in script first, before any of the app's own.
async fn index_page(index: PathBuf) -> Response {
    match tokio::fs::read_to_string(&index).await {
        Ok(page) => Html(page.replacen("<script", "<script src=\"/bridge.js\"></script>\n    <script", 1))
            .into_response(),
        Err(error) => {
            (StatusCode::INTERNAL_SERVER_ERROR, format!("{}: {error}\n", index.display())).into_response()
        }
    }
}

async fn script() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], include_str!("page.js"))
}

/// The stream starts by naming this process, so that a page left over from an earlier one starts anew.
async fn events(State(bridge): State<Bridge>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let mut told = bridge.pages.join();
    let hello = stream::once(async { json!({ "process": std::process::id() }) });
    let rest = stream::poll_fn(move |context| told.poll_recv(context));
    let all = hello.chain(rest).map(|message| Ok(Event::default().data(message.to_string())));
    Sse::new(all).keep_alive(KeepAlive::default())
}
