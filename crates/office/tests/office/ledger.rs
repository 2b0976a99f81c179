//! The ledger in the office: steps with versions, what a second officer is told, lists, and what devices get.

use chrono::Duration;
use serde_json::{Value, json};
use zoufang_domain::finding::rectification::{Plan, Proof};
use zoufang_domain::finding::step::Step;
use zoufang_domain::finding::{Finding, FindingState, Severity, Subject};
use zoufang_domain::ids::FindingId;
use zoufang_office::Township;
use zoufang_office::accounts::SignedIn;
use zoufang_office::ids::IdSource as _;
use zoufang_office::storage::Scope;
use zoufang_office::storage::ledger::{FindingFilter, LedgerEvent, LedgerList, LedgerSort};
use zoufang_wire::{Entity, ErrorCode};

use crate::fixture::{Fixture, op_id};

/// A town with a campaign, a task force, a village lead and an information officer.
struct Desk {
    town: Fixture,
    task_force: SignedIn,
    village: SignedIn,
    clerk: SignedIn,
}

pub fn campaign() -> Value {
    json!({"id": "2022-shaoyun", "name": "大走访", "name_en": "visit", "town": "少云镇",
        "starts_on": "2022-04-30", "ends_on": "2022-07-31", "phases": [],
        "buckets": [
            {"code": "now", "name": "立查立改", "name_en": "now", "due": {"days_after_discovery": 7}},
            {"code": "jul", "name": "7月底", "name_en": "July", "due": {"on": "2022-07-31"}},
            {"code": "sep", "name": "9月底", "name_en": "September", "due": {"on": "2022-09-30"}}],
        "parameters": {"identify_days": 15.0, "publicity_days": 5.0, "clear_min_months": 6.0,
            "clear_min_measures": 1.0},
        "checklist_version": 1, "notice_zh": "", "notice_en": ""})
}

/// Signed in; a village administrator has the fixture's village.
pub fn officer(town: &Fixture, name: &str, role: &str) -> SignedIn {
    let id = town.office.add_account(name, role).unwrap();
    town.office.set_account_villages(id, &[town.village]).unwrap();
    let token = town.office.open_session(id).unwrap();
    town.office.session(&token).unwrap().unwrap()
}

fn desk() -> Desk {
    let town = Fixture::new();
    let campaign = Some(serde_json::from_value(campaign()).unwrap());
    town.office.import(Township { campaign, ..Township::default() }).unwrap();
    Desk {
        task_force: officer(&town, "专班李", "task_force"),
        village: officer(&town, "村支书", "village_admin"),
        clerk: officer(&town, "专班王", "task_force"),
        town,
    }
}

impl Desk {
    /// A visit that raises a problem of a household.
    fn raise(&self, from: u64, household: usize, code: &str, severity: &str) -> FindingId {
        let id = FindingId(self.town.ids.uuid());
        let visit = self.town.visit(household, "face");
        let body = json!({"finding_id": id, "visit_id": op_id(&visit),
            "subject": {"kind": "household", "household_id": self.town.households[household]},
            "code": code, "title": "饮水不安全", "severity": severity, "bucket": "now",
            "discovered_on": "2022-05-12", "due_on": "2022-05-19",
            "reason": {"item": "F2.13", "rule_version": 1, "when": "a == 'no'", "inputs": {}, "quote": "饮水"},
            "decision": {"kind": "confirmed"}});
        self.town.device().push(from, &[visit, self.town.op("finding.raise", &body)]);
        id
    }

    fn step(&self, by: &SignedIn, id: FindingId, step: Step) -> Result<Finding, zoufang_wire::ApiError> {
        let version = self.row(id).version;
        self.town.office.take_ledger_step(by, id, version, step)
    }

    fn row(&self, id: FindingId) -> Finding {
        self.town.office.look(|rows| rows.finding(id)).unwrap().unwrap()
    }

    fn history(&self, id: FindingId) -> Vec<LedgerEvent> {
        self.town.office.look(|rows| rows.ledger_events(Entity::Finding, id.0)).unwrap()
    }

    fn list(&self, list: LedgerList, change: impl FnOnce(&mut FindingFilter)) -> Vec<FindingId> {
        let mut filter = FindingFilter {
            scope: Scope::Town,
            list,
            village: None,
            focus: None,
            code: None,
            bucket: None,
            severity: None,
            state: None,
            unit: None,
            today: self.town.office.today(),
            sort: LedgerSort::Newest,
            descending: false,
            offset: 0,
            limit: 50,
        };
        change(&mut filter);
        let (rows, total) = self.town.office.look(|rows| rows.list_ledger(&filter)).unwrap();
        assert!(rows.len() <= total as usize);
        rows.into_iter().map(|row| row.id).collect()
    }

