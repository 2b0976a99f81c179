//! What `make bench` measures: our own ends over real loopback TCP and real files, in the release build.
//!
//! A figure here goes into docs/benchmarks.md and is compared with a peer, so each is taken from what a device or an
//! officer would notice: bytes on the wire with their headers, commits that survive a power cut.

pub mod body;
pub mod dictionary;
pub mod import;
pub mod office;
pub mod pull;
pub mod push;
pub mod save;
pub mod stored;
pub mod visits;

/// What stops a measurement.
pub type Trouble = Box<dyn std::error::Error + Send + Sync>;

/// The value below which `share` of `values` lie.
///
/// # Panics
/// When there are none: nothing was measured then.
#[must_use]
pub fn quantile(values: &mut [f64], share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    values[((values.len() - 1) as f64 * share).round() as usize]
}
