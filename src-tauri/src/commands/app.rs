//! The app itself: its version, which a cadre reads out on the telephone when something is wrong, and its end.

use serde::Serialize;
use tauri::{AppHandle, Runtime};
use ts_rs::TS;

/// The installed app.
#[derive(Debug, Serialize, TS)]
#[ts(export)]
pub struct AppInfo {
    /// Version of the installed app, as in the package.
    pub version: String,
}

/// The version shown on the "about" screen.
#[tauri::command]
pub fn app_info() -> AppInfo {
    AppInfo { version: env!("CARGO_PKG_VERSION").to_owned() }
}

/// Ends the app after the second press of Android's back button. Every tap is on disk by then.
#[tauri::command]
pub fn leave<R: Runtime>(app: AppHandle<R>) {
    app.exit(0);
}
