//! Opens encrypted SQLite files safely and migrates their schemas, on the device and in the office alike.
//!
//! Nothing else in the workspace may open a database: here the cipher, durability and version of SQLite are proven
//! on every open. If this is wrong, a lost phone shows its data, or a power cut takes visits that were called saved.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::panic))]

mod key;
pub mod migrate;
mod open;
mod trouble;

pub use key::StoreKey;
pub use migrate::{Engine, MigrateError, Migration, PreCopy, migrate};
pub use open::{OpenError, open};
pub use trouble::{Trouble, is_full, trouble};
