//! Answers in words: the item's question, the option's text, the sheet's fields with their units. Codes mean nothing
//! to an officer.

use std::collections::BTreeMap;

use serde::Serialize;
use zoufang_domain::checklist::{Checklist, ChecklistItem, SheetField};
use zoufang_domain::ids::{ItemId, MemberId};
use zoufang_domain::visit::answer::SheetValue;
use zoufang_domain::visit::{Answer, AnswerStatus, AnswerValue};

use super::beside::{Beside, Said};
use super::sight::Sight;
use crate::checklists;
use crate::storage::{Reads, StorageError};

/// Texts of one checklist; without one the codes themselves are shown.
pub struct Words(Option<Checklist>);

/// One focus with the answers given in it.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
#[ts(export, rename = "ConsoleFocus", export_to = "ConsoleFocus.ts")]
pub struct FocusView {
    pub code: String,
    pub zh: String,
    pub en: String,
    pub answers: Vec<AnswerView>,
}

/// One answer in words.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
#[ts(export, rename = "ConsoleAnswer", export_to = "ConsoleAnswer.ts")]
pub struct AnswerView {
    pub item: ItemId,
    pub title_zh: String,
    pub title_en: String,
    pub member: Option<String>,
    pub member_id: Option<MemberId>,
    pub status: AnswerStatus,
    pub value_zh: String,
    pub value_en: String,
    pub note: Option<String>,
    pub evidence_text: Option<String>,
    /// `false`: to be seen, but answered by phone.
    pub seen: Option<bool>,
    /// What the roster says today.
    pub roster: Option<Said>,
    /// What was said at the visit before.
    pub last: Option<Said>,
}

impl Words {
    /// The checklist a visit was made with; any other version would show wrong questions.
    pub fn of(rows: &dyn Reads, campaign: &str, version: u32) -> Result<Self, StorageError> {
        let text = rows.checklist(campaign, version)?;
        Ok(Self(text.and_then(|text| Checklist::from_document(&text).ok())))
    }

    /// The newest checklist there is.
    pub fn newest(rows: &dyn Reads) -> Result<Self, StorageError> {
        Ok(Self(checklists::newest(rows)?))
    }

    pub fn checklist(&self) -> Option<&Checklist> {
        self.0.as_ref()
    }

    fn item(&self, id: &ItemId) -> Option<&ChecklistItem> {
        self.0.as_ref().and_then(|checklist| checklist.item(&id.0))
    }

    /// What a rule of data quality says.
    pub fn data_quality(&self, code: &str) -> String {
        let rules = self.0.iter().flat_map(|checklist| &checklist.data_quality);
        rules.clone().find(|rule| rule.code == code).map_or_else(|| code.to_owned(), |rule| rule.zh.clone())
    }

    pub fn title(&self, id: &ItemId) -> (String, String) {
        self.item(id).map_or_else(
            || (id.0.clone(), id.0.clone()),
            |item| (item.title_zh.clone(), item.title_en.clone()),
        )
    }

    /// Answers by focus, in the checklist's order; `name` turns a member's id into a name.
    pub fn by_focus(
        &self,
        answers: &[Answer],
        beside: &Beside,
        sight: Sight,
        name: &dyn Fn(&Answer) -> Option<String>,
    ) -> Vec<FocusView> {
        let mut sorted: Vec<&Answer> = answers.iter().collect();
        let place = |answer: &Answer| {
            let items = self.0.as_ref().map(|checklist| &checklist.items);
            items.and_then(|items| items.iter().position(|item| item.id == answer.item)).unwrap_or(usize::MAX)
        };
        sorted.sort_by_key(|answer| place(answer));
        let mut focuses: Vec<FocusView> = Vec::new();
        for answer in sorted {
            let code = answer.item.0.split('.').next().unwrap_or_default();
            if focuses.last().is_none_or(|focus| focus.code != code) {
                focuses.push(self.focus(code));
            }
            if let Some(focus) = focuses.last_mut() {
                focus.answers.push(self.answer(answer, beside, sight, name(answer)));
            }
        }
        focuses
    }

    fn focus(&self, code: &str) -> FocusView {
        let named =
            self.0.as_ref().and_then(|list| list.campaign.focuses.iter().find(|focus| focus.code == code));
        FocusView {
            code: code.to_owned(),
            zh: named.map_or_else(|| code.to_owned(), |focus| focus.zh.clone()),
            en: named.map_or_else(|| code.to_owned(), |focus| focus.en.clone()),
            answers: Vec::new(),
        }
    }

