//! How the app starts: from `main` on a desk, from the activity on a phone.
//! If the process may end with its last window, Android kills it on every "back" (tauri#14406).

use tauri::{Builder, RunEvent, Wry};

/// Opens the window and stays until it is closed.
///
/// # Errors
/// The window system cannot be reached or the embedded configuration is wrong.
pub fn start() -> tauri::Result<()> {
    let app = crate::register(Builder::<Wry>::new()).build(crate::context())?;
    app.run(|_app, event| {
        if let RunEvent::ExitRequested { code, api, .. } = event
            && cfg!(mobile)
            && code.is_none()
        {
            api.prevent_exit();
        }
    });
    Ok(())
}

/// The activity's way in; Android shows no standard error, so a failure goes to the log.
#[cfg_attr(mobile, tauri::mobile_entry_point)]
pub fn start_on_phone() {
    if let Err(error) = start() {
        tracing::error!(%error, "the app could not start");
    }
}
