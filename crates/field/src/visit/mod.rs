//! 走访: saving a finished draft, correcting a saved visit, and the cadre's own visits.
//!
//! Saving is one transaction: the operations, the own-visits row and the end of the draft. If it were two, a battery
//! could die between them, and a visit would be lost or made twice.

mod own;
mod review;
mod save;

pub use own::{by_household, latest_record, own_visits, problem};
pub use review::open_remarks;
pub use save::{Written, save};
