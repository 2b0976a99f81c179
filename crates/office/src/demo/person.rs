//! One person of the demo: schooling, health, work and insurance that fit the age and each other, so that the
//! data-quality rules of domain section 2.7 find nothing but the faults planted on purpose.

use chrono::NaiveDate;
use zoufang_domain::ids::MemberId;
use zoufang_domain::roster::{Member, MemberStatus};

use super::chance::Chance;
use super::family::{Place, Surname};
use super::id_number::Numbers;
use super::names;
use super::work;

/// What a person shares with the household.
#[derive(Debug, Clone, Copy)]
pub struct Home {
    pub on: NaiveDate,
    /// Number of the village, for the area part of ID numbers.
    pub area: usize,
    pub surname: &'static str,
    /// The whole household lives and works there.
    pub away: Option<work::Region>,
}

/// A person for a place in a family.
pub fn person(dice: &mut Chance, numbers: &mut Numbers, home: &Home, place: &Place) -> Member {
    let birth = dice.birth(place.age, home.on);
    let surname = match place.surname {
        Surname::Heads => home.surname,
        Surname::Own => names::surname(dice),
    };
    let school_status = school_status(dice, place.age);
    let student = school_status.is_some_and(|status| status != "01");
    let health = health(dice, place.age);
    let disability = health.contains(&"disabled").then(|| {
        let category =
            dice.weighted(&[("1", 10), ("2", 12), ("3", 4), ("4", 50), ("5", 12), ("6", 10), ("7", 2)]);
        (category, dice.weighted(&[("1", 12), ("2", 22), ("3", 34), ("4", 32)]))
    });
    let severe = disability.is_some_and(|(_, level)| level < "3");
    let healthy = health == ["healthy"];
    let mut member = Member {
        id: MemberId(dice.id()),
        name: format!("{surname}{}", names::given(dice, place.sex)),
        id_type: "1".to_owned(),
        id_no: Some(numbers.id_number(dice, home.area, place.sex, birth)),
        sex: place.sex.to_owned(),
        birth: Some(birth),
        ethnic: dice.weighted(&[("汉族", 965), ("土家族", 20), ("苗族", 15)]).to_owned(),
        relation: place.relation.to_owned(),
        education: school_status.is_none().then(|| education(dice, place.age).to_owned()),
        political: None,
        school_status: school_status.map(str::to_owned),
        not_in_school_reason: None,
        health: Some(health.iter().map(|&code| code.to_owned()).collect()),
        disability_category: disability.map(|(category, _)| category.to_owned()),
        disability_level: disability.map(|(_, level)| level.to_owned()),
        labor: Some(work::labor(dice, place.age, student, healthy, severe).to_owned()),
        migrant: Some(false),
        work_place: None,
        work_region: None,
        work_months: None,
        employer: None,
        public_post: Some(false),
        medical_insurance: Some("resident".to_owned()),
        pension: None,
        dibao: Some(false),
        tekun: Some(false),
        phone: (place.age >= 16 && place.age <= 80 && dice.happens(800)).then(|| numbers.phone()),
        note: None,
        counts_for_income: None,
        status: MemberStatus::Active,
        prefill: std::collections::BTreeMap::new(),
    };
    work::work(dice, home.away, place.age, student, &mut member);
    insure(dice, place.age, &mut member);
    prefill(student, &mut member);
    member
}

fn school_status(dice: &mut Chance, age: i32) -> Option<&'static str> {
    Some(match age {
        ..3 => "01",
        3..6 => "02",
        6..12 => "03",
        12 => "04",
        13 => "05",
        14 => "06",
        15 => dice.pick(&["07", "10"]),
        16 => dice.pick(&["08", "11"]),
        17 => dice.pick(&["09", "12"]),
        18..=20 if dice.happens(250) => ["13", "14", "15"][usize::try_from(age - 18).unwrap_or(0)],
        18..=21 if dice.happens(350) => ["20", "21", "22", "23"][usize::try_from(age - 18).unwrap_or(0)],
        22..=25 if dice.happens(30) => "25",
        _ => return None,
    })
}

fn education(dice: &mut Chance, age: i32) -> &'static str {
    match age {
        65.. => dice.weighted(&[("1", 45), ("2", 45), ("3", 10)]),
        45..65 => dice.weighted(&[("1", 8), ("2", 40), ("3", 42), ("4", 10)]),
        25..45 => dice.weighted(&[("2", 10), ("3", 50), ("4", 22), ("5", 11), ("6", 7)]),
        _ => dice.weighted(&[("3", 30), ("4", 45), ("5", 17), ("6", 8)]),
    }
}

fn health(dice: &mut Chance, age: i32) -> Vec<&'static str> {
    let (chronic, serious, disabled) = match age {
        ..16 => (4, 2, 6),
        16..45 => (20, 4, 18),
        45..60 => (90, 10, 35),
        60..75 => (240, 18, 60),
        _ => (360, 25, 90),
    };
    let found: Vec<&str> = [("chronic", chronic), ("serious", serious), ("disabled", disabled)]
        .into_iter()
        .filter(|&(_, per_mille)| dice.happens(per_mille))
        .map(|(code, _)| code)
        .collect();
    if found.is_empty() { vec!["healthy"] } else { found }
}

fn insure(dice: &mut Chance, age: i32, member: &mut Member) {
    let works_away = member.work_region.as_deref().is_some_and(|region| region != "town");
    let scheme = if works_away {
        dice.weighted(&[("resident", 70), ("employee", 22), ("elsewhere", 8)])
    } else if (18..=22).contains(&age) && member.sex == "1" {
        dice.weighted(&[("resident", 96), ("army", 4)])
    } else {
        dice.weighted(&[("resident", 992), ("none", 8)])
    };
    member.medical_insurance = Some(scheme.to_owned());
}

/// Ready answers of domain section 2.6 that follow from the person alone.
fn prefill(student: bool, member: &mut Member) {
    let mut set = |key: &str, code: &str| member.prefill.insert(key.to_owned(), code.to_owned());
    if student {
        set("school_answer", "in_school");
    }
    if let Some(scheme) = &member.medical_insurance {
        set("medical_insurance", scheme);
    }
    if member.work_place.is_some() && member.work_months.is_some_and(|months| months > 0) {
        set("work_answer", "employed");
    }
}
