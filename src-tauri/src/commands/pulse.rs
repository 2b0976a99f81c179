//! Tells the screens of progress while work is handed in, so that “已上报” grows without anyone asking.
//! If this stops, the numbers on the screen grow old; the work itself goes on.

use std::time::Duration;

use tauri::{AppHandle, Emitter, Runtime};
use zoufang_field::view::SyncStatus;

use super::Device;

/// Event that carries a [`SyncStatus`].
const SYNC_STATUS: &str = "sync-status";

/// Often enough for an eye, seldom enough for a battery.
const EVERY: Duration = Duration::from_millis(700);

/// Looks while the app runs and says what has changed.
pub(super) fn begin<R: Runtime>(app: AppHandle<R>, device: Device) {
    tauri::async_runtime::spawn(async move {
        let mut said: Option<SyncStatus> = None;
        loop {
            tokio::time::sleep(EVERY).await;
            let asked = Device::clone(&device);
            // Locked or not enrolled: nothing to tell.
            let Ok(Ok(now)) = tauri::async_runtime::spawn_blocking(move || asked.sync_status()).await else {
                said = None;
                continue;
            };
            if said.as_ref() != Some(&now) && app.emit(SYNC_STATUS, &now).is_ok() {
                said = Some(now);
            }
        }
    });
}
