//! One household of the demo: a family in a house, with what the roster says of its poverty history, monitoring,
//! residence, income, loan and toilet.

use chrono::{Datelike as _, Months, NaiveDate};
use zoufang_domain::ids::HouseholdId;
use zoufang_domain::money::Fen;
use zoufang_domain::roster::household::Away;
use zoufang_domain::roster::{Household, HouseholdType, MonitorState, Residence, Village};

use super::chance::Chance;
use super::family::{self, Place};
use super::id_number::Numbers;
use super::person::{Home, person};
use super::{monitoring, names, prefill, work};

const YARDS: [&str; 12] = [
    "石院子",
    "大田坎",
    "桥边",
    "黄泥坡",
    "新房子",
    "老屋基",
    "半坡",
    "水井湾",
    "竹林边",
    "学堂坝",
    "油房沟",
    "岩口",
];

/// A household of that village.
pub fn household(
    dice: &mut Chance,
    numbers: &mut Numbers,
    on: NaiveDate,
    area: usize,
    village: &Village,
) -> Household {
    let family = family::family(dice);
    let residence = residence(dice, &family);
    let away_region = away_region(dice, residence, &family);
    let home = Home { on, area, surname: names::surname(dice), away: away_region };
    let members: Vec<_> = family.iter().map(|place| person(dice, numbers, &home, place)).collect();
    let lifted = dice.happens(80);
    let mut household = Household {
        id: HouseholdId(dice.id()),
        village_id: village.id,
        group: village.groups[dice.below(village.groups.len())].clone(),
        address: Some(format!("{}{}号", dice.pick(&YARDS), dice.between(1, 160))),
        national_no: None,
        household_type: if lifted { HouseholdType::Lifted } else { HouseholdType::General },
        lifted_year: lifted.then(|| {
            dice.weighted(&[(2014, 20), (2015, 25), (2016, 20), (2017, 14), (2018, 9), (2019, 6), (2020, 6)])
        }),
        monitor: MonitorState::None,
        monitor_category: None,
        risks: Vec::new(),
        identified_on: None,
        cleared_on: None,
        clear_mode: None,
        contact_name: None,
        contact_phone: None,
        no_labor_net: None,
        head_member_id: members[0].id,
        size: u8::try_from(members.len()).unwrap_or(u8::MAX),
        phone: Some(members[0].phone.clone().unwrap_or_else(|| numbers.phone())),
        residence,
        away: away_region.map(|region| away(dice, on, region)),
        priority_categories: dice
            .weighted(&[("", 985), ("K2", 10), ("K9", 5)])
            .split_terminator(' ')
            .map(str::to_owned)
            .collect(),
        low_income_flag: dice.weighted(&[(Some(false), 945), (Some(true), 5), (None, 50)]),
        dept_alert: dice.happens(8).then(|| {
            let alert = dice.pick(&[
                "医保部门：近半年住院自付费用较高，请入户核实",
                "教育部门：有学生本学期未报到，请核实",
                "残联：新办残疾人证",
            ]);
            alert.to_owned()
        }),
        house_grade: dice
            .weighted(&[
                (Some("A"), 510),
                (Some("B"), 385),
                (Some("U"), 75),
                (Some("C"), 5),
                (Some("D"), 2),
                (None, 23),
            ])
            .map(str::to_owned),
        house_renovated: Some(lifted && dice.happens(400)),
        industry: Some(residence == Residence::RegisteredResident && dice.happens(620)),
        shareholder: Some(dice.happens(400)),
        loan_status: Some(
            if lifted {
                dice.weighted(&[("none", 68), ("active", 20), ("overdue", 1), ("repaid", 11)])
            } else {
                "none"
            }
            .to_owned(),
        ),
        assessment_issues: Some(u16::from(dice.happens(15))),
        measures: Vec::new(),
        national_per_capita: None,
        prefill: std::collections::BTreeMap::new(),
        members,
        roster_version: 1,
    };
    monitoring::benefits(dice, on, &mut household);
    monitoring::monitor(dice, numbers, on, &mut household);
    if lifted || household.monitor != MonitorState::None {
        household.national_per_capita = Some(Fen::from_yuan(i64::from(dice.between(8200, 21_000))));
    }
    prefill::prefill(dice, on.year(), &mut household);
    household
}

fn residence(dice: &mut Chance, family: &[Place]) -> Residence {
    let settled = family.iter().any(|place| place.age >= 62);
    match dice.below(1000) {
        0..14 => Residence::Hung,
        14..34 => Residence::ResidentElsewhereRegistered,
        34..250 if !settled => Residence::RegisteredAway,
        _ => Residence::RegisteredResident,
    }
}

/// Where the whole household is, when it is away for long.
fn away_region(dice: &mut Chance, residence: Residence, family: &[Place]) -> Option<work::Region> {
    let grown = family.iter().any(|place| (20..60).contains(&place.age));
    match residence {
        Residence::RegisteredAway => {
            Some(dice.weighted(&[("county", 15), ("city_other", 35), ("outside_city", 50)]))
        }
        Residence::Hung if grown => Some(dice.weighted(&[("city_other", 50), ("outside_city", 50)])),
        _ => None,
    }
}

fn away(dice: &mut Chance, on: NaiveDate, region: work::Region) -> Away {
    let months = u32::try_from(dice.between(8, 90)).unwrap_or(8);
    let since = on.checked_sub_months(Months::new(months)).unwrap_or(on);
    Away {
        place: work::place(dice, region).to_owned(),
        since: format!("{:04}-{:02}", since.year(), since.month()),
        outside_district: region != "county",
    }
}
