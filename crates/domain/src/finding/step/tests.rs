use proptest::prelude::*;

use super::*;
use crate::campaign::{Bucket, BucketDue};
use crate::finding::Severity;
use crate::finding::rectification::AskedHow;
use crate::ids::{CampaignId, FindingCode, HouseholdId, ItemId};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn campaign() -> Campaign {
    let bucket = |code: &str, due| Bucket {
        code: BucketCode(code.into()),
        name: code.into(),
        name_en: code.into(),
        due,
    };
    Campaign {
        id: CampaignId("2022".into()),
        name: "大走访".into(),
        name_en: "visit".into(),
        town: "少云镇".into(),
        starts_on: day("2022-04-30"),
        ends_on: day("2022-07-31"),
        phases: vec![],
        buckets: vec![
            bucket("now", BucketDue::DaysAfterDiscovery(7)),
            bucket("jul", BucketDue::On(day("2022-07-31"))),
            bucket("sep", BucketDue::On(day("2022-09-30"))),
        ],
        parameters: std::collections::BTreeMap::new(),
        checklist_version: 1,
        notice_zh: String::new(),
        notice_en: String::new(),
    }
}

fn found(severity: Severity) -> Finding {
    Finding {
        id: FindingId(uuid::Uuid::from_u128(1)),
        subject: Subject::Household { household_id: HouseholdId(uuid::Uuid::from_u128(2)) },
        code: FindingCode("P.F2.13a".into()),
        item: ItemId("F2.13".into()),
        title: "饮水不安全".into(),
        severity,
        bucket: BucketCode("now".into()),
        discovered_on: day("2022-05-12"),
        due_on: day("2022-05-19"),
        state: FindingState::Open,
        version: 1,
        observations: 0,
        visit_id: None,
        rectification: Rectification::default(),
    }
}

fn hand(account: u128, name: &str, movers: &[Mover]) -> Hand {
    Hand { account: AccountId(uuid::Uuid::from_u128(account)), name: name.into(), movers: movers.to_vec() }
}

fn responsible() -> Hand {
    hand(10, "赵强", &[Mover::Responsible])
}

fn task_force() -> Hand {
    hand(11, "专班李", &[Mover::TaskForce])
}

fn plan() -> Step {
    let plan = Plan {
        cause: "水源单一，枯水期断水".into(),
        measure: "接入邻村管网".into(),
        owner: "赵强".into(),
        unit: "镇农业服务中心".into(),
        leader: "王镇".into(),
    };
    Step::Plan { plan }
}

fn submit(evidence: Option<Proof>) -> Step {
    Step::Submit {
        progress: "已通水".into(),
        completed_on: day("2022-05-18"),
        evidence,
        approval: Some(HouseholdApproval::Approves),
    }
}

fn paper() -> Option<Proof> {
    Some(Proof { note: "通水照片".into(), count: 2 })
}

fn go(finding: &Finding, step: &Step, by: &Hand) -> Result<Finding, MoveFault> {
    take(finding, step, by, &campaign(), day("2022-05-18"))
}

fn run(finding: Finding, steps: &[(Step, Hand)]) -> Finding {
    steps.iter().fold(finding, |finding, (step, by)| go(&finding, step, by).unwrap())
}

fn submitted(severity: Severity) -> Finding {
    let steps = [(plan(), responsible()), (Step::Start, responsible()), (submit(paper()), responsible())];
    run(found(severity), &steps)
}

#[test]
fn a_problem_is_planned_fixed_submitted_and_struck_off_with_day_and_verifier() {
    let village = hand(12, "村支书", &[Mover::VillageLead]);
    let done = submitted(Severity::Normal);
    let closed = go(&done, &Step::Close { asked: None, note: String::new() }, &village).unwrap();
    assert_eq!((closed.state, closed.version), (FindingState::Closed, 5));
    assert_eq!(closed.rectification.closed_on, Some(day("2022-05-18")));
    assert_eq!(closed.rectification.verifier.as_deref(), Some("村支书"));
}

#[test]
fn rectification_starts_only_with_a_whole_plan() {
    assert_eq!(go(&found(Severity::Minor), &Step::Start, &responsible()), Err(MoveFault::PlanIncomplete));
    let Step::Plan { mut plan } = plan() else { unreachable!() };
    plan.leader = " ".into();
    assert_eq!(plan.fault(), Some("leader"));
    let half = go(&found(Severity::Minor), &Step::Plan { plan }, &responsible()).unwrap();
    assert_eq!(go(&half, &Step::Start, &responsible()), Err(MoveFault::PlanIncomplete));
}

#[test]
fn nobody_verifies_what_they_are_responsible_for_or_submitted_themselves() {
    let done = submitted(Severity::Normal);
    let close = Step::Close { asked: None, note: String::new() };
    let same_name = hand(99, "赵强", &[Mover::VillageLead]);
    assert_eq!(go(&done, &close, &same_name), Err(MoveFault::VerifierIsResponsible));
    let same_account = hand(10, "别名", &[Mover::TaskForce]);
    assert_eq!(go(&done, &close, &same_account), Err(MoveFault::VerifierIsResponsible));
}

