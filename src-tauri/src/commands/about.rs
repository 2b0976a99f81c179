//! What this build says of itself; a cadre reads it out on the telephone when something is wrong.

use serde::Serialize;
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
