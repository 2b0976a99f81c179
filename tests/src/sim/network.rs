//! A link that loses, repeats, reorders, cuts and delays, and boxes on the way that answer for the office.

use std::collections::BTreeMap;

use zoufang_wire::{Caps, ErrorCode};

use super::chance::Chance;

/// How bad things are; per mille of messages.
#[derive(Debug, Clone, Copy)]
pub struct Weather {
    pub lose: u64,
    pub cut: u64,
    pub repeat: u64,
    pub delay: u64,
    /// Answered by something else than the office's handler: proxies, portals, an overloaded front.
    pub refuse: u64,
    /// Every request that asks for rows fails.
    pub pulls_fail: bool,
}

impl Weather {
    pub const CLEAR: Self = Self { lose: 0, cut: 0, repeat: 0, delay: 0, refuse: 0, pulls_fail: false };

    pub fn of(chance: &mut Chance) -> Self {
        Self {
            lose: chance.below(250),
            cut: chance.below(120),
            repeat: chance.below(150),
            delay: chance.below(200),
            refuse: chance.below(150),
            pulls_fail: false,
        }
    }
}

/// What comes back to a device.
#[derive(Debug, Clone)]
pub enum Reply {
    /// Status 200 with a coded body.
    Answer(Vec<u8>),
    Status {
        status: u16,
        code: Option<ErrorCode>,
        retry_after_s: Option<u64>,
    },
    Unreachable,
    TimedOut,
    Office(Box<Caps>),
    NotAnOffice,
    Token,
}

/// What a device sends.
#[derive(Debug, Clone)]
pub enum Sent {
    Probe,
    /// Coded body of `POST /v1/sync`.
    Request(Vec<u8>),
    Token,
}

/// A message under way.
#[derive(Debug, Clone)]
pub enum Packet {
    ToOffice { device: usize, nonce: u64, body: Vec<u8> },
    ToDevice { device: usize, nonce: u64, reply: Reply },
}

/// Everything under way, by arrival.
#[derive(Debug, Default)]
pub struct Network {
    queue: BTreeMap<(u64, u64), Packet>,
    order: u64,
}

impl Network {
    pub fn push(&mut self, at_ms: u64, packet: Packet) {
        self.order += 1;
        self.queue.insert((at_ms, self.order), packet);
    }

    #[must_use]
    pub fn next_at(&self) -> Option<u64> {
        self.queue.keys().next().map(|(at, _)| *at)
    }

    pub fn pop(&mut self) -> Option<Packet> {
        self.queue.pop_first().map(|(_, packet)| packet)
    }
}

/// How long one way takes.
pub fn latency(chance: &mut Chance, weather: &Weather) -> u64 {
    if chance.happens(weather.delay) { chance.between(2_000, 60_000) } else { chance.between(20, 300) }
}

/// An answer that did not come from the office's handler.
pub fn refusal(chance: &mut Chance) -> Reply {
    let (status, code, retry_after_s) = match chance.below(9) {
        0 => (400, None, None),
        1 => (413, Some(ErrorCode::BodyTooLarge), None),
        2 => (422, Some(ErrorCode::DigestMismatch), None),
        3 => (401, Some(ErrorCode::Unauthorized), None),
        4 => (429, Some(ErrorCode::RateLimited), Some(5)),
        5 => (503, Some(ErrorCode::OfficeBusy), Some(10)),
        6 => (502, None, None),
        7 => (410, Some(ErrorCode::DeviceRevoked), None),
        _ => return Reply::Unreachable,
    };
    Reply::Status { status, code, retry_after_s }
}
