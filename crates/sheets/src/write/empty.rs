//! An empty template: drop-downs, text columns, a filled example row, notes.

use rust_xlsxwriter::{DataValidation, DocProperties, Formula, Workbook, Worksheet, XlsxError};

use super::{WriteError, header_style, lay_out, text_style};
use crate::cell::column_letters;
use crate::template::{Format, Need, SheetTemplate};

/// Rows that get drop-downs.
const ROWS: u32 = 20_000;
const OPTIONS: &str = "选项";
const NOTES: &str = "填表说明";

/// The template as a workbook. `villages` fill the village drop-downs. The example row must be deleted before import
/// (E29 says so).
///
/// # Errors
/// When the workbook cannot be written.
pub fn empty_template(template: &SheetTemplate, villages: &[String]) -> Result<Vec<u8>, WriteError> {
    build(template, villages).map_err(WriteError::of(template))
}

fn build(template: &SheetTemplate, villages: &[String]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    book.set_properties(
        &DocProperties::new()
            .set_title(&template.title)
            .set_custom_property("template", template.key.as_str())
            .set_custom_property("version", template.version.to_string().as_str()),
    );
    let mut sheet = Worksheet::new();
    let mut options = Worksheet::new();
    options.set_name(OPTIONS)?;
    options.set_hidden(true);
    lay_out(&mut sheet, template)?;
    for (at, column) in (0u16..).zip(&template.columns) {
        sheet.write_string_with_format(1, at, &column.example, &text_style())?;
        let (labels, many) = match &column.format {
            Format::Choice { options, many } => {
                (options.iter().map(|(_, label)| label.clone()).collect(), *many)
            }
            Format::Village { many } => (villages.to_vec(), *many),
            Format::Fixed(fixed) => (vec![fixed.clone()], false),
            _ => continue,
        };
        // A drop-down knows one choice; where several are allowed, a fixed list would refuse the second.
        if !labels.is_empty() && !many {
            drop_down(&mut sheet, &mut options, at, &labels)?;
        }
    }
    let notes = notes(template)?;
    book.push_worksheet(sheet);
    book.push_worksheet(notes);
    book.push_worksheet(options);
    book.save_to_buffer()
}

/// Every list lies on the hidden sheet: Excel allows 255 characters in the rule itself.
fn drop_down(
    sheet: &mut Worksheet,
    options: &mut Worksheet,
    at: u16,
    labels: &[String],
) -> Result<(), XlsxError> {
    for (row, label) in (0u32..).zip(labels) {
        options.write_string(row, at, label)?;
    }
    let letters = column_letters(usize::from(at));
    let list = Formula::new(format!("={OPTIONS}!${letters}$1:${letters}${}", labels.len()));
    let rule = DataValidation::new()
        .allow_list_formula(list)
        .set_error_title("不在选项内")?
        .set_error_message("请从下拉框里选，或按模板的选项填写。")?;
    sheet.add_data_validation(1, at, ROWS, at, &rule)?;
    Ok(())
}

fn notes(template: &SheetTemplate) -> Result<Worksheet, XlsxError> {
    let mut notes = Worksheet::new();
    notes.set_name(NOTES)?;
    let lines = [
        template.title.as_str(),
        "第1行表头不要改动，从第2行起填写；第2行是示例，填好后请删除。不要合并单元格，不要用公式。",
    ];
    for (row, line) in (0u32..).zip(lines) {
        notes.write_string(row, 0, line)?;
    }
    for (at, header) in (0u16..).zip(["列头", "是否必填", "格式", "示例"]) {
        notes.write_string_with_format(3, at, header, &header_style())?;
        notes.set_column_width(at, 30.0)?;
    }
    for (row, column) in (4u32..).zip(&template.columns) {
        let need = match column.need {
            Need::Always => "必填",
            Need::When(_) => "按条件必填",
            Need::Never => "选填",
        };
        for (at, text) in (0u16..).zip([&column.header, need, &column.format_text, &column.example]) {
            notes.write_string(row, at, text)?;
        }
    }
    Ok(notes)
}
