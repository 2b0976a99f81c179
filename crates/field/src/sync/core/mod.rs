//! The sync engine's judgement as a machine: events in, instructions out (design, section 3).
//!
//! It holds no socket, clock or database, so the simulation runs the very code that phones run. Everything it knows
//! may be lost at any moment: a fresh machine started over the same database carries on. If it is wrong, work stays
//! on phones or the office is flooded; it cannot lose an operation, because it never touches one.

mod batch;
mod event;
mod failure;
mod lane;

use zoufang_wire::{ApiError, ErrorCode};

pub use event::{Event, Exchanged, Failure, Instruction, Moment, Plan, PullPlan};
pub use lane::LONGEST_PAUSE_S;

use super::faults::{Faults, SeededBug};
use super::progress::{SyncPhase, SyncProgress};
use batch::Batch;
use lane::Lane;

/// With nothing else to do, lists are refreshed this often.
const PULL_EVERY_MS: u64 = 10 * 60_000;
/// A push takes a pull along when the last one is older than this.
const COMBINE_AFTER_MS: u64 = 30_000;
/// Rows are compared with the office's this often, and after each start.
const COMPARE_EVERY_MS: u64 = 6 * 3_600_000;
/// Operations set aside are tried again this often.
const REQUEUE_EVERY_MS: u64 = 3_600_000;
/// An outdated app asks again for lists this often.
const UPGRADE_CHECK_MS: u64 = 24 * 3_600_000;
/// A revoked device asks again for lists this often.
const REVOKED_CHECK_MS: u64 = 3_600_000;
/// A difference of clocks worth telling (rule 12).
const CLOCK_WARNING_MS: i64 = 5 * 60_000;

/// Whether the office is there. Never guessed from the network's state, only from what the office said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    Unknown,
    Office,
}

/// What is under way. There is one request at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flight {
    Probe,
    Exchange(Plan),
    Token,
}

/// The machine.
#[derive(Debug)]
pub struct Core {
    faults: Faults,
    reach: Reach,
    flight: Option<Flight>,
    push: Lane,
    pull: Lane,
    batch: Batch,
    /// The office asked for a pause until then (`Retry-After`); not even a tap goes below.
    not_before_ms: u64,
    pull_wanted: bool,
    pulled_at_ms: Option<u64>,
    compare_wanted: bool,
    compared_at_ms: u64,
    no_pull_before_ms: u64,
    /// Refusals in a row of a request with a single operation.
    refusals: u32,
    /// Refusals in a row of a request with a pull alone.
    pull_refusals: u32,
    renewed: bool,
    forks: u32,
    reoffers: u32,
    requeue_at_ms: u64,
    progress: SyncProgress,
}

impl Default for Core {
    fn default() -> Self {
        Self::new(Faults::NONE)
    }
}

impl Core {
    #[must_use]
    pub fn new(faults: Faults) -> Self {
        Self {
            faults,
            reach: Reach::Unknown,
            flight: None,
            push: Lane::default(),
            pull: Lane::default(),
            batch: Batch::default(),
            not_before_ms: 0,
            pull_wanted: true,
            pulled_at_ms: None,
            compare_wanted: true,
            compared_at_ms: 0,
            no_pull_before_ms: 0,
            refusals: 0,
            pull_refusals: 0,
            renewed: false,
            forks: 0,
            reoffers: 0,
            requeue_at_ms: 0,
            progress: SyncProgress::default(),
        }
    }

    /// Takes an event and says what to do. While a request is under way the answer is usually nothing.
    pub fn handle(&mut self, moment: &Moment, event: Event) -> Vec<Instruction> {
        let ticked = matches!(event, Event::Tick);
        let mut todo = self.take(moment, event);
        if ticked && self.faults.has(SeededBug::RetryOnEventOnly) {
            return todo;
        }
        if self.flight.is_none() {
            self.decide(moment, &mut todo);
        }
        self.progress.stuck = moment.parked + moment.damaged;
        self.progress.pending = moment.waiting + self.progress.stuck;
        todo
    }

    /// What screens may show.
    #[must_use]
    pub fn progress(&self) -> &SyncProgress {
        &self.progress
    }

