//! 上报: how far it is, trying now, and what the office could not take.

use tauri::State;
use zoufang_domain::ids::OpId;
use zoufang_field::view::{OutboxEntry, SyncStatus};
use zoufang_wire::ApiError;

use super::{Device, on_disk};

/// What waits, what arrived, and what the engine does now.
#[tauri::command]
pub async fn sync_status(device: State<'_, Device>) -> Result<SyncStatus, ApiError> {
    on_disk(&device, zoufang_field::Field::sync_status).await
}

/// A tap on “try now”; the engine goes on by itself.
#[tauri::command]
pub async fn sync_now(device: State<'_, Device>) -> Result<(), ApiError> {
    on_disk(&device, zoufang_field::Field::sync_now).await
}

/// Operations that a person must look at.
#[tauri::command]
pub async fn attention(device: State<'_, Device>) -> Result<Vec<OutboxEntry>, ApiError> {
    on_disk(&device, zoufang_field::Field::attention).await
}

/// Takes a rejected operation off the list: a person's decision.
#[tauri::command]
pub async fn discard_rejected(device: State<'_, Device>, op: OpId) -> Result<(), ApiError> {
    on_disk(&device, move |field| field.discard_rejected(op)).await
}
