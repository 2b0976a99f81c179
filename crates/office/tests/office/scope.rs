//! Who may see and send what.

use serde_json::json;
use zoufang_domain::ids::{AssignmentId, HouseholdId, MemberId, VillageId};
use zoufang_domain::roster::Assignment;
use zoufang_office::ids::IdSource as _;
use zoufang_wire::{Action, Entity, ErrorCode, OpResult};

use crate::fixture::{Fixture, op_id, visit_body};

#[test]
fn a_visit_outside_the_assignment_is_kept_until_the_office_assigns_the_household() {
    let town = Fixture::new();
    let cadre = town.office.add_account("李四", "cadre").unwrap();
    town.assign(cadre, &["2组"]);
    let op = town.visit(0, "face");
    let response = town.device_of(cadre).push(1, std::slice::from_ref(&op));
    let run = &response.results[0];
    assert_eq!((run.r, run.code), (OpResult::Deferred, Some(ErrorCode::OutOfScope)));
    assert!(town.office.look(|rows| rows.visits_of(town.households[0])).unwrap().is_empty());
    town.assign(cadre, &["1组"]);
    assert_eq!(town.office.look(|rows| rows.visits_of(town.households[0])).unwrap().len(), 1);
    let stored = town.office.look(|rows| rows.stored_op(op_id(&op))).unwrap().unwrap();
    assert_eq!(stored.outcome.result, OpResult::Accepted);
    assert_eq!(town.office.look(|rows| rows.op_counts()).unwrap().quarantined, 0);
}

#[test]
fn an_assignment_to_a_village_that_is_not_there_is_refused_and_stops_nobodys_pull() {
    let town = Fixture::new();
    let unknown = Assignment {
        id: AssignmentId(town.ids.uuid()),
        account_id: town.account,
        village_id: VillageId(town.ids.uuid()),
        groups: vec![],
        households: vec![],
    };
    assert_eq!(town.office.assign(unknown).unwrap_err().code, ErrorCode::NotFound);
    assert_eq!(town.device().news(Entity::Household).len(), town.households.len());
}

#[test]
fn an_assignment_of_a_group_shows_that_group_only() {
    let town = Fixture::new();
    let cadre = town.office.add_account("李四", "cadre").unwrap();
    town.assign(cadre, &["2组"]);
    let seen = town.device_of(cadre).news(Entity::Household);
    let expected: Vec<_> = town.households[2..].iter().map(|id| (id.0, Action::Upsert)).collect();
    assert_eq!(seen.len(), 2);
    assert!(expected.iter().all(|household| seen.contains(household)));
}

#[test]
fn a_household_met_at_the_door_comes_to_its_finder_and_can_be_visited_at_once() {
    let town = Fixture::new();
    let cadre = town.office.add_account("李四", "cadre").unwrap();
    town.assign(cadre, &["2组"]);
    let new = HouseholdId(town.ids.uuid());
    let proposal = json!({"kind": "new_household", "household_id": new, "head_member_id": MemberId(town.ids.uuid()),
        "village_id": town.village, "group": "9组", "head_name": "孙七", "address": null, "phone": null});
    let mut device = town.device_of(cadre);
    device.pull(1_000);
    let ops = [town.op("roster.propose", &proposal), town.op("visit.record", &visit_body(new, "face"))];
    let response = device.push(1, &ops);
    assert_eq!((response.results.len(), response.results[0].r), (1, OpResult::Accepted));
    let news = device.pull(1_000).changes;
    assert!(news.iter().any(|change| change.entity == Entity::Household && change.id == new.0));
    assert!(news.iter().any(|change| change.entity == Entity::VisitMark && change.id == new.0));
    let village = town.office.look(|rows| rows.village(town.village)).unwrap().unwrap();
    assert_eq!((village.households, village.groups.len()), (5, 3));
}

#[test]
fn a_household_that_moves_to_another_group_changes_hands() {
    let town = Fixture::new();
    let cadre = town.office.add_account("李四", "cadre").unwrap();
    town.assign(cadre, &["2组"]);
    let mut device = town.device_of(cadre);
    device.pull(1_000);
    let mut moving = town.office.look(|rows| rows.household(town.households[2])).unwrap().unwrap();
    moving.group = "1组".into();
    town.office.put_household(moving).unwrap();
    assert_eq!(device.news(Entity::Household), [(town.households[2].0, Action::Leave)]);
}
