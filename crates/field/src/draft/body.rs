//! What a draft holds: only what the cadre did; everything else is worked out from it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};
use zoufang_domain::finding::{Decision, Severity};
use zoufang_domain::ids::{BucketCode, CandidateId, FindingId, HouseholdId, VisitId};
use zoufang_domain::visit::{Answer, MembersCheck, NoticeGiven, VisitMode};

/// A draft as stored. Fields are only ever added, each with a default, so that drafts outlive upgrades.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// Also the id of the operation that saving will write; made once, so that saving twice cannot double.
    pub visit_id: VisitId,
    pub household_id: HouseholdId,
    pub checklist_version: u32,
    pub candidate_id: CandidateId,
    pub started_at: DateTime<FixedOffset>,
    pub cadres: Vec<String>,
    #[serde(default)]
    pub mode: Option<VisitMode>,
    #[serde(default)]
    pub mode_reason: Option<String>,
    #[serde(default)]
    pub notice: Option<NoticeGiven>,
    #[serde(default)]
    pub members_check: Option<MembersCheck>,
    #[serde(default)]
    pub answers: Vec<Answer>,
    #[serde(default)]
    pub remark: Option<String>,
    /// By the key of the flag.
    #[serde(default)]
    pub decisions: BTreeMap<String, Decided>,
    /// The saved visit that this draft corrects.
    #[serde(default)]
    pub amends: Option<VisitId>,
    #[serde(default)]
    pub amend_reason: Option<String>,
    /// Flags that the corrected visit has raised already; they are not raised again.
    #[serde(default)]
    pub raised_before: BTreeSet<String>,
}

/// What the cadre made of one flag.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Decided {
    pub decision: Decision,
    /// Id of the finding, when the flag is one; made here, so that saving twice cannot double.
    pub finding_id: FindingId,
    #[serde(default)]
    pub severity: Option<Severity>,
    #[serde(default)]
    pub bucket: Option<BucketCode>,
    #[serde(default)]
    pub note: Option<String>,
}
