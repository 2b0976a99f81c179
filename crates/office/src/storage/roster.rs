//! Campaign, checklists, villages, households and assignments.

use uuid::Uuid;
use zoufang_domain::campaign::Campaign;
use zoufang_domain::ids::{AccountId, AssignmentId, HouseholdId, VillageId};
use zoufang_domain::roster::{Assignment, Household, Village};

use super::StorageError;

/// A household where only its place matters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HouseholdPlace {
    pub id: HouseholdId,
    pub village: VillageId,
    pub group: String,
}

pub trait RosterReads {
    /// # Errors
    /// When the database fails.
    fn campaigns(&self) -> Result<Vec<Campaign>, StorageError>;

    /// The checklist's JSON text.
    ///
    /// # Errors
    /// When the database fails.
    fn checklist(&self, campaign: &str, version: u32) -> Result<Option<String>, StorageError>;

    /// `(campaign, version, JSON)` of all.
    ///
    /// # Errors
    /// When the database fails.
    fn checklists(&self) -> Result<Vec<(String, u32, String)>, StorageError>;

    /// In the order of import.
    ///
    /// # Errors
    /// When the database fails.
    fn villages(&self) -> Result<Vec<Village>, StorageError>;

    /// # Errors
    /// When the database fails.
    fn village(&self, id: VillageId) -> Result<Option<Village>, StorageError>;

    /// # Errors
    /// When the database fails.
    fn household(&self, id: HouseholdId) -> Result<Option<Household>, StorageError>;

    /// # Errors
    /// When the database fails.
    fn household_place(&self, id: HouseholdId) -> Result<Option<HouseholdPlace>, StorageError>;

    /// # Errors
    /// When the database fails.
    fn households_of(&self, village: VillageId) -> Result<Vec<HouseholdPlace>, StorageError>;

    /// All, village by village.
    ///
    /// # Errors
    /// When the database fails.
    fn households(&self) -> Result<Vec<Household>, StorageError>;

    /// Grows with every household that is written.
    ///
    /// # Errors
    /// When the database fails.
    fn roster_revision(&self) -> Result<u64, StorageError>;

    /// # Errors
    /// When the database fails.
    fn assignment(&self, id: AssignmentId) -> Result<Option<Assignment>, StorageError>;

    /// # Errors
    /// When the database fails.
    fn assignments_in(&self, village: VillageId) -> Result<Vec<Assignment>, StorageError>;

    /// # Errors
    /// When the database fails.
    fn assignments_of(&self, account: AccountId) -> Result<Vec<Assignment>, StorageError>;
}

pub trait RosterWrites {
    /// # Errors
    /// When the database fails.
    fn put_campaign(&self, id: Uuid, campaign: &Campaign) -> Result<(), StorageError>;

    /// # Errors
    /// When the database fails.
    fn put_checklist(&self, id: Uuid, campaign: &str, version: u32, body: &str) -> Result<(), StorageError>;

    /// # Errors
    /// When the database fails.
    fn put_village(&self, village: &Village) -> Result<(), StorageError>;

    /// # Errors
    /// When the database fails.
    fn put_household(&self, household: &Household, origin: Origin) -> Result<(), StorageError>;

    /// # Errors
    /// When the database fails.
    fn put_assignment(&self, assignment: &Assignment) -> Result<(), StorageError>;

    /// # Errors
    /// When the database fails.
    fn drop_assignment(&self, id: AssignmentId) -> Result<(), StorageError>;
}

/// Where a household came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    Roster,
    /// Not on any list until a cadre stood before it.
    MetAtDoor,
}
