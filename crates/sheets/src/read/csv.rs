//! CSV as Excel and WPS save it: UTF-8 with or without mark, or the system's GB18030, fields quoted or not, comma,
//! semicolon or tab.

use std::borrow::Cow;

use encoding_rs::{GB18030, UTF_8};

use super::{Sheet, Stop, Unreadable};
use crate::cell::Cell;

pub(super) fn read(sheet: &mut Sheet<'_>, bytes: &[u8]) -> Result<(), Stop> {
    let text = decode(bytes).map_err(Stop::Unreadable)?;
    let damaged = |error: csv::Error| Stop::Unreadable(Unreadable::Damaged(error.to_string()));
    let mut lines = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(&text))
        .from_reader(text.as_bytes());
    let mut record = csv::StringRecord::new();
    // Rows are counted as a sheet shows them: a record with a line break inside is one row; blank lines count.
    let mut number = 0;
    let mut line = 1;
    while lines.read_record(&mut record).map_err(damaged)? {
        let starts = record.position().map_or(line, csv::Position::line);
        number += 1 + u32::try_from(starts.saturating_sub(line)).unwrap_or(0);
        line = lines.position().line();
        sheet.row(number, record.iter().map(cell).collect())?;
    }
    Ok(())
}

fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, Unreadable> {
    let plain = UTF_8.decode_with_bom_removal(bytes);
    if !plain.1 {
        return Ok(plain.0);
    }
    let (text, faulty) = GB18030.decode_without_bom_handling(bytes);
    if faulty { Err(Unreadable::Encoding) } else { Ok(text) }
}

fn delimiter(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    let count = |mark: char| first.chars().filter(|c| *c == mark).count();
    [(b',', count(',')), (b'\t', count('\t')), (b';', count(';'))]
        .into_iter()
        .max_by_key(|(mark, count)| (*count, *mark == b','))
        .map_or(b',', |(mark, _)| mark)
}

/// `="990…"` is how people keep digits in a CSV; what is inside is text, any other `=` a formula.
fn cell(text: &str) -> Cell {
    if text.is_empty() {
        return Cell::Empty;
    }
    let Some(formula) = text.strip_prefix('=') else { return Cell::Text(text.to_owned()) };
    match formula.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(inner) if !inner.contains('"') => Cell::Text(inner.to_owned()),
        _ => Cell::Formula(formula.to_owned()),
    }
}
