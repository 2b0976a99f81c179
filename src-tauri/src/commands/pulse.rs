//! Tells the screens of progress while work is handed in, so that “已上报” grows without anyone asking.
//! If this stops, the numbers on the screen grow old; the work itself goes on.

use std::time::Duration;

use tauri::{AppHandle, Emitter, Runtime};
use zoufang_field::view::SyncStatus;

use super::Device;

/// Event that carries a [`SyncStatus`].
const SYNC_STATUS: &str = "sync-status";

/// Changes closer together than an eye can follow are told as one.
const AT_MOST_EVERY: Duration = Duration::from_millis(150);

/// While locked there is no engine to listen to; how soon after an unlock one is found.
const LOOK_EVERY: Duration = Duration::from_millis(700);

/// Listens to the engine while the app runs and says what has changed.
pub(super) fn begin<R: Runtime>(app: AppHandle<R>, device: Device) {
    tauri::async_runtime::spawn(async move {
        loop {
            if let Some(Some(mut engine)) = ask(&device, |field| field.progress()).await {
                let mut said: Option<SyncStatus> = None;
                // The engine ends with a lock, and another one begins with a new enrolment.
                loop {
                    if let Some(Ok(now)) = ask(&device, zoufang_field::Field::sync_status).await
                        && said.as_ref() != Some(&now)
                        && app.emit(SYNC_STATUS, &now).is_ok()
                    {
                        said = Some(now);
                    }
                    tokio::time::sleep(AT_MOST_EVERY).await;
                    if engine.changed().await.is_err() {
                        break;
                    }
                }
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    });
}

/// Asks the device on a thread that may wait for the disk.
async fn ask<T: Send + 'static>(
    device: &Device,
    question: impl FnOnce(&zoufang_field::Field) -> T + Send + 'static,
) -> Option<T> {
    let device = Device::clone(device);
    tauri::async_runtime::spawn_blocking(move || question(&device)).await.ok()
}
