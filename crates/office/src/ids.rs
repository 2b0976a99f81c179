//! The only place of this crate that makes ids and secrets.

use std::sync::Mutex;

use uuid::Uuid;

/// Where ids and random bytes come from.
pub trait IdSource: Send + Sync + 'static {
    fn uuid(&self) -> Uuid;
    /// Bytes nobody can guess; tokens and codes are made of them.
    fn secret(&self) -> [u8; 32];
}

/// UUIDv7 and the system's random generator.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemIds;

impl IdSource for SystemIds {
    #[allow(clippy::disallowed_methods)] // The one place.
    fn uuid(&self) -> Uuid {
        Uuid::now_v7()
    }

    #[allow(clippy::disallowed_methods)] // The one place.
    fn secret(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        // Without randomness there is no safe way on: v4 ids come from the same source and end the program.
        if getrandom::fill(&mut bytes).is_err() {
            bytes[..16].copy_from_slice(Uuid::new_v4().as_bytes());
            bytes[16..].copy_from_slice(Uuid::new_v4().as_bytes());
        }
        bytes
    }
}

/// Reproducible ids for simulation and the demo's seed. Never for a real office: the secrets can be guessed.
#[derive(Debug)]
pub struct SeededIds {
    seed: u64,
    next: Mutex<u64>,
}

impl SeededIds {
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { seed, next: Mutex::new(0) }
    }

    fn draw(&self) -> zoufang_wire::Digest {
        let mut next = self.next.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *next += 1;
        zoufang_wire::Digest::of(&[b"office", &self.seed.to_be_bytes(), &next.to_be_bytes()])
    }
}

impl IdSource for SeededIds {
    fn uuid(&self) -> Uuid {
        let digest = self.draw();
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest.0[..16]);
        uuid::Builder::from_custom_bytes(bytes).into_uuid()
    }

    fn secret(&self) -> [u8; 32] {
        self.draw().0
    }
}

/// The row id of a thing that has a name instead of a UUID (campaign, checklist): the same name gives the same id.
#[must_use]
pub fn named(parts: &[&str]) -> Uuid {
    let digest = zoufang_wire::Digest::of(&[parts.join("\u{0}").as_bytes()]);
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest.0[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}
