//! Villages, the repeated objects in them, and who visits where.

use serde::{Deserialize, Serialize};

use crate::ids::{AccountId, AssignmentId, HouseholdId, VillageId};

/// 行政村 with its 村民小组 (domain, section 2.3).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export)]
pub struct Village {
    pub id: VillageId,
    /// Short code used in ledger numbers, such as `SLC`.
    pub code: String,
    pub name: String,
    /// Names of the groups, in walking order, such as `1组`.
    pub groups: Vec<String>,
    /// Households on the roster, for coverage while offline.
    #[serde(default)]
    pub households: u32,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub objects: Vec<VillageObject>,
}

/// A repeated object of the village checklist: `water_source`, `business_entity`, `post_unit`, `public_toilet`,
/// `assessment_issue`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export)]
pub struct VillageObject {
    pub kind: String,
    pub code: String,
    pub name: String,
}

/// What a cadre is to visit: a whole village, some of its groups, or single households.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export)]
pub struct Assignment {
    pub id: AssignmentId,
    pub account_id: AccountId,
    pub village_id: VillageId,
    /// Empty: the whole village.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<String>,
    /// Households beyond the groups.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub households: Vec<HouseholdId>,
}
