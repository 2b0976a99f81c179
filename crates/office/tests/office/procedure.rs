//! The identification procedure in the office: steps with versions, the household's own state, lists, devices.

use serde_json::json;
use zoufang_domain::candidate::step::Step;
use zoufang_domain::candidate::{Candidate, Channel, Strength};
use zoufang_domain::finding::RiskType;
use zoufang_domain::ids::CandidateId;
use zoufang_domain::roster::{MonitorCategory, MonitorState};
use zoufang_office::Township;
use zoufang_office::accounts::SignedIn;
use zoufang_office::ids::IdSource as _;
use zoufang_office::storage::Scope;
use zoufang_office::storage::ledger::LeadFilter;
use zoufang_wire::{ApiError, Entity, ErrorCode};

use crate::fixture::{Fixture, at, op_id};
use crate::ledger::{campaign, officer};

struct Desk {
    town: Fixture,
    task_force: SignedIn,
    village: SignedIn,
    clerk: SignedIn,
}

fn desk() -> Desk {
    let town = Fixture::new();
    let campaign = Some(serde_json::from_value(campaign()).unwrap());
    town.office.import(Township { campaign, ..Township::default() }).unwrap();
    Desk {
        task_force: officer(&town, "专班李", "task_force"),
        village: officer(&town, "村支书", "village_admin"),
        clerk: officer(&town, "信息员", "info_officer"),
        town,
    }
}

impl Desk {
    fn raise(&self, household: usize) -> CandidateId {
        let id = CandidateId(self.town.ids.uuid());
        let visit = self.town.visit(household, "face");
        let reason = json!({"reason": {"item": "F1.03", "rule_version": 1, "when": "", "inputs": {}, "quote": ""},
            "trigger": "illness", "strength": "strong", "decision": {"kind": "confirmed"}});
        let body = json!({"candidate_id": id, "visit_id": op_id(&visit),
            "household_id": self.town.households[household], "kind": "lead", "channel": "visit",
            "strength": "strong", "raised_on": "2022-05-12", "reasons": [reason]});
        self.town.device().push(1, &[visit, self.town.op("candidate.raise", &body)]);
        id
    }

    fn row(&self, id: CandidateId) -> Candidate {
        self.town.office.look(|rows| rows.candidate(id)).unwrap().unwrap()
    }

    fn step(&self, by: &SignedIn, id: CandidateId, step: Step) -> Result<Candidate, ApiError> {
        self.town.office.take_procedure_step(by, id, self.row(id).version, step)
    }

    fn on(&self, day: &str) {
        self.town.clock.set(at(&format!("{day}T09:00:00+08:00")));
    }

    /// Through every step to the district's decision.
    fn identified(&self, id: CandidateId) -> Candidate {
        let day = |text: &str| text.parse().unwrap();
        self.step(&self.village, id, Step::Verify { cadre: "周敏".into() }).unwrap();
        self.on("2022-05-14");
        let risk_types = vec![RiskType::Illness];
        let assess = Step::Assess { income_complete: true, authorised_on: day("2022-05-13"), risk_types };
        self.step(&self.village, id, assess).unwrap();
        let publish = Step::Publish {
            meeting_on: day("2022-05-14"),
            result: "同意".into(),
            publicity_from: day("2022-05-14"),
        };
        self.step(&self.village, id, publish).unwrap();
        self.on("2022-05-19");
        self.step(&self.village, id, Step::Report { objections: "无".into() }).unwrap();
        self.step(&self.task_force, id, Step::SendUp).unwrap();
        let identify = Step::Identify { category: MonitorCategory::Marginal, decided_on: day("2022-05-19") };
        self.step(&self.clerk, id, identify).unwrap()
    }
}

#[test]
fn a_lead_becomes_a_monitored_household_with_every_step_in_its_history() {
    let desk = desk();
    let id = desk.raise(0);
    let mut device = desk.town.device();
    device.pull(10_000);
    let active = desk.identified(id);
    assert_eq!((active.state, active.version), (MonitorState::Active, 7));
    assert_eq!((active.channel, active.strength), (Channel::Visit, Strength::Strong));
    let events = desk.town.office.look(|rows| rows.ledger_events(Entity::Candidate, id.0)).unwrap();
    let steps: Vec<(&str, u32)> = events.iter().map(|e| (e.what.as_str(), e.version)).collect();
    assert_eq!(
        steps,
        [
            ("raised", 1),
            ("verify", 2),
            ("assess", 3),
            ("publish", 4),
            ("report", 5),
            ("send_up", 6),
            ("identify", 7)
        ]
    );
    let house = desk.town.office.look(|rows| rows.household(desk.town.households[0])).unwrap().unwrap();
    assert_eq!(
        (house.monitor, house.risks.as_slice()),
        (MonitorState::Active, [RiskType::Illness].as_slice())
    );
    let changes = device.pull(10_000).changes;
    let ids = |entity| changes.iter().filter(|c| c.entity == entity).map(|c| c.id).collect::<Vec<_>>();
    assert_eq!(ids(Entity::Candidate), [id.0]);
    assert_eq!(ids(Entity::Household), [desk.town.households[0].0]);
}

