//! Visits: begun, changed tap by tap, saved for good, corrected.

use tauri::State;
use zoufang_domain::ids::{HouseholdId, VisitId};
use zoufang_field::view::{DraftChange, DraftSummary, DraftView, OwnVisit, Saved};
use zoufang_wire::ApiError;

use super::{Device, on_disk};

/// Begins a visit; several may be under way at once.
#[tauri::command]
pub async fn start_visit(device: State<'_, Device>, household: HouseholdId) -> Result<DraftView, ApiError> {
    on_disk(&device, move |field| field.start_visit(household)).await
}

/// Visits that are not finished.
#[tauri::command]
pub async fn drafts(device: State<'_, Device>) -> Result<Vec<DraftSummary>, ApiError> {
    on_disk(&device, zoufang_field::Field::drafts).await
}

/// One unfinished visit as it stands.
#[tauri::command]
pub async fn draft(device: State<'_, Device>, visit: VisitId) -> Result<DraftView, ApiError> {
    on_disk(&device, move |field| field.draft(visit)).await
}

/// One tap; stored before the answer comes.
#[tauri::command]
pub async fn change_draft(
    device: State<'_, Device>,
    visit: VisitId,
    change: DraftChange,
) -> Result<DraftView, ApiError> {
    on_disk(&device, move |field| field.change_draft(visit, change)).await
}

/// Throws an unfinished visit away; the screen has asked for it twice.
#[tauri::command]
pub async fn discard_draft(device: State<'_, Device>, visit: VisitId) -> Result<(), ApiError> {
    on_disk(&device, move |field| field.discard_draft(visit)).await
}

/// Saves a complete visit; answers only after the commit.
#[tauri::command]
pub async fn save_visit(device: State<'_, Device>, visit: VisitId) -> Result<Saved, ApiError> {
    on_disk(&device, move |field| field.save_visit(visit)).await
}

/// Saved visits of this device, newest first.
#[tauri::command]
pub async fn my_visits(device: State<'_, Device>) -> Result<Vec<OwnVisit>, ApiError> {
    on_disk(&device, zoufang_field::Field::my_visits).await
}

/// A draft filled with a saved visit, to be corrected with a reason.
#[tauri::command]
pub async fn amend(device: State<'_, Device>, visit: VisitId) -> Result<DraftView, ApiError> {
    on_disk(&device, move |field| field.amend(visit)).await
}
