//! The central endpoint: storage, sync, enrolment, console; the `zoufang-office` binary is a thin shell over it.
//!
//! The office is the only judge of ledger and candidate states, and the only place where a cadre's work is kept for
//! ever. If it said `accepted` before a durable commit, a power cut would lose visits that nobody can make again.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::panic))]

pub mod accounts;
pub mod audit;
mod checklists;
pub mod cli;
pub mod clock;
pub mod config;
pub mod console;
mod contacts;
pub mod demo;
pub mod effects;
pub mod error;
pub mod http;
pub mod ids;
pub mod import;
pub mod ledger;
pub mod metrics;
pub mod office;
mod record;
pub mod roster_list;
pub mod serve;
pub mod sheet_export;
pub mod sheet_import;
pub mod storage;
pub mod sync;
pub mod tls;

pub use config::{Config, Limits};
pub use import::Township;
pub use office::{Office, OpenError};
pub use sync::Caller;