#[test]
fn a_critical_problem_needs_evidence_and_a_word_of_the_household() {
    let started = run(found(Severity::Critical), &[(plan(), responsible()), (Step::Start, responsible())]);
    assert_eq!(go(&started, &submit(None), &responsible()), Err(MoveFault::EvidenceMissing));
    let empty = Some(Proof { note: " ".into(), count: 0 });
    assert_eq!(go(&started, &submit(empty), &responsible()), Err(MoveFault::EvidenceMissing));
    let done = go(&started, &submit(paper()), &responsible()).unwrap();
    let silent = Step::Close { asked: None, note: String::new() };
    assert_eq!(go(&done, &silent, &task_force()), Err(MoveFault::HouseholdNotAsked));
    let asked = HouseholdAsked { how: AskedHow::Call, on: day("2022-05-18"), note: String::new() };
    let heard = Step::Close { asked: Some(asked.clone()), note: String::new() };
    assert_eq!(go(&done, &heard, &task_force()).unwrap().state, FindingState::Closed);
    let tomorrow = HouseholdAsked { on: day("2022-05-19"), ..asked };
    let future = Step::Close { asked: Some(tomorrow), note: String::new() };
    assert_eq!(go(&done, &future, &task_force()), Err(MoveFault::AskedDay));
}

#[test]
fn completion_is_neither_before_discovery_nor_in_the_future() {
    let started = run(found(Severity::Normal), &[(plan(), responsible()), (Step::Start, responsible())]);
    for completed_on in [day("2022-05-11"), day("2022-05-19")] {
        let step = Step::Submit { progress: "好了".into(), completed_on, evidence: None, approval: None };
        assert_eq!(go(&started, &step, &responsible()), Err(MoveFault::CompletionDay));
    }
}

#[test]
fn a_later_deadline_waits_for_the_task_force_and_the_first_one_is_kept() {
    let asked = Step::Extend { bucket: BucketCode("jul".into()), reason: "管材未到".into() };
    let waiting = go(&found(Severity::Normal), &asked, &responsible()).unwrap();
    assert_eq!(waiting.due_on, day("2022-05-19"), "nothing moves before the approval");
    assert!(go(&waiting, &Step::ApproveExtension, &responsible()).is_err());
    let approved = go(&waiting, &Step::ApproveExtension, &task_force()).unwrap();
    assert_eq!((approved.bucket.0.as_str(), approved.due_on), ("jul", day("2022-07-31")));
    let again = Step::Extend { bucket: BucketCode("sep".into()), reason: "汛期".into() };
    let twice = run(approved, &[(again, responsible()), (Step::ApproveExtension, task_force())]);
    assert_eq!(twice.rectification.original_due_on, Some(day("2022-05-19")), "the first, not the second");
    assert_eq!(go(&twice, &Step::ApproveExtension, &task_force()), Err(MoveFault::NoExtension));
}

#[test]
fn an_extension_needs_a_reason_and_an_open_bucket() {
    let step = |bucket: &str, reason: &str| Step::Extend { bucket: bucket.into(), reason: reason.into() };
    let open = found(Severity::Normal);
    assert_eq!(go(&open, &step("jul", " "), &responsible()), Err(MoveFault::ReasonMissing));
    assert_eq!(go(&open, &step("now", "x"), &responsible()), Err(MoveFault::SameDeadline));
    assert_eq!(go(&open, &step("never", "x"), &responsible()), Err(MoveFault::BucketClosed));
    let late = take(&open, &step("jul", "x"), &responsible(), &campaign(), day("2022-08-01"));
    assert_eq!(late, Err(MoveFault::BucketClosed));
}

#[test]
fn an_earlier_deadline_holds_at_once() {
    let open = Finding { bucket: "sep".into(), due_on: day("2022-09-30"), ..found(Severity::Normal) };
    let step = Step::Extend { bucket: "jul".into(), reason: "可以提前".into() };
    let sooner = go(&open, &step, &responsible()).unwrap();
    assert_eq!((sooner.due_on, sooner.rectification.extension), (day("2022-07-31"), None));
}

#[test]
fn a_returned_problem_is_fixed_again_and_a_reopened_one_begins_anew() {
    let returned =
        go(&submitted(Severity::Normal), &Step::Return { reason: "水压不足".into() }, &task_force());
    let returned = returned.unwrap();
    assert_eq!(
        go(&returned, &Step::Start, &responsible()).unwrap_err(),
        MoveFault::NoSuchMove { from: FindingState::Returned, to: FindingState::Fixing }
    );
    let closed = run(
        returned,
        &[
            (Step::Resume, responsible()),
            (submit(paper()), responsible()),
            (Step::Close { asked: None, note: String::new() }, task_force()),
        ],
    );
    let reopened = go(&closed, &Step::Reopen { reason: "又断水".into() }, &task_force()).unwrap();
    let work = &reopened.rectification;
    assert_eq!((reopened.state, work.reopened), (FindingState::Fixing, 1));
    assert_eq!((work.closed_on, work.verifier.as_ref(), work.completed_on), (None, None, None));
    assert_eq!(go(&reopened, &submit(None), &responsible()).unwrap().state, FindingState::Submitted);
}

