//! The only place that makes ids and random bytes. If something else did, a simulation could not replay it.

use std::sync::Mutex;

use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// Makes ids and secrets.
pub trait IdSource: Send + Sync {
    /// A new UUIDv7.
    fn uuid(&self) -> Uuid;
    /// Random bytes, good enough for keys.
    fn fill(&self, bytes: &mut [u8]);
}

/// Ids from the operating system's random numbers and clock.
#[derive(Debug, Default, Clone, Copy)]
pub struct SystemIds;

impl IdSource for SystemIds {
    #[allow(clippy::disallowed_methods, reason = "this is the one place")]
    fn uuid(&self) -> Uuid {
        Uuid::now_v7()
    }

    #[allow(clippy::expect_used, reason = "without random numbers no key may be made and no work may go on")]
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the operating system gives no random numbers");
    }
}

/// Ids that follow from a seed, for simulations and tests. Never for real keys.
#[derive(Debug)]
pub struct SeededIds {
    seed: u64,
    count: Mutex<u64>,
}

impl SeededIds {
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self { seed, count: Mutex::new(0) }
    }

    fn block(&self) -> (u64, [u8; 32]) {
        let mut count = self.count.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *count += 1;
        let mut hasher = Sha256::new();
        hasher.update(self.seed.to_be_bytes());
        hasher.update(count.to_be_bytes());
        (*count, hasher.finalize().into())
    }
}

impl IdSource for SeededIds {
    fn uuid(&self) -> Uuid {
        let (count, block) = self.block();
        let mut random = [0; 10];
        random.copy_from_slice(&block[..10]);
        uuid::Builder::from_unix_timestamp_millis(1_652_000_000_000 + count, &random).into_uuid()
    }

    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(32) {
            let (_, block) = self.block();
            chunk.copy_from_slice(&block[..chunk.len()]);
        }
    }
}
