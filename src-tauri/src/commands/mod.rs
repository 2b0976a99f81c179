//! What the screens may ask of this device. Each command only translates: the work is done in `zoufang-field`.

mod about;

use tauri::{AppHandle, Builder, Runtime};

/// Puts every command on the builder. A command missing here fails in the screens with "not found".
pub(crate) fn attach<R: Runtime>(builder: Builder<R>) -> Builder<R> {
    builder.invoke_handler(tauri::generate_handler![about::app_info])
}

/// Makes what the commands share, before the first of them runs. Must not open the store: an error here ends the
/// app without a word, while an error from a command reaches the screen.
pub(crate) fn prepare<R: Runtime>(_app: &AppHandle<R>) -> tauri::Result<()> {
    Ok(())
}
