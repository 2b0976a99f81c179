//! 草稿: a visit under way. Every change is in the database before the screen shows it, and the last can be undone.
//!
//! A draft belongs to the checklist version it was begun with. If this is wrong, a cadre loses answers that a
//! resident will not give twice.

mod body;
mod change;
mod evaluate;
mod flags;
mod store;

pub use body::{Decided, Draft};
pub use change::apply;
pub use evaluate::{Around, evaluate};
pub use flags::{Flags, flags, keys};
pub use store::{all, can_undo, load, remove, start, undo, update};
