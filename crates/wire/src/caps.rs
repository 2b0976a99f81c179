//! `GET /v1/caps`: what the office speaks and allows. Needs no token, so a device can tell an office from any other
//! server before it shows a password or code to it.

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

/// The word every office answers with in [`Caps::service`].
pub const SERVICE: &str = "zoufang-office";

/// Limits and versions of an office.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Caps {
    /// Always [`SERVICE`].
    pub service: String,
    /// Name of the township, to be shown before enrolment.
    pub town: String,
    /// Versions of the protocol that the office speaks.
    pub protocols: Vec<u32>,
    /// Accepted kinds with the highest applied version. Others are kept in quarantine, never refused.
    pub kinds: Vec<KindVersion>,
    /// Bytes of a request body at most, as sent.
    pub max_body: u64,
    /// Bytes of a request body at most, decompressed.
    pub max_decompressed: u64,
    /// Operations in one request at most.
    pub max_ops: u32,
    /// Rows in one answer at most.
    pub max_rows: u32,
    /// Oldest app version that may still pull; pushing is open to all.
    pub min_app_for_pull: String,
    pub office_epoch: String,
    pub office_time: DateTime<FixedOffset>,
}

/// A kind of operation and the newest body version that the office applies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct KindVersion {
    pub kind: String,
    pub v: u32,
}
