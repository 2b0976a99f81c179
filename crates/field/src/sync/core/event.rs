//! What the machine is told, and what it asks for. Plain data: no socket, no clock, no database.

use zoufang_wire::{ApiError, Caps, ErrorCode};

/// The circumstances of an event. The levels come with every one, so that nothing depends on having seen an edge.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    /// Milliseconds on a clock that never runs backwards.
    pub mono_ms: u64,
    /// Fresh random number, for the spread of pauses.
    pub jitter: u32,
    /// Operations that still have to be offered.
    pub waiting: u64,
    /// Operations set aside because the office refuses every request that carries them.
    pub parked: u64,
    /// Operations set aside because their bytes are damaged; counted, never tried.
    pub damaged: u64,
}

impl Moment {
    /// A random part of `ms`: full jitter.
    #[must_use]
    pub fn jittered(&self, ms: u64) -> u64 {
        ms.saturating_mul(u64::from(self.jitter)) / u64::from(u32::MAX)
    }
}

/// Something happened.
#[derive(Debug, Clone)]
pub enum Event {
    /// Time may have passed.
    Tick,
    /// A transaction with a new operation was committed.
    Saved,
    /// The system reports another network; says nothing about whether the office can be reached.
    NetworkChanged,
    /// The cadre asked for it.
    Tapped,
    /// The office answered `GET /v1/caps` as an office.
    Probed(Box<Caps>),
    /// It did not, or something else answered.
    ProbeFailed(ApiError),
    /// An answer arrived and was stored as far as possible.
    Exchanged(Exchanged),
    /// A request brought no usable answer.
    Failed(Failure),
    /// There was nothing to send after all.
    NothingToSend,
    /// New tokens are stored.
    TokenFresh,
    /// No new tokens; `None` when the office could not be asked.
    TokenRefused(Option<ApiError>),
    /// The device's own database failed; what was done before stays.
    StoreFailed(ApiError),
}

/// What storing an answer did.
#[derive(Debug, Clone, Default)]
pub struct Exchanged {
    pub accepted: u64,
    pub rejected: u64,
    pub deferred: u64,
    /// A result did not carry the digest of our own ids and hashes, so nothing was taken off.
    pub mismatch: bool,
    /// The office has less than we believed: what it lacks waits again.
    pub reoffer: bool,
    /// The request asked for rows.
    pub pulled: bool,
    pub rows: u32,
    pub more_rows: bool,
    /// Rows could not be stored; results were.
    pub pull_error: Option<ApiError>,
    /// Time the rows' transaction took.
    pub took_ms: u64,
    /// Whether the rows here equal the office's, if the office said.
    pub rows_equal: Option<bool>,
    pub bytes_up: u64,
    pub bytes_down: u64,
    /// Office time minus device time.
    pub clock_offset_ms: i64,
    /// Wall time of the answer, for the screen.
    pub at: Option<chrono::DateTime<chrono::FixedOffset>>,
}

/// Why a request brought no usable answer.
#[derive(Debug, Clone)]
pub enum Failure {
    /// No connection at all.
    Unreachable(ApiError),
    /// The connection was there, but the answer did not come in time, or was cut or damaged.
    TimedOut(ApiError),
    Status {
        status: u16,
        code: Option<ErrorCode>,
        retry_after_s: Option<u64>,
        error: ApiError,
    },
}

/// What to do next. Local ones are done in order before anything is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Instruction {
    /// `GET /v1/caps`.
    Probe,
    /// Compose a request from the database as planned and send it.
    Exchange(Plan),
    RefreshToken,
    /// Set the first waiting operation aside, visibly; it is the one the office refuses.
    ParkFirst,
    /// Queue the operations set aside at the end of the stream.
    RequeueParked,
    /// The stream is forked: take a new stream id and renumber.
    NewStream,
    /// The rows are not the office's: forget the cursor, so that everything is fetched anew beside the old rows.
    ResetPull,
    /// Nothing to do before this moment of the monotonic clock.
    WaitUntil {
        mono_ms: u64,
    },
}

/// What the next request carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// Operations at most; 0 for a pull alone.
    pub ops: u32,
    /// Bytes of operations at most; a single operation may be larger.
    pub bytes: u64,
    pub pull: Option<PullPlan>,
}

/// The pull half of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PullPlan {
    pub rows: u32,
    /// Ask for the digest of all rows.
    pub digest: bool,
}
