//! When each key may come again, for a bounded number of keys.
//!
//! Two maps: keys go into the young one; when it is full it becomes the old one, and what was old is forgotten. A key
//! that keeps coming moves from old to young, so only quiet ones are lost, without a sweep over all of them.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};

use governor::nanos::Nanos;
use governor::state::StateStore;

/// The state of a rate limiter; a mutex is held for two look-ups at a time.
pub struct TwoAges<K>(Mutex<Ages<K>>);

struct Ages<K> {
    young: HashMap<K, Nanos>,
    old: HashMap<K, Nanos>,
    /// Keys that make the young map old.
    full: usize,
}

impl<K> TwoAges<K> {
    /// Remembers `most` keys at most.
    pub fn of(most: usize) -> Self {
        let full = (most / 2).max(1);
        Self(Mutex::new(Ages { young: HashMap::new(), old: HashMap::new(), full }))
    }
}

impl<K: Hash + Eq + Clone> Ages<K> {
    fn keep(&mut self, key: &K, at: Nanos) {
        self.young.insert(key.clone(), at);
        if self.young.len() >= self.full {
            self.old = std::mem::take(&mut self.young);
        }
    }
}

impl<K: Hash + Eq + Clone> StateStore for TwoAges<K> {
    type Key = K;

    fn measure_and_replace<T, F, E>(&self, key: &K, judge: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        let mut ages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let young = ages.young.get(key).copied();
        let known = young.or_else(|| ages.old.get(key).copied());
        match judge(known) {
            Ok((allowed, next)) => {
                ages.keep(key, next);
                Ok(allowed)
            }
            Err(refused) => {
                // Who is refused and comes again all the same must not be forgotten for it.
                if let (None, Some(at)) = (young, known) {
                    ages.keep(key, at);
                }
                Err(refused)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measure(ages: &TwoAges<u32>, key: u32) -> Option<Nanos> {
        let seen = ages.measure_and_replace(&key, |known| Ok::<_, ()>((known, Nanos::new(7))));
        seen.unwrap()
    }

    #[test]
    fn however_many_keys_come_no_more_than_the_most_are_kept() {
        let ages = TwoAges::of(1_000);
        for key in 0..100_000 {
            assert_eq!(measure(&ages, key), None);
            let inside = ages.0.lock().unwrap();
            assert!(inside.young.len() + inside.old.len() <= 1_000);
            assert!(inside.young.capacity() + inside.old.capacity() <= 4_000, "room is given back");
        }
    }

    #[test]
    fn a_key_that_keeps_coming_is_remembered_and_a_quiet_one_is_not() {
        let ages = TwoAges::of(100);
        measure(&ages, 0);
        measure(&ages, 1);
        for key in 1_000..2_000 {
            measure(&ages, key);
            if key % 10 == 0 {
                assert_eq!(measure(&ages, 0), Some(Nanos::new(7)));
            }
        }
        assert_eq!(measure(&ages, 1), None);
    }
}