    fn closed(&self, id: FindingId) -> Finding {
        self.step(&self.clerk, id, plan("镇农业服务中心")).unwrap();
        self.step(&self.clerk, id, Step::Start).unwrap();
        self.step(&self.clerk, id, submit()).unwrap();
        self.step(&self.task_force, id, Step::Close { asked: None, note: String::new() }).unwrap()
    }
}

fn plan(unit: &str) -> Step {
    let plan = Plan {
        cause: "水源单一，枯水期断水".into(),
        measure: "接入邻村管网".into(),
        owner: "赵强".into(),
        unit: unit.into(),
        leader: "王镇".into(),
    };
    Step::Plan { plan }
}

fn submit() -> Step {
    Step::Submit {
        progress: "已通水".into(),
        completed_on: "2022-05-12".parse().unwrap(),
        evidence: Some(Proof { note: "照片".into(), count: 1 }),
        approval: None,
    }
}

#[test]
fn a_problem_goes_to_struck_off_with_every_step_in_its_history() {
    let desk = desk();
    let id = desk.raise(1, 0, "P.F2.13a", "major");
    let closed = desk.closed(id);
    assert_eq!((closed.state, closed.version), (FindingState::Closed, 5));
    let history = desk.history(id);
    let steps: Vec<(&str, u32)> = history.iter().map(|e| (e.what.as_str(), e.version)).collect();
    assert_eq!(steps, [("raised", 1), ("plan", 2), ("start", 3), ("submit", 4), ("close", 5)]);
    assert_eq!(history[4].account, desk.task_force.account.id);
    assert_eq!(history[3].text.as_deref(), Some("已通水"));
    let state = history[4].changes.iter().find(|change| change.field == "state").unwrap();
    assert_eq!((state.from.as_deref(), state.to.as_deref()), (Some("submitted"), Some("closed")));
}

#[test]
fn the_second_of_two_officers_is_told_what_the_first_one_did() {
    let desk = desk();
    let id = desk.raise(1, 0, "P.F2.13a", "normal");
    let seen = desk.row(id).version;
    let office = &desk.town.office;
    office.take_ledger_step(&desk.clerk, id, seen, plan("镇水利站")).unwrap();
    let late = office.take_ledger_step(&desk.task_force, id, seen, Step::Invalid { reason: "有水".into() });
    let told = late.unwrap_err();
    assert_eq!((told.code, told.code.status()), (ErrorCode::Stale, 409));
    let since: Value = serde_json::from_str(&told.params["since"]).unwrap();
    assert_eq!((&since[0]["who"], &since[0]["what"]), (&json!("专班王"), &json!("plan")));
    let unit = json!({"field": "plan.unit", "from": null, "to": "镇水利站"});
    assert!(since[0]["changes"].as_array().unwrap().contains(&unit), "{since}");
    assert_eq!(desk.row(id).state, FindingState::Open, "nothing of the second step was done");
    assert_eq!(desk.town.audited("ledger_step"), ["plan -> open"], "the refused step is not in the log");
    assert_eq!(desk.history(id).len(), 2);
}

#[test]
fn a_refused_step_leaves_row_history_and_devices_as_they_were() {
    let desk = desk();
    let id = desk.raise(1, 0, "P.F2.13a", "critical");
    let mut device = desk.town.device();
    device.pull(10_000);
    let refused = desk.step(&desk.clerk, id, Step::Start).unwrap_err();
    assert_eq!(refused.code, ErrorCode::PlanIncomplete);
    let reader = officer(&desk.town, "督查", "inspector");
    assert_eq!(desk.step(&reader, id, plan("站")).unwrap_err().code, ErrorCode::MoveNotYours);
    assert_eq!((desk.row(id).version, desk.history(id).len()), (1, 1));
    assert!(device.news(Entity::Finding).is_empty());
}

#[test]
fn every_step_reaches_the_devices_that_see_the_household() {
    let desk = desk();
    let id = desk.raise(1, 0, "P.F2.13a", "normal");
    let mut device = desk.town.device();
    device.pull(10_000);
    desk.step(&desk.clerk, id, plan("镇水利站")).unwrap();
    let changes = device.pull(10_000).changes;
    let change = changes.iter().find(|change| change.entity == Entity::Finding).unwrap();
    let row: Finding = serde_json::from_str(change.row.as_ref().unwrap().get()).unwrap();
    assert_eq!((row.version, row.rectification.plan.unwrap().unit.as_str()), (2, "镇水利站"));
}

