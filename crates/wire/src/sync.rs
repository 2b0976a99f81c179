//! `POST /v1/sync`: push and pull in one round trip.
//!
//! Results come as runs: neighbouring operations with the same outcome share one line and one digest over their
//! `(op_id, hash)` pairs. The digest says the same as a hash beside each operation, at a fraction of the bytes: a
//! device takes an operation off `pending` only if the digest over its own ids and hashes is equal (rule 1).

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use zoufang_domain::ids::{OpId, StreamId};

use crate::change::{Change, Entity};
use crate::digest::Digest;
use crate::error::ErrorCode;

/// A device's turn: operations in stream order, and how far it has read.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SyncRequest {
    pub stream_id: StreamId,
    pub device_time: DateTime<FixedOffset>,
    /// Numbers rise by one within the request.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ops: Vec<OpFrame>,
    /// [`run_digest`] over all `ops`; a request damaged on the way is refused as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<Digest>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pull: Option<Pull>,
    /// Operations whose fate is still open here: deferred, or damaged before a result came.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub asks: Vec<OpId>,
}

/// One operation with its place in the stream.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct OpFrame {
    /// From 1, without gaps.
    pub seq: u64,
    /// The canonical bytes, exactly as stored.
    #[schema(value_type = Object)]
    pub op: Box<RawValue>,
}

/// How far the device has read and how much it wants.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Pull {
    /// As the office gave it; missing asks for everything from the start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// Rows at most; the office may give fewer.
    pub limit: u32,
    /// Asks for the digest over all rows at the answer's cursor; only answered when nothing more is left.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub digest: bool,
    /// Names of the later entities ([`Entity::LATER`]) that the device can read; neither rows nor digest of the answer
    /// have any other of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub knows: Vec<String>,
}

impl Pull {
    /// What this build can read.
    #[must_use]
    pub fn known_here() -> Vec<String> {
        Entity::LATER.iter().map(|entity| entity.name().to_owned()).collect()
    }

    /// Whether the device can read rows of a kind.
    #[must_use]
    pub fn understands(&self, entity: Entity) -> bool {
        !Entity::LATER.contains(&entity) || self.knows.iter().any(|name| name == entity.name())
    }
}

/// The office's turn. Sent with status 200 only after a durable commit.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SyncResponse {
    /// Changes when the office was restored from a backup.
    pub office_epoch: String,
    pub office_time: DateTime<FixedOffset>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub results: Vec<ResultRun>,
    /// Every operation up to this number is committed in the office. Lower than what the device believes means the
    /// office lost something: the device offers everything above again.
    pub accepted_through: u64,
    /// Every operation up to this number is in a second copy as well.
    pub secured_through: u64,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
    /// To be stored with the changes; missing when the request asked for no pull.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub more: bool,
    /// The cursor was too old or of another epoch: `changes` start from nothing and replace all pulled rows once
    /// `more` is false (rule 9).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub reset: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<Digest>,
    /// Answers to `asks`, as far as the office has these operations from this account.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fates: Vec<Fate>,
}

/// Where an operation stands now that was judged before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Fate {
    pub op_id: OpId,
    /// Of the bytes that the office holds; another hash than the device's own says nothing about its operation.
    pub hash: Digest,
    pub r: OpResult,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<ErrorCode>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// The outcome of the operations `from..=through`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ResultRun {
    pub from: u64,
    pub through: u64,
    pub r: OpResult,
    /// Why, for `rejected` and `deferred`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<ErrorCode>,
    /// Place of the fault in the body, or the current state for a stale transition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// [`run_digest`] over the run.
    pub digest: Digest,
}

/// What the office did with an operation. All four mean: its bytes are in the office's log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum OpResult {
    Accepted,
    /// The same id and bytes were there before; a success.
    Duplicate,
    /// Kept, not applied, and why: a person must look.
    Rejected,
    /// Kept in quarantine until the office can apply it (unknown kind, outside the assignment).
    Deferred,
}

/// Digest over `(op_id, hash)` pairs in order: 16 bytes and 32 bytes each, nothing between.
#[must_use]
pub fn run_digest<'a>(pairs: impl IntoIterator<Item = (&'a OpId, &'a Digest)>) -> Digest {
    let mut bytes = Vec::new();
    for (op_id, hash) in pairs {
        bytes.extend_from_slice(op_id.0.as_bytes());
        bytes.extend_from_slice(&hash.0);
    }
    Digest::of(&[&bytes])
}
