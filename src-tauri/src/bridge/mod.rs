//! The same screens and the same commands in a browser, for tests and for machines without a display.
//!
//! Android's WebView is Chromium, so Chromium over these commands is the nearest thing to the phone that a build
//! machine can run. Only the window is left out: commands, permissions, events and channels are the app's own.
//! Loopback only, and never in a release (see the crate root): whoever reaches it can do all that the cadre can.

mod ask;
mod options;
mod pages;
mod push;
mod refuse;

pub use options::{BridgeError, BridgeOptions};

use std::net::Ipv4Addr;
use std::sync::Arc;

use tauri::test::{MockRuntime, mock_builder};
use tauri::{AppHandle, RunEvent, WebviewWindow, WebviewWindowBuilder};
use tokio::net::TcpListener;

use push::Pages;

/// What every request needs.
#[derive(Clone)]
pub(crate) struct Bridge {
    pub(crate) app: AppHandle<MockRuntime>,
    pub(crate) window: WebviewWindow<MockRuntime>,
    pub(crate) pages: Arc<Pages>,
}

/// Serves until the process is ended; prints one line with the address once it can be asked.
///
/// # Errors
/// The user interface is not built, or the port is taken.
pub fn serve(options: BridgeOptions) -> Result<(), BridgeError> {
    let ui = options.built_ui()?;
    let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, options.port))
        .and_then(|listener| listener.set_nonblocking(true).map(|()| listener))
        .map_err(|source| BridgeError::PortTaken { port: options.port, source })?;
    let address =
        listener.local_addr().map_err(|source| BridgeError::PortTaken { port: options.port, source })?;

    let pages = Arc::new(Pages::default());
    let channels = Arc::clone(&pages);
    let builder = mock_builder().channel_interceptor(move |_webview, callback, index, body| {
        channels.tell_channel(callback.0, index, body);
        true
    });
    let mut context = crate::context();
    // The window is made below: letting the configuration make it too would be a second "main".
    context.config_mut().app.windows.clear();
    let app = crate::register(builder).build(context)?;
    let window = WebviewWindowBuilder::new(&app, "main", tauri::WebviewUrl::default()).build()?;

    let mut listener = Some(listener);
    app.run(move |app, event| {
        if !matches!(event, RunEvent::Ready) {
            return;
        }
        let Some(listener) = listener.take() else { return };
        let bridge = Bridge { app: app.clone(), window: window.clone(), pages: Arc::clone(&pages) };
        let router = pages::router(bridge, &ui, address.port());
        tauri::async_runtime::spawn(async move {
            let served = match TcpListener::from_std(listener) {
                Ok(listener) => axum::serve(listener, router).await,
                Err(error) => Err(error),
            };
            if let Err(error) = served {
                eprintln!("zoufang-bridge: serving stopped: {error}");
            }
        });
        println!("zoufang-bridge: http://{address}/");
    });
    Ok(())
}
