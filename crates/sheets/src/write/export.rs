//! Rows of a template going out, masked unless the caller has the right and says so.

use std::path::Path;

use rust_xlsxwriter::{DocProperties, Workbook, Worksheet, XlsxError};
use zoufang_domain::roster::id_number::{mask_id, mask_phone};

use super::{WriteError, harmless, lay_out, text_style};
use crate::template::{Format, SheetTemplate};

/// Who took the table out, when and what for; printed at the foot of every page (domain, section 9).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watermark {
    pub user: String,
    /// As it is to be printed, Asia/Shanghai.
    pub time: String,
    pub purpose: String,
}

/// Whether ID and phone numbers are written whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Masking {
    /// `990101********001X`: for reading, not for import.
    #[default]
    Masked,
    /// Import-ready.
    Whole,
}

/// Writes rows of plain texts, in the template's order of columns. What does not fit into memory goes to nameless files
/// in `scratch`, so that nothing personal is left in a folder that others read.
///
/// # Errors
/// When the workbook cannot be written.
pub fn export(
    template: &SheetTemplate,
    rows: &[Vec<String>],
    masking: Masking,
    mark: &Watermark,
    scratch: &Path,
) -> Result<Vec<u8>, WriteError> {
    build(template, rows, masking, mark, scratch).map_err(WriteError::of(template))
}

fn build(
    template: &SheetTemplate,
    rows: &[Vec<String>],
    masking: Masking,
    mark: &Watermark,
    scratch: &Path,
) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    book.set_tempdir(scratch)?;
    book.set_properties(&DocProperties::new().set_title(&template.title));
    let sheet: &mut Worksheet = book.add_worksheet_with_low_memory()?;
    lay_out(sheet, template)?;
    let line = format!("{}　{}　用途：{}", mark.user, mark.time, mark.purpose).replace('&', "&&");
    // Excel refuses headers beyond 255 characters.
    let line: String = line.chars().take(200).collect();
    sheet.set_header(format!("&C{}", template.title.replace('&', "&&")));
    sheet.set_footer(format!("&L{line}&R&P/&N"));
    let style = text_style();
    for (number, row) in (1u32..).zip(rows) {
        for ((at, column), text) in (0u16..).zip(&template.columns).zip(row) {
            let shown = match (&column.format, masking) {
                (Format::IdNumber, Masking::Masked) => mask_id(text),
                (Format::Phone { .. }, Masking::Masked) => mask_phone(text),
                _ => text.clone(),
            };
            if !shown.is_empty() {
                sheet.write_string_with_format(number, at, harmless(&shown), &style)?;
            }
        }
    }
    book.save_to_buffer()
}
