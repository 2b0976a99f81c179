//! Whether a value is an answer to its item at all. The office checks it too: a device of an older checklist, or a
//! damaged one, must not put a code into the records that nobody can read.

use super::answer::{AnswerValue, SheetValue};
use crate::checklist::item::FieldKind;
use crate::checklist::{AnswerType, Item, ItemOption, SheetField};

/// What is wrong with a value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Misfit {
    #[error("item {item} takes an answer of another form")]
    WrongForm { item: String },
    #[error("item {item} has no option `{code}`")]
    UnknownOption { item: String, code: String },
    #[error("item {item}: an option that excludes the others stands beside them")]
    ExclusiveBesideOthers { item: String },
    #[error("item {item}: nothing is ticked")]
    NothingTicked { item: String },
    #[error("item {item}: field `{field}` is missing, unknown or out of its range")]
    Field { item: String, field: String },
}

/// Checks form, codes and ranges.
///
/// # Errors
/// The first thing that does not fit.
pub fn fits(item: &Item, value: &AnswerValue) -> Result<(), Misfit> {
    let id = || item.id.0.clone();
    match (item.answer_type, value) {
        (AnswerType::YesNo | AnswerType::Single, AnswerValue::Choice(code)) => match item.option(code) {
            Some(_) => Ok(()),
            None => Err(Misfit::UnknownOption { item: id(), code: code.clone() }),
        },
        (AnswerType::Multi, AnswerValue::Choices(codes)) if codes.is_empty() => {
            Err(Misfit::NothingTicked { item: id() })
        }
        (AnswerType::Multi, AnswerValue::Choices(codes)) => ticked(item, &item.options, codes),
        (AnswerType::Number, AnswerValue::Number(number)) if number.is_finite() && *number >= 0.0 => Ok(()),
        (AnswerType::Auto, AnswerValue::Flag(_) | AnswerValue::Number(_)) => Ok(()),
        (AnswerType::Sheet, AnswerValue::Sheet(fields)) => {
            if let Some(unknown) = fields.keys().find(|key| item.field(key).is_none()) {
                return Err(Misfit::Field { item: id(), field: unknown.clone() });
            }
            let nothing = item.fields.iter().any(|field| says_none(field, fields.get(&field.key)));
            item.fields.iter().try_for_each(|field| sheet_field(item, field, fields.get(&field.key), nothing))
        }
        _ => Err(Misfit::WrongForm { item: id() }),
    }
}

fn ticked(item: &Item, options: &[ItemOption], codes: &[String]) -> Result<(), Misfit> {
    let id = || item.id.0.clone();
    let mut exclusive = false;
    for code in codes {
        let Some(option) = options.iter().find(|option| option.code == *code) else {
            return Err(Misfit::UnknownOption { item: id(), code: code.clone() });
        };
        exclusive |= option.exclusive;
    }
    if exclusive && codes.len() > 1 { Err(Misfit::ExclusiveBesideOthers { item: id() }) } else { Ok(()) }
}

/// The ticks say 没有: the amounts beside them may then stay empty.
fn says_none(field: &SheetField, value: Option<&SheetValue>) -> bool {
    let Some(SheetValue::Codes(codes)) = value else { return false };
    field.options.iter().any(|option| option.exclusive && codes.contains(&option.code))
}

fn sheet_field(
    item: &Item,
    field: &SheetField,
    value: Option<&SheetValue>,
    nothing: bool,
) -> Result<(), Misfit> {
    let misfit = || Misfit::Field { item: item.id.0.clone(), field: field.key.clone() };
    match (field.kind, value) {
        (FieldKind::Number, None) if nothing => Ok(()),
        (FieldKind::Number, Some(SheetValue::Whole(amount))) => {
            #[allow(clippy::cast_precision_loss)] // Amounts stay far below 2^53.
            let shown = *amount as f64 / field.fen_per_unit().unwrap_or(1) as f64;
            let low = field.min.is_some_and(|min| shown < min);
            let high = field.max.is_some_and(|max| shown > max);
            if low || high { Err(misfit()) } else { Ok(()) }
        }
        (FieldKind::Multi, Some(SheetValue::Codes(codes))) if !codes.is_empty() => {
            ticked(item, &field.options, codes)
        }
        _ => Err(misfit()),
    }
}
