//! What an office is told at start: where time and ids come from, its addresses and its limits.

use std::sync::Arc;
use std::time::Duration;

use zoufang_wire::Digest;

use crate::clock::{Clock, SystemClock};
use crate::ids::{IdSource, SystemIds};

/// Settings of an office.
#[derive(Clone)]
pub struct Config {
    pub clock: Arc<dyn Clock>,
    pub ids: Arc<dyn IdSource>,
    /// Name of the township; used when the data folder is new.
    pub town: String,
    /// Addresses that enrolment texts carry.
    pub public_urls: Vec<String>,
    /// SHA-256 of the office's own CA certificate; missing without TLS.
    pub ca_fingerprint: Option<Digest>,
    /// Oldest app version that may still pull.
    pub min_app_for_pull: String,
    pub limits: Limits,
}

/// What one request or caller may ask for.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Bytes of a body as sent.
    pub max_body: usize,
    /// Bytes of a file with rows for the roster.
    pub max_sheet: usize,
    /// Bytes of a body once decompressed.
    pub max_decompressed: usize,
    pub max_ops: u32,
    pub max_rows: u32,
    /// Bytes of rows in one answer; an answer stops after the row that reaches it.
    pub max_row_bytes: usize,
    /// Requests per minute of one device; 0 is without limit.
    pub per_device: u32,
    /// Requests per minute of one address; 0 is without limit.
    pub per_address: u32,
    /// Enrolments and token exchanges per minute of one address; 0 is without limit.
    pub per_address_secret: u32,
    /// A request whose body takes longer than this to arrive is dropped (slow senders hold memory).
    pub request_timeout: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_body: 2 << 20,
            max_sheet: 64 << 20,
            max_decompressed: 8 << 20,
            max_ops: 500,
            max_rows: 5_000,
            max_row_bytes: 4 << 20,
            per_device: 120,
            // Many cadres share one address behind the township's router.
            per_address: 1_200,
            per_address_secret: 30,
            request_timeout: Duration::from_secs(60),
        }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            clock: Arc::new(SystemClock),
            ids: Arc::new(SystemIds),
            town: "少云镇".into(),
            public_urls: vec!["http://127.0.0.1:8787".into()],
            ca_fingerprint: None,
            min_app_for_pull: "0.1.0".into(),
            limits: Limits::default(),
        }
    }
}

impl Config {
    /// Without request rates, for tests and measurements on loopback.
    #[must_use]
    pub fn for_tests() -> Self {
        let limits = Limits { per_device: 0, per_address: 0, per_address_secret: 0, ..Limits::default() };
        Self { limits, ..Self::default() }
    }
}
