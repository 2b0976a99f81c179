//! Counters for operators, in Prometheus' text form. No names, no ids: a number here must never point at a person.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};

use zoufang_wire::{OpResult, SyncResponse};

/// Counters since start.
#[derive(Debug, Default)]
pub struct Metrics {
    pub requests: AtomicU64,
    pub refused: AtomicU64,
    pub rate_limited: AtomicU64,
    accepted: AtomicU64,
    duplicate: AtomicU64,
    rejected: AtomicU64,
    deferred: AtomicU64,
    rows: AtomicU64,
    pub bytes_in: AtomicU64,
    pub bytes_out: AtomicU64,
}

impl Metrics {
    pub fn add(counter: &AtomicU64, number: u64) {
        counter.fetch_add(number, Ordering::Relaxed);
    }

    pub fn note(&self, response: &SyncResponse) {
        for run in &response.results {
            let counter = match run.r {
                OpResult::Accepted => &self.accepted,
                OpResult::Duplicate => &self.duplicate,
                OpResult::Rejected => &self.rejected,
                OpResult::Deferred => &self.deferred,
            };
            Self::add(counter, run.through - run.from + 1);
        }
        Self::add(&self.rows, response.changes.len() as u64);
    }

    /// Prometheus' text form. `now` are figures read from the storage at this moment.
    #[must_use]
    pub fn text(&self, now: &[(&str, u64)]) -> String {
        let mut text = String::new();
        let counters = [
            ("requests_total", &self.requests),
            ("requests_refused_total", &self.refused),
            ("requests_rate_limited_total", &self.rate_limited),
            ("ops_accepted_total", &self.accepted),
            ("ops_duplicate_total", &self.duplicate),
            ("ops_rejected_total", &self.rejected),
            ("ops_deferred_total", &self.deferred),
            ("rows_sent_total", &self.rows),
            ("bytes_in_total", &self.bytes_in),
            ("bytes_out_total", &self.bytes_out),
        ];
        for (name, counter) in counters {
            line(&mut text, "counter", name, counter.load(Ordering::Relaxed));
        }
        for (name, value) in now {
            line(&mut text, "gauge", name, *value);
        }
        text
    }
}

fn line(text: &mut String, kind: &str, name: &str, value: u64) {
    // Writing to a String cannot fail.
    writeln!(text, "# TYPE zoufang_{name} {kind}\nzoufang_{name} {value}").ok();
}
