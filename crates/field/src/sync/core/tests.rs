use chrono::DateTime;
use zoufang_wire::{ApiError, Caps, ErrorCode};

use super::*;

/// A machine with a clock, told of `waiting` operations.
struct Bench {
    core: Core,
    moment: Moment,
}

impl Bench {
    fn new(waiting: u64) -> Self {
        Self {
            core: Core::default(),
            moment: Moment { mono_ms: 1_000, jitter: u32::MAX, waiting, parked: 0, damaged: 0 },
        }
    }

    /// A machine that has probed and sent its first request, whose plan is returned.
    fn online(waiting: u64) -> (Self, Plan) {
        let mut bench = Self::new(waiting);
        assert_eq!(bench.tell(Event::Tick), [Instruction::Probe]);
        let plan = bench.plan(Event::Probed(Box::new(caps())));
        (bench, plan)
    }

    fn tell(&mut self, event: Event) -> Vec<Instruction> {
        self.core.handle(&self.moment, event)
    }

    fn plan(&mut self, event: Event) -> Plan {
        let todo = self.tell(event);
        match todo.last() {
            Some(Instruction::Exchange(plan)) => *plan,
            other => panic!("no exchange but {other:?}"),
        }
    }

    /// Time passes until the machine wants to be called.
    fn sleep(&mut self, todo: &[Instruction]) -> u64 {
        let [.., Instruction::WaitUntil { mono_ms }] = todo else {
            panic!("nothing to wait for: {todo:?}");
        };
        let slept = mono_ms - self.moment.mono_ms;
        self.moment.mono_ms = *mono_ms;
        slept
    }
}

fn caps() -> Caps {
    Caps {
        service: zoufang_wire::caps::SERVICE.into(),
        town: "少云镇".into(),
        protocols: vec![1],
        kinds: vec![],
        max_body: 1_000_000,
        max_decompressed: 4_000_000,
        max_ops: 64,
        max_rows: 1_000,
        min_app_for_pull: "0.1.0".into(),
        office_epoch: "e1".into(),
        office_time: DateTime::parse_from_rfc3339("2022-05-12T09:00:00+08:00").unwrap(),
    }
}

fn status(status: u16, code: Option<ErrorCode>) -> Event {
    Event::Failed(Failure::Status {
        status,
        code,
        retry_after_s: None,
        error: ApiError::new(code.unwrap_or(ErrorCode::Internal)),
    })
}

fn accepted(count: u64) -> Exchanged {
    Exchanged { accepted: count, ..Exchanged::default() }
}

fn timed_out() -> Event {
    Event::Failed(Failure::TimedOut(ApiError::new(ErrorCode::OfficeUnreachable)))
}

#[test]
fn the_office_is_asked_who_it_is_before_anything_is_sent_to_it() {
    let (_, plan) = Bench::online(3);
    assert_eq!(plan.ops, 25);
    assert!(plan.pull.is_some(), "one round trip carries both");
}

