//! Visits, their versions, and the mark each visited household carries.

use zoufang_domain::ids::{AccountId, DeviceId, HouseholdId, OpId, VillageId, VisitId};
use zoufang_domain::visit::{ModeKind, ReviewState, VisitReview};
use zoufang_wire::change::VisitMark;

use super::{Scope, StorageError};
use crate::clock::Instant;

/// A visit's newest version in columns; the record itself is the body of operation `op_id`.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct VisitRow {
    pub id: VisitId,
    pub household_id: HouseholdId,
    pub account: AccountId,
    pub device: DeviceId,
    pub mode: ModeKind,
    /// Made by phone or proxy outside the condition, with a written reason.
    pub outside_rule: bool,
    /// First named cadre.
    pub cadre: String,
    /// Calendar date, Asia/Shanghai.
    pub visited_on: chrono::NaiveDate,
    pub finished_at: Instant,
    pub received_at: Instant,
    pub version: u32,
    pub op_id: OpId,
}

/// A version from the second on.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct VisitVersion {
    pub version: u32,
    pub op_id: OpId,
    pub reason: String,
    pub received_at: Instant,
}

/// A visit in a list, with what a reader wants beside it.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct VisitListed {
    #[serde(flatten)]
    pub visit: VisitRow,
    pub village_id: VillageId,
    pub group: String,
    pub head_name: String,
    pub account_name: String,
    pub review: ReviewState,
}

/// Which visits to list, newest arrival first.
#[derive(Debug, Clone, Default)]
pub struct VisitFilter {
    /// Nothing unless it is given.
    pub scope: Scope,
    pub village: Option<VillageId>,
    pub mode: Option<ModeKind>,
    pub review: Option<ReviewState>,
    pub household: Option<HouseholdId>,
    /// The account that handed the visit in.
    pub account: Option<AccountId>,
    /// Part of the head's name or the cadre's name.
    pub search: Option<String>,
    pub offset: u32,
    pub limit: u32,
}

/// Households of a village by their best mode.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Coverage {
    pub village_id: VillageId,
    pub households: u32,
    pub face: u32,
    pub proxy: u32,
    pub phone: u32,
}

pub trait VisitReads {
    /// # Errors
    /// When the database fails.
    fn visit(&self, id: VisitId) -> Result<Option<VisitRow>, StorageError>;

    /// Newest first.
    ///
    /// # Errors
    /// When the database fails.
    fn visits_of(&self, household: HouseholdId) -> Result<Vec<VisitRow>, StorageError>;

    /// # Errors
    /// When the database fails.
    fn visit_versions(&self, id: VisitId) -> Result<Vec<VisitVersion>, StorageError>;

    /// # Errors
    /// When the database fails.
    fn list_visits(&self, filter: &VisitFilter) -> Result<(Vec<VisitListed>, u32), StorageError>;

    /// # Errors
    /// When the database fails.
    fn visit_mark(&self, household: HouseholdId) -> Result<Option<VisitMark>, StorageError>;

    /// `None` when nobody has judged the visit and it was not corrected.
    ///
    /// # Errors
    /// When the database fails.
    fn visit_review(&self, id: VisitId) -> Result<Option<VisitReview>, StorageError>;

    /// # Errors
    /// When the database fails.
    fn reviews_of(&self, household: HouseholdId) -> Result<Vec<VisitReview>, StorageError>;

    /// One line per village of the scope, in the order of import.
    ///
    /// # Errors
    /// When the database fails.
    fn coverage(&self, scope: &Scope) -> Result<Vec<Coverage>, StorageError>;
}

pub trait VisitWrites {
    /// A new visit, or the newest version of one.
    ///
    /// # Errors
    /// When the database fails.
    fn put_visit(&self, visit: &VisitRow) -> Result<(), StorageError>;

    /// # Errors
    /// When the database fails.
    fn add_visit_version(&self, id: VisitId, version: &VisitVersion) -> Result<(), StorageError>;

    /// # Errors
    /// When the database fails.
    fn put_visit_mark(&self, mark: &VisitMark) -> Result<(), StorageError>;

    /// # Errors
    /// When the database fails.
    fn put_visit_review(&self, review: &VisitReview) -> Result<(), StorageError>;
}
