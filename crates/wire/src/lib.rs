//! What travels between field and office: messages, versions, canonical bytes, compression, enrolment text, errors.
//!
//! Both ends use these types, so a message that one end can write the other can read. The meaning of each message
//! is in `docs/protocol.md`. If something here changes silently, phones in the field can no longer hand in work:
//! every released version stays accepted (design, section 3, rule 3).
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::panic))]

pub mod caps;
pub mod change;
pub mod coding;
pub mod digest;
pub mod enrol;
pub mod error;
#[cfg(test)]
mod error_texts;
pub mod operation;
pub mod sync;

pub use caps::Caps;
pub use change::{Action, Change, Entity};
pub use coding::Coding;
pub use digest::Digest;
pub use error::{ApiError, ErrorCode};
pub use operation::{ClockStamp, Kind, Operation};
pub use sync::{Fate, OpFrame, OpResult, Pull, ResultRun, SyncRequest, SyncResponse};

/// Version of the protocol that this build speaks. Raised only when an old peer could misread a message.
pub const PROTOCOL: u32 = 1;
