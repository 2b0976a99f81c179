//! The device's database: opening, migrating, and what happens when the file is damaged or newer than the app.
//!
//! If this is wrong, a cadre's unsent visits are lost. So nothing here deletes a database file, and a file that
//! cannot be opened is set aside whole before anything new takes its place.

mod checkpoint;
mod salvage;
mod schema;
mod suspicion;

pub use checkpoint::checkpoint;
pub use salvage::salvage;
pub use schema::{MIGRATIONS, open_current, open_for_push};
pub(crate) use suspicion::{clear_suspicion, is_suspect, suspect};
