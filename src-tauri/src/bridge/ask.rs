//! One command, asked by a page and answered by the app as it would answer its own window.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};
use tauri::Listener;
use tauri::ipc::{CallbackFn, InvokeBody, InvokeResponse, InvokeResponseBody};
use tauri::test::INVOKE_KEY;
use tauri::webview::InvokeRequest;
use tokio::sync::oneshot;

use super::Bridge;

#[derive(Deserialize)]
struct Listen {
    event: String,
    handler: u32,
}

#[derive(Deserialize)]
struct Unlisten {
    #[serde(rename = "eventId")]
    event_id: u32,
}

/// `POST /invoke/{command}`: 200 with the answer, 422 with the command's own error, 500 when it never answered.
pub(crate) async fn invoke(
    State(bridge): State<Bridge>,
    Path(command): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let raw = headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind == "application/octet-stream");
    let body = if raw {
        InvokeBody::Raw(body.to_vec())
    } else {
        match serde_json::from_slice::<Value>(&body) {
            Ok(arguments) => InvokeBody::Json(arguments),
            Err(error) => return refusal(format!("the arguments of {command} are not JSON: {error}")),
        }
    };
    match (command.as_str(), body) {
        // The window would be told by script; a page in a browser is told over its event stream.
        ("plugin:event|listen", InvokeBody::Json(arguments)) => listen(&bridge, arguments),
        ("plugin:event|unlisten", InvokeBody::Json(arguments)) => unlisten(&bridge, arguments),
        (_, body) => ask(bridge, command, headers, body).await,
    }
}

fn listen(bridge: &Bridge, arguments: Value) -> Response {
    let Ok(Listen { event, handler }) = serde_json::from_value(arguments) else {
        return refusal("listen needs `event` and `handler`".to_owned());
    };
    let pages = Arc::clone(&bridge.pages);
    let name = event.clone();
    let id = bridge.app.listen_any(event, move |told| {
        let payload = serde_json::from_str(told.payload()).unwrap_or(Value::Null);
        pages.tell(handler, json!({ "event": name, "id": told.id(), "payload": payload }));
    });
    axum::Json(id).into_response()
}

fn unlisten(bridge: &Bridge, arguments: Value) -> Response {
    let Ok(Unlisten { event_id }) = serde_json::from_value(arguments) else {
        return refusal("unlisten needs `eventId`".to_owned());
    };
    bridge.app.unlisten(event_id);
    axum::Json(Value::Null).into_response()
}

async fn ask(bridge: Bridge, command: String, headers: HeaderMap, body: InvokeBody) -> Response {
    let Ok(url) = "tauri://localhost".parse() else {
        return lost(&command);
    };
    let request = InvokeRequest {
        cmd: command.clone(),
        callback: CallbackFn(0),
        error: CallbackFn(1),
        url,
        body,
        headers,
        invoke_key: INVOKE_KEY.to_owned(),
    };
    let (answer, answered) = oneshot::channel();
    // A command without `async` runs where it is called: give it a thread it may block and panic on.
    let asked = tokio::task::spawn_blocking(move || {
        let webview = bridge.window.as_ref().clone();
        webview.on_message(
            request,
            Box::new(move |_webview, _command, response, _callback, _error| {
                // The page may have gone away meanwhile; then nobody waits for the answer.
                let _unheard = answer.send(response);
            }),
        );
    });
    if asked.await.is_err() {
        return lost(&command);
    }
    match answered.await {
        Ok(InvokeResponse::Ok(InvokeResponseBody::Json(json))) => {
            ([(header::CONTENT_TYPE, "application/json")], json).into_response()
        }
        Ok(InvokeResponse::Ok(InvokeResponseBody::Raw(bytes))) => {
            ([(header::CONTENT_TYPE, "application/octet-stream")], bytes).into_response()
        }
        Ok(InvokeResponse::Err(error)) => {
            (StatusCode::UNPROCESSABLE_ENTITY, axum::Json(error.0)).into_response()
        }
        Err(_dropped) => lost(&command),
    }
}

fn refusal(message: String) -> Response {
    (StatusCode::BAD_REQUEST, axum::Json(json!(message))).into_response()
}

fn lost(command: &str) -> Response {
    let message = format!("{command} ended without an answer; see the terminal of zoufang-bridge");
    (StatusCode::INTERNAL_SERVER_ERROR, axum::Json(json!(message))).into_response()
}
