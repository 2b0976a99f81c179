//! What the office remembers of a file on its way into the roster. ID and phone numbers in it are masked already.

use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zoufang_domain::ids::AccountId;

/// A file that was handed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportJob {
    pub id: Uuid,
    pub account: AccountId,
    pub who: String,
    /// RFC 3339.
    pub at: String,
    /// Key of the template, such as `attachment2`.
    pub template: String,
    /// Name of the file as it was sent, for people only.
    pub file: String,
    /// Bytes.
    pub size: u64,
    pub state: ImportState,
    /// The roster's revision that the check saw.
    pub revision: u64,
    pub summary: ImportSummary,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
#[ts(export, rename = "ConsoleImportState", export_to = "ConsoleImportState.ts")]
pub enum ImportState {
    /// Being read, or the office stopped while it was.
    Checking,
    /// The file as a whole cannot be read; its messages say why.
    Refused,
    /// Previewed; nothing is in the roster yet.
    Ready,
    Done,
}

/// Counts of a preview.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ts_rs::TS)]
#[ts(export, rename = "ConsoleImportSummary", export_to = "ConsoleImportSummary.ts")]
pub struct ImportSummary {
    /// Rows of the file.
    pub rows: u32,
    // Households.
    pub new: u32,
    pub changed: u32,
    pub unchanged: u32,
    /// In the roster of the file's villages, but not in the file. They stay.
    pub missing: u32,
    /// Kept out by an error.
    pub faulty: u32,
    // Messages.
    pub errors: u32,
    pub hints: u32,
}

/// What becomes of a household.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
#[ts(export, rename = "ConsoleImportOutcome", export_to = "ConsoleImportOutcome.ts")]
pub enum Outcome {
    New,
    Changed,
    Unchanged,
    /// In the roster, not in the file; an import deletes nobody.
    Missing,
    /// Kept out by an error.
    Faulty,
}

/// One household of the preview.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[ts(export, rename = "ConsoleImportRow", export_to = "ConsoleImportRow.ts")]
pub struct PreviewRow {
    pub outcome: Outcome,
    /// Empty for a faulty one, whose rows may contradict each other.
    pub head: String,
    pub village: String,
    pub group: String,
    pub people: u32,
    /// Row numbers in the sheet.
    pub rows: Vec<u32>,
    pub changes: Vec<FieldChange>,
    /// People of the roster's household whom the file does not name. They stay.
    pub absent: Vec<String>,
}

/// One field, old and new.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[ts(export, rename = "ConsoleImportChange", export_to = "ConsoleImportChange.ts")]
pub struct FieldChange {
    /// Whose field; missing for the household's own.
    pub person: Option<String>,
    /// The template's header.
    pub header: String,
    pub old: String,
    pub new: String,
}

/// A message about the file or one of its rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[ts(export, rename = "ConsoleImportMessage", export_to = "ConsoleImportMessage.ts")]
pub struct RowMessage {
    pub row: Option<u32>,
    /// Letters of the column, such as `Q`.
    pub column: Option<String>,
    pub header: Option<String>,
    /// `E01`–`E30`, `W01`, `W02`.
    pub code: String,
    pub text: String,
    /// Whether it keeps its household out.
    pub stops: bool,
}
