//! One cell to one typed value by its column's format.

use chrono::NaiveDate;

use crate::cell::Cell;
use crate::clean::clean;
use crate::template::Format;

/// What a column holds after reading. Choices are codes of the enumeration, or labels where there is none.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Value {
    #[default]
    Empty,
    Text(String),
    Whole(i64),
    Decimal(f64),
    Date(NaiveDate),
    Codes(Vec<String>),
}

impl Value {
    /// The text, or the first code.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Codes(codes) => codes.first().map(String::as_str),
            _ => None,
        }
    }

    #[must_use]
    pub fn whole(&self) -> Option<i64> {
        if let Self::Whole(number) = self { Some(*number) } else { None }
    }

    #[must_use]
    pub fn date(&self) -> Option<NaiveDate> {
        if let Self::Date(date) = self { Some(*date) } else { None }
    }
}

/// Why a cell is no value of its column.
pub(super) enum Misfit {
    /// E12.
    Format,
    /// E13.
    Options,
    /// E16: the digits are gone.
    Scientific,
    /// W01; the value is kept as typed.
    Phone(String),
}

/// The value, and whether the cell had to be cleaned (E28).
pub(super) fn read(cell: &Cell, format: &Format) -> (Result<Value, Misfit>, bool) {
    if matches!(cell, Cell::Formula(_) | Cell::Fault(_) | Cell::Yes(_)) {
        return (Err(Misfit::Format), false);
    }
    if *format == Format::IdNumber && lost_digits(cell) {
        return (Err(Misfit::Scientific), false);
    }
    if let (Cell::Date(date), Format::Date) = (cell, format) {
        return (Ok(Value::Date(*date)), false);
    }
    let (text, changed) = clean(&cell.shown());
    let changed = changed && matches!(cell, Cell::Text(_));
    if text.is_empty() {
        return (Ok(Value::Empty), false);
    }
    (of_text(text, format), changed)
}

/// Excel keeps 15 digits of a number; and `9.9E+17` as text is what a CSV saved from it holds.
fn lost_digits(cell: &Cell) -> bool {
    match cell {
        Cell::Number(number) => number.abs() >= 1e15,
        Cell::Text(text) => {
            let text = clean(text).0.to_ascii_uppercase();
            text.split_once('E').is_some_and(|(mantissa, exponent)| {
                mantissa.parse::<f64>().is_ok() && exponent.trim_start_matches('+').parse::<u8>().is_ok()
            })
        }
        _ => false,
    }
}

fn of_text(text: String, format: &Format) -> Result<Value, Misfit> {
    let fits = |fits: bool, value: Value| if fits { Ok(value) } else { Err(Misfit::Format) };
    match format {
        Format::Whole { from, to } | Format::Year { from, to } => {
            let number = whole(&text).ok_or(Misfit::Format)?;
            fits((*from..=*to).contains(&number), Value::Whole(number))
        }
        Format::Decimal { from, to } => {
            let number: f64 = text.parse().map_err(|_| Misfit::Format)?;
            let places = text.split_once('.').map_or(0, |(_, places)| places.len());
            fits((*from..=*to).contains(&number) && places <= 1, Value::Decimal(number))
        }
        Format::Text { from, to, name } => {
            let length = text.chars().count();
            let name_fits = !name || text.chars().all(is_name_character);
            fits((*from..=*to).contains(&length) && name_fits, Value::Text(text))
        }
        Format::Choice { options, many } => choice(&text, options, *many),
        Format::Village { many } => {
            let names = parts(&text, *many);
            Ok(Value::Codes(names.into_iter().map(str::to_owned).collect()))
        }
        Format::Fixed(fixed) => fits(text == *fixed, Value::Text(text)),
        Format::Group => fits(is_group(&text), Value::Text(text)),
        Format::NationalNumber => {
            fits(text.len() <= 20 && text.bytes().all(|byte| byte.is_ascii_digit()), Value::Text(text))
        }
        Format::IdNumber => Ok(Value::Text(text.to_ascii_uppercase())),
        Format::Phone { landline } => {
            use zoufang_domain::roster::id_number::{is_mobile, is_phone};
            let good = if *landline { is_phone(&text) } else { is_mobile(&text) };
            if good { Ok(Value::Text(text)) } else { Err(Misfit::Phone(text)) }
        }
        Format::Date => date(&text).map(Value::Date).ok_or(Misfit::Format),
        // A place that stops short of the county is a hint (DQ11), not an error.
        Format::Place => fits(text.chars().count() <= 60, Value::Text(text)),
    }
}

/// Letters of names of minorities come with `·`; everything else in a name is a slip.
fn is_name_character(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{323af}' | '·' | '〇')
}

/// `3组`, `12社`, also `三组`.
fn is_group(text: &str) -> bool {
    let number = text.strip_suffix('组').or_else(|| text.strip_suffix('社'));
    let fits = |c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c);
    number.is_some_and(|number| !number.is_empty() && number.chars().all(fits))
}

fn whole(text: &str) -> Option<i64> {
    let digits = text
        .split_once('.')
        .map_or(text, |(digits, zeros)| if zeros.bytes().all(|zero| zero == b'0') { digits } else { text });
    digits.parse().ok()
}

fn parts(text: &str, many: bool) -> Vec<&str> {
    if !many {
        return vec![text];
    }
    text.split(['、', '，', ',', '；', ';']).map(str::trim).filter(|part| !part.is_empty()).collect()
}

fn choice(text: &str, options: &[(String, String)], many: bool) -> Result<Value, Misfit> {
    let code = |label: &str| {
        let found = options.iter().find(|(_, one)| one == label || short(one) == label);
        found.map(|(code, _)| code.clone()).ok_or(Misfit::Options)
    };
    parts(text, many).into_iter().map(code).collect::<Result<Vec<_>, _>>().map(Value::Codes)
}

/// `户口簿（未办身份证）` may be written `户口簿`: the template's own note does.
fn short(label: &str) -> &str {
    label.split_once('（').map_or(label, |(head, _)| head)
}

/// `1970-01-01`, `1970/1/1`, `1970.1.1`, `1970年1月1日`, `19700101`, with or without midnight.
fn date(text: &str) -> Option<NaiveDate> {
    let day = text.split_once([' ', 'T']).map_or(text, |(day, _)| day);
    let day = day.replace(['/', '.', '年', '月'], "-").replace('日', "");
    let compact = day.len() == 8 && day.bytes().all(|byte| byte.is_ascii_digit());
    let form = if compact { "%Y%m%d" } else { "%Y-%m-%d" };
    let read = NaiveDate::parse_from_str(&day, form).ok()?;
    let from = NaiveDate::from_ymd_opt(1900, 1, 1)?;
    (read >= from).then_some(read)
}
