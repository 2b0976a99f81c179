//! What a failed request means for the next one. No failure ever means that an operation may go.

use zoufang_wire::{ApiError, ErrorCode};

use super::event::{Failure, Instruction, Moment, Plan};
use super::{Core, Flight, LONGEST_PAUSE_S, REVOKED_CHECK_MS, Reach, SyncPhase, UPGRADE_CHECK_MS};

/// So many refusals of a request with one operation set that operation aside.
const REFUSALS_TO_PARK: u32 = 3;
/// So many refusals of a pull alone mean that its cursor is bad.
const REFUSALS_TO_RESET: u32 = 3;
/// Longest pause that an office may ask for.
const LONGEST_RETRY_AFTER_S: u64 = 3600;

impl Core {
    pub(super) fn unreachable(&mut self, moment: &Moment, error: ApiError) {
        self.reach = Reach::Unknown;
        self.progress.online = false;
        self.progress.last_error = Some(error);
        self.push.failed(moment);
        self.pull.failed(moment);
    }

    pub(super) fn failed(&mut self, moment: &Moment, failure: Failure) -> Vec<Instruction> {
        let plan = match self.flight.take() {
            Some(Flight::Exchange(plan)) => plan,
            // An answer to nothing we asked: keep what is under way.
            other => {
                self.flight = other;
                return Vec::new();
            }
        };
        match failure {
            Failure::Unreachable(error) => {
                self.unreachable(moment, error);
                Vec::new()
            }
            Failure::TimedOut(error) => {
                self.progress.last_error = Some(error);
                self.cut_short(moment, plan);
                Vec::new()
            }
            Failure::Status { status, code, retry_after_s, error } => {
                self.progress.last_error = Some(error);
                self.refused(moment, plan, status, code, retry_after_s)
            }
        }
    }

    /// The link gave way under this request: send less, ask for less, and look again whether the office is there.
    fn cut_short(&mut self, moment: &Moment, plan: Plan) {
        self.reach = Reach::Unknown;
        if plan.ops > 0 {
            self.batch.halve_ops();
        }
        if plan.pull.is_some() {
            self.batch.halve_rows();
        }
        self.hold(moment, plan);
    }

    /// Lets both halves of the plan wait. After a failed pull the next push goes alone, and need not wait for it.
    fn hold(&mut self, moment: &Moment, plan: Plan) {
        if plan.ops > 0 {
            self.push.failed(moment);
        }
        if plan.pull.is_some() {
            self.pull.failed(moment);
        }
    }

    fn refused(
        &mut self,
        moment: &Moment,
        plan: Plan,
        status: u16,
        code: Option<ErrorCode>,
        retry_after_s: Option<u64>,
    ) -> Vec<Instruction> {
        match status {
            401 => return self.renew(moment, plan),
            409 if code == Some(ErrorCode::StreamForked) => {
                self.forks += 1;
                if self.forks > 2 {
                    self.hold(moment, plan);
                }
                return vec![Instruction::NewStream];
            }
            410 => {
                self.revoked(moment);
                // The device may be let in again; asking now and then costs nothing and keeps work moving.
                self.push.rest(moment);
            }
            426 => {
                self.progress.upgrade_to_pull = true;
                self.no_pull_before_ms = moment.mono_ms + UPGRADE_CHECK_MS;
            }
            429 | 503 => {
                self.hold(moment, plan);
                let pause_s = retry_after_s.unwrap_or(0).min(LONGEST_RETRY_AFTER_S);
                self.not_before_ms = moment.mono_ms + pause_s * 1000;
            }
            400 | 413 | 422 if code == Some(ErrorCode::DigestMismatch) => {
                self.cut_short(moment, plan);
            }
            400 | 413 | 422 => return self.isolate(moment, plan),
            // Perhaps only the pull half failed: the push goes again at once, alone.
            _ if plan.pull.is_some() => self.pull.failed(moment),
            _ => self.hold(moment, plan),
        }
        Vec::new()
    }

    /// Lists are left alone for an hour. Not for ever: with nothing to hand in, nobody would notice that the device was
    /// let in again, or that it was never the office that answered.
    pub(super) fn revoked(&mut self, moment: &Moment) {
        self.progress.revoked = true;
        self.no_pull_before_ms = self.no_pull_before_ms.max(moment.mono_ms + REVOKED_CHECK_MS);
    }

    fn renew(&mut self, moment: &Moment, plan: Plan) -> Vec<Instruction> {
        if self.renewed {
            // A fresh token is refused as well: a person has to look; try again now and then.
            self.hold(moment, plan);
            self.renewed = false;
            return Vec::new();
        }
        self.renewed = true;
        self.flight = Some(Flight::Token);
        self.progress.phase = SyncPhase::Renewing;
        vec![Instruction::RefreshToken]
    }

    /// The office refuses the whole request. Leave out the pull, then halve, until the culprit stands alone.
    fn isolate(&mut self, moment: &Moment, plan: Plan) -> Vec<Instruction> {
        if plan.pull.is_some() {
            self.pull.failed(moment);
            if plan.ops == 0 {
                self.pull_refusals += 1;
                if self.pull_refusals >= REFUSALS_TO_RESET {
                    self.pull_refusals = 0;
                    return vec![Instruction::ResetPull];
                }
            }
            return Vec::new();
        }
        if plan.ops > 1 && moment.waiting > 1 {
            self.batch.ops = plan.ops;
            self.batch.halve_ops();
            return Vec::new();
        }
        self.batch.ops = 1;
        self.refusals += 1;
        if self.refusals < REFUSALS_TO_PARK {
            self.push.failed(moment);
            return Vec::new();
        }
        self.refusals = 0;
        self.push.reset();
        self.requeue_at_ms = self.requeue_at_ms.max(moment.mono_ms + LONGEST_PAUSE_S * 1000);
        vec![Instruction::ParkFirst]
    }
}
