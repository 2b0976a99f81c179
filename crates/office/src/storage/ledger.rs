//! Findings, candidates and proposals: what the office alone judges.

use std::collections::HashMap;

use chrono::NaiveDate;
use uuid::Uuid;
use zoufang_domain::candidate::{Candidate, CandidateKind};
use zoufang_domain::finding::{Finding, FindingState, Severity};
use zoufang_domain::ids::{AccountId, CandidateId, FindingId, HouseholdId, OpId, VillageId, VisitId};
use zoufang_domain::roster::{MonitorState, RosterProposal};
use zoufang_wire::Entity;

use super::{Scope, StorageError};
use crate::clock::Instant;

/// Whether a ledger row still takes further sightings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Live,
    Settled,
}

/// A finding with what the ledger needs to file it.
#[derive(Debug, Clone)]
pub struct FiledFinding {
    pub finding: Finding,
    /// Subject and code as one text.
    pub key: String,
    pub standing: Standing,
    pub household: Option<HouseholdId>,
    pub village: VillageId,
}

/// A candidate with what the ledger needs to file it.
#[derive(Debug, Clone)]
pub struct FiledCandidate {
    pub candidate: Candidate,
    pub standing: Standing,
    pub visit: Option<VisitId>,
}

/// A step, a further sighting, or a merge.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct LedgerEvent {
    /// Version of the row after it.
    pub version: u32,
    /// `raised`, `observed`, `merged`, or the name of an officer's step.
    pub what: String,
    pub state: String,
    /// The operation, or the id of an officer's step.
    pub op_id: OpId,
    pub account: AccountId,
    pub visit: Option<VisitId>,
    pub at: Instant,
    /// What was written for the step.
    pub text: Option<String>,
    pub changes: Vec<FieldChange>,
}

/// A field of a row before and after a step, as the screen may show it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize, ts_rs::TS)]
#[ts(export)]
pub struct FieldChange {
    /// Path inside the row, such as `plan.owner`.
    pub field: String,
    pub from: Option<String>,
    pub to: Option<String>,
}

/// A proposal that waits for a person.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Proposal {
    pub op_id: OpId,
    pub account: AccountId,
    pub household_id: HouseholdId,
    /// `open`, or `applied` for a household met at the door.
    pub state: String,
    pub proposal: RosterProposal,
    pub received_at: Instant,
}

/// Which findings or candidates to list, newest first.
#[derive(Debug, Clone, Default)]
pub struct LedgerFilter {
    /// Nothing unless it is given.
    pub scope: Scope,
    pub village: Option<VillageId>,
    pub household: Option<HouseholdId>,
    pub visit: Option<VisitId>,
    pub offset: u32,
    pub limit: u32,
}

/// Where a problem is filed: the parts of its 问题编号.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filed {
    pub village: VillageId,
    /// Year of discovery.
    pub year: String,
    /// 1, 2, 3 … within village and year, in the order of arrival; never given out again, because no row is deleted.
    pub serial: u32,
}

/// One list of the ledger (domain, section 7.4).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LedgerList {
    #[default]
    All,
    /// Past its day and not settled.
    Overdue,
    /// Due within seven days, today included.
    DueSoon,
    /// 申请销号: waits for a verifier.
    Waiting,
    /// 延期申请: waits for the task force.
    Extension,
}

/// In which order the ledger is listed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LedgerSort {
    #[default]
    Newest,
    Due,
    Severity,
    Village,
    Code,
    State,
    Unit,
}

/// Which rows of the ledger to list. What is missing does not narrow.
#[derive(Debug, Clone)]
pub struct FindingFilter {
    pub scope: Scope,
    pub list: LedgerList,
    pub village: Option<VillageId>,
    /// `F1` to `F6`.
    pub focus: Option<String>,
    /// Beginning of the code.
    pub code: Option<String>,
    pub bucket: Option<String>,
    pub severity: Option<Severity>,
    pub state: Option<FindingState>,
    /// 责任单位.
    pub unit: Option<String>,
    pub today: NaiveDate,
    pub sort: LedgerSort,
    pub descending: bool,
    pub offset: u32,
    pub limit: u32,
}

/// How many rows each list of the ledger has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, ts_rs::TS)]
#[ts(export)]
pub struct LedgerCounts {
    pub all: u32,
    pub overdue: u32,
    pub due_soon: u32,
    pub waiting: u32,
    pub extension: u32,
}

