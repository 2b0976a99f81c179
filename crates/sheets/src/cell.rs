//! One cell as the file holds it, before any template has judged it. Whether an ID number was text or a number is kept:
//! a number has already lost its last digits (E16).

use chrono::NaiveDate;

/// A cell's content.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Cell {
    #[default]
    Empty,
    Text(String),
    Number(f64),
    /// A date cell, or a bare serial number in a date column.
    Date(NaiveDate),
    Yes(bool),
    /// `#REF!` and its like.
    Fault(String),
    /// Formulas are not read: their stored result may be stale. The text is the formula.
    Formula(String),
}

impl Cell {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => text.trim().is_empty(),
            _ => false,
        }
    }

    /// As a person sees it in the sheet.
    #[must_use]
    pub fn shown(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) | Self::Fault(text) => text.clone(),
            Self::Number(number) => number_text(*number),
            Self::Date(date) => date.format("%Y-%m-%d").to_string(),
            Self::Yes(true) => "TRUE".to_owned(),
            Self::Yes(false) => "FALSE".to_owned(),
            Self::Formula(formula) => format!("公式 ={formula}"),
        }
    }
}

/// A whole number without point, as Excel shows it up to 11 digits; longer ones it shows in scientific notation, which
/// must not look like the digits somebody typed.
fn number_text(number: f64) -> String {
    if number.abs() >= 1e15 { format!("{number:E}") } else { format!("{number}") }
}

/// Letters of a column counted from 0: `A`, `Z`, `AA`.
#[must_use]
pub fn column_letters(column: usize) -> String {
    let mut rest = column + 1;
    let mut letters = Vec::new();
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or(0)));
        rest /= 26;
    }
    letters.iter().rev().collect()
}
