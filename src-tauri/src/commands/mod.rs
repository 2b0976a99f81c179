//! What the screens may ask of this device. Each command only translates: the work is done in `zoufang-field`.
//!
//! Everything that touches the disk runs off the event loop, so that a slow card never freezes the window. A command
//! that is missing in [`attach`] fails in the screens with "not found".

mod access;
mod app;
mod handing_in;
mod list;
mod pulse;
mod visit;

use std::sync::Arc;

use tauri::{AppHandle, Builder, Manager, Runtime, State};
use zoufang_field::{Env, Field};
use zoufang_wire::{ApiError, ErrorCode};

use crate::DataFolder;

/// The device side, shared by all commands.
pub(crate) type Device = Arc<Field>;

/// Puts every command on the builder.
pub(crate) fn attach<R: Runtime>(builder: Builder<R>) -> Builder<R> {
    builder.invoke_handler(tauri::generate_handler![
        app::app_info,
        app::leave,
        access::status,
        access::check_ticket,
        access::enrol,
        access::enrol_again,
        access::unlock,
        access::lock,
        list::overview,
        list::households,
        list::household,
        list::checklist,
        list::propose,
        visit::start_visit,
        visit::drafts,
        visit::draft,
        visit::change_draft,
        visit::discard_draft,
        visit::save_visit,
        visit::my_visits,
        visit::amend,
        handing_in::sync_status,
        handing_in::sync_now,
        handing_in::attention,
        handing_in::discard_rejected,
    ])
}

/// Makes what the commands share, before the first of them runs. Must not open the store: an error here ends the
/// app without a word, while an error from a command reaches the screen.
pub(crate) fn prepare<R: Runtime>(app: &AppHandle<R>) -> tauri::Result<()> {
    let folder = app.state::<DataFolder>().path().to_owned();
    let device: Device = Arc::new(Field::new(folder, Env::system(), env!("CARGO_PKG_VERSION")));
    pulse::begin(app.clone(), Arc::clone(&device));
    app.manage(device);
    Ok(())
}

/// Runs work that may wait for the disk on a thread that may wait.
pub(crate) async fn on_disk<T: Send + 'static>(
    device: &State<'_, Device>,
    work: impl FnOnce(&Field) -> Result<T, ApiError> + Send + 'static,
) -> Result<T, ApiError> {
    let device = Arc::clone(device);
    tauri::async_runtime::spawn_blocking(move || work(&device))
        .await
        .map_err(|error| ApiError::new(ErrorCode::Internal).with("detail", error))?
}
