//! The engine's hands: sockets, timers and tokens on tokio and reqwest. It carries out what the core says and decides
//! nothing, so that nothing untested by the simulation can lose or delay work.

mod address;
mod client;
mod enrol;
mod exchange;
mod handle;
mod identity;
mod probe;
mod run;
mod token;

pub use client::{http_client, unpinned_client};
pub use enrol::{Enrolled, enrol};
pub use exchange::{Answer, Sender, coded, post};
pub use handle::SyncHandle;
