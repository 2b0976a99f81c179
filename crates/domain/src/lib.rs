//! What a household, visit, checklist, finding, candidate and campaign *are*, and the rules between them.
//!
//! Pure: no files, no network, no clock, no randomness. Time, ids and data are passed in, so that phone, desktop,
//! office and tests judge alike. If a rule here is wrong, every part of the system is wrong in the same way, which
//! is why each rule names the section of the domain document or the sentence of the notice that it rests on.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::panic))]

pub mod campaign;
pub mod candidate;
pub mod checklist;
pub mod finding;
pub mod ids;
pub mod income;
pub mod money;
pub mod roster;
pub mod visit;
