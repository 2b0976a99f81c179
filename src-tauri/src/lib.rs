//! The shell: one window and thin typed commands over `zoufang-field`. No rule lives here.
//! If `register` differs between the window and the bridge, the browser tests prove nothing about the app.

#[cfg(all(feature = "bridge", not(debug_assertions)))]
compile_error!("the bridge serves every command to any local browser: it must never be in a release build");

#[cfg(feature = "bridge")]
pub mod bridge;
pub mod commands;
mod data_folder;
mod entry;

pub use data_folder::DataFolder;
pub use entry::{start, start_on_phone};

use tauri::{Builder, Manager, Runtime};

/// Everything the app can do, put on a builder: its state and its commands. The window and the bridge both use it.
pub fn register<R: Runtime>(builder: Builder<R>) -> Builder<R> {
    let builder = builder.setup(|app| {
        let folder = DataFolder::of(app.handle())?;
        app.manage(folder);
        commands::prepare(app.handle())?;
        Ok(())
    });
    commands::attach(builder)
}

/// Name, version, security policy and the built user interface, read when this crate is compiled.
pub fn context<R: Runtime>() -> tauri::Context<R> {
    tauri::generate_context!()
}
