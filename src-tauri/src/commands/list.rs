//! The list, one household, the checklist's words, and corrections of the roster.

use tauri::State;
use zoufang_domain::checklist::Checklist;
use zoufang_domain::ids::{HouseholdId, OpId};
use zoufang_domain::roster::RosterProposal;
use zoufang_field::view::{HouseholdCard, HouseholdFilter, HouseholdPage, Overview};
use zoufang_wire::ApiError;

use super::{Device, on_disk};

/// Villages, groups and counts.
#[tauri::command]
pub async fn overview(device: State<'_, Device>) -> Result<Overview, ApiError> {
    on_disk(&device, zoufang_field::Field::overview).await
}

/// One page of the list, at most a hundred rows.
#[tauri::command]
pub async fn households(
    device: State<'_, Device>,
    filter: HouseholdFilter,
    search: Option<String>,
    offset: u32,
    limit: u32,
) -> Result<HouseholdPage, ApiError> {
    on_disk(&device, move |field| field.households(&filter, search.as_deref(), offset, limit)).await
}

/// One household with all that the device knows of it.
#[tauri::command]
pub async fn household(device: State<'_, Device>, id: HouseholdId) -> Result<HouseholdCard, ApiError> {
    on_disk(&device, move |field| field.household(id)).await
}

/// The campaign's checklist; missing before the first pull.
#[tauri::command]
pub async fn checklist(device: State<'_, Device>) -> Result<Option<Checklist>, ApiError> {
    on_disk(&device, zoufang_field::Field::checklist).await
}

/// Hands a correction to the office, which accepts or refuses it.
#[tauri::command]
pub async fn propose(device: State<'_, Device>, proposal: RosterProposal) -> Result<OpId, ApiError> {
    on_disk(&device, move |field| field.propose(proposal)).await
}
