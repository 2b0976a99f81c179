//! The device side: encrypted store, search, drafts, outbox and sync engine. Knows no window.
//!
//! A cadre's unsent work is sacred: everything here is arranged so that a power cut, a full disk, a damaged file, a
//! wrong PIN or a hostile network can at worst make somebody wait.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::panic))]

pub mod app;
pub mod clock;
pub mod draft;
pub mod env;
pub mod error;
pub mod ids;
pub mod keys;
pub mod outbox;
pub mod roster;
pub mod store;
pub mod sync;
pub mod view;
pub mod visit;

pub use app::Field;
pub use env::Env;
pub use error::FieldError;
