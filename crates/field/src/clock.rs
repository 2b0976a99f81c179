//! The only place that reads time. If something else did, a simulation could not replay it.

use std::sync::Mutex;
use std::time::Instant;

use chrono::{DateTime, FixedOffset, NaiveDate, TimeDelta};

/// Wall time, which may lie, and time since this start, which does not.
pub trait Clock: Send + Sync {
    /// Wall time with the offset of Asia/Shanghai.
    fn now(&self) -> DateTime<FixedOffset>;
    /// Milliseconds since [`Clock::boot`].
    fn mono_ms(&self) -> u64;
    /// Random name of this start of the program.
    fn boot(&self) -> String;

    /// Calendar date in Asia/Shanghai, the one that deadlines and visits count by.
    fn today(&self) -> NaiveDate {
        self.now().date_naive()
    }
}

/// Asia/Shanghai has had no summer time since 1991.
#[must_use]
pub fn shanghai() -> FixedOffset {
    FixedOffset::east_opt(8 * 3600).unwrap_or_else(|| chrono::Offset::fix(&chrono::Utc))
}

/// The device's clock.
#[derive(Debug)]
pub struct SystemClock {
    started: Instant,
    boot: String,
}

impl SystemClock {
    #[must_use]
    #[allow(clippy::disallowed_methods, reason = "this is the one place")]
    pub fn new(boot: String) -> Self {
        Self { started: Instant::now(), boot }
    }
}

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods, reason = "this is the one place")]
    fn now(&self) -> DateTime<FixedOffset> {
        chrono::Utc::now().with_timezone(&shanghai())
    }

    fn mono_ms(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn boot(&self) -> String {
        self.boot.clone()
    }
}

/// A clock that is set by hand, for simulations and tests.
#[derive(Debug)]
pub struct SetClock(Mutex<SetTime>);

#[derive(Debug, Clone)]
struct SetTime {
    now: DateTime<FixedOffset>,
    mono_ms: u64,
    boot: String,
}

impl SetClock {
    #[must_use]
    pub fn at(now: DateTime<FixedOffset>) -> Self {
        Self(Mutex::new(SetTime { now, mono_ms: 0, boot: "boot-0".into() }))
    }

    /// Time passes: wall and monotonic time together.
    pub fn advance_ms(&self, ms: u64) {
        self.change(|time| {
            time.mono_ms = time.mono_ms.saturating_add(ms);
            time.now += TimeDelta::milliseconds(i64::try_from(ms).unwrap_or(0));
        });
    }

    /// Somebody sets the wall clock; monotonic time goes on.
    pub fn set_wall(&self, now: DateTime<FixedOffset>) {
        self.change(|time| time.now = now);
    }

    /// The program starts again: monotonic time begins anew.
    pub fn restart(&self, boot: &str) {
        self.change(|time| {
            time.mono_ms = 0;
            time.boot = boot.to_owned();
        });
    }

    fn change(&self, change: impl FnOnce(&mut SetTime)) {
        let mut time = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        change(&mut time);
    }

    fn time(&self) -> SetTime {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }
}

impl Clock for SetClock {
    fn now(&self) -> DateTime<FixedOffset> {
        self.time().now
    }

    fn mono_ms(&self) -> u64 {
        self.time().mono_ms
    }

    fn boot(&self) -> String {
        self.time().boot
    }
}
