//! A file over a roster that is known: who is who, what changes, and what must not.
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use std::collections::{BTreeMap, BTreeSet};

use support::{Town, attachment2, goldens, templates};
use uuid::Uuid;
use zoufang_domain::roster::{Household, MemberStatus};
use zoufang_sheets::{Context, HouseholdRow, Import, Limits, Roster, Taken, Templates, import_households};

/// A roster of one household, and the dead.
struct Known {
    home: Taken,
    numbers: BTreeSet<String>,
    dead: BTreeSet<String>,
}

impl Known {
    fn of(household: &Household) -> Self {
        let number = |found: &zoufang_domain::roster::Member| found.id_no.clone().unwrap();
        let home = Taken {
            village: "示例村".to_owned(),
            group: household.group.clone(),
            head: household.head().unwrap().name.clone(),
            head_id: number(household.head().unwrap()),
        };
        Self { home, numbers: household.active_members().map(number).collect(), dead: BTreeSet::new() }
    }
}

impl Roster for Known {
    fn household_of(&self, id_no: &str) -> Option<Taken> {
        self.numbers.contains(id_no).then(|| self.home.clone())
    }

    fn has_died(&self, id_no: &str) -> bool {
        self.dead.contains(id_no)
    }
}

fn import(templates: &Templates, roster: &dyn Roster, bytes: &[u8]) -> Import {
    let town = Town::new();
    let context = Context { roster, ..town.context() };
    import_households(templates, attachment2(templates), bytes, Limits::default(), context).unwrap()
}

/// A household of at least two people with numbers, from a file that people really hand in.
fn first(templates: &Templates) -> (HouseholdRow, Household) {
    let nobody: BTreeMap<String, Taken> = BTreeMap::new();
    for file in goldens("good") {
        let read = import(templates, &nobody, &std::fs::read(file).unwrap()).good;
        let fits =
            |row: &HouseholdRow| row.members.len() > 1 && row.members.iter().all(|one| one.id_no.is_some());
        if let Some(row) = read.into_iter().find(fits) {
            let household = row.to_household(&mut ids());
            return (row, household);
        }
    }
    panic!("no golden has a household of two");
}

fn ids() -> impl FnMut() -> Uuid {
    let mut next = 0;
    move || {
        next += 1;
        Uuid::from_u128(next)
    }
}

fn no_new_people() -> impl FnMut() -> Uuid {
    || panic!("nobody is new here")
}

#[test]
fn the_version_grows_with_a_change_and_only_then() {
    let (row, known) = first(&templates());
    assert_eq!(row.merge_into(&known, &mut no_new_people()), known);
    let moved = HouseholdRow { address: Some("新屋".to_owned()), ..row };
    let merged = moved.merge_into(&known, &mut no_new_people());
    assert_eq!((merged.roster_version, merged.address.as_deref()), (known.roster_version + 1, Some("新屋")));
    assert_eq!(moved.merge_into(&merged, &mut no_new_people()), merged);
}

#[test]
fn an_empty_cell_erases_nothing_that_is_known() {
    let (mut row, mut known) = first(&templates());
    known.phone = Some("13800000001".to_owned());
    let member = &mut known.members[0];
    member.birth = Some("1960-05-06".parse().unwrap());
    member.political = Some("party".to_owned());
    member.pension = Some(true);
    member.note = Some("听力差".to_owned());
    member.education = Some("primary".to_owned());
    row.phone = None;
    let first = &mut row.members[0];
    (first.birth, first.political, first.pension, first.note) = (None, None, None, None);
    (first.education, first.school_status) = (None, None);
    let merged = row.merge_into(&known, &mut no_new_people());
    assert_eq!(merged.phone, known.phone);
    let (before, after) = (&known.members[0], &merged.members[0]);
    assert_eq!(
        (&after.birth, &after.political, after.pension),
        (&before.birth, &before.political, Some(true))
    );
    assert_eq!((&after.note, &after.education), (&before.note, &before.education));
}

#[test]
fn a_pupil_who_left_school_has_an_education_and_no_school_any_more() {
    let (mut row, mut known) = first(&templates());
    known.members[0].school_status = Some("in_school".to_owned());
    known.members[0].education = None;
    row.members[0].education = Some("primary".to_owned());
    row.members[0].school_status = None;
    let merged = row.merge_into(&known, &mut no_new_people());
    assert_eq!(
        (merged.members[0].education.as_deref(), &merged.members[0].school_status),
        (Some("primary"), &None)
    );
}

#[test]
fn who_moved_away_comes_back_and_the_dead_do_not() {
    let templates = templates();
    let (row, mut known) = first(&templates);
    known.members[1].status = MemberStatus::MovedOut;
    let merged = row.merge_into(&known, &mut no_new_people());
    assert_eq!(merged.members[1].status, MemberStatus::Active);
    known.members[1].status = MemberStatus::Died;
    let merged = row.merge_into(&known, &mut no_new_people());
    assert_eq!((merged.members[1].status, merged.members.len()), (MemberStatus::Died, known.members.len()));
}

#[test]
fn a_person_whom_the_roster_knows_as_dead_stops_the_household() {
    let templates = templates();
    let (row, household) = first(&templates);
    let mut known = Known::of(&household);
    let dead = row.members[1].id_no.clone().unwrap();
    known.numbers.remove(&dead);
    known.dead.insert(dead);
    let bytes = std::fs::read(goldens("good").into_iter().next().unwrap()).unwrap();
    let import = import(&templates, &known, &bytes);
    let told: Vec<&str> =
        import.messages.iter().filter(|told| told.scope.stops()).map(|told| told.text.as_str()).collect();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("名册里已登记去世"), "{told:?}");
    assert!(import.good.iter().all(|good| good.head_id != row.head_id));
}

#[test]
fn a_change_of_head_stays_one_household() {
    let templates = templates();
    let (mut row, household) = first(&templates);
    let mut known = Known::of(&household);
    // The roster's head is another person of the same family.
    let other = row.members[1].clone();
    known.home.head_id = other.id_no.clone().unwrap();
    known.home.head.clone_from(&other.name);
    let bytes = std::fs::read(goldens("good").into_iter().next().unwrap()).unwrap();
    let import = import(&templates, &known, &bytes);
    assert!(import.is_faultless(), "{:?}", import.messages);
    row.head_id = other.id_no.unwrap();
    (row.members[0].relation, row.members[1].relation) = ("02".to_owned(), "01".to_owned());
    let merged = row.merge_into(&household, &mut no_new_people());
    assert_eq!(merged.head_member_id, household.members[1].id);
    assert_eq!((merged.id, merged.members.len()), (household.id, household.members.len()));
}
