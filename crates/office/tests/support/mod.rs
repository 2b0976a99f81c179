//! What several test programs of the office share.

pub mod desk;
