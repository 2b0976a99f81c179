//! Villages, the list, and one household.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use zoufang_domain::candidate::Candidate;
use zoufang_domain::finding::Finding;
use zoufang_domain::ids::{HouseholdId, MemberId, VillageId, VisitId};
use zoufang_domain::roster::{Household, VisitRank};
use zoufang_domain::visit::ModeKind;
use zoufang_wire::change::VisitMark;

use super::visit::OwnVisit;

/// The first page after unlocking.
#[derive(Debug, Clone, PartialEq, Serialize, ts_rs::TS)]
#[ts(export)]
pub struct Overview {
    /// Empty before the first pull.
    pub campaign_name: String,
    pub town: String,
    pub account_name: String,
    pub today: NaiveDate,
    pub villages: Vec<VillageCount>,
    pub counts: ListCounts,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ts_rs::TS)]
#[ts(export)]
pub struct VillageCount {
    pub id: VillageId,
    pub name: String,
    /// Households of this cadre's list.
    pub total: u32,
    /// Visited by anybody, or saved here.
    pub visited: u32,
    pub groups: Vec<GroupCount>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ts_rs::TS)]
#[ts(export)]
pub struct GroupCount {
    pub name: String,
    pub total: u32,
    pub visited: u32,
}

/// Households behind each filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, ts_rs::TS)]
#[ts(export)]
pub struct ListCounts {
    pub total: u32,
    pub visited: u32,
    pub priority: u32,
    pub unsent: u32,
    pub with_problems: u32,
    pub drafts: u32,
}

/// Which households to list; all that is set must hold.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ts_rs::TS)]
#[serde(default)]
#[ts(export, optional_fields)]
pub struct HouseholdFilter {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub village_id: Option<VillageId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    pub not_visited: bool,
    /// 重点对象: everything before `ordinary` in the visiting order (domain, section 5).
    pub priority: bool,
    pub unsent: bool,
    pub with_problems: bool,
    pub drafts: bool,
}

/// One line of the list.
#[derive(Debug, Clone, PartialEq, Serialize, ts_rs::TS)]
#[ts(export, optional_fields)]
pub struct HouseholdRow {
    pub id: HouseholdId,
    pub village_id: VillageId,
    pub village_name: String,
    pub group: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    pub head_name: String,
    /// Active members.
    pub members: u8,
    /// Codes, in visiting order: `dept_alert`, `lead`, `monitored`, `cleared`, `lifted_2020`, `lifted`, `dibao`,
    /// `tekun`, `K1`…`K9`.
    pub marks: Vec<String>,
    pub rank: VisitRank,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visited: Option<RowVisit>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub draft: Option<VisitId>,
    /// Something of this household is not handed in yet.
    pub unsent: bool,
    pub open_findings: u32,
    pub open_candidates: u32,
    /// No longer on this cadre's list; shown while unsent work refers to it.
    pub left: bool,
    /// What the search matched when it was not the head's name, such as a member's name or `尾号1234`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub match_note: Option<String>,
}

/// The newest visit as far as this device knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ts_rs::TS)]
#[ts(export)]
pub struct RowVisit {
    pub on: NaiveDate,
    pub mode: ModeKind,
}

#[derive(Debug, Clone, PartialEq, Serialize, ts_rs::TS)]
#[ts(export)]
pub struct HouseholdPage {
    pub rows: Vec<HouseholdRow>,
    pub total: u32,
}

/// A person with what the door needs.
#[derive(Debug, Clone, PartialEq, Serialize, ts_rs::TS)]
#[ts(export, optional_fields)]
pub struct MemberView {
    pub id: MemberId,
    pub name: String,
    /// Code of the enumeration `relation`; `01` is the head.
    pub relation: String,
    pub sex: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub age: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_masked: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    pub active: bool,
}

/// Why to look closely, with the numbers that go into the words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ts_rs::TS)]
#[ts(export, optional_fields)]
pub struct LookAt {
    /// A mark of [`HouseholdRow::marks`], `open_findings`, `open_candidates`, or `quality` with the rule's code.
    pub code: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
}

/// One household with all that the device knows of it. ID numbers are masked.
#[derive(Debug, Clone, PartialEq, Serialize, ts_rs::TS)]
#[ts(export, optional_fields)]
pub struct HouseholdCard {
    pub row: HouseholdRow,
    pub household: Household,
    pub members: Vec<MemberView>,
    pub look_at: Vec<LookAt>,
    /// Open ones.
    pub findings: Vec<Finding>,
    /// Open ones.
    pub candidates: Vec<Candidate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_visit: Option<VisitMark>,
    pub drafts: Vec<VisitId>,
    pub own_visits: Vec<OwnVisit>,
}
