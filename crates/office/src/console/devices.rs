//! Enrolled devices: whose, when last heard of, what they still hold; and revoking one.

use axum::Json;
use axum::extract::{Path, State};
use serde::Serialize;
use zoufang_domain::ids::DeviceId;

use super::Console;
use super::places::read;
use super::refusal::Refusal;
use super::session::Officer;

/// A device in the list.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
#[ts(export, rename = "ConsoleDevice", export_to = "ConsoleDevice.ts")]
pub struct DeviceLine {
    pub id: DeviceId,
    pub name: String,
    pub account_name: String,
    pub app_version: String,
    pub enrolled_at: String,
    pub last_contact_at: Option<String>,
    pub revoked_at: Option<String>,
    /// Operations of it that the office holds.
    #[ts(type = "number")]
    pub received: u64,
    /// Operations it said it still holds; missing when it never said.
    pub pending: Option<u32>,
    /// Office time minus device time, ms.
    #[ts(type = "number | null")]
    pub clock_offset_ms: Option<i64>,
}

pub async fn list(State(console): State<Console>) -> Result<Json<Vec<DeviceLine>>, Refusal> {
    let lines = console
        .blocking(|office| {
            read(office, |rows| {
                let received = rows.ops_of_devices()?;
                let lines = rows.devices()?.into_iter().map(|device| DeviceLine {
                    received: received.iter().find(|(id, _)| *id == device.id).map_or(0, |(_, ops)| *ops),
                    id: device.id,
                    name: device.name,
                    account_name: device.account_name,
                    app_version: device.app_version,
                    enrolled_at: device.enrolled_at.to_rfc3339(),
                    last_contact_at: device.last_contact_at.map(|at| at.to_rfc3339()),
                    revoked_at: device.revoked_at.map(|at| at.to_rfc3339()),
                    pending: device.pending,
                    clock_offset_ms: device.clock_offset_ms,
                });
                Ok(lines.collect())
            })
        })
        .await?;
    Ok(Json(lines))
}

/// Takes effect with the device's next request. Its unsent work can still be handed in.
pub async fn revoke(
    State(console): State<Console>,
    officer: Officer,
    Path(id): Path<DeviceId>,
) -> Result<Json<()>, Refusal> {
    console.blocking(move |office| office.revoke_device(id, &officer.by())).await?;
    Ok(Json(()))
}
