//! The record of a finished visit: immutable, self-describing, the body of `visit.record`.
//!
//! The visit's id is the id of the operation that carries it. Findings and candidates raised by the visit travel as
//! operations of their own (`finding.raise`, `candidate.raise`) that name the visit, because the ledger is judged
//! by the office and lives longer than the visit.

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

use super::answer::Answer;
use super::mode::VisitMode;
use crate::ids::{CampaignId, HouseholdId, MemberId, VisitId};

/// A visit as submitted by the cadre (`visit.record`, version 1).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export, optional_fields)]
pub struct VisitRecord {
    pub household_id: HouseholdId,
    pub campaign: CampaignId,
    /// Version of the checklist the draft was begun with; the office accepts every version ever published.
    pub checklist_version: u32,
    pub mode: VisitMode,
    /// Why a phone or proxy visit was made outside its condition; marks the visit “不符合电访/代答条件”.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode_reason: Option<String>,
    pub started_at: DateTime<FixedOffset>,
    pub finished_at: DateTime<FixedOffset>,
    /// Names of the visiting cadres, 1–3; the first is the one who submits.
    pub cadres: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<NoticeGiven>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub members_check: Option<MembersCheck>,
    pub answers: Vec<Answer>,
    /// One optional point, never a track.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remark: Option<String>,
}

/// The privacy notice was read or shown, and when.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export)]
pub struct NoticeGiven {
    pub at: DateTime<FixedOffset>,
    /// `read` aloud or `shown`.
    pub how: String,
}

/// The member list was gone through at the door.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export)]
pub struct MembersCheck {
    pub at: DateTime<FixedOffset>,
    /// Members confirmed present in the household.
    pub confirmed: Vec<MemberId>,
}

/// WGS-84 as the chip gives it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export)]
pub struct Position {
    pub lat: f64,
    pub lon: f64,
    /// Metres.
    pub accuracy: f64,
}

/// A corrected version of an own visit (`visit.amend`, version 1). Every version is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export)]
pub struct VisitAmend {
    pub visit_id: VisitId,
    pub reason: String,
    pub record: VisitRecord,
}
