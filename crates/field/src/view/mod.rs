//! What screens are given: types that cross to TypeScript. Nothing here holds an unmasked ID number or a key.

pub mod draft;
pub mod draft_change;
pub mod roster;
pub mod status;
pub mod visit;

pub use draft::{
    DraftSummary, DraftView, EvidenceView, FlagKind, FlagView, FocusView, Gap, GapKind, IncomeView, ItemView,
};
pub use draft_change::DraftChange;
pub use roster::{
    GroupCount, HouseholdCard, HouseholdFilter, HouseholdPage, HouseholdRow, ListCounts, LookAt, MemberView,
    Overview, RowVisit, VillageCount,
};
pub use status::{LockState, Status, TicketView};
pub use visit::{OutboxEntry, OwnReview, OwnVisit, OwnVisitState, Saved, SyncStatus};
