//! Own visits and the way of work to the office.

use chrono::NaiveDate;
use serde::Serialize;
use zoufang_domain::ids::{HouseholdId, OpId, VisitId};
use zoufang_domain::visit::{ModeKind, Remark, ReviewState};
use zoufang_wire::{ApiError, Kind};

use super::status::Instant;
use crate::sync::progress::SyncProgress;

/// Said only after COMMIT.
#[derive(Debug, Clone, PartialEq, Serialize, ts_rs::TS)]
#[ts(export)]
pub struct Saved {
    pub visit_id: VisitId,
    pub saved_at: Instant,
    /// Operations written: the visit, its findings and lead.
    pub operations: u32,
    /// Next household of the list that has no visit, in walking order.
    pub next: Option<HouseholdId>,
}

/// Where an own visit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum OwnVisitState {
    /// 已存本机.
    SavedHere,
    /// 已上报.
    HandedIn,
    /// In the office, not counted: a person must look.
    Rejected,
    /// In the office's quarantine.
    Deferred,
}

/// A visit made on this device.
#[derive(Debug, Clone, PartialEq, Serialize, ts_rs::TS)]
#[ts(export, optional_fields)]
pub struct OwnVisit {
    pub visit_id: VisitId,
    pub household_id: HouseholdId,
    pub head_name: String,
    pub place: String,
    pub mode: ModeKind,
    pub version: u32,
    pub saved_at: Instant,
    pub state: OwnVisitState,
    /// Why it was rejected or deferred.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<ApiError>,
    /// Operations of this visit that are not handed in yet.
    pub unsent: u32,
    /// Once the town has judged it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub review: Option<OwnReview>,
}

/// What the town made of an own visit.
#[derive(Debug, Clone, PartialEq, Serialize, ts_rs::TS)]
#[ts(export, optional_fields)]
pub struct OwnReview {
    pub state: ReviewState,
    /// Name of the officer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Calendar date, Asia/Shanghai.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on: Option<NaiveDate>,
    /// What is to be looked at again; empty once answered.
    pub remarks: Vec<Remark>,
    /// A correction has been saved since.
    pub answered: bool,
}

/// An operation that a person must look at.
#[derive(Debug, Clone, PartialEq, Serialize, ts_rs::TS)]
#[ts(export, optional_fields)]
pub struct OutboxEntry {
    pub op_id: OpId,
    /// Missing for a kind that this build does not know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    /// `rejected`, `deferred`, `stuck` or `damaged`.
    pub state: String,
    pub problem: ApiError,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub household_id: Option<HouseholdId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visit_id: Option<VisitId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub head_name: Option<String>,
    pub saved_at: Instant,
}

/// The sync page.
#[derive(Debug, Clone, PartialEq, Serialize, ts_rs::TS)]
#[ts(export)]
pub struct SyncStatus {
    pub progress: SyncProgress,
    #[ts(type = "number")]
    pub pending: u64,
    #[ts(type = "number")]
    pub accepted: u64,
    #[ts(type = "number")]
    pub rejected: u64,
    #[ts(type = "number")]
    pub deferred: u64,
    /// Visits saved here and not handed in.
    pub unsent_visits: u32,
}
