//! Request rates per device and per address, in bounded memory.

use std::hash::Hash;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use zoufang_domain::ids::DeviceId;
use zoufang_wire::{ApiError, ErrorCode};

use crate::config::Limits;

/// Keys remembered at most; about ten megabytes.
const MOST: usize = 100_000;
/// Requests between two sweeps of keys that are back at full allowance.
const SWEEP: u32 = 4_096;

/// The office's three rates.
pub struct Rates {
    devices: Rate<DeviceId>,
    addresses: Rate<IpAddr>,
    secrets: Rate<IpAddr>,
}

impl Rates {
    pub fn of(limits: &Limits) -> Self {
        Self {
            devices: Rate::per_minute(limits.per_device),
            addresses: Rate::per_minute(limits.per_address),
            secrets: Rate::per_minute(limits.per_address_secret),
        }
    }

    pub fn device(&self, device: DeviceId) -> Result<(), ApiError> {
        self.devices.check(&device)
    }

    pub fn address(&self, address: IpAddr) -> Result<(), ApiError> {
        self.addresses.check(&address)
    }

    /// For requests that carry a code or refresh token, which someone may try to guess.
    pub fn secret(&self, address: IpAddr) -> Result<(), ApiError> {
        self.secrets.check(&address)
    }
}

struct Rate<K: Hash + Eq + Clone> {
    limiter: Option<DefaultKeyedRateLimiter<K>>,
    since_sweep: AtomicU32,
}

impl<K: Hash + Eq + Clone> Rate<K> {
    fn per_minute(requests: u32) -> Self {
        let quota = NonZeroU32::new(requests).map(Quota::per_minute);
        Self { limiter: quota.map(RateLimiter::keyed), since_sweep: AtomicU32::new(0) }
    }

    fn check(&self, key: &K) -> Result<(), ApiError> {
        let Some(limiter) = &self.limiter else { return Ok(()) };
        if self.since_sweep.fetch_add(1, Ordering::Relaxed) >= SWEEP {
            self.since_sweep.store(0, Ordering::Relaxed);
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
        if limiter.len() >= MOST {
            return Err(limited(60));
        }
        limiter.check_key(key).map_err(|until| {
            let wait = until.wait_time_from(DefaultClock::default().now());
            limited(wait.as_secs() + 1)
        })
    }
}

fn limited(seconds: u64) -> ApiError {
    ApiError::new(ErrorCode::RateLimited).with("wait_s", seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_request_beyond_the_rate_is_told_how_long_to_wait() {
        let rate = Rate::per_minute(3);
        assert!((0..3).all(|_| rate.check(&1).is_ok()));
        let error = rate.check(&1).unwrap_err();
        assert_eq!(error.code, ErrorCode::RateLimited);
        assert!(error.params["wait_s"].parse::<u64>().unwrap() <= 21);
        assert!(rate.check(&2).is_ok());
        assert!((0..1000).all(|_| Rate::per_minute(0).check(&1).is_ok()));
    }
}