#[test]
fn the_village_strikes_off_ordinary_problems_but_not_what_it_submitted() {
    let desk = desk();
    let close = || Step::Close { asked: None, note: String::new() };
    let own = desk.raise(1, 0, "P.F2.13a", "normal");
    for step in [plan("村委会"), Step::Start, submit()] {
        desk.step(&desk.village, own, step).unwrap();
    }
    assert_eq!(desk.step(&desk.village, own, close()).unwrap_err().code, ErrorCode::VerifierIsResponsible);
    assert_eq!(desk.step(&desk.task_force, own, close()).unwrap().state, FindingState::Closed);
    let major = desk.raise(1, 1, "P.F2.13a", "major");
    for step in [plan("村委会"), Step::Start, submit()] {
        desk.step(&desk.clerk, major, step).unwrap();
    }
    assert_eq!(desk.step(&desk.village, major, close()).unwrap_err().code, ErrorCode::MoveNotYours);
}

#[test]
fn a_merged_problem_goes_on_in_its_target_with_its_sightings() {
    let desk = desk();
    let (kept, gone) = (desk.raise(1, 0, "P.F2.13a", "normal"), desk.raise(1, 1, "P.F2.13a", "normal"));
    let merge = Step::Merge { target: kept, reason: "同一水源".into() };
    let merged = desk.step(&desk.task_force, gone, merge).unwrap();
    assert_eq!((merged.state, merged.rectification.merged_into), (FindingState::Merged, Some(kept)));
    assert_eq!((desk.row(kept).observations, desk.row(kept).version), (1, 2));
    let sightings = desk.history(kept).iter().filter(|event| event.visit.is_some()).count();
    assert_eq!(sightings, 2, "the visit of the merged problem is one of the target's");
    // Seen once more at the second household: it goes on in the target, no third row comes up.
    desk.raise(1, 1, "P.F2.13a", "normal");
    assert_eq!(desk.row(kept).observations, 2);
    assert_eq!(desk.list(LedgerList::All, |_| {}).len(), 2);
}

#[test]
fn a_problem_raised_anew_after_closing_is_not_reopened_beside_itself() {
    let desk = desk();
    let id = desk.raise(1, 0, "P.F2.13a", "normal");
    desk.closed(id);
    let anew = desk.raise(1, 0, "P.F2.13a", "normal");
    assert_ne!(id, anew);
    let reopen = || Step::Reopen { reason: "又断水".into() };
    assert_eq!(desk.step(&desk.task_force, id, reopen()).unwrap_err().code, ErrorCode::RaisedAgain);
    desk.closed(anew);
    assert_eq!(desk.step(&desk.task_force, id, reopen()).unwrap().rectification.reopened, 1);
}

#[test]
fn lists_follow_the_clock_of_the_office() {
    let desk = desk();
    let (first, second) = (desk.raise(1, 0, "P.F2.13a", "normal"), desk.raise(1, 1, "P.F2.13a", "major"));
    let later = Step::Extend { bucket: "jul".into(), reason: "管材未到".into() };
    desk.step(&desk.clerk, second, later).unwrap();
    let both = vec![second, first];
    assert_eq!(desk.list(LedgerList::DueSoon, |_| {}), both, "due on the 19th, the seventh day from today");
    assert_eq!(desk.list(LedgerList::Overdue, |_| {}), []);
    assert_eq!(desk.list(LedgerList::Extension, |_| {}), [second]);
    // 19 May is the last day; overdue from the next midnight in China.
    desk.town.clock.set("2022-05-19T15:59:59Z".parse().unwrap());
    assert_eq!(desk.list(LedgerList::Overdue, |_| {}), []);
    desk.town.clock.advance(Duration::seconds(1));
    assert_eq!(desk.list(LedgerList::Overdue, |_| {}), both);
    desk.step(&desk.task_force, second, Step::ApproveExtension).unwrap();
    assert_eq!(desk.list(LedgerList::Overdue, |_| {}), [first]);
    let village = desk.town.village;
    let today = desk.town.office.today();
    let counts =
        desk.town.office.look(|rows| rows.ledger_counts(&Scope::Town, Some(village), today)).unwrap();
    assert_eq!((counts.all, counts.overdue, counts.due_soon, counts.extension), (2, 1, 0, 0));
    assert_eq!(desk.row(second).rectification.original_due_on, Some("2022-05-19".parse().unwrap()));
}