#[test]
fn unsent_work_is_tried_again_by_time_alone() {
    let mut bench = Bench::new(1);
    bench.tell(Event::Tick);
    let mut event = Event::ProbeFailed(ApiError::new(ErrorCode::OfficeUnreachable));
    let mut pauses = Vec::new();
    for _ in 0..10 {
        let todo = bench.tell(event);
        pauses.push(bench.sleep(&todo).div_ceil(1000));
        assert_eq!(bench.tell(Event::Tick), [Instruction::Probe]);
        event = Event::ProbeFailed(ApiError::new(ErrorCode::OfficeUnreachable));
    }
    assert_eq!(pauses, [2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
}

#[test]
fn a_tap_or_another_network_ends_the_pause() {
    for event in [Event::Tapped, Event::NetworkChanged] {
        let mut bench = Bench::new(1);
        bench.tell(Event::Tick);
        bench.tell(Event::ProbeFailed(ApiError::new(ErrorCode::OfficeUnreachable)));
        assert!(matches!(bench.tell(Event::Tick)[..], [Instruction::WaitUntil { .. }]));
        assert_eq!(bench.tell(event), [Instruction::Probe]);
    }
}

#[test]
fn a_pull_that_fails_lets_the_push_go_alone_and_at_once() {
    let (mut bench, _) = Bench::online(2);
    let plan = bench.plan(status(500, None));
    assert_eq!((plan.ops > 0, plan.pull), (true, None));
    bench.moment.waiting = 0;
    let todo = bench.tell(Event::Exchanged(accepted(2)));
    assert_eq!(bench.sleep(&todo), 2_000, "the pull waits for its own pause");
}

#[test]
fn rows_that_cannot_be_stored_do_not_delay_what_is_saved_next() {
    let (mut bench, _) = Bench::online(1);
    bench.moment.waiting = 0;
    bench.tell(Event::Exchanged(Exchanged {
        accepted: 1,
        pulled: true,
        pull_error: Some(ApiError::new(ErrorCode::DiskFull)),
        ..Exchanged::default()
    }));
    bench.moment.waiting = 1;
    let plan = bench.plan(Event::Saved);
    assert_eq!((plan.ops > 0, plan.pull), (true, None));
}

#[test]
fn the_batch_halves_on_a_time_out_and_grows_with_success() {
    let (mut bench, plan) = Bench::online(500);
    assert_eq!(plan.ops, 25);
    let todo = bench.tell(timed_out());
    bench.sleep(&todo);
    assert_eq!(bench.tell(Event::Tick), [Instruction::Probe]);
    assert_eq!(bench.plan(Event::Probed(Box::new(caps()))).ops, 12);
    assert_eq!(bench.plan(Event::Exchanged(accepted(12))).ops, 24);
    assert_eq!(bench.plan(Event::Exchanged(accepted(24))).ops, 48);
    assert_eq!(bench.plan(Event::Exchanged(accepted(48))).ops, 64, "as the office allows");
}

/// Answers every request of operations with `refusal`, for so many steps, and returns the sizes asked for.
fn refuse_all(bench: &mut Bench, mut todo: Vec<Instruction>, refusal: &Event, steps: u32) -> Vec<u32> {
    let mut sizes = vec![];
    for _ in 0..steps {
        if todo.contains(&Instruction::ParkFirst) {
            sizes.push(0);
            return sizes;
        }
        todo = match *todo.last().unwrap() {
            Instruction::Exchange(plan) if plan.ops > 0 => {
                sizes.push(plan.ops);
                bench.tell(refusal.clone())
            }
            Instruction::Exchange(_) => {
                bench.tell(Event::Exchanged(Exchanged { pulled: true, ..Exchanged::default() }))
            }
            Instruction::Probe => bench.tell(Event::Probed(Box::new(caps()))),
            Instruction::WaitUntil { mono_ms } => {
                bench.moment.mono_ms = mono_ms;
                bench.tell(Event::Tick)
            }
            ref other => panic!("{other:?}"),
        };
    }
    sizes
}

#[test]
fn an_operation_that_the_office_cannot_take_is_isolated_and_set_aside() {
    let (mut bench, _) = Bench::online(8);
    let refusal = status(400, Some(ErrorCode::BodyInvalid));
    let todo = bench.tell(refusal.clone());
    let sizes = refuse_all(&mut bench, todo, &refusal, 100);
    assert_eq!(sizes, [25, 12, 6, 3, 1, 1, 1, 0]);
}

#[test]
fn a_request_damaged_on_the_way_is_no_reason_to_set_anything_aside() {
    let (mut bench, _) = Bench::online(1);
    let refusal = status(422, Some(ErrorCode::DigestMismatch));
    let todo = bench.tell(refusal.clone());
    let sizes = refuse_all(&mut bench, todo, &refusal, 100);
    assert!(sizes.len() > 10 && !sizes.contains(&0), "{sizes:?}");
}

#[test]
fn an_expired_token_is_renewed_once_and_then_waits_for_a_person() {
    let (mut bench, _) = Bench::online(1);
    let refused = || status(401, Some(ErrorCode::Unauthorized));
    assert_eq!(bench.tell(refused()), [Instruction::RefreshToken]);
    bench.plan(Event::TokenFresh);
    let todo = bench.tell(refused());
    assert!(bench.sleep(&todo) > 0);
}

#[test]
fn a_forked_stream_gets_a_new_name_and_goes_on() {
    let (mut bench, _) = Bench::online(1);
    let todo = bench.tell(status(409, Some(ErrorCode::StreamForked)));
    assert!(matches!(todo[..], [Instruction::NewStream, Instruction::Exchange(_)]));
}

#[test]
fn a_revoked_device_stops_fetching_and_keeps_offering() {
    let (mut bench, _) = Bench::online(1);
    let todo = bench.tell(status(410, Some(ErrorCode::DeviceRevoked)));
    assert!(bench.core.progress().revoked);
    bench.sleep(&todo);
    let plan = bench.plan(Event::Tick);
    assert_eq!((plan.ops > 0, plan.pull), (true, None));
}

#[test]
fn a_revoked_device_with_nothing_to_hand_in_asks_again_within_the_hour() {
    let (mut bench, _) = Bench::online(0);
    let mut todo = bench.tell(status(410, Some(ErrorCode::DeviceRevoked)));
    let start = bench.moment.mono_ms;
    while !matches!(todo.last(), Some(Instruction::Exchange(_))) {
        bench.sleep(&todo);
        assert!(bench.moment.mono_ms - start <= 3_700_000, "it waits for ever");
        todo = bench.tell(Event::Tick);
    }
    bench.tell(Event::Exchanged(Exchanged { pulled: true, ..Exchanged::default() }));
    assert!(!bench.core.progress().revoked, "it was let in again");
}

#[test]
fn an_outdated_app_hands_in_and_does_not_fetch() {
    let (mut bench, _) = Bench::online(1);
    let plan = bench.plan(status(426, Some(ErrorCode::UpgradeToPull)));
    assert_eq!((plan.ops > 0, plan.pull), (true, None));
    bench.moment.waiting = 0;
    let todo = bench.tell(Event::Exchanged(accepted(1)));
    assert!(bench.sleep(&todo) > 3_600_000);
}

#[test]
fn the_office_may_ask_for_a_pause_that_even_a_tap_respects() {
    let (mut bench, _) = Bench::online(1);
    bench.tell(Event::Failed(Failure::Status {
        status: 503,
        code: Some(ErrorCode::OfficeBusy),
        retry_after_s: Some(40),
        error: ApiError::new(ErrorCode::OfficeBusy),
    }));
    let todo = bench.tell(Event::Tapped);
    assert_eq!(bench.sleep(&todo), 40_000);
    bench.plan(Event::Tick);
}

#[test]
fn rows_that_differ_from_the_offices_are_fetched_anew() {
    let (mut bench, plan) = Bench::online(0);
    assert!(plan.pull.unwrap().digest, "compared after each start");
    let todo = bench.tell(Event::Exchanged(Exchanged {
        pulled: true,
        rows_equal: Some(false),
        ..Exchanged::default()
    }));
    assert_eq!(todo[0], Instruction::ResetPull);
}

#[test]
fn more_rows_are_fetched_without_a_pause() {
    let (mut bench, _) = Bench::online(0);
    let more = Exchanged { pulled: true, more_rows: true, rows: 500, ..Exchanged::default() };
    assert_eq!(bench.plan(Event::Exchanged(more)).pull.unwrap().rows, 1_000);
}

#[test]
fn a_clock_that_is_off_is_told_and_nothing_else() {
    let (mut bench, _) = Bench::online(1);
    bench.moment.waiting = 0;
    bench.tell(Event::Exchanged(Exchanged {
        accepted: 1,
        pulled: true,
        clock_offset_ms: -2 * 365 * 86_400_000,
        ..Exchanged::default()
    }));
    assert_eq!(bench.core.progress().clock_off_minutes, Some(-2 * 365 * 1440));
    assert_eq!(bench.core.progress().accepted, 1);
}
