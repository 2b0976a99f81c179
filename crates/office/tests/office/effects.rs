//! What operations do: marks, versions, ledger, leads.

use serde_json::{Value, json};
use zoufang_domain::candidate::Strength;
use zoufang_domain::finding::FindingState;
use zoufang_domain::ids::{CandidateId, FindingId};
use zoufang_domain::visit::ModeKind;
use zoufang_office::ids::IdSource as _;
use zoufang_office::storage::Scope;
use zoufang_office::storage::ledger::LedgerFilter;
use zoufang_wire::{Entity, ErrorCode, OpResult};

use crate::fixture::{Fixture, op_id, visit_body};

fn reason() -> Value {
    json!({"item": "F2.13", "rule_version": 1, "when": "a == 'no'", "inputs": {}, "quote": "饮水安全"})
}

fn finding(town: &Fixture, id: FindingId, decision: Value) -> Value {
    json!({"finding_id": id, "subject": {"kind": "household", "household_id": town.households[0]},
        "code": "P.F2.13a", "title": "饮水不安全", "severity": "major", "bucket": "now",
        "discovered_on": "2022-05-12", "due_on": "2022-05-19", "reason": reason(), "decision": decision})
}

fn candidate(town: &Fixture, id: CandidateId, trigger: &str, strength: &str, decision: Value) -> Value {
    json!({"candidate_id": id, "household_id": town.households[0], "kind": "lead", "channel": "visit",
        "strength": strength, "raised_on": "2022-05-12",
        "reasons": [{"reason": reason(), "trigger": trigger, "strength": strength, "decision": decision}]})
}

#[test]
fn coverage_counts_a_household_once_with_its_best_mode() {
    let town = Fixture::new();
    let device = town.device();
    device.push(
        1,
        &[town.visit(0, "phone"), town.visit(0, "face"), town.visit(0, "proxy"), town.visit(1, "phone")],
    );
    let mark = town.office.look(|rows| rows.visit_mark(town.households[0])).unwrap().unwrap();
    assert_eq!((mark.mode, mark.visits), (ModeKind::Face, 3));
    let coverage = town.office.look(|rows| rows.coverage(&Scope::Town)).unwrap();
    let line = &coverage[0];
    assert_eq!((line.households, line.face, line.proxy, line.phone), (4, 1, 0, 1));
}

#[test]
fn two_visits_of_one_household_by_two_people_are_both_kept() {
    let town = Fixture::new();
    let other = town.office.add_account("李四", "cadre").unwrap();
    town.assign(other, &[]);
    town.device().push(1, &[town.visit(0, "face")]);
    town.device_of(other).push(1, &[town.visit(0, "face")]);
    assert_eq!(town.office.look(|rows| rows.visits_of(town.households[0])).unwrap().len(), 2);
}

#[test]
fn an_amended_visit_keeps_every_version_and_moves_the_mark() {
    let town = Fixture::new();
    let device = town.device();
    let visit = town.visit(0, "face");
    device.push(1, std::slice::from_ref(&visit));
    let amend = town.op(
        "visit.amend",
        &json!({"visit_id": op_id(&visit), "reason": "记错了方式",
        "record": visit_body(town.households[0], "phone")}),
    );
    assert_eq!(device.push(2, std::slice::from_ref(&amend)).results[0].r, OpResult::Accepted);
    let (row, versions) = town
        .office
        .look(|rows| {
            let id = zoufang_domain::ids::VisitId(op_id(&visit).0);
            Ok((rows.visit(id)?.unwrap(), rows.visit_versions(id)?))
        })
        .unwrap();
    assert_eq!((row.version, row.op_id, row.mode), (2, op_id(&amend), ModeKind::Phone));
    assert_eq!((versions.len(), versions[0].reason.as_str()), (1, "记错了方式"));
    let mark = town.office.look(|rows| rows.visit_mark(town.households[0])).unwrap().unwrap();
    assert_eq!((mark.mode, mark.visits), (ModeKind::Phone, 1));
}

#[test]
fn an_amendment_that_overtakes_its_visit_waits_for_it() {
    let town = Fixture::new();
    let device = town.device();
    let visit = town.visit(0, "face");
    let amend = town.op(
        "visit.amend",
        &json!({"visit_id": op_id(&visit), "reason": "补充",
        "record": visit_body(town.households[0], "proxy")}),
    );
    let first = device.push(1, std::slice::from_ref(&amend));
    assert_eq!(first.results[0].code, Some(ErrorCode::UnknownVisit));
    device.push(2, std::slice::from_ref(&visit));
    let mark = town.office.look(|rows| rows.visit_mark(town.households[0])).unwrap().unwrap();
    assert_eq!(mark.mode, ModeKind::Proxy);
    assert_eq!(device.push(1, std::slice::from_ref(&amend)).results[0].r, OpResult::Duplicate);
}