#[test]
fn the_ledger_is_narrowed_and_sorted_by_what_officers_ask() {
    let desk = desk();
    let (water, roof) = (desk.raise(1, 0, "P.F2.13a", "normal"), desk.raise(1, 1, "P.F2.10a", "critical"));
    desk.step(&desk.clerk, roof, plan("镇村建办")).unwrap();
    assert_eq!(desk.list(LedgerList::All, |f| f.code = Some("P.F2.10".into())), [roof]);
    assert_eq!(desk.list(LedgerList::All, |f| f.unit = Some("镇村建办".into())), [roof]);
    assert_eq!(desk.list(LedgerList::All, |f| f.severity = Some(Severity::Normal)), [water]);
    assert_eq!(desk.list(LedgerList::All, |f| f.focus = Some("F3".into())), []);
    assert_eq!(desk.list(LedgerList::All, |f| f.focus = Some("F2".into())).len(), 2);
    let by_severity = |descending| {
        desk.list(LedgerList::All, |f| {
            f.sort = LedgerSort::Severity;
            f.descending = descending;
        })
    };
    assert_eq!((by_severity(false), by_severity(true)), (vec![water, roof], vec![roof, water]));
    assert_eq!(desk.list(LedgerList::All, |f| f.limit = 1), [roof]);
    assert_eq!(
        desk.list(LedgerList::All, |f| {
            f.limit = 1;
            f.offset = 1;
        }),
        [water]
    );
}

#[test]
fn a_village_problem_is_verified_by_the_task_force_and_fed_to_those_who_see_the_village() {
    let desk = desk();
    let id = FindingId(desk.town.ids.uuid());
    let body = json!({"finding_id": id,
        "subject": {"kind": "village", "village_id": desk.town.village, "object": "1号水源"},
        "code": "P.F2.14a", "title": "水源地脏", "severity": "minor", "bucket": "now",
        "discovered_on": "2022-05-12", "due_on": "2022-05-19",
        "reason": {"item": "F2.14", "rule_version": 1, "when": "", "inputs": {}, "quote": ""},
        "decision": {"kind": "confirmed"}});
    let mut device = desk.town.device();
    device.push(1, &[desk.town.op("finding.raise", &body)]);
    assert!(matches!(desk.row(id).subject, Subject::Village { .. }));
    for step in [plan("村委会"), Step::Start, submit()] {
        desk.step(&desk.clerk, id, step).unwrap();
    }
    let close = Step::Close { asked: None, note: String::new() };
    assert_eq!(desk.step(&desk.village, id, close.clone()).unwrap_err().code, ErrorCode::MoveNotYours);
    device.pull(10_000);
    desk.step(&desk.task_force, id, close).unwrap();
    assert_eq!(device.news(Entity::Finding).len(), 1);
}

#[test]
fn a_village_moves_and_lists_nothing_of_another_village() {
    let desk = desk();
    let id = desk.raise(1, 0, "P.F2.13a", "normal");
    let elsewhere = SignedIn { scope: Scope::Villages([].into()), ..desk.village.clone() };
    assert_eq!(desk.step(&elsewhere, id, plan("站")).unwrap_err().code, ErrorCode::NotFound);
    assert_eq!(desk.list(LedgerList::All, |f| f.scope = elsewhere.scope.clone()), []);
    assert_eq!(desk.list(LedgerList::All, |f| f.scope = desk.village.scope.clone()), [id]);
    let today = desk.town.office.today();
    let (counts, words) = desk
        .town
        .office
        .look(|rows| {
            let counts = rows.ledger_counts(&elsewhere.scope, None, today)?;
            Ok((counts, rows.ledger_words(&elsewhere.scope)?))
        })
        .unwrap();
    assert_eq!((counts.all, words.0.len()), (0, 0));
}

#[test]
fn the_leader_approves_an_extension_and_moves_nothing_else() {
    let desk = desk();
    let id = desk.raise(1, 0, "P.F2.13a", "normal");
    let leader = officer(&desk.town, "组长", "leader");
    desk.step(&desk.village, id, Step::Extend { bucket: "jul".into(), reason: "管材未到".into() }).unwrap();
    assert_eq!(
        desk.step(&desk.village, id, Step::ApproveExtension).unwrap_err().code,
        ErrorCode::MoveNotYours
    );
    let invalid = Step::Invalid { reason: "有水".into() };
    assert_eq!(desk.step(&leader, id, invalid).unwrap_err().code, ErrorCode::MoveNotYours);
    assert_eq!(desk.step(&leader, id, Step::ApproveExtension).unwrap().bucket.0, "jul");
}
