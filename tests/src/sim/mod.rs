//! The simulation: the real field core over the real encrypted store, against the real office over its real storage,
//! on a network and clocks made of chance (design, section 7). A seed gives the same run every time.
//!
//! After every event the invariants of design section 3 are asserted for whatever it touched; the expensive ones every
//! [`run::CHECK_EVERY`] steps and at the end. I10 has nothing to check yet: photos come later. If the simulation is
//! weaker than the world, phones meet first what it should have met; six seeded bugs keep it honest.

pub mod chance;
pub mod chaos;
pub mod device;
pub mod network;
pub mod office_end;
pub mod oracle;
pub mod reviews;
pub mod run;
pub mod town;
pub mod work;
pub mod world;
pub mod writing;

pub use run::{Story, replay_command, run_seed};
