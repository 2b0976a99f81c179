//! Attachment 3: what the survey of toilets says of a household, as ready answers to the checklist (domain, section 6.3:
//! mapping to the codes of F5.01 and the items after it). Only what the table states becomes an answer.

use std::collections::BTreeMap;

use zoufang_domain::roster::Household;

use super::{Change, toilet_checks};
use crate::check::{CheckedRow, Context, RowCheck};
use crate::message::Message;
use crate::read::{Limits, read_rows};
use crate::template::{SheetTemplate, Templates};

/// A row without an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToiletRow {
    /// Row number in the sheet.
    pub row: u32,
    pub head_name: String,
    /// 户主证件号码: stands in a household of the roster.
    pub head_id: String,
    /// Codes by prefill key; a key that is not here was not stated.
    answers: BTreeMap<&'static str, &'static str>,
}

/// What became of a file.
#[derive(Debug, Clone, Default)]
pub struct ToiletImport {
    pub good: Vec<ToiletRow>,
    /// Rows that stay out, as `(row, head's name)`; why is in `messages`.
    pub bad: Vec<(u32, String)>,
    pub messages: Vec<Message>,
    /// Data rows read, the example among them.
    pub rows: u32,
}

/// Prefill keys with the column that says them.
const COLUMNS: [(&str, &str); 6] = [
    ("toilet_type", "厕所类型"),
    ("toilet_treatment", "粪污处理方式"),
    ("toilet_use", "使用状况"),
    ("toilet_wish", "改厕意愿"),
    ("toilet_reform_period", "改厕年度"),
    ("toilet_subsidy", "奖补是否到位"),
];

/// Reads attachment 3.
///
/// # Errors
/// The file's messages (E01–E08); nothing is to be imported then.
pub fn import_toilets(
    templates: &Templates,
    template: &SheetTemplate,
    bytes: &[u8],
    limits: Limits,
    context: Context<'_>,
) -> Result<ToiletImport, Vec<Message>> {
    let check = RowCheck { templates, template, context };
    let mut rows = Vec::new();
    read_rows(templates, template, bytes, limits, &mut |row, cells| rows.push(check.check(row, &cells)))?;
    toilet_checks(&check, &mut rows);
    let mut import =
        ToiletImport { rows: u32::try_from(rows.len()).unwrap_or(u32::MAX), ..ToiletImport::default() };
    for row in rows {
        import.messages.extend(row.messages.iter().cloned());
        let text = |header: &str| check.value(&row.values, header).text().unwrap_or_default().to_owned();
        let head_name = text("户主姓名");
        if row.example {
            continue;
        }
        if !row.is_good() {
            import.bad.push((row.row, head_name));
            continue;
        }
        let head_id = text("户主证件号码");
        let answers = answers(&check, &row);
        import.good.push(ToiletRow { row: row.row, head_name, head_id, answers });
    }
    Ok(import)
}

fn answers(check: &RowCheck<'_>, row: &CheckedRow) -> BTreeMap<&'static str, &'static str> {
    let of = |header: &str| check.value(&row.values, header);
    let text = |header: &str| of(header).text().unwrap_or_default();
    let kind = match (text("是否有厕所"), text("厕所类型")) {
        ("无", _) => Some("none"),
        ("共用", _) => Some("shared"),
        (_, "三格式") => Some("three_cell"),
        (_, "水冲入管网") => Some("sewer"),
        (_, "沼气池式") => Some("biogas"),
        (_, "双瓮式") => Some("twin_urn"),
        (_, "水冲直排") => Some("simple_flush"),
        (_, "旱厕") => Some("pit"),
        _ => None,
    };
    let treatment = match text("粪污处理方式") {
        "清掏还田" => Some("field"),
        "进污水管网" => Some("pipe"),
        "统一清运" => Some("service"),
        "直排" => Some("direct"),
        "其他" => Some("other"),
        _ => None,
    };
    let used = match text("使用状况") {
        "正常" => Some("normal"),
        "闲置" => Some("idle"),
        "损坏" => Some("broken"),
        _ => None,
    };
    let wish = match text("改厕意愿") {
        "愿意" => Some("want"),
        "暂不" => Some("later"),
        "不愿" => Some("no"),
        _ => None,
    };
    let year = of("改厕年度").whole().or_else(|| text("改厕年度").parse().ok());
    let period = match year {
        Some(2013..=2017) => Some("y2013_2017"),
        Some(2018..=2020) => Some("y2018_2020"),
        Some(2021) => Some("y2021"),
        Some(2022) => Some("y2022"),
        _ => None,
    };
    let subsidy = match (text("奖补是否到位"), text("改厕方式")) {
        ("是", _) => Some("full"),
        ("部分", _) => Some("part"),
        ("否", "统建") => Some("build"),
        ("否", _) => Some("none"),
        _ => None,
    };
    let stated = [kind, treatment, used, wish, period, subsidy];
    COLUMNS.iter().zip(stated).filter_map(|((key, _), code)| Some((*key, code?))).collect()
}

impl ToiletRow {
    /// The household with these answers ready. What the table does not state stays, but a household without a toilet
    /// keeps nothing of the one before.
    #[must_use]
    pub fn merge_into(&self, known: &Household) -> Household {
        let mut merged = known.clone();
        if self.answers.get("toilet_type") == Some(&"none") {
            merged.prefill.retain(|key, _| !["toilet_treatment", "toilet_use"].contains(&key.as_str()));
        }
        for (key, code) in &self.answers {
            merged.prefill.insert((*key).to_owned(), (*code).to_owned());
        }
        let changed = merged != *known;
        Household { roster_version: known.roster_version + u32::from(changed), ..merged }
    }
}

/// What differs, in the words of the checklist.
#[must_use]
pub fn toilet_changes(templates: &Templates, before: &Household, after: &Household) -> Vec<Change> {
    let checklist = templates.checklist();
    let words = |key: &str, household: &Household| {
        let Some(code) = household.prefill.get(key) else { return String::new() };
        let path = format!("hh.{key}");
        let item = checklist.items.iter().find(|item| item.prefill.as_deref() == Some(path.as_str()));
        item.and_then(|item| item.option(code)).map_or_else(|| code.clone(), |option| option.zh.clone())
    };
    let differing = COLUMNS.iter().filter(|(key, _)| before.prefill.get(*key) != after.prefill.get(*key));
    differing
        .map(|(key, header)| Change {
            person: None,
            header: (*header).to_owned(),
            old: words(key, before),
            new: words(key, after),
        })
        .collect()
}
