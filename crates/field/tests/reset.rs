//! After a reset the list is as if it had been pulled for the first time, and work on the device is where it was.
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use serde_json::json;
use support::{Phone, household, household_row};
use uuid::Uuid;
use zoufang_field::roster;
use zoufang_field::view::{HouseholdFilter, HouseholdRow};
use zoufang_wire::{Change, Entity};

fn list(phone: &Phone) -> Vec<HouseholdRow> {
    phone.unlocked().households(&HouseholdFilter::default(), None, 0, 100).unwrap().rows
}

fn visited(phone: &Phone, n: u128) -> Change {
    let mark = json!({
        "household_id": household(n), "visit_id": Uuid::from_u128(9000 + n), "mode": "face",
        "visited_on": "2022-05-11", "by": "李示例", "visits": 1,
    });
    phone.row(Entity::VisitMark, household(n).0, &mark.to_string())
}

fn renamed(phone: &Phone, n: u128) -> Change {
    let row = household_row(n).replace("曾祥云", "仇小英");
    phone.row(Entity::Household, household(n).0, &row)
}

/// Everything the office would send, as a reset does.
fn reset(phone: &Phone, households: &[Change], marks: &[Change]) {
    let mut connection = phone.database();
    let transaction = connection.transaction().unwrap();
    let own: Vec<Change> = [Entity::Checklist, Entity::Campaign, Entity::Village]
        .into_iter()
        .map(|entity| {
            let (id, body): (Vec<u8>, String) = transaction
                .query_row("SELECT id, body FROM pulled WHERE entity = ?1", [entity.name()], |row| {
                    Ok((row.get(0)?, row.get(1)?))
                })
                .unwrap();
            phone.row(entity, Uuid::from_slice(&id).unwrap(), &body)
        })
        .collect();
    for change in own.iter().chain(households).chain(marks) {
        roster::apply_staged(&transaction, change).unwrap();
    }
    roster::swap_staged(&transaction).unwrap();
    transaction.commit().unwrap();
}

#[test]
fn a_reset_leaves_the_list_that_a_first_pull_would_give() {
    let phone = Phone::with_village(5);
    phone.pull(&[visited(&phone, 0), visited(&phone, 1)]);
    assert_eq!(list(&phone).iter().filter(|row| row.visited.is_some()).count(), 2);
    let same = |n| phone.row(Entity::Household, household(n).0, &household_row(n));
    // 0 keeps its mark, 1 loses it, 2 is new to the office as another, 3 went, 4 gets a mark.
    let rows = [same(0), same(1), renamed(&phone, 2), same(4)];
    let marks = [visited(&phone, 0), visited(&phone, 4)];
    reset(&phone, &rows, &marks);
    let other = Phone::with_village(0);
    other.pull(&rows);
    other.pull(&marks);
    assert_eq!(list(&phone), list(&other));
    let seen: Vec<HouseholdRow> = list(&phone).into_iter().filter(|row| row.visited.is_some()).collect();
    assert_eq!(seen.iter().map(|row| row.id).collect::<Vec<_>>(), [household(0), household(4)]);
    let names: Vec<String> = list(&phone).into_iter().map(|row| row.head_name).collect();
    assert_eq!(names.iter().filter(|name| *name == "仇小英").count(), 1);
    assert_eq!(phone.count("SELECT count(*) FROM staged"), 0);
    assert_eq!(phone.count("SELECT count(*) FROM household_line"), 4);
}

#[test]
fn a_household_that_went_with_a_reset_stays_while_a_visit_is_under_way_and_comes_back_whole() {
    let phone = Phone::with_village(2);
    let field = phone.unlocked();
    field.start_visit(household(1)).unwrap();
    drop(field);
    let same = |n| phone.row(Entity::Household, household(n).0, &household_row(n));
    reset(&phone, &[same(0)], &[]);
    let left: Vec<bool> = list(&phone).into_iter().map(|row| row.left).collect();
    assert_eq!(left.iter().filter(|left| **left).count(), 1);
    reset(&phone, &[same(0), same(1)], &[]);
    assert!(list(&phone).iter().all(|row| !row.left));
}
