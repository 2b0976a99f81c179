//! Rows from the office: ordered row states that the device stores as they come (design, section 3).

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use uuid::Uuid;

use crate::digest::Digest;

/// One row's newest state for this device.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Change {
    pub entity: Entity,
    pub id: Uuid,
    #[serde(default, skip_serializing_if = "Action::is_upsert")]
    pub action: Action,
    /// The row as JSON text; missing for `delete` and `leave`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub row: Option<Box<RawValue>>,
}

/// What kind of row it is, and so which type of `zoufang-domain` it reads as.
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
pub enum Entity {
    /// `zoufang_domain::campaign::Campaign`.
    Campaign,
    /// A whole checklist document.
    Checklist,
    /// `roster::Village`.
    Village,
    /// `roster::Assignment`, own ones only.
    Assignment,
    /// `roster::Household` with its members.
    Household,
    /// [`VisitMark`], by household id.
    VisitMark,
    /// `finding::Finding`.
    Finding,
    /// `candidate::Candidate`.
    Candidate,
    /// `visit::VisitReview` of an own visit, by visit id; only for devices that say they know it.
    VisitReview,
}

impl Entity {
    pub const ALL: [Self; 9] = [
        Self::Campaign,
        Self::Checklist,
        Self::Village,
        Self::Assignment,
        Self::Household,
        Self::VisitMark,
        Self::Finding,
        Self::Candidate,
        Self::VisitReview,
    ];

    /// Came after the first release. A device that does not know it could not read the answer, so it must ask for it.
    pub const LATER: [Self; 1] = [Self::VisitReview];

    /// The name on the wire and in databases.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Campaign => "campaign",
            Self::Checklist => "checklist",
            Self::Village => "village",
            Self::Assignment => "assignment",
            Self::Household => "household",
            Self::VisitMark => "visit_mark",
            Self::Finding => "finding",
            Self::Candidate => "candidate",
            Self::VisitReview => "visit_review",
        }
    }

    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|entity| entity.name() == name)
    }
}

/// What happened to the row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    #[default]
    Upsert,
    /// The row exists no more.
    Delete,
    /// The row exists but is no longer this device's; purge it once nothing unsent refers to it (rule 8).
    Leave,
}

impl Action {
    #[must_use]
    pub fn is_upsert(&self) -> bool {
        *self == Self::Upsert
    }
}

/// That a household has been visited, by whom and how: the best mode so far (domain, section 5).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export)]
pub struct VisitMark {
    pub household_id: zoufang_domain::ids::HouseholdId,
    pub visit_id: zoufang_domain::ids::VisitId,
    /// Calendar date of the newest visit, Asia/Shanghai.
    pub visited_on: chrono::NaiveDate,
    pub mode: zoufang_domain::visit::ModeKind,
    pub by: String,
    pub visits: u32,
}

/// Digest of one live row; folded over all rows it is the `digest` of a pull.
#[must_use]
pub fn row_digest(entity: Entity, id: Uuid, row: &str) -> Digest {
    Digest::of(&[entity.name().as_bytes(), &[0], id.as_bytes(), row.as_bytes()])
}
