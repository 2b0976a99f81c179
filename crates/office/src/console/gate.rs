//! Slows down guessing of console passwords: per account *and* address, so that nobody can lock an officer out from
//! another computer.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use chrono::Duration;

use crate::clock::Instant;

/// Wrong tries that cost nothing.
const FREE: u32 = 5;
/// Longest wait in seconds.
const LONGEST: i64 = 300;
/// Pairs remembered at most; beyond it those that may try again are forgotten first.
const REMEMBERED: usize = 10_000;

/// Who tries from where.
type Pair = (String, String);

#[derive(Debug, Clone, Copy)]
struct Tries {
    wrong: u32,
    next: Instant,
}

/// Counts wrong passwords.
#[derive(Debug, Default)]
pub struct Gate {
    tries: Mutex<HashMap<Pair, Tries>>,
}

impl Gate {
    /// Seconds that this account must wait at this address; `None` lets it try.
    pub fn wait(&self, account: &str, address: &str, now: Instant) -> Option<i64> {
        let tries = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        let found = tries.get(&(account.to_owned(), address.to_owned()))?;
        let left = found.next - now;
        (left > Duration::zero()).then(|| left.num_seconds() + 1)
    }

    /// A wrong password: from the fifth on each one doubles the wait.
    pub fn wrong(&self, account: &str, address: &str, now: Instant) {
        let mut tries = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        if tries.len() >= REMEMBERED {
            tries.retain(|_, tries| tries.next > now);
        }
        let entry =
            tries.entry((account.to_owned(), address.to_owned())).or_insert(Tries { wrong: 0, next: now });
        entry.wrong += 1;
        if entry.wrong >= FREE {
            let wait = (1_i64 << (entry.wrong - FREE + 1).min(9)).min(LONGEST);
            entry.next = now + Duration::seconds(wait);
        }
    }

    /// The right password clears the count.
    pub fn right(&self, account: &str, address: &str) {
        let mut tries = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        tries.remove(&(account.to_owned(), address.to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Instant {
        chrono::DateTime::from_timestamp(1_652_000_000 + second, 0).unwrap().fixed_offset()
    }

    #[test]
    fn the_fifth_wrong_password_costs_a_wait_that_doubles() {
        let gate = Gate::default();
        for _ in 0..4 {
            gate.wrong("a", "10.0.0.1", at(0));
        }
        assert_eq!(gate.wait("a", "10.0.0.1", at(0)), None);
        gate.wrong("a", "10.0.0.1", at(0));
        assert_eq!(gate.wait("a", "10.0.0.1", at(0)), Some(3));
        gate.wrong("a", "10.0.0.1", at(3));
        assert_eq!(gate.wait("a", "10.0.0.1", at(3)), Some(5));
        for _ in 0..50 {
            gate.wrong("a", "10.0.0.1", at(3));
        }
        assert_eq!(gate.wait("a", "10.0.0.1", at(3)), Some(301));
        gate.right("a", "10.0.0.1");
        assert_eq!(gate.wait("a", "10.0.0.1", at(3)), None);
    }

    #[test]
    fn guessing_from_one_computer_locks_nobody_out_at_another() {
        let gate = Gate::default();
        for _ in 0..20 {
            gate.wrong("a", "10.0.0.1", at(0));
        }
        assert!(gate.wait("a", "10.0.0.1", at(0)).is_some());
        assert_eq!(gate.wait("a", "10.0.0.2", at(0)), None);
        assert_eq!(gate.wait("b", "10.0.0.1", at(0)), None);
    }
}
