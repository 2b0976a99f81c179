//! The twelve invented villages of the demo township and how its households spread over them.

use zoufang_domain::ids::VillageId;
use zoufang_domain::roster::{Village, VillageObject};

use super::chance::Chance;

/// Code, name, weight of its size.
const VILLAGES: [(&str, &str, usize); 12] = [
    ("QGC", "青杠村", 118),
    ("SBC", "双柏村", 92),
    ("YXC", "云溪村", 104),
    ("GHW", "桂花湾村", 80),
    ("SPC", "石盘村", 97),
    ("LTC", "柳塘村", 131),
    ("JZC", "金竹村", 88),
    ("LJP", "龙井坪村", 109),
    ("HJC", "黄桷村", 96),
    ("BHC", "白鹤村", 84),
    ("SLC", "松林村", 101),
    ("XYC", "新堰村", 100),
];

/// Villages for `households` households; beyond twelve times 500 the names repeat with a number.
pub fn villages(dice: &mut Chance, households: usize) -> Vec<Village> {
    let rounds = households.div_ceil(VILLAGES.len() * 500).max(1);
    let weights: usize = VILLAGES.iter().map(|(_, _, weight)| weight).sum::<usize>() * rounds;
    let mut left = households;
    let count = VILLAGES.len() * rounds;
    (0..count)
        .map(|at| {
            let (code, name, weight) = VILLAGES[at % VILLAGES.len()];
            let round = at / VILLAGES.len();
            let mine = if at + 1 == count { left } else { (households * weight / weights).min(left) };
            left -= mine;
            let suffix = if round == 0 { String::new() } else { (round + 1).to_string() };
            Village {
                id: VillageId(dice.id()),
                code: format!("{code}{suffix}"),
                name: format!("{name}{suffix}"),
                groups: (1..=dice.between(5, 9)).map(|n| format!("{n}组")).collect(),
                households: u32::try_from(mine).unwrap_or(u32::MAX),
                objects: objects(name),
            }
        })
        .collect()
}

/// One of each repeated object, so that the village checklist has something to ask.
fn objects(village: &str) -> Vec<VillageObject> {
    let short = village.trim_end_matches('村');
    [
        ("water_source", "W1", format!("{short}集中供水点")),
        ("business_entity", "B1", format!("{village}股份经济合作社")),
        ("post_unit", "P1", "农业服务中心公益岗".to_owned()),
        ("public_toilet", "T1", format!("{short}便民中心公厕")),
        ("assessment_issue", "I1", "2021年度考核评估反馈：帮扶措施更新不及时".to_owned()),
    ]
    .map(|(kind, code, name)| VillageObject { kind: kind.to_owned(), code: code.to_owned(), name })
    .into()
}
