//! 更正: what the door says against the roster, the body of `roster.propose`. The office accepts or refuses it.

use serde::{Deserialize, Serialize};

use crate::ids::{HouseholdId, MemberId, VillageId, VisitId};

/// A correction, or a household met at the door (`roster.propose`, version 1).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export, optional_fields)]
pub enum RosterProposal {
    /// One field of a household or member.
    Correct {
        household_id: HouseholdId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        member_id: Option<MemberId>,
        /// Key of the data dictionary, such as `phone`.
        field: String,
        old: Option<String>,
        new: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        visit_id: Option<VisitId>,
    },
    /// A household that is not on the list: village, group and head suffice (domain, section 5).
    NewHousehold {
        household_id: HouseholdId,
        head_member_id: MemberId,
        village_id: VillageId,
        group: String,
        head_name: String,
        address: Option<String>,
        phone: Option<String>,
    },
}
