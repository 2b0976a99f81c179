//! 问题与整改台账: a finding, its subject, severity, deadline bucket and state (domain, section 7).

pub mod deadline;
pub mod rectification;
pub mod step;
pub mod transition;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use self::rectification::Rectification;
use crate::ids::{BucketCode, FindingCode, FindingId, HouseholdId, ItemId, MemberId, VillageId, VisitId};

/// Whom or what a finding is about. Together with the code it is the finding's identity (section 7.3).
#[derive(
    Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema,
)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export)]
pub enum Subject {
    Household { household_id: HouseholdId },
    Member { household_id: HouseholdId, member_id: MemberId },
    Village { village_id: VillageId, object: Option<String> },
}

/// Why something was raised: enough to explain it at the door and to replay it when rules change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export)]
pub struct Reason {
    pub item: ItemId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub member: Option<MemberId>,
    /// Version of the checklist whose rule fired.
    pub rule_version: u32,
    /// The condition's text.
    pub when: String,
    /// Values the condition looked at, by path.
    #[ts(type = "Record<string, unknown>")]
    pub inputs: BTreeMap<String, serde_json::Value>,
    /// The sentence of the notice it rests on.
    pub quote: String,
}

/// What the cadre decided about a raised flag before submitting.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export)]
pub enum Decision {
    Confirmed,
    /// Severity, bucket or wording changed, with a reason.
    Edited {
        reason: String,
    },
    /// 走访人确认不成立.
    Rejected {
        reason: String,
    },
}

/// The body of `finding.raise`, version 1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export, optional_fields)]
pub struct FindingRaise {
    pub finding_id: FindingId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visit_id: Option<VisitId>,
    pub subject: Subject,
    pub code: FindingCode,
    pub title: String,
    pub severity: Severity,
    pub bucket: BucketCode,
    pub discovered_on: NaiveDate,
    pub due_on: NaiveDate,
    pub reason: Reason,
    pub decision: Decision,
    /// 当场讲解: created and closed in the same minute.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub closed_on_the_spot: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A row of the ledger as the office judges it; devices only read it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export, optional_fields)]
pub struct Finding {
    pub id: FindingId,
    pub subject: Subject,
    pub code: FindingCode,
    pub item: ItemId,
    pub title: String,
    pub severity: Severity,
    pub bucket: BucketCode,
    pub discovered_on: NaiveDate,
    pub due_on: NaiveDate,
    pub state: FindingState,
    /// Grows by one with every transition; `expected_version` refers to it.
    pub version: u32,
    /// Further visits that saw the same problem.
    #[serde(default)]
    pub observations: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visit_id: Option<VisitId>,
    /// Since version 0.2; rows of the released version have none.
    #[serde(default, skip_serializing_if = "Rectification::is_empty")]
    #[ts(as = "Option<Rectification>")]
    pub rectification: Rectification,
}

/// 严重程度.
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
pub enum Severity {
    Minor,
    Normal,
    Major,
    Critical,
}

/// 整改状态 (enumeration `finding_state`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum FindingState {
    Draft,
    Rejected,
    Open,
    Fixing,
    Submitted,
    Closed,
    Returned,
    Invalid,
    Merged,
    Transferred,
}

/// 致贫/返贫风险 (enumeration `risk_type`).
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
pub enum RiskType {
    Illness,
    Schooling,
    Disability,
    Disaster,
    Accident,
    NoLabor,
    Job,
    Industry,
    Housing,
    Water,
    Other,
}

impl RiskType {
    pub const ALL: [Self; 11] = [
        Self::Illness,
        Self::Schooling,
        Self::Disability,
        Self::Disaster,
        Self::Accident,
        Self::NoLabor,
        Self::Job,
        Self::Industry,
        Self::Housing,
        Self::Water,
        Self::Other,
    ];

    /// The code of the enumeration `risk_type`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Illness => "illness",
            Self::Schooling => "schooling",
            Self::Disability => "disability",
            Self::Disaster => "disaster",
            Self::Accident => "accident",
            Self::NoLabor => "no_labor",
            Self::Job => "job",
            Self::Industry => "industry",
            Self::Housing => "housing",
            Self::Water => "water",
            Self::Other => "other",
        }
    }

    /// The risk type of a code; triggers such as `income` have none.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|risk| risk.code() == code)
    }
}
