//! The only place of this crate that reads the time, so that the simulation can own it.

use std::sync::Mutex;

use chrono::{DateTime, Duration, FixedOffset, Utc};

/// An instant with its offset, as RFC 3339 writes it.
pub type Instant = DateTime<FixedOffset>;

/// Where "now" comes from.
pub trait Clock: Send + Sync + 'static {
    fn now(&self) -> Instant;
}

/// The machine's clock, in China's offset.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods)] // The one place.
    fn now(&self) -> Instant {
        in_china(Utc::now().fixed_offset())
    }
}

/// A clock that moves only when told to.
#[derive(Debug)]
pub struct ManualClock(Mutex<Instant>);

impl ManualClock {
    #[must_use]
    pub fn at(start: Instant) -> Self {
        Self(Mutex::new(start))
    }

    pub fn advance(&self, by: Duration) {
        let mut now = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *now += by;
    }

    pub fn set(&self, to: Instant) {
        *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = to;
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Instant {
        *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// The same instant on a wall clock in China; calendar dates of the model are Asia/Shanghai, which has no summer
/// time.
#[must_use]
pub fn in_china(instant: Instant) -> Instant {
    FixedOffset::east_opt(8 * 3600).map_or(instant, |china| instant.with_timezone(&china))
}
