//! The answer to one asking.

use std::collections::BTreeMap;

use zoufang_domain::checklist::item::FieldKind;
use zoufang_domain::checklist::{AnswerType, Item};
use zoufang_domain::visit::answer::SheetValue;
use zoufang_domain::visit::{Answer, AnswerStatus, AnswerValue};
use zoufang_field::view::ItemView;

use super::Script;

/// Scripted answer first, then the roster's value, then the first option that raises nothing.
pub fn answer(asking: &ItemView, item: &Item, script: &Script) -> Answer {
    let scripted = script.answers.iter().find(|(id, _)| *id == item.id.0).map(|(_, code)| *code);
    let (status, value) = match (scripted, &asking.prefill) {
        (Some(code), _) => (AnswerStatus::Answered, choice(item, code)),
        (None, Some(prefill)) => (AnswerStatus::Confirmed, prefill.clone()),
        (None, None) => (AnswerStatus::Answered, harmless(item)),
    };
    let evidence_text = asking
        .evidence
        .iter()
        .any(|evidence| evidence.required)
        .then(|| "不便拍照，原因：光线太暗".to_owned());
    Answer {
        item: item.id.clone(),
        member: asking.member,
        status,
        value: Some(value),
        note: None,
        evidence_text,
        seen: None,
    }
}

fn choice(item: &Item, code: &str) -> AnswerValue {
    match item.answer_type {
        AnswerType::Multi => AnswerValue::Choices(vec![code.to_owned()]),
        _ => AnswerValue::Choice(code.to_owned()),
    }
}

fn harmless(item: &Item) -> AnswerValue {
    match item.answer_type {
        AnswerType::YesNo | AnswerType::Single | AnswerType::Multi => choice(item, &harmless_option(item)),
        AnswerType::Number => AnswerValue::Number(1.0),
        AnswerType::Auto => AnswerValue::Flag(false),
        AnswerType::Sheet => AnswerValue::Sheet(sheet(item)),
    }
}

/// The first option that no raise of the item names; every item of a sane checklist has one.
fn harmless_option(item: &Item) -> String {
    let is_named = |code: &str| {
        let quoted = format!("'{code}'");
        item.raises.iter().any(|raise| raise.when.text().contains(&quoted))
            || item.evidence.iter().any(|evidence| evidence.when.text().contains(&quoted))
    };
    let quiet = item.options.iter().find(|option| option.code == "high" || !is_named(&option.code));
    quiet.or(item.options.first()).map(|option| option.code.clone()).unwrap_or_default()
}

fn sheet(item: &Item) -> BTreeMap<String, SheetValue> {
    let value = |field: &zoufang_domain::checklist::SheetField| match field.kind {
        FieldKind::Multi => {
            SheetValue::Codes(field.options.first().map(|o| o.code.clone()).into_iter().collect())
        }
        FieldKind::Number => SheetValue::Whole(match field.key.as_str() {
            "wage" => 12_000_000,
            "persons" => 3,
            _ => 0,
        }),
    };
    item.fields.iter().map(|field| (field.key.clone(), value(field))).collect()
}
