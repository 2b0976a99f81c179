//! Simulation, faults, end-to-end and peer tests over the real parts, and what they share.

pub mod link;
pub mod sim;