    fn take(&mut self, moment: &Moment, event: Event) -> Vec<Instruction> {
        match event {
            Event::Tick => Vec::new(),
            Event::Saved => {
                // New work deserves a try at once, unless tries are failing: then the pause stands.
                if self.push.failures == 0 {
                    self.push.reset();
                }
                Vec::new()
            }
            Event::NetworkChanged => {
                self.reach = Reach::Unknown;
                self.start_over();
                Vec::new()
            }
            Event::Tapped => {
                self.start_over();
                self.compare_wanted = true;
                self.requeue_at_ms = 0;
                self.no_pull_before_ms = 0;
                Vec::new()
            }
            Event::Probed(caps) => {
                self.flight = None;
                self.reach = Reach::Office;
                self.batch.limit(&caps);
                self.progress.online = true;
                Vec::new()
            }
            Event::ProbeFailed(error) => {
                self.flight = None;
                self.unreachable(moment, error);
                Vec::new()
            }
            Event::Exchanged(outcome) => self.exchanged(moment, &outcome),
            Event::Failed(failure) => self.failed(moment, failure),
            Event::NothingToSend => {
                self.flight = None;
                Vec::new()
            }
            Event::TokenFresh => {
                self.flight = None;
                Vec::new()
            }
            Event::TokenRefused(error) => {
                self.flight = None;
                match error {
                    Some(error) => {
                        if error.code == ErrorCode::DeviceRevoked {
                            self.revoked(moment);
                        }
                        self.progress.last_error = Some(error);
                        self.push.rest(moment);
                        self.pull.rest(moment);
                    }
                    None => {
                        // Nobody refused anything, so the next 401 may ask again at once.
                        self.renewed = false;
                        self.unreachable(moment, ApiError::new(ErrorCode::OfficeUnreachable));
                    }
                }
                Vec::new()
            }
            Event::StoreFailed(error) => {
                self.flight = None;
                self.progress.last_error = Some(error);
                self.push.failed(moment);
                self.pull.failed(moment);
                Vec::new()
            }
        }
    }

    fn start_over(&mut self) {
        self.push.reset();
        self.pull.reset();
        self.pull_wanted = true;
        self.renewed = false;
    }

    /// Chooses the next step from the levels alone.
    fn decide(&mut self, moment: &Moment, todo: &mut Vec<Instruction>) {
        let now = moment.mono_ms;
        if moment.parked > 0 && now >= self.requeue_at_ms {
            self.requeue_at_ms = now + REQUEUE_EVERY_MS;
            todo.push(Instruction::RequeueParked);
        }
        if let Some(at) = self.pulled_at_ms {
            self.pull_wanted |= now >= at + PULL_EVERY_MS;
        }
        self.compare_wanted |= now >= self.compared_at_ms + COMPARE_EVERY_MS;

        let waiting = moment.waiting > 0 || requeues(todo);
        let paused = now < self.not_before_ms;
        let may_pull = now >= self.no_pull_before_ms;
        let push_due = waiting && !paused && self.push.is_due(moment);
        let pull_due = self.pull_wanted && may_pull && !paused && self.pull.is_due(moment);
        if !push_due && !pull_due {
            todo.push(self.wait(moment, waiting, may_pull));
            return;
        }
        if self.reach == Reach::Unknown {
            self.flight = Some(Flight::Probe);
            self.progress.phase = SyncPhase::Probing;
            todo.push(Instruction::Probe);
            return;
        }
        let plan = self.plan(moment, push_due, pull_due, may_pull);
        self.flight = Some(Flight::Exchange(plan));
        self.progress.phase = SyncPhase::Exchanging;
        todo.push(Instruction::Exchange(plan));
    }

    /// Push and pull share a round trip, unless pulls have been failing: then push goes alone, and first.
    fn plan(&self, moment: &Moment, push_due: bool, pull_due: bool, may_pull: bool) -> Plan {
        let stale = self.pulled_at_ms.is_none_or(|at| moment.mono_ms >= at + COMBINE_AFTER_MS);
        let blocks = self.faults.has(SeededBug::PullBlocksPush);
        let suspect = self.pull.failures > 0 || self.refusals > 0;
        let along = may_pull && !suspect && (pull_due || stale);
        let pull = if push_due { along || blocks } else { true };
        Plan {
            ops: if push_due { self.batch.ops } else { 0 },
            bytes: self.batch.bytes,
            pull: pull.then_some(PullPlan { rows: self.batch.rows, digest: self.compare_wanted }),
        }
    }

