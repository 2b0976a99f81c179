//! Request rates per device and per address, in bounded memory.
//!
//! Whoever has many addresses must neither fill the office's memory nor, once it is full, keep everybody else out: the
//! keys that were quiet longest are forgotten, and a forgotten key begins with its full allowance.

mod two_ages;

use std::hash::Hash;
use std::net::IpAddr;
use std::num::NonZeroU32;

use governor::clock::{Clock as _, DefaultClock};
use governor::{Quota, RateLimiter};
use zoufang_domain::ids::DeviceId;
use zoufang_wire::{ApiError, ErrorCode};

use self::two_ages::TwoAges;
use crate::config::Limits;

/// Keys remembered at most by each rate; some megabytes.
const MOST: usize = 100_000;

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
    limiter: Option<RateLimiter<K, TwoAges<K>, DefaultClock>>,
}

impl<K: Hash + Eq + Clone> Rate<K> {
    fn per_minute(requests: u32) -> Self {
        let quota = NonZeroU32::new(requests).map(Quota::per_minute);
        let limiter = quota.map(|quota| RateLimiter::new(quota, TwoAges::of(MOST), DefaultClock::default()));
        Self { limiter }
    }

    fn check(&self, key: &K) -> Result<(), ApiError> {
        let Some(limiter) = &self.limiter else { return Ok(()) };
        limiter.check_key(key).map_err(|until| {
            let wait = until.wait_time_from(DefaultClock::default().now());
            ApiError::new(ErrorCode::RateLimited).with("wait_s", wait.as_secs() + 1)
        })
    }
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

    #[test]
    fn a_flood_of_addresses_keeps_nobody_out_and_does_not_free_who_goes_on_too_fast() {
        let rate = Rate::per_minute(2);
        assert!((0..2).all(|_| rate.check(&0_u128).is_ok()));
        for stranger in 1..=5 * MOST as u128 {
            assert!(rate.check(&stranger).is_ok(), "stranger {stranger} pays for the others");
            if stranger % 1_000 == 0 {
                assert!(rate.check(&0).is_err(), "the flood of {stranger} made room for the one too fast");
            }
        }
    }
}
