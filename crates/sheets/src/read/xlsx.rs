//! XLSX, cell by cell as the sheet's XML gives them. The dimension record is never believed: WPS and some exporters
//! write `A1`, or a million rows.

use std::io::Cursor;

use calamine::{DataRef, Dimensions, ExcelDateTime, ExcelDateTimeType, Reader as _, Xlsx, XlsxError};
use chrono::NaiveDate;

use super::{Sheet, Stop, Unreadable};
use crate::cell::{Cell, column_letters};
use crate::template::Format;

/// Columns beyond the template's that are still looked at, so that an added one is told (E05).
const BEYOND: usize = 20;

pub(super) fn read(sheet: &mut Sheet<'_>, bytes: &[u8]) -> Result<(), Stop> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
    let wanted = sheet.template.sheet.clone();
    let Some(name) = book.sheet_names().iter().find(|name| name.trim() == wanted).cloned() else {
        return Err(Stop::Said(vec![sheet.say("E02", &[("sheet", wanted)])]));
    };
    let merged = book.merge_cells_by_sheet_name(&name).map_err(damaged)?;
    if !merged.is_empty() {
        let told = merged.iter().map(|range| sheet.say("E06", &[("range", range_text(*range))]));
        return Err(Stop::Said(told.collect()));
    }
    let is_1904 = book.has_1904_epoch();
    let width = sheet.template.columns.len() + BEYOND;
    let mut cells = book.worksheet_cells_reader(&name).map_err(damaged)?;
    let mut current = (0, Vec::new());
    while let Some(next) = cells.next_cell_with_formula_metadata().map_err(damaged)? {
        let (row, column) = (next.pos.0, next.pos.1 as usize);
        if row != current.0 && !current.1.is_empty() {
            sheet.row(current.0 + 1, std::mem::take(&mut current.1))?;
        }
        let value = match next.formula {
            Some(formula) => Cell::Formula(formula_text(formula)),
            None => cell(next.value),
        };
        let of_date = sheet.template.columns.get(column).is_some_and(|one| one.format == Format::Date);
        let value = match value {
            Cell::Number(number) if of_date && row > 0 => {
                serial(number, is_1904).map_or(Cell::Number(number), Cell::Date)
            }
            other => other,
        };
        if column >= width || value == Cell::Empty {
            continue;
        }
        current.0 = row;
        if current.1.len() <= column {
            current.1.resize(column + 1, Cell::Empty);
        }
        current.1[column] = value;
    }
    if current.1.is_empty() { Ok(()) } else { sheet.row(current.0 + 1, current.1) }
}

fn damaged(error: XlsxError) -> Stop {
    Stop::Unreadable(match error {
        XlsxError::Password => Unreadable::Password,
        other => Unreadable::Damaged(other.to_string()),
    })
}

fn formula_text(formula: calamine::XlsxFormulaMetadata) -> String {
    use calamine::XlsxFormulaMetadata as Formula;
    match formula {
        Formula::Normal { formula } | Formula::Shared { formula, .. } => formula,
        _ => "…".to_owned(),
    }
}

fn range_text(range: Dimensions) -> String {
    let corner = |(row, column): (u32, u32)| format!("{}{}", column_letters(column as usize), row + 1);
    format!("{}:{}", corner(range.start), corner(range.end))
}

fn cell(value: DataRef<'_>) -> Cell {
    match value {
        DataRef::Empty => Cell::Empty,
        #[allow(clippy::cast_precision_loss)] // Beyond 2^53 digits are lost either way, which E16 tells.
        DataRef::Int(number) => Cell::Number(number as f64),
        DataRef::Float(number) => Cell::Number(number),
        DataRef::String(text) => Cell::Text(text),
        DataRef::SharedString(text) => Cell::Text(text.to_owned()),
        DataRef::Bool(yes) => Cell::Yes(yes),
        DataRef::DateTime(moment) => {
            moment.as_datetime().map_or(Cell::Number(moment.as_f64()), |moment| Cell::Date(moment.date()))
        }
        DataRef::DateTimeIso(text) => {
            let date = text.get(..10).and_then(|day| day.parse().ok());
            date.map_or(Cell::Text(text), Cell::Date)
        }
        DataRef::DurationIso(text) => Cell::Text(text),
        DataRef::Error(error) => Cell::Fault(error.to_string()),
    }
}

/// A bare number in a date column is a serial that lost its format; the workbook's own count says which day it is.
fn serial(number: f64, is_1904: bool) -> Option<NaiveDate> {
    let plausible = (1.0..80_000.0).contains(&number) && number.fract() == 0.0;
    let moment = ExcelDateTime::new(number, ExcelDateTimeType::DateTime, is_1904).as_datetime()?;
    plausible.then_some(moment.date())
}