    fn wait(&mut self, moment: &Moment, waiting: bool, may_pull: bool) -> Instruction {
        let pull_at = if !may_pull {
            self.no_pull_before_ms.max(moment.mono_ms + LONGEST_PAUSE_S * 1000)
        } else if self.pull_wanted {
            self.pull.next_try_ms
        } else {
            self.pulled_at_ms.unwrap_or(moment.mono_ms) + PULL_EVERY_MS
        };
        let until = if waiting { pull_at.min(self.push.next_try_ms) } else { pull_at };
        let until = until.max(self.not_before_ms).max(moment.mono_ms + 1);
        let trying = waiting || self.pull.failures > 0;
        self.progress.phase = if trying { SyncPhase::Waiting } else { SyncPhase::Idle };
        self.progress.next_try_in_ms = trying.then_some(until - moment.mono_ms);
        Instruction::WaitUntil { mono_ms: until }
    }

    fn exchanged(&mut self, moment: &Moment, outcome: &Exchanged) -> Vec<Instruction> {
        let Some(Flight::Exchange(plan)) = self.flight.take() else {
            return Vec::new();
        };
        self.reach = Reach::Office;
        self.renewed = false;
        self.count(outcome);
        let settled = outcome.accepted + outcome.rejected + outcome.deferred;
        self.progress.sent += settled;
        if outcome.mismatch {
            self.progress.last_error = Some(ApiError::new(ErrorCode::DigestMismatch));
            self.push.failed(moment);
        } else if settled > 0 {
            self.push.reset();
            self.batch.grow_ops();
            self.refusals = 0;
            self.forks = 0;
            self.reoffers = 0;
        } else if outcome.reoffer && self.reoffers < 2 {
            self.reoffers += 1;
            self.push.reset();
        } else if plan.ops > 0 && moment.waiting > 0 {
            // Answered, yet nothing came of it: do not spin.
            self.push.failed(moment);
        }
        if outcome.pulled {
            return self.pulled(moment, outcome);
        }
        if plan.pull.is_some() {
            // The office gave no cursor: an account without a feed yet.
            self.pull.failed(moment);
        }
        Vec::new()
    }

    fn pulled(&mut self, moment: &Moment, outcome: &Exchanged) -> Vec<Instruction> {
        if let Some(error) = &outcome.pull_error {
            self.progress.last_error = Some(error.clone());
            self.pull.failed(moment);
            return Vec::new();
        }
        self.pull.reset();
        self.pull_refusals = 0;
        self.progress.upgrade_to_pull = false;
        self.pulled_at_ms = Some(moment.mono_ms);
        self.pull_wanted = outcome.more_rows;
        self.progress.more_rows = outcome.more_rows;
        self.progress.rows_pulled += u64::from(outcome.rows);
        self.batch.fit_rows(outcome.rows, outcome.took_ms);
        match outcome.rows_equal {
            Some(true) => {
                self.compare_wanted = false;
                self.compared_at_ms = moment.mono_ms;
                Vec::new()
            }
            Some(false) => {
                // Fetching all anew costs bytes, so it backs off like a failure when it does not help.
                self.pull.failed(moment);
                self.pull_wanted = true;
                vec![Instruction::ResetPull]
            }
            None => Vec::new(),
        }
    }

    fn count(&mut self, outcome: &Exchanged) {
        let progress = &mut self.progress;
        progress.online = true;
        progress.revoked = false;
        progress.last_error = None;
        progress.last_success_at = outcome.at.or(progress.last_success_at);
        progress.accepted += outcome.accepted;
        progress.rejected += outcome.rejected;
        progress.deferred += outcome.deferred;
        progress.bytes_up += outcome.bytes_up;
        progress.bytes_down += outcome.bytes_down;
        let off = outcome.clock_offset_ms;
        progress.clock_off_minutes = (off.abs() > CLOCK_WARNING_MS).then_some(off / 60_000);
    }
}

fn requeues(todo: &[Instruction]) -> bool {
    todo.contains(&Instruction::RequeueParked)
}

#[cfg(test)]
mod tests;
