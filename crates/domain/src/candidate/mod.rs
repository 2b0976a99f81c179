//! 监测对象线索: one lead per household and visit, with all its reasons (domain, section 3).

pub mod procedure;
pub mod record;
pub mod step;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use self::record::Procedure;
use crate::finding::{Decision, Reason, RiskType};
use crate::ids::{CandidateId, HouseholdId, VisitId};
use crate::roster::MonitorState;

/// The body of `candidate.raise`, version 1: all flags of one visit form one lead (section 3.2).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export, optional_fields)]
pub struct CandidateRaise {
    pub candidate_id: CandidateId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visit_id: Option<VisitId>,
    pub household_id: HouseholdId,
    pub kind: CandidateKind,
    pub channel: Channel,
    pub strength: Strength,
    /// Rejected reasons stay, with their decision.
    pub reasons: Vec<CandidateReason>,
    /// 1–5 risk types; may be empty until verification ends.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub risk_types: Vec<RiskType>,
    pub raised_on: NaiveDate,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// One flag of a lead and what the cadre made of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export)]
pub struct CandidateReason {
    pub reason: Reason,
    /// Trigger as the checklist names it: a risk type, or `income`, `rigid`, `income_drop`.
    pub trigger: String,
    pub strength: Strength,
    pub decision: Decision,
}

/// What the flags amount to, by the household's monitoring state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum CandidateKind {
    /// 风险线索.
    Lead,
    /// 建议回退.
    Revert,
    /// 建议重新识别.
    Reidentify,
    /// A risk note on a household that is already monitored.
    RiskNote,
}

/// Through which door the lead came: “畅通干部走访排查、农户自主申报、部门筛查预警等渠道”.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Channel {
    Visit,
    SelfApplication,
    DeptAlert,
}

/// Strong: verify in two days. Watch: the village looks at it within `identify_days`.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    ts_rs::TS,
    utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Strength {
    Watch,
    Strong,
}

/// A lead as the office judges it; devices only read it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export, optional_fields)]
pub struct Candidate {
    pub id: CandidateId,
    pub household_id: HouseholdId,
    pub kind: CandidateKind,
    pub channel: Channel,
    pub strength: Strength,
    pub state: MonitorState,
    pub version: u32,
    pub reasons: Vec<CandidateReason>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub risk_types: Vec<RiskType>,
    pub raised_on: NaiveDate,
    /// Since version 0.2; rows of the released version have none.
    #[serde(default, skip_serializing_if = "Procedure::is_empty")]
    #[ts(as = "Option<Procedure>")]
    pub procedure: Procedure,
}