#[test]
fn only_the_task_force_transfers_merges_and_calls_invalid() {
    let open = found(Severity::Normal);
    let target = FindingId(uuid::Uuid::from_u128(77));
    for step in [
        Step::Transfer { department: "区水利局".into(), letter: "少函〔2022〕7号".into() },
        Step::Invalid { reason: "核实有水".into() },
        Step::Merge { target, reason: "同一水源".into() },
    ] {
        assert!(matches!(go(&open, &step, &responsible()), Err(MoveFault::NotYours { .. })), "{step:?}");
        assert!(go(&open, &step, &task_force()).is_ok(), "{step:?}");
    }
    let bare = Step::Transfer { department: "区水利局".into(), letter: " ".into() };
    assert_eq!(go(&open, &bare, &task_force()), Err(MoveFault::TransferIncomplete));
    let itself = Step::Merge { target: open.id, reason: "x".into() };
    assert_eq!(go(&open, &itself, &task_force()), Err(MoveFault::MergeTarget));
}

#[test]
fn a_merged_problems_sightings_go_over() {
    let target = Finding { observations: 2, ..found(Severity::Normal) };
    let merged =
        Finding { id: FindingId(uuid::Uuid::from_u128(9)), observations: 1, ..found(Severity::Critical) };
    let next = absorb(&target, &merged).unwrap();
    assert_eq!((next.observations, next.severity, next.version), (4, Severity::Critical, 2));
    let closed = Finding { state: FindingState::Closed, ..target };
    assert_eq!(absorb(&closed, &merged), Err(MoveFault::MergeTarget));
}

#[test]
fn what_is_offered_is_what_the_guards_would_let_through() {
    let offered = |finding: &Finding, by: &Hand, name: &str| {
        offers(finding, by).into_iter().find(|(found, _)| *found == name).map(|(_, fault)| fault)
    };
    let open = found(Severity::Major);
    assert_eq!(offered(&open, &responsible(), "start"), Some(Some(MoveFault::PlanIncomplete)));
    assert_eq!(offered(&open, &responsible(), "submit"), Some(None));
    assert_eq!(offered(&open, &responsible(), "close"), None, "nothing to strike off yet");
    assert!(matches!(offered(&open, &responsible(), "invalid"), Some(Some(MoveFault::NotYours { .. }))));
    assert_eq!(offered(&open, &task_force(), "approve_extension"), None, "nobody asked");
    let done = submitted(Severity::Critical);
    assert_eq!(offered(&done, &task_force(), "close"), Some(None));
    let village = hand(12, "村支书", &[Mover::VillageLead]);
    assert!(matches!(offered(&done, &village, "close"), Some(Some(MoveFault::NotYours { .. }))));
}

#[test]
fn rows_of_the_released_version_still_read_and_a_bare_row_is_written_as_before() {
    let text = serde_json::to_string(&found(Severity::Normal)).unwrap();
    assert!(!text.contains("rectification"), "{text}");
    let read: Finding = serde_json::from_str(&text).unwrap();
    assert!(read.rectification.is_empty());
}

fn any_step(n: usize) -> Step {
    let reason = || "原因".to_owned();
    match n {
        0 => plan(),
        1 => Step::Start,
        2 => submit(paper()),
        3 => Step::Close { asked: None, note: String::new() },
        4 => Step::Return { reason: reason() },
        5 => Step::Resume,
        6 => Step::Reopen { reason: reason() },
        7 => Step::Extend { bucket: "jul".into(), reason: reason() },
        8 => Step::ApproveExtension,
        9 => Step::Transfer { department: reason(), letter: reason() },
        10 => Step::Invalid { reason: reason() },
        _ => Step::RefuseExtension { reason: reason() },
    }
}

proptest! {
    #[test]
    fn however_steps_follow_a_closed_row_has_plan_verifier_and_day_and_versions_have_no_gap(
        steps in proptest::collection::vec((0_usize..12, 0_usize..3), 0..40)
    ) {
        let hands = [responsible(), task_force(), hand(12, "村支书", &[Mover::VillageLead])];
        let mut row = found(Severity::Normal);
        for (step, by) in steps {
            let Ok(next) = go(&row, &any_step(step), &hands[by]) else { continue };
            prop_assert_eq!(next.version, row.version + 1);
            if next.state == FindingState::Closed {
                prop_assert_eq!(row.state, FindingState::Submitted);
                prop_assert!(next.rectification.verifier.as_deref() != Some("赵强"));
            }
            prop_assert_eq!(next.state == FindingState::Closed, next.rectification.closed_on.is_some());
            row = next;
        }
    }
}