#[test]
fn each_step_belongs_to_its_party_and_publicity_lasts_five_days() {
    let desk = desk();
    let id = desk.raise(0);
    let verify = || Step::Verify { cadre: "周敏".into() };
    assert_eq!(desk.step(&desk.clerk, id, verify()).unwrap_err().code, ErrorCode::StepNotYours);
    desk.step(&desk.village, id, verify()).unwrap();
    let day = |text: &str| text.parse().unwrap();
    let assess = Step::Assess {
        income_complete: true,
        authorised_on: day("2022-05-12"),
        risk_types: vec![RiskType::Illness],
    };
    desk.step(&desk.village, id, assess).unwrap();
    let publish = Step::Publish {
        meeting_on: day("2022-05-12"),
        result: "同意".into(),
        publicity_from: day("2022-05-12"),
    };
    desk.step(&desk.village, id, publish).unwrap();
    // 16 May, one second before midnight in China, is the fifth day and not over.
    desk.town.clock.set("2022-05-16T15:59:59Z".parse().unwrap());
    let report = || Step::Report { objections: "无".into() };
    let early = desk.step(&desk.village, id, report()).unwrap_err();
    assert_eq!((early.code, early.params["until"].as_str()), (ErrorCode::PublicityRuns, "2022-05-17"));
    desk.town.clock.advance(chrono::Duration::seconds(1));
    assert_eq!(desk.step(&desk.village, id, report()).unwrap().state, MonitorState::TownReview);
}

#[test]
fn the_second_officer_on_a_lead_is_told_what_changed() {
    let desk = desk();
    let id = desk.raise(0);
    let office = &desk.town.office;
    office.take_procedure_step(&desk.village, id, 1, Step::Verify { cadre: "周敏".into() }).unwrap();
    let late = office.take_procedure_step(&desk.task_force, id, 1, Step::Decline { reason: "不符合".into() });
    let told = late.unwrap_err();
    assert_eq!(told.code, ErrorCode::Stale);
    assert!(told.params["since"].contains("verify"), "{told:?}");
    assert_eq!(desk.row(id).state, MonitorState::Verifying);
    assert_eq!(
        desk.town.audited("candidate_step"),
        ["verify -> verifying"],
        "the refused step is not in the log"
    );
}

#[test]
fn a_declined_lead_keeps_its_reasons_and_a_new_visit_opens_a_new_one() {
    let desk = desk();
    let id = desk.raise(0);
    let silent = desk.step(&desk.village, id, Step::Decline { reason: " ".into() }).unwrap_err();
    assert_eq!(silent.code, ErrorCode::ReasonMissing);
    let declined = desk.step(&desk.village, id, Step::Decline { reason: "已报销".into() }).unwrap();
    assert_eq!((declined.state, declined.reasons.len()), (MonitorState::None, 1));
    let anew = desk.raise(0);
    assert_ne!(anew, id);
    assert_eq!((desk.row(anew).state, desk.row(id).state), (MonitorState::Lead, MonitorState::None));
}

#[test]
fn sightings_join_a_lead_until_it_is_decided() {
    let desk = desk();
    let id = desk.raise(0);
    desk.step(&desk.village, id, Step::Verify { cadre: "周敏".into() }).unwrap();
    desk.raise(0);
    let joined = desk.row(id);
    assert_eq!((joined.state, joined.version), (MonitorState::Verifying, 3));
    assert_eq!(joined.procedure.cadre.as_deref(), Some("周敏"), "a sighting takes nothing of the procedure");
}

#[test]
fn leads_are_listed_by_step_and_late_ones_by_the_days_for_a_decision() {
    let desk = desk();
    let (first, second) = (desk.raise(0), desk.raise(1));
    desk.step(&desk.village, first, Step::Verify { cadre: "周敏".into() }).unwrap();
    let list = |filter: LeadFilter| {
        let filter = LeadFilter { scope: Scope::Town, limit: 50, ..filter };
        let (rows, total) = desk.town.office.look(|rows| rows.list_leads(&filter)).unwrap();
        assert_eq!(rows.len(), total as usize);
        rows.into_iter().map(|row| row.id).collect::<Vec<_>>()
    };
    assert_eq!(list(LeadFilter::default()), [first, second], "the oldest first");
    let verifying = LeadFilter { state: Some(MonitorState::Verifying), ..LeadFilter::default() };
    assert_eq!(list(verifying), [first]);
    let until = |day: &str| LeadFilter { raised_until: day.parse().ok(), ..LeadFilter::default() };
    assert_eq!(list(until("2022-05-11")), []);
    assert_eq!(list(until("2022-05-12")).len(), 2);
    desk.step(&desk.village, second, Step::Decline { reason: "不符合".into() }).unwrap();
    assert_eq!(list(until("2022-05-12")), [first], "a decided lead is not late");
    let funnel =
        desk.town.office.look(|rows| rows.leads_by_state(&Scope::Town, Some(desk.town.village))).unwrap();
    assert!(funnel.contains(&(MonitorState::Verifying, 1)) && funnel.contains(&(MonitorState::None, 1)));
}

#[test]
fn a_village_takes_no_step_for_a_household_of_another_village() {
    let desk = desk();
    let id = desk.raise(0);
    let elsewhere = SignedIn { scope: Scope::Villages([].into()), ..desk.village.clone() };
    let step = Step::Verify { cadre: "周敏".into() };
    assert_eq!(desk.step(&elsewhere, id, step).unwrap_err().code, ErrorCode::NotFound);
    let filter = LeadFilter { scope: elsewhere.scope, limit: 50, ..LeadFilter::default() };
    assert_eq!(desk.town.office.look(|rows| rows.list_leads(&filter)).unwrap().1, 0);
}
