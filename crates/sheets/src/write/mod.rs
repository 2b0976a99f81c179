//! Tables going out: empty templates, exports in import-ready form, and the result file. Whatever this crate writes, it
//! reads again without a message; and no text a person typed may run as a formula in somebody's Excel.

mod empty;
mod export;
mod ledger;
mod result;
mod roster;

pub use empty::empty_template;
pub use export::{Masking, Watermark, export};
pub use ledger::{LedgerPlace, ledger_cells};
pub use result::result_file;
pub use roster::roster_cells;
pub(crate) use roster::{of_household, of_member};

use rust_xlsxwriter::{Format as Style, FormatAlign, FormatBorder, Worksheet, XlsxError};

use crate::message::Message;
use crate::template::{Format, SheetTemplate};

#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    #[error("the table {sheet} could not be written: {source}; free some disk space and try again")]
    Xlsx { sheet: String, source: XlsxError },
    #[error("the file to answer cannot be read: {}", .0.first().map(ToString::to_string).unwrap_or_default())]
    Source(Vec<Message>),
}

impl WriteError {
    fn of(template: &SheetTemplate) -> impl Fn(XlsxError) -> Self + '_ {
        |source| Self::Xlsx { sheet: template.sheet.clone(), source }
    }
}

fn text_style() -> Style {
    Style::new().set_num_format("@")
}

fn header_style() -> Style {
    Style::new().set_bold().set_text_wrap().set_align(FormatAlign::Center).set_border(FormatBorder::Thin)
}

/// Sheet name, column widths and formats, the header in row 1.
fn lay_out(sheet: &mut Worksheet, template: &SheetTemplate) -> Result<(), XlsxError> {
    sheet.set_name(&template.sheet)?;
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_repeat_rows(0, 0)?;
    // Up to 35 columns: on A3, one page wide, as they are pinned up in the village office.
    sheet.set_landscape().set_paper_size(8).set_print_fit_to_pages(1, 0);
    for (at, column) in (0u16..).zip(&template.columns) {
        let wide = matches!(column.format, Format::IdNumber);
        sheet.set_column_width(at, if wide { 24.0 } else { 14.0 })?;
        // Text throughout: Excel may not turn numbers, dates or phone numbers into what it takes them for.
        sheet.set_column_format(at, &text_style())?;
        sheet.write_string_with_format(0, at, &column.header, &header_style())?;
    }
    Ok(())
}

/// A text that begins like a formula gets an apostrophe before it, which our reading takes off again.
fn harmless(text: &str) -> String {
    if crate::clean::begins_a_formula(text) { format!("'{text}") } else { text.to_owned() }
}
