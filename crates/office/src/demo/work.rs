//! Labour and migrant work of the demo's people. Place and months always come together, and never for students or
//! for people without labour (DQ10, DQ11, DQ14, DQ17, DQ18).

use zoufang_domain::roster::Member;

use super::chance::Chance;

/// A region of the enumeration `work_region`.
pub type Region = &'static str;

const PLACES: [(Region, &[&str]); 4] = [
    ("town", &["重庆市-重庆市-铜梁区"]),
    ("county", &["重庆市-重庆市-铜梁区"]),
    (
        "city_other",
        &["重庆市-重庆市-渝北区", "重庆市-重庆市-江北区", "重庆市-重庆市-璧山区", "重庆市-重庆市-永川区"],
    ),
    (
        "outside_city",
        &[
            "广东省-深圳市-宝安区",
            "广东省-东莞市-东莞市",
            "浙江省-宁波市-鄞州区",
            "福建省-泉州市-晋江市",
            "江苏省-苏州市-昆山市",
            "四川省-成都市-双流区",
            "云南省-昆明市-官渡区",
        ],
    ),
];
const EMPLOYERS: [&str; 6] = ["电子厂", "建筑工地", "物流公司", "餐饮店", "服装厂", "家政公司"];

/// 劳动技能 that fits age, schooling and health.
pub fn labor(dice: &mut Chance, age: i32, student: bool, healthy: bool, severe: bool) -> &'static str {
    match age {
        _ if severe => "lost",
        ..16 => "none",
        16..60 if student => "none",
        16..60 if healthy => dice.weighted(&[("ordinary", 82), ("skilled", 18)]),
        16..60 => dice.weighted(&[("ordinary", 45), ("weak", 45), ("lost", 10)]),
        60..70 => dice.weighted(&[("ordinary", 25), ("weak", 65), ("lost", 10)]),
        _ => dice.weighted(&[("weak", 25), ("lost", 40), ("none", 35)]),
    }
}

/// A place of that region, down to the county.
pub fn place(dice: &mut Chance, region: Region) -> &'static str {
    PLACES
        .iter()
        .find(|(name, _)| *name == region)
        .map_or("重庆市-重庆市-铜梁区", |(_, places)| dice.pick(places))
}

/// Gives a person work, when there is any. In a household that is away, all who can work do so where it lives.
pub fn work(dice: &mut Chance, away: Option<Region>, age: i32, student: bool, member: &mut Member) {
    let able = matches!(member.labor.as_deref(), Some("ordinary" | "skilled" | "weak"));
    if let Some(region) = away {
        member.work_region = Some(region.to_owned());
    }
    if !able || student || age >= 68 {
        return;
    }
    let share = match age {
        ..50 => 520,
        50..60 => 280,
        _ => 60,
    };
    if away.is_none() && !dice.happens(share) {
        if (45..66).contains(&age) && dice.happens(25) {
            member.public_post = Some(true);
        }
        return;
    }
    let region = away.unwrap_or_else(|| {
        dice.weighted(&[("town", 12), ("county", 22), ("city_other", 24), ("outside_city", 42)])
    });
    member.migrant = Some(true);
    member.work_region = Some(region.to_owned());
    member.work_place = Some(place(dice, region).to_owned());
    member.work_months =
        u8::try_from(dice.weighted(&[(12, 25), (11, 15), (10, 25), (9, 12), (8, 10), (6, 8), (3, 5)])).ok();
    member.employer = dice.happens(500).then(|| dice.pick(&EMPLOYERS).to_owned());
}
