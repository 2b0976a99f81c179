//! Who may see what, and what is new for them: one row per account and thing (ADR 4).

use uuid::Uuid;
use zoufang_domain::ids::AccountId;
use zoufang_wire::{Action, Entity};

use super::StorageError;

/// An account in the database's own small number, because the feed is the largest index of the office.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Viewer(pub i64);

/// One line of a pull.
#[derive(Debug, Clone)]
pub struct FeedRow {
    pub change: u64,
    pub entity: Entity,
    pub id: Uuid,
    pub action: Action,
    /// The row's JSON; missing for `delete` and `leave`.
    pub row: Option<String>,
}

pub trait FeedReads {
    /// # Errors
    /// When the database fails.
    fn all_viewers(&self) -> Result<Vec<Viewer>, StorageError>;

    /// # Errors
    /// When the database fails.
    fn viewer(&self, account: AccountId) -> Result<Option<Viewer>, StorageError>;

    /// Rows above `after`, oldest change first.
    ///
    /// # Errors
    /// When the database fails.
    fn feed_after(&self, viewer: Viewer, after: u64, limit: usize) -> Result<Vec<FeedRow>, StorageError>;

    /// Every row the account may see now.
    ///
    /// # Errors
    /// Those of `each` or of the database.
    fn feed_live(
        &self,
        viewer: Viewer,
        each: &mut dyn FnMut(Entity, Uuid, &str) -> Result<(), StorageError>,
    ) -> Result<(), StorageError>;

    /// Ids of a kind that the account sees now.
    ///
    /// # Errors
    /// When the database fails.
    fn seen(&self, viewer: Viewer, entity: Entity) -> Result<Vec<Uuid>, StorageError>;

    /// Accounts that see a thing now.
    ///
    /// # Errors
    /// When the database fails.
    fn viewers(&self, entity: Entity, id: Uuid) -> Result<Vec<Viewer>, StorageError>;

    /// Whether the account sees a thing now.
    ///
    /// # Errors
    /// When the database fails.
    fn sees(&self, viewer: Viewer, entity: Entity, id: Uuid) -> Result<bool, StorageError>;
}

pub trait FeedWrites {
    /// Replaces the account's line for a thing, with a fresh change number.
    ///
    /// # Errors
    /// When the database fails.
    fn feed(&self, viewer: Viewer, entity: Entity, id: Uuid, action: Action) -> Result<(), StorageError>;
}
