//! Simulation, faults, end-to-end and peer tests over the real parts, and what they share.

pub mod bench;
pub mod hand;
pub mod link;
pub mod program;
pub mod sim;
pub mod township;
