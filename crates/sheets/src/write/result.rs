//! The result file: the same rows with a last column 导入结果. The sheet is rebuilt cell by cell (text as text, numbers as
//! numbers, dates as dates); colours, widths and other sheets of the original are not kept, and formulas are written as
//! their text.

use std::collections::BTreeMap;
use std::path::Path;

use rust_xlsxwriter::{Format as Style, Workbook, XlsxError};

use super::{WriteError, header_style, lay_out, text_style};
use crate::cell::Cell;
use crate::read::{Limits, RESULT, read_rows};
use crate::template::{SheetTemplate, Templates};

/// `results` by row number; a row without one gets an empty cell. What does not fit into memory goes to nameless files in
/// `scratch`.
///
/// # Errors
/// When the file cannot be read again or the workbook not written.
pub fn result_file(
    templates: &Templates,
    template: &SheetTemplate,
    bytes: &[u8],
    results: &BTreeMap<u32, String>,
    scratch: &Path,
) -> Result<Vec<u8>, WriteError> {
    let mut book = Workbook::new();
    book.set_tempdir(scratch).map_err(WriteError::of(template))?;
    let sheet = book.add_worksheet_with_low_memory().map_err(WriteError::of(template))?;
    let last = u16::try_from(template.columns.len()).unwrap_or(u16::MAX);
    lay_out(sheet, template).map_err(WriteError::of(template))?;
    let header = sheet.write_string_with_format(0, last, RESULT, &header_style());
    header.map_err(WriteError::of(template))?;
    let mut failed = None;
    let read = read_rows(templates, template, bytes, Limits::default(), &mut |row, cells| {
        if failed.is_none() {
            let result = results.get(&row).map_or("", String::as_str);
            failed = write_row(sheet, row, &cells, last, result).err();
        }
    });
    read.map_err(WriteError::Source)?;
    match failed {
        Some(error) => Err(WriteError::of(template)(error)),
        None => book.save_to_buffer().map_err(WriteError::of(template)),
    }
}

fn write_row(
    sheet: &mut rust_xlsxwriter::Worksheet,
    row: u32,
    cells: &[Cell],
    last: u16,
    result: &str,
) -> Result<(), XlsxError> {
    let number = row - 1;
    for (at, cell) in (0..last).zip(cells) {
        match cell {
            Cell::Empty => {}
            Cell::Number(value) => {
                sheet.write_number_with_format(
                    number,
                    at,
                    *value,
                    &Style::new().set_num_format("General"),
                )?;
            }
            Cell::Date(date) => {
                let style = Style::new().set_num_format("yyyy-mm-dd");
                let serial = (*date - chrono::NaiveDate::default()).num_days() + 25_569;
                sheet.write_number_with_format(
                    number,
                    at,
                    f64::from(i32::try_from(serial).unwrap_or(0)),
                    &style,
                )?;
            }
            other => {
                sheet.write_string_with_format(number, at, other.shown(), &text_style())?;
            }
        }
    }
    sheet.write_string(number, last, result)?;
    Ok(())
}
