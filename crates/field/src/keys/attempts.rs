//! Delays after wrong PINs. They survive a restart and a set-back clock, and they never delete anything.

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

use crate::Env;

/// Tries without a delay.
const FREE: u32 = 5;
/// The longest delay, in seconds.
const LONGEST_S: u64 = 3600;

/// Wrong tries since the last right one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempts {
    failed: u32,
    last: Option<Stamp>,
}

/// When the last try was counted, by both clocks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Stamp {
    wall: DateTime<FixedOffset>,
    boot: String,
    mono_ms: u64,
}

impl Attempts {
    /// Counts a try; done before the PIN is judged.
    pub(super) fn count(&mut self, env: &Env) {
        self.failed = self.failed.saturating_add(1);
        self.last =
            Some(Stamp { wall: env.clock.now(), boot: env.clock.boot(), mono_ms: env.clock.mono_ms() });
    }

    /// Tries that are left before the first delay.
    #[must_use]
    pub fn left(&self) -> u32 {
        FREE.saturating_sub(self.failed)
    }

    /// Seconds still to wait.
    ///
    /// Within one start of the program the monotonic clock counts. After a restart only the wall clock is left; one
    /// that was set back counts as no time passed, so setting it back never shortens a delay.
    #[must_use]
    pub fn wait_s(&self, env: &Env) -> Option<u64> {
        let last = self.last.as_ref()?;
        let passed_ms = if last.boot == env.clock.boot() {
            env.clock.mono_ms().saturating_sub(last.mono_ms)
        } else {
            u64::try_from((env.clock.now() - last.wall).num_milliseconds()).unwrap_or(0)
        };
        let left_ms = (self.delay_s() * 1000).saturating_sub(passed_ms);
        (left_ms > 0).then(|| left_ms.div_ceil(1000))
    }

    /// After a restart under a clock that was set back (or a phone that lost its date) nothing can be measured from
    /// the old instant: the whole delay begins again from now, so that it also ends. Says whether it did.
    pub(super) fn settle(&mut self, env: &Env) -> bool {
        let set_back = self
            .last
            .as_ref()
            .is_some_and(|last| last.boot != env.clock.boot() && env.clock.now() < last.wall);
        if set_back {
            self.last =
                Some(Stamp { wall: env.clock.now(), boot: env.clock.boot(), mono_ms: env.clock.mono_ms() });
        }
        set_back
    }

    /// 30 s after the fifth wrong try, doubling up to an hour.
    fn delay_s(&self) -> u64 {
        match self.failed.checked_sub(FREE) {
            None => 0,
            Some(over) => 30_u64.saturating_mul(1 << over.min(20)).min(LONGEST_S),
        }
    }
}
