//! The rules of a pull.

use zoufang_wire::change::row_digest;
use zoufang_wire::{Action, Digest, Entity};

use crate::fixture::{Fixture, NOW, at};

#[test]
fn a_first_pull_brings_everything_the_cadre_may_see_and_nothing_twice() {
    let town = Fixture::new();
    let mut device = town.device();
    let response = device.pull(1_000);
    let count = |entity| response.changes.iter().filter(|change| change.entity == entity).count();
    assert_eq!((count(Entity::Household), count(Entity::Village), count(Entity::Assignment)), (4, 1, 1));
    assert!(!response.more && !response.reset);
    assert!(device.pull(1_000).changes.is_empty());
}

#[test]
fn pages_add_up_to_the_whole_and_the_digest_says_so() {
    let town = Fixture::new();
    let device = town.device();
    device.push(1, &[town.visit(0, "face")]);
    let mut device = device;
    let mut sum = Digest::zero();
    loop {
        let response = device.pull(2);
        assert!(response.changes.len() <= 2);
        for change in response.changes {
            sum.fold(row_digest(change.entity, change.id, change.row.unwrap().get()));
        }
        if !response.more {
            assert_eq!(response.digest, Some(sum));
            break;
        }
        assert_eq!(response.digest, None);
    }
}

#[test]
fn a_visit_comes_back_as_a_mark_to_everyone_who_sees_the_household() {
    let town = Fixture::new();
    let other = town.office.add_account("李四", "cadre").unwrap();
    town.assign(other, &["1组"]);
    let mut theirs = town.device_of(other);
    theirs.pull(1_000);
    town.device().push(1, &[town.visit(0, "phone"), town.visit(3, "face")]);
    assert_eq!(theirs.news(Entity::VisitMark), [(town.households[0].0, Action::Upsert)]);
}

#[test]
fn a_household_taken_away_leaves_with_all_that_hangs_on_it() {
    let town = Fixture::new();
    let mut device = town.device();
    device.push(1, &[town.visit(0, "face")]);
    device.pull(1_000);
    let own = town.office.look(|rows| rows.assignments_of(town.account)).unwrap().remove(0);
    town.office.unassign(own.id).unwrap();
    let changes = device.pull(1_000).changes;
    let left = |entity| {
        changes.iter().filter(|change| change.entity == entity && change.action == Action::Leave).count()
    };
    assert_eq!((left(Entity::Household), left(Entity::VisitMark), left(Entity::Village)), (4, 1, 1));
    assert!(changes.iter().any(|c| c.entity == Entity::Assignment && c.action == Action::Delete));
    assert_eq!(device.pull(10).digest, Some(Digest::zero()));
}

#[test]
fn a_cursor_below_the_purge_horizon_starts_again() {
    let town = Fixture::new();
    let mut device = town.device();
    device.pull(2);
    let old = device.cursor.clone();
    town.office
        .change(|rows| {
            let newest = rows.office()?.change_seq;
            rows.purge_feed(newest)
        })
        .unwrap();
    device.cursor = old;
    let response = device.pull(1_000);
    assert!(response.reset);
    assert_eq!(response.changes.iter().filter(|c| c.entity == Entity::Household).count(), 4);
    assert!(!device.pull(1_000).reset);
}

#[test]
fn push_and_pull_in_one_turn_show_the_pushed_visit() {
    let town = Fixture::new();
    let device = town.device();
    let mut request = device.request(1, &[town.visit(0, "face")]);
    request.pull = Some(zoufang_wire::Pull { cursor: None, limit: 100, digest: false, knows: vec![] });
    let response = town.office.handle_sync(device.caller.clone(), request).unwrap();
    assert!(response.changes.iter().any(|change| change.entity == Entity::VisitMark));
    assert_eq!(response.office_time, at(NOW));
}

#[test]
fn an_app_too_old_to_pull_can_still_push() {
    let town = Fixture::new();
    let device = town.device();
    let mut caller = device.caller.clone();
    caller.app_version = Some("0.0.9".into());
    let mut request = device.request(1, &[town.visit(0, "face")]);
    request.pull = Some(zoufang_wire::Pull { cursor: None, limit: 100, digest: false, knows: vec![] });
    let response = town.office.handle_sync(caller.clone(), request.clone()).unwrap();
    assert_eq!((response.accepted_through, response.changes.len()), (1, 0));
    request.ops.clear();
    let error = town.office.handle_sync(caller, request).unwrap_err();
    assert_eq!(error.code, zoufang_wire::ErrorCode::UpgradeToPull);
}
