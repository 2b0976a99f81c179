//! Files as people hand them in: first judged from outside (is it a workbook, is it locked, does it unpack to a bomb),
//! then streamed row by row, so that 100,000 rows never stand in memory at once.

mod csv;
mod guard;
mod header;
mod xlsx;

use crate::cell::Cell;
use crate::message::{Message, Place};
use crate::template::{SheetTemplate, Templates};

pub(crate) const RESULT: &str = "导入结果";

/// What the file turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    Xlsx,
    Csv,
}

/// Bounds that keep a hostile or broken file from taking the machine.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Data rows; more are E08.
    pub rows: u32,
    /// Bytes of all parts after unpacking.
    pub unpacked: u64,
    /// Unpacked to packed size, judged from 16 MiB on.
    pub ratio: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { rows: 100_000, unpacked: 400 << 20, ratio: 100 }
    }
}

/// Why a file cannot be read at all; shown behind E01.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    #[error("这不是表格文件，请用模板填写后另存为.xlsx")]
    NotAWorkbook,
    #[error("文件设有打开密码，请在WPS或Excel里取消密码后再导入")]
    Password,
    #[error("文件带有宏，请另存为不带宏的.xlsx后再导入")]
    Macro,
    #[error("这是旧版.xls文件，请用WPS或Excel打开，另存为.xlsx后再导入")]
    OldXls,
    #[error("文件解压后太大（超过{0}兆），不像正常的表格，已拒绝")]
    Bomb(u64),
    #[error("文件已损坏：{0}")]
    Damaged(String),
    #[error("文字编码无法识别，请另存为.xlsx后再导入")]
    Encoding,
}

/// Streams the data rows of a file to `each` as `(row number, cells)`, cells in the template's order; blank rows are
/// left out.
///
/// # Errors
/// The file's messages (E01–E08); `each` may have been called before a late one (E08, damage) is found.
pub fn read_rows(
    templates: &Templates,
    template: &SheetTemplate,
    bytes: &[u8],
    limits: Limits,
    each: &mut dyn FnMut(u32, Vec<Cell>),
) -> Result<FileKind, Vec<Message>> {
    let unreadable = |why: &Unreadable| {
        let mut message = templates.words.message("E01", Place::default(), &[]);
        message.text = format!("{}：{why}", message.text);
        vec![message]
    };
    let kind = guard::kind(bytes, limits).map_err(|why| unreadable(&why))?;
    let mut sheet = Sheet { templates, template, limits, each, header_seen: false, rows: 0 };
    let end = match kind {
        FileKind::Xlsx => xlsx::read(&mut sheet, bytes),
        FileKind::Csv => csv::read(&mut sheet, bytes),
    };
    match end {
        Ok(()) => sheet.finish().map(|()| kind),
        Err(Stop::Said(messages)) => Err(messages),
        Err(Stop::Unreadable(why)) => Err(unreadable(&why)),
    }
}

/// Why reading ended early.
pub(crate) enum Stop {
    Said(Vec<Message>),
    Unreadable(Unreadable),
}

/// The rows on their way from the file to the checks.
pub(crate) struct Sheet<'a> {
    pub templates: &'a Templates,
    pub template: &'a SheetTemplate,
    limits: Limits,
    each: &'a mut dyn FnMut(u32, Vec<Cell>),
    header_seen: bool,
    rows: u32,
}

impl Sheet<'_> {
    pub fn say(&self, code: &str, extra: &[(&str, String)]) -> Message {
        let place = Place { sheet: &self.template.sheet, ..Place::default() };
        self.templates.words.message(code, place, extra)
    }

    /// Takes the next row of the file, the header among them.
    pub fn row(&mut self, number: u32, mut cells: Vec<Cell>) -> Result<(), Stop> {
        if !self.header_seen {
            self.header_seen = true;
            // The header stands in row 1; anything above the first filled row shifts it and is told as such.
            let got = if number == 1 { cells } else { Vec::new() };
            let faults = header::faults(self, &got);
            return if faults.is_empty() { Ok(()) } else { Err(Stop::Said(faults)) };
        }
        cells.resize(self.template.columns.len(), Cell::Empty);
        if cells.iter().all(Cell::is_empty) {
            return Ok(());
        }
        self.rows += 1;
        if self.rows > self.limits.rows {
            return Err(Stop::Said(vec![self.say("E08", &[("max", self.limits.rows.to_string())])]));
        }
        (self.each)(number, cells);
        Ok(())
    }

    fn finish(&self) -> Result<(), Vec<Message>> {
        if !self.header_seen {
            return Err(header::faults(self, &[]));
        }
        if self.rows == 0 { Err(vec![self.say("E07", &[])]) } else { Ok(()) }
    }
}
