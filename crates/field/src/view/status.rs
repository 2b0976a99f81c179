//! Whether the app is enrolled and unlocked.

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::Serialize;
use zoufang_wire::ApiError;

/// Where the app stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum LockState {
    NotEnrolled,
    Locked,
    Unlocked,
}

/// First thing a screen asks for.
#[derive(Debug, Clone, PartialEq, Serialize, ts_rs::TS)]
#[ts(export, optional_fields)]
pub struct Status {
    pub state: LockState,
    /// Name of the cadre; known while locked too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub town: Option<String>,
    /// Seconds until the next PIN may be tried; missing when one may be tried now.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(type = "number")]
    pub pin_wait_s: Option<u64>,
    /// Today in Asia/Shanghai.
    pub today: NaiveDate,
    pub app_version: String,
    /// Something the person must know, such as a damaged file that was set aside or a newer database. Work goes on
    /// where it can.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notice: Option<ApiError>,
}

/// What an enrolment text says, before anything is sent.
#[derive(Debug, Clone, PartialEq, Serialize, ts_rs::TS)]
#[ts(export)]
pub struct TicketView {
    pub town: String,
    pub addresses: Vec<String>,
    /// Whether the office's certificate is pinned by the text.
    pub pinned: bool,
}

/// An instant on a screen; kept here so that all views say it alike.
pub type Instant = DateTime<FixedOffset>;