/// Which leads to list, the oldest first, because the oldest is decided first. What is missing does not narrow.
#[derive(Debug, Clone, Default)]
pub struct LeadFilter {
    pub scope: Scope,
    pub village: Option<VillageId>,
    pub kind: Option<CandidateKind>,
    pub state: Option<MonitorState>,
    /// Still being judged.
    pub open: bool,
    /// Raised on this day or before, and still being judged.
    pub raised_until: Option<NaiveDate>,
    /// Raised on this day or later.
    pub raised_from: Option<NaiveDate>,
    pub offset: u32,
    pub limit: u32,
}

pub trait LedgerReads {
    /// # Errors
    /// When the database fails.
    fn list_leads(&self, filter: &LeadFilter) -> Result<(Vec<Candidate>, u32), StorageError>;

    /// How many leads stand at each step.
    ///
    /// # Errors
    /// When the database fails.
    fn leads_by_state(
        &self,
        scope: &Scope,
        village: Option<VillageId>,
    ) -> Result<Vec<(MonitorState, u32)>, StorageError>;

    /// A finding with how it is filed.
    ///
    /// # Errors
    /// When the database fails.
    fn filed_finding(&self, id: FindingId) -> Result<Option<FiledFinding>, StorageError>;

    /// The newest finding under a key, whatever its state.
    ///
    /// # Errors
    /// When the database fails.
    fn newest_finding(&self, key: &str) -> Result<Option<Finding>, StorageError>;

    /// Where every problem is filed.
    ///
    /// # Errors
    /// When the database fails.
    fn ledger_numbers(&self) -> Result<HashMap<FindingId, Filed>, StorageError>;

    /// # Errors
    /// When the database fails.
    fn list_ledger(&self, filter: &FindingFilter) -> Result<(Vec<Finding>, u32), StorageError>;

    /// # Errors
    /// When the database fails.
    fn ledger_counts(
        &self,
        scope: &Scope,
        village: Option<VillageId>,
        today: NaiveDate,
    ) -> Result<LedgerCounts, StorageError>;

    /// Codes and responsible units that occur, each once.
    ///
    /// # Errors
    /// When the database fails.
    fn ledger_words(&self, scope: &Scope) -> Result<(Vec<String>, Vec<String>), StorageError>;

    /// # Errors
    /// When the database fails.
    fn finding(&self, id: FindingId) -> Result<Option<Finding>, StorageError>;

    /// The finding that is live under a key.
    ///
    /// # Errors
    /// When the database fails.
    fn live_finding(&self, key: &str) -> Result<Option<Finding>, StorageError>;

    /// # Errors
    /// When the database fails.
    fn list_findings(&self, filter: &LedgerFilter) -> Result<(Vec<Finding>, u32), StorageError>;

    /// Ids of the findings a household's viewers see.
    ///
    /// # Errors
    /// When the database fails.
    fn findings_of(&self, household: HouseholdId) -> Result<Vec<Finding>, StorageError>;

    /// Findings about a village itself.
    ///
    /// # Errors
    /// When the database fails.
    fn findings_of_village(&self, village: VillageId) -> Result<Vec<Finding>, StorageError>;

    /// # Errors
    /// When the database fails.
    fn candidate(&self, id: CandidateId) -> Result<Option<Candidate>, StorageError>;

    /// # Errors
    /// When the database fails.
    fn live_candidate(
        &self,
        household: HouseholdId,
        kind: CandidateKind,
    ) -> Result<Option<Candidate>, StorageError>;

    /// # Errors
    /// When the database fails.
    fn candidates_of(&self, household: HouseholdId) -> Result<Vec<Candidate>, StorageError>;

    /// # Errors
    /// When the database fails.
    fn list_candidates(&self, filter: &LedgerFilter) -> Result<(Vec<Candidate>, u32), StorageError>;

    /// Steps of a finding or candidate, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    fn ledger_events(&self, entity: Entity, id: Uuid) -> Result<Vec<LedgerEvent>, StorageError>;

    /// Newest first.
    ///
    /// # Errors
    /// When the database fails.
    fn list_proposals(&self, filter: &LedgerFilter) -> Result<(Vec<Proposal>, u32), StorageError>;
}

pub trait LedgerWrites {
    /// # Errors
    /// When another live finding has the key, or the database fails.
    fn put_finding(&self, filed: &FiledFinding) -> Result<(), StorageError>;

    /// # Errors
    /// When another live candidate of the kind exists, or the database fails.
    fn put_candidate(&self, filed: &FiledCandidate) -> Result<(), StorageError>;

    /// # Errors
    /// When the database fails.
    fn add_ledger_event(&self, entity: Entity, id: Uuid, event: &LedgerEvent) -> Result<(), StorageError>;

    /// # Errors
    /// When the database fails.
    fn put_proposal(&self, proposal: &Proposal) -> Result<(), StorageError>;
}
