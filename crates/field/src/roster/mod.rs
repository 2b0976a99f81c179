//! The cadre's list: pulled rows, what the list shows of them, and the search.
//!
//! Pulled rows are the office's, byte for byte; nothing here changes them. If this is wrong, a household is not found
//! at the door, or one that left the list disappears together with unsent work.

mod apply;
mod digest;
mod leave;
mod line;
pub mod list;
pub mod read;
mod swap;

pub use apply::{apply, apply_staged};
pub use digest::digest;
pub use leave::purge_left;
pub use list::Roster;
pub use swap::{clear_staged, follow_rules, swap_staged};
