//! Simulation, faults, end-to-end and peer tests over the real parts, and what they share.

pub mod bench;
pub mod ends;
pub mod hand;
pub mod impostor;
pub mod inside;
pub mod link;
pub mod officer;
pub mod other_server;
pub mod phone;
pub mod program;
pub mod sim;
pub mod small_disk;
pub mod township;
