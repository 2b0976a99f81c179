//! Enrolling, unlocking, locking.

use std::sync::Arc;

use tauri::State;
use zoufang_field::view::{Status, TicketView};
use zoufang_wire::ApiError;

use super::{Device, on_disk};

/// Whether this device is enrolled and unlocked; never fails.
#[tauri::command]
pub async fn status(device: State<'_, Device>) -> Result<Status, ApiError> {
    on_disk(&device, |field| Ok(field.status())).await
}

/// What an enrolment text says, before anything is sent.
#[tauri::command]
pub async fn check_ticket(device: State<'_, Device>, text: String) -> Result<TicketView, ApiError> {
    on_disk(&device, move |field| field.check_ticket(&text)).await
}

/// Exchanges the text's code for tokens and leaves the device unlocked.
#[tauri::command]
pub async fn enrol(
    device: State<'_, Device>,
    text: String,
    device_name: String,
    pin: String,
) -> Result<Status, ApiError> {
    let device = Arc::clone(&device);
    device.enrol(&text, &device_name, &pin).await
}

/// Renews the enrolment of a device that the office no longer knows; its work stays.
#[tauri::command]
pub async fn enrol_again(
    device: State<'_, Device>,
    text: String,
    device_name: String,
    pin: String,
) -> Result<Status, ApiError> {
    let device = Arc::clone(&device);
    device.enrol_again(&text, &device_name, &pin).await
}

/// Opens the store; begins to hand in.
#[tauri::command]
pub async fn unlock(device: State<'_, Device>, pin: String) -> Result<Status, ApiError> {
    on_disk(&device, move |field| field.unlock(&pin)).await
}

/// Closes the store until the PIN is given again.
#[tauri::command]
pub async fn lock(device: State<'_, Device>) -> Result<Status, ApiError> {
    on_disk(&device, |field| Ok(field.lock())).await
}
