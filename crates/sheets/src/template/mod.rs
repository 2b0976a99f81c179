//! Templates as this crate uses them: each column's written format (`2～30字`, `下拉：…`) becomes a rule when the campaign
//! is loaded. A format nobody can read is a fault at load, not a column that lets everything pass.

mod fault;
mod format;

pub use fault::TemplateFault;
pub use format::{Condition, Format};

use std::collections::BTreeMap;

use zoufang_domain::checklist::{Checklist, Template, TemplateColumn};

use crate::clean;
use crate::message::Words;

const FILE: &str = "templates.json";

/// Messages this crate says; a campaign without one of them cannot be imported into.
const CODES: [&str; 30] = [
    "E01", "E02", "E03", "E04", "E05", "E06", "E07", "E08", "E11", "E12", "E13", "E14", "E15", "E16", "E17",
    "E18", "E19", "E20", "E21", "E22", "E23", "E24", "E25", "E26", "E27", "E28", "E29", "E30", "W01", "W02",
];

/// All templates of a campaign with the words of its messages.
#[derive(Debug, Clone)]
pub struct Templates {
    templates: BTreeMap<String, SheetTemplate>,
    pub(crate) words: Words,
    checklist: Checklist,
}

/// One official table.
#[derive(Debug, Clone, PartialEq)]
pub struct SheetTemplate {
    /// Key in `templates.json`, such as `attachment2`.
    pub key: String,
    pub title: String,
    pub sheet: String,
    pub columns: Vec<Column>,
    /// Version of the campaign's data, written into the document's properties.
    pub version: u32,
}

/// Whether a cell must be filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    Always,
    /// On a condition (`Y*`, `N*`).
    When(Condition),
    Never,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    pub header: String,
    pub need: Need,
    pub format: Format,
    /// The format in the template's own words, for messages.
    pub format_text: String,
    pub example: String,
    pub note: String,
}

impl Templates {
    /// Reads the templates of a campaign.
    ///
    /// # Errors
    /// Every fault with file, template and column.
    pub fn of(checklist: &Checklist) -> Result<Self, Vec<TemplateFault>> {
        let words = Words::of(checklist);
        let mut faults = Vec::new();
        for code in CODES.into_iter().filter(|code| !words.has(code)) {
            faults.push(TemplateFault {
                file: "messages.json",
                template: code.to_owned(),
                column: String::new(),
                problem: "has no words".to_owned(),
                remedy: "add the message (domain, section 6.5)".to_owned(),
            });
        }
        let mut templates = BTreeMap::new();
        for (key, template) in &checklist.templates {
            templates.insert(key.clone(), read(key, template, checklist, &mut faults));
        }
        if faults.is_empty() {
            Ok(Self { templates, words, checklist: checklist.clone() })
        } else {
            Err(faults)
        }
    }

    /// By key, such as `attachment2`.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&SheetTemplate> {
        self.templates.get(key)
    }

    /// The campaign's data they were read from.
    #[must_use]
    pub fn checklist(&self) -> &Checklist {
        &self.checklist
    }

    pub fn iter(&self) -> impl Iterator<Item = &SheetTemplate> {
        self.templates.values()
    }
}

impl SheetTemplate {
    /// Place of a column by its header as the campaign writes it. Asked many times a row, so it compares and no more.
    #[must_use]
    pub fn at(&self, header: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.header == header)
    }
}

fn read(
    key: &str,
    template: &Template,
    checklist: &Checklist,
    faults: &mut Vec<TemplateFault>,
) -> SheetTemplate {
    let mut fault = |column: &str, problem: String, remedy: &str| {
        faults.push(TemplateFault {
            file: FILE,
            template: key.to_owned(),
            column: column.to_owned(),
            problem,
            remedy: remedy.to_owned(),
        });
    };
    let sheet_fits = !template.sheet.is_empty()
        && template.sheet.chars().count() <= 31
        && !template.sheet.contains(['[', ']', ':', '*', '?', '/', '\\']);
    if !sheet_fits {
        let remedy = "write 1 to 31 characters without [ ] : * ? / \\";
        fault("", format!("`{}` is no name of a sheet", template.sheet), remedy);
    }
    let mut columns: Vec<Column> = Vec::new();
    for column in &template.columns {
        if columns.iter().any(|one| clean::header(&one.header) == clean::header(&column.header)) {
            fault(&column.header, "stands twice".to_owned(), "keep one");
        }
        match column_of(column, checklist) {
            Ok(read) => columns.push(read),
            Err(problem) => fault(&column.header, problem, "see the formats in sheets::template::Format"),
        }
    }
    SheetTemplate {
        key: key.to_owned(),
        title: template.title.clone(),
        sheet: template.sheet.clone(),
        columns,
        version: checklist.version(),
    }
}

fn column_of(column: &TemplateColumn, checklist: &Checklist) -> Result<Column, String> {
    let format = format::read(column, checklist)?;
    let need = match (column.required.as_str(), format::condition(column)) {
        ("Y", _) => Need::Always,
        ("N", _) => Need::Never,
        ("Y*" | "N*", Some(condition)) => Need::When(condition),
        ("Y*" | "N*", None) => return Err(format!("no condition is known for `{}`", column.format)),
        (other, _) => return Err(format!("required `{other}` is none of Y, Y*, N, N*")),
    };
    Ok(Column {
        header: column.header.clone(),
        need,
        format,
        format_text: column.format.clone(),
        example: column.example.clone(),
        note: column.note.clone(),
    })
}
