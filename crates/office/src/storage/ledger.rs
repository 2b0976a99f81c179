//! Findings, candidates and proposals: what the office alone judges.

use uuid::Uuid;
use zoufang_domain::candidate::{Candidate, CandidateKind};
use zoufang_domain::finding::Finding;
use zoufang_domain::ids::{AccountId, CandidateId, FindingId, HouseholdId, OpId, VillageId, VisitId};
use zoufang_domain::roster::RosterProposal;
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
    /// `raised`, `observed`, `merged`.
    pub what: String,
    pub state: String,
    pub op_id: OpId,
    pub account: AccountId,
    pub visit: Option<VisitId>,
    pub at: Instant,
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

pub trait LedgerReads {
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
