//! Handing in and fetching, in one round trip, over links that come and go (design, section 3).
//!
//! Four rooms: [`core`] decides and touches nothing; [`execute`] applies its decisions to the database and knows no
//! network; [`driver`] owns the sockets and decides nothing; [`progress`] is what screens see. The simulation drives
//! the first two with a virtual network, so what is tested is what runs. If something here is wrong, work waits on a
//! phone; what could lose it lives in [`crate::outbox`].

pub mod core;
pub mod driver;
pub mod execute;
pub mod faults;
pub mod progress;

pub use progress::{SyncPhase, SyncProgress};
