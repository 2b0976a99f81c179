//! Stories of the office, each told against any storage: `Fixture::new` opens the SQLite one, PostgreSQL joins there.
#![allow(clippy::unwrap_used, clippy::panic)]

mod audit;
mod effects;
mod enrolment;
mod fixture;
mod ledger;
mod procedure;
mod pull;
mod push;
mod released;
mod restore;
mod review;
mod scope;
mod waiting;
