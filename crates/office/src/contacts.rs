//! When each device was last written down. A busy device must not cost a row per request only to say that it is
//! there.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use chrono::TimeDelta;
use zoufang_domain::ids::DeviceId;

use crate::clock::Instant;

/// Devices kept in memory; beyond that the oldest half is forgotten, which only costs a write each.
const MOST: usize = 10_000;

#[derive(Debug, Default)]
pub struct Contacts(Mutex<HashMap<DeviceId, (Instant, Option<u32>)>>);

impl Contacts {
    /// Whether this contact is worth a row: the first in a minute, or one that tells another number of unsent
    /// operations.
    pub fn is_due(&self, device: DeviceId, now: Instant, pending: Option<u32>) -> bool {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let due = last.get(&device).is_none_or(|(at, told)| {
            now - *at >= TimeDelta::minutes(1) || now < *at || (pending.is_some() && pending != *told)
        });
        if due {
            if last.len() >= MOST {
                let mut times: Vec<Instant> = last.values().map(|(at, _)| *at).collect();
                times.sort_unstable();
                let middle = times[times.len() / 2];
                last.retain(|_, (at, _)| *at > middle);
            }
            last.insert(device, (now, pending));
        }
        due
    }
}
