//! What only several rows together show: one person twice, a household without head or with two, rows of one household
//! that contradict each other, and people who already stand elsewhere in the roster.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use uuid::Uuid;
use zoufang_domain::roster::quality::{QualityContext, check as quality};

use super::household::{HouseholdRow, PersonRow};
use super::{HeldBack, Import};
use crate::check::{CheckedRow, RowCheck};

const HEAD: &str = "01";

pub(super) fn group(check: &RowCheck<'_>, mut rows: Vec<PersonRow>, import: &mut Import) {
    repeated(check, &mut rows);
    taken(check, &mut rows);
    let mut order: Vec<String> = Vec::new();
    let mut households: HashMap<String, Vec<PersonRow>> = HashMap::new();
    for row in rows {
        // A row whose key is missing stands for itself: it must not drag others along nor vanish.
        let key = row.head_id.clone().unwrap_or_else(|| format!("row {}", row.member.row));
        let rows = households.entry(key.clone()).or_default();
        if rows.is_empty() {
            order.push(key);
        }
        rows.push(row);
    }
    for key in order {
        if let Some(rows) = households.remove(&key) {
            judge(check, rows, import);
        }
    }
}

/// E17 on every row that shares a number: which of them is wrong nobody can tell from here.
fn repeated(check: &RowCheck<'_>, rows: &mut [PersonRow]) {
    let mut by_number: HashMap<String, Vec<usize>> = HashMap::new();
    for (index, row) in rows.iter().enumerate() {
        if let Some(number) = &row.member.id_no {
            by_number.entry(number.clone()).or_default().push(index);
        }
    }
    let at = check.template.at("证件号码").unwrap_or_default();
    for (number, indexes) in by_number.into_iter().filter(|(_, indexes)| indexes.len() > 1) {
        for &index in &indexes {
            let other = indexes.iter().find(|&&other| other != index).copied().unwrap_or(index);
            let row2 = rows[other].member.row.to_string();
            let message =
                check.say("E17", rows[index].member.row, Some((at, number.clone())), &[("row2", row2)]);
            rows[index].messages.push(message);
        }
    }
}

/// E18: the number stands in another household of the roster than the head does. A change of head stays one household:
/// old and new head are both known in it. E12: the roster knows the person as dead.
fn taken(check: &RowCheck<'_>, rows: &mut [PersonRow]) {
    let mut claims = claims(check, rows);
    let at = check.template.at("证件号码").unwrap_or_default();
    for row in rows {
        let Some(number) = &row.member.id_no else { continue };
        let roster = check.context.roster;
        if roster.has_died(number) {
            let want = "健在的人（名册里已登记去世，请先核实）".to_owned();
            row.messages.push(check.say(
                "E12",
                row.member.row,
                Some((at, number.clone())),
                &[("format", want)],
            ));
        }
        let Some(taken) = roster.household_of(number) else { continue };
        let head = row.head_id.as_deref();
        let home = head.and_then(|head| roster.household_of(head)).map(|home| home.head_id);
        let succeeds = home.as_ref() == Some(&taken.head_id)
            && !taken.head_id.is_empty()
            && head
                .is_some_and(|head| *claims.entry(taken.head_id.clone()).or_insert(head.to_owned()) == head);
        // The roster's head may have no number; the name must do then.
        let nameless = taken.head_id.is_empty() && taken.head == row.head_name;
        if head != Some(taken.head_id.as_str()) && !succeeds && !nameless {
            let extra = [("village", taken.village), ("group", taken.group), ("head", taken.head)];
            row.messages.push(check.say("E18", row.member.row, Some((at, number.clone())), &extra));
        }
    }
}

/// Which household of the file goes on as a household of the roster, by the key each has there: the one that still names
/// its head, else the first that names somebody of it. A second one is a family that split, which no file decides.
fn claims(check: &RowCheck<'_>, rows: &[PersonRow]) -> HashMap<String, String> {
    let keys = rows.iter().filter_map(|row| row.head_id.clone());
    let known =
        |key: &String| check.context.roster.household_of(key).is_some_and(|home| home.head_id == *key);
    keys.filter(known).map(|key| (key.clone(), key)).collect()
}

fn judge(check: &RowCheck<'_>, mut rows: Vec<PersonRow>, import: &mut Import) {
    agreement(check, &mut rows);
    let first = rows[0].member.row;
    let head = rows[0].head_name.clone();
    let told = |code: &str, extra: &[(&str, String)]| check.say(code, first, None, extra);
    let heads = rows.iter().filter(|row| row.member.relation == HEAD).count();
    let mut messages = Vec::new();
    match heads {
        0 => messages.push(told("E22", &[("head", head.clone())])),
        1 => {}
        k => messages.push(told("E23", &[("head", head.clone()), ("k", k.to_string())])),
    }
    if let Some(house) = rows[0].house.as_ref().filter(|house| usize::from(house.size) != rows.len()) {
        let extra = [("head", head), ("n", house.size.to_string()), ("k", rows.len().to_string())];
        messages.push(told("E21", &extra));
    }
    let held = HeldBack {
        head_id: rows[0].head_id.clone(),
        head_name: rows[0].head_name.clone(),
        rows: rows.iter().map(|row| row.member.row).collect(),
    };
    for row in &mut rows {
        messages.append(&mut row.messages);
    }
    match household(rows).filter(|_| !messages.iter().any(|message| message.scope.stops())) {
        Some(household) => {
            messages.extend(hints(check, &household));
            import.good.push(household);
        }
        None => import.bad.push(held),
    }
    import.messages.append(&mut messages);
}

