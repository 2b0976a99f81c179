//! When one direction may try again: `min(2^n, 300)` seconds with full jitter (design, section 3, rule 5).
//!
//! Push and pull have a lane each, so that failures of one never delay the other. Without the jitter, a township's
//! phones would all come back in the same second after an outage.

use super::event::Moment;

/// Longest pause between two tries, in seconds.
pub const LONGEST_PAUSE_S: u64 = 300;

/// Failures in a row, and the earliest next try on the monotonic clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct Lane {
    pub failures: u32,
    pub next_try_ms: u64,
}

impl Lane {
    #[must_use]
    pub fn is_due(&self, moment: &Moment) -> bool {
        self.next_try_ms <= moment.mono_ms
    }

    pub fn failed(&mut self, moment: &Moment) {
        self.failures = self.failures.saturating_add(1);
        let ceiling_s = 2_u64.saturating_pow(self.failures.min(16)).min(LONGEST_PAUSE_S);
        self.next_try_ms = moment.mono_ms + moment.jittered(ceiling_s * 1000);
    }

    /// Waits as if everything had failed many times.
    pub fn rest(&mut self, moment: &Moment) {
        self.failures = self.failures.max(8);
        self.failed(moment);
    }

    pub fn reset(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(mono_ms: u64, jitter: u32) -> Moment {
        Moment { mono_ms, jitter, waiting: 0, parked: 0, damaged: 0 }
    }

    #[test]
    fn pauses_double_up_to_five_minutes_and_are_spread_over_their_whole_length() {
        let mut lane = Lane::default();
        let mut longest = Vec::new();
        for _ in 0..12 {
            lane.failed(&moment(0, u32::MAX));
            longest.push(lane.next_try_ms.div_ceil(1000));
        }
        assert_eq!(longest[..5], [2, 4, 8, 16, 32]);
        assert_eq!(longest[11], LONGEST_PAUSE_S);
        lane.failed(&moment(7_000, 0));
        assert_eq!(lane.next_try_ms, 7_000);
        lane.reset();
        assert!(lane.is_due(&moment(0, 0)));
    }
}