    fn answer(&self, answer: &Answer, beside: &Beside, sight: Sight, member: Option<String>) -> AnswerView {
        let (title_zh, title_en) = self.title(&answer.item);
        let item = self.item(&answer.item);
        let words = |value: Option<&AnswerValue>, language| {
            value.map_or_else(String::new, |value| value_text(item, value, language, sight))
        };
        let text = |language| words(answer.value.as_ref(), language);
        let said = |value: Option<&AnswerValue>, status, same| Said {
            status,
            value_zh: words(value, Language::Zh),
            value_en: words(value, Language::En),
            same,
        };
        let asking = (answer.item.clone(), answer.member);
        let roster = beside.roster.get(&asking);
        let last = beside.last.get(&asking);
        AnswerView {
            item: answer.item.clone(),
            title_zh,
            title_en,
            member,
            status: answer.status,
            value_zh: text(Language::Zh),
            value_en: text(Language::En),
            note: sight.text(answer.note.clone()),
            evidence_text: sight.text(answer.evidence_text.clone()),
            seen: answer.seen,
            member_id: answer.member,
            roster: roster.map(|value| said(Some(value), None, answer.value.as_ref() == Some(value))),
            last: last.map(|last| said(last.value.as_ref(), Some(last.status), last.value == answer.value)),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Language {
    Zh,
    En,
}

impl Language {
    fn of(self, zh: &str, en: &str) -> String {
        if self == Self::Zh { zh.to_owned() } else { en.to_owned() }
    }
}

fn value_text(item: Option<&ChecklistItem>, value: &AnswerValue, language: Language, sight: Sight) -> String {
    let option = |code: &String| {
        item.and_then(|item| item.option(code))
            .map_or_else(|| code.clone(), |found| language.of(&found.zh, &found.en))
    };
    match value {
        AnswerValue::Flag(true) => language.of("是", "yes"),
        AnswerValue::Flag(false) => language.of("否", "no"),
        AnswerValue::Number(number) => {
            format!("{number}{}", item.and_then(|item| item.unit.as_deref()).unwrap_or_default())
        }
        AnswerValue::Choice(code) => option(code),
        AnswerValue::Choices(codes) => codes.iter().map(option).collect::<Vec<_>>().join("、"),
        AnswerValue::Sheet(filled) => sheet_lines(item, filled, language, sight).join("\n"),
    }
}

/// One line per filled field, in the sheet's own order.
fn sheet_lines(
    item: Option<&ChecklistItem>,
    filled: &BTreeMap<String, SheetValue>,
    language: Language,
    sight: Sight,
) -> Vec<String> {
    let fields = item.map(|item| item.fields.as_slice()).unwrap_or_default();
    let known = fields.iter().filter_map(|field| {
        let value = filled.get(&field.key)?;
        let label = language.of(&field.zh, &field.en);
        // What stands in brackets explains the field to the one who fills it.
        let short = label.split(['（', '(']).next().unwrap_or_default().trim().to_owned();
        Some(format!("{short} {}", sheet_text(Some(field), value, language, sight)))
    });
    let unknown = filled.iter().filter(|(key, _)| fields.iter().all(|field| field.key != **key));
    let unknown = unknown.map(|(key, value)| format!("{key} {}", sheet_text(None, value, language, sight)));
    known.chain(unknown).collect()
}

fn sheet_text(field: Option<&SheetField>, value: &SheetValue, language: Language, sight: Sight) -> String {
    match value {
        SheetValue::Whole(whole) => {
            let unit = field.and_then(|field| field.unit.as_deref()).unwrap_or_default();
            match field.and_then(SheetField::fen_per_unit) {
                Some(fen) if sight == Sight::Masked => band(whole / fen, language),
                Some(fen) if whole % fen == 0 => format!("{}{unit}", whole / fen),
                Some(fen) => format!("{}.{:02}{unit}", whole / fen, (whole % fen).abs() * 100 / fen),
                None => format!("{whole}{unit}"),
            }
        }
        SheetValue::Codes(codes) => {
            let label = |code: &String| {
                let options = field.map(|field| field.options.as_slice()).unwrap_or_default();
                let found = options.iter().find(|option| option.code == *code);
                found.map_or_else(|| code.clone(), |found| language.of(&found.zh, &found.en))
            };
            codes.iter().map(label).collect::<Vec<_>>().join("、")
        }
    }
}

/// An amount in yuan as the inspector reads it.
fn band(yuan: i64, language: Language) -> String {
    match yuan {
        i64::MIN..=0 => language.of("0元", "0"),
        1..=9_999 => language.of("1万元以内", "below ¥10,000"),
        10_000..=49_999 => language.of("1～5万元", "¥10,000–50,000"),
        50_000.. => language.of("5万元以上", "¥50,000 or more"),
    }
}