/// Rows of one household must state it alike, and its key must be its head's number.
fn agreement(check: &RowCheck<'_>, rows: &mut [PersonRow]) {
    let village = |id| {
        let found = check.context.villages.iter().find(|village| village.id == id);
        found.map_or_else(String::new, |village| village.name.clone())
    };
    let (first, house, name) = (rows[0].member.row, rows[0].house.clone(), rows[0].head_name.clone());
    for row in rows.iter_mut() {
        let differing = row.house.as_ref().zip(house.as_ref()).and_then(|(own, house)| {
            let text = |text: &Option<String>| text.clone().unwrap_or_default();
            let columns = [
                ("行政村", own.village != house.village, village(own.village)),
                ("村民小组", own.group != house.group, own.group.clone()),
                ("门牌或小地名", own.address != house.address, text(&own.address)),
                ("户编号", own.national_no != house.national_no, text(&own.national_no)),
                ("户主姓名", row.head_name != name, row.head_name.clone()),
                ("户类型", own.household_type != house.household_type, "另一类型".to_owned()),
                ("家庭人口数", own.size != house.size, own.size.to_string()),
                ("户联系电话", own.phone != house.phone, text(&own.phone)),
                ("居住状况", own.residence != house.residence, "另一状况".to_owned()),
            ];
            columns.into_iter().find(|(_, differs, _)| *differs).map(|(header, _, value)| (header, value))
        });
        if let Some((header, value)) = differing
            && let Some(at) = check.template.at(header)
        {
            let want = format!("与第{first}行一致（同一户）");
            row.messages.push(check.say("E12", row.member.row, Some((at, value)), &[("format", want)]));
        }
        let is_head = row.member.relation == HEAD;
        let wrong_name = is_head && row.member.name != row.head_name;
        let wrong_number =
            is_head && row.head_id.is_some() && row.member.id_no.is_some() && row.member.id_no != row.head_id;
        for (header, wrong, value) in [
            ("户主姓名", wrong_name, row.head_name.clone()),
            ("户主证件号码", wrong_number, row.head_id.clone().unwrap_or_default()),
        ] {
            if let (true, Some(at)) = (wrong, check.template.at(header)) {
                let want = "与“户主”行一致".to_owned();
                row.messages.push(check.say("E12", row.member.row, Some((at, value)), &[("format", want)]));
            }
        }
    }
}

fn household(rows: Vec<PersonRow>) -> Option<HouseholdRow> {
    let first = rows.first()?;
    let house = first.house.clone()?;
    Some(HouseholdRow {
        village: house.village,
        group: house.group,
        address: house.address,
        national_no: house.national_no,
        head_name: first.head_name.clone(),
        head_id: first.head_id.clone()?,
        household_type: house.household_type,
        size: house.size,
        phone: house.phone,
        residence: house.residence,
        members: rows.into_iter().map(|row| row.member).collect(),
    })
}

/// W02: the county's own data checks, told before the national system does.
fn hints(check: &RowCheck<'_>, row: &HouseholdRow) -> Vec<crate::Message> {
    let mut next = 0;
    let household = row.to_household(&mut || {
        next += 1;
        Uuid::from_u128(next)
    });
    let nobody = BTreeSet::new();
    let checklist = check.templates.checklist();
    let context = QualityContext {
        checklist,
        day: check.context.day,
        region: check.context.region,
        taken: &nobody,
        income: None,
        rigid: None,
    };
    let words: BTreeMap<&str, &str> =
        checklist.data_quality.iter().map(|one| (one.code.as_str(), one.zh.as_str())).collect();
    let hits = quality(&household, &context);
    // DQ13 is what W01 has told with the number itself.
    let told = hits.iter().filter(|hit| hit.code != "DQ13").map(|hit| {
        let index = household.members.iter().position(|member| Some(member.id) == hit.member);
        let at =
            index.and_then(|index| row.members.get(index)).map_or(row.members[0].row, |member| member.row);
        let dq = words.get(hit.code.as_str()).copied().unwrap_or_default().to_owned();
        check.say("W02", at, None, &[("dq", format!("{dq}（{}）", hit.code))])
    });
    let both = row.members.iter().filter(|member| member.resident_insurance && member.employee_insurance);
    let dq12 = words.get("DQ12").copied().unwrap_or_default();
    let both = both.map(|member| check.say("W02", member.row, None, &[("dq", format!("{dq12}（DQ12）"))]));
    told.chain(both).collect()
}

/// Attachment 3: the dwelling's household must be in the roster (E27) and stand once, 一宅一厕 (E17).
pub(super) fn toilets(check: &RowCheck<'_>, rows: &mut [CheckedRow]) {
    let Some(at) = check.template.at("户主证件号码") else { return };
    let number_of = |row: &CheckedRow| row.values.get(at).and_then(|value| value.text()).map(str::to_owned);
    let mut seen: HashMap<String, u32> = HashMap::new();
    for row in rows.iter_mut().filter(|row| !row.example) {
        let Some(number) = number_of(row) else { continue };
        if check.context.roster.household_of(&number).is_none() {
            row.messages.push(check.say("E27", row.row, Some((at, number.clone())), &[]));
        }
        if let Some(earlier) = seen.insert(number.clone(), row.row) {
            let extra = [("row2", earlier.to_string())];
            row.messages.push(check.say("E17", row.row, Some((at, number)), &extra));
        }
    }
}
