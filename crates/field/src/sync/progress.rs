//! What screens see of the engine.

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};
use zoufang_wire::ApiError;

/// What the engine is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum SyncPhase {
    /// Nothing to do.
    #[default]
    Idle,
    /// Something waits for the next try.
    Waiting,
    /// Asking whether the office is there.
    Probing,
    /// A request is under way.
    Exchanging,
    /// Getting new tokens.
    Renewing,
}

/// Progress of sync since the app started; counts are operations, rows and bytes on the wire.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, ts_rs::TS)]
#[ts(export, optional_fields)]
pub struct SyncProgress {
    pub phase: SyncPhase,
    /// Operations that still wait to be handed in.
    #[ts(type = "number")]
    pub pending: u64,
    /// Operations set aside because the office refuses every request with them, or because they are damaged; kept.
    #[ts(type = "number")]
    pub stuck: u64,
    #[ts(type = "number")]
    pub sent: u64,
    #[ts(type = "number")]
    pub accepted: u64,
    #[ts(type = "number")]
    pub rejected: u64,
    #[ts(type = "number")]
    pub deferred: u64,
    #[ts(type = "number")]
    pub rows_pulled: u64,
    #[ts(type = "number")]
    pub bytes_up: u64,
    #[ts(type = "number")]
    pub bytes_down: u64,
    /// More rows are on their way.
    pub more_rows: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_success_at: Option<DateTime<FixedOffset>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_error: Option<ApiError>,
    /// Milliseconds until the next try by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(type = "number")]
    pub next_try_in_ms: Option<u64>,
    /// Wall time of the next try by itself; filled in by the driver, which has a clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_try_at: Option<DateTime<FixedOffset>>,
    /// The office was reached and is an office.
    pub online: bool,
    /// The device is revoked: nothing is fetched, what is here stays here.
    pub revoked: bool,
    /// The app is too old to fetch lists; handing in works.
    pub upgrade_to_pull: bool,
    /// Minutes by which this device's clock is off, when more than five.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(type = "number")]
    pub clock_off_minutes: Option<i64>,
}