#[test]
fn a_problem_seen_again_while_open_is_an_observation_and_after_closing_a_new_finding() {
    let town = Fixture::new();
    let mut device = town.device();
    let ids: Vec<FindingId> = (0..4).map(|_| FindingId(town.ids.uuid())).collect();
    let confirmed = json!({"kind": "confirmed"});
    device.push(
        1,
        &[
            town.op("finding.raise", &finding(&town, ids[0], confirmed.clone())),
            town.op("finding.raise", &finding(&town, ids[1], confirmed.clone())),
        ],
    );
    let known = town.office.look(|rows| rows.finding(ids[0])).unwrap().unwrap();
    assert_eq!((known.state, known.observations, known.version), (FindingState::Open, 1, 1));
    assert!(town.office.look(|rows| rows.finding(ids[1])).unwrap().is_none());
    let events = town.office.look(|rows| rows.ledger_events(Entity::Finding, ids[0].0)).unwrap();
    assert_eq!(events.iter().map(|e| e.what.as_str()).collect::<Vec<_>>(), ["raised", "observed"]);
    assert_eq!(device.news(Entity::Finding).len(), 1);
    let rejected = json!({"kind": "rejected", "reason": "看错了"});
    device.push(3, &[town.op("finding.raise", &finding(&town, ids[2], rejected))]);
    let state = town.office.look(|rows| rows.finding(ids[2])).unwrap().unwrap().state;
    assert_eq!(state, FindingState::Rejected);
    assert!(device.news(Entity::Finding).is_empty());
}

#[test]
fn a_problem_settled_on_the_spot_is_closed_and_may_come_back() {
    let town = Fixture::new();
    let device = town.device();
    let (first, second) = (FindingId(town.ids.uuid()), FindingId(town.ids.uuid()));
    let mut told = finding(&town, first, json!({"kind": "confirmed"}));
    told["closed_on_the_spot"] = true.into();
    let again = finding(&town, second, json!({"kind": "confirmed"}));
    device.push(1, &[town.op("finding.raise", &told), town.op("finding.raise", &again)]);
    let (listed, total) = town
        .office
        .look(|rows| {
            rows.list_findings(&LedgerFilter { scope: Scope::Town, limit: 10, ..LedgerFilter::default() })
        })
        .unwrap();
    assert_eq!(total, 2);
    let states: Vec<_> = listed.iter().map(|finding| finding.state).collect();
    assert_eq!(states, [FindingState::Open, FindingState::Closed]);
}

#[test]
fn leads_of_one_household_merge_with_all_their_reasons() {
    let town = Fixture::new();
    let mut device = town.device();
    let (first, second) = (CandidateId(town.ids.uuid()), CandidateId(town.ids.uuid()));
    let confirmed = json!({"kind": "confirmed"});
    device.push(
        1,
        &[
            town.op("candidate.raise", &candidate(&town, first, "illness", "watch", confirmed.clone())),
            town.op("candidate.raise", &candidate(&town, second, "income", "strong", confirmed)),
        ],
    );
    let known = town.office.look(|rows| rows.candidate(first)).unwrap().unwrap();
    assert_eq!((known.reasons.len(), known.strength, known.version), (2, Strength::Strong, 2));
    assert!(town.office.look(|rows| rows.candidate(second)).unwrap().is_none());
    assert_eq!(device.news(Entity::Candidate).len(), 1);
}

#[test]
fn a_lead_rejected_at_the_door_is_kept_but_nobodys_task() {
    let town = Fixture::new();
    let mut device = town.device();
    let id = CandidateId(town.ids.uuid());
    let rejected = json!({"kind": "rejected", "reason": "已有稳定收入"});
    device.push(1, &[town.op("candidate.raise", &candidate(&town, id, "income", "strong", rejected))]);
    assert!(town.office.look(|rows| rows.candidate(id)).unwrap().is_some());
    assert!(device.news(Entity::Candidate).is_empty());
}

#[test]
fn a_correction_waits_for_a_person() {
    let town = Fixture::new();
    let body = json!({"kind": "correct", "household_id": town.households[0], "field": "phone",
        "old": null, "new": "13900000000"});
    town.device().push(1, &[town.op("roster.propose", &body)]);
    let filter = LedgerFilter {
        scope: Scope::Town,
        village: Some(town.village),
        limit: 10,
        ..LedgerFilter::default()
    };
    let (listed, _) = town.office.look(|rows| rows.list_proposals(&filter)).unwrap();
    assert_eq!(listed[0].state, "open");
}
