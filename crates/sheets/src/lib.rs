//! Official templates (附件1–4) in and out: read as Excel and WPS really save them, every row checked at once, empty
//! templates, result files and exports written. Columns, headers, formats, options and messages are data of the
//! campaign (domain, section 6); a fault here would put wrong people into the roster or lose a household on the way.
//!
//! No clock, no randomness, no database: the office passes in the day, the villages and what the roster knows.

mod cell;
mod check;
mod clean;
mod message;
mod read;
pub mod roster;
pub mod template;
mod write;

pub use cell::Cell;
pub use check::{CheckedRow, Context, Roster, Taken, Value, VillageRef};
pub use message::{Message, Scope};
pub use read::{FileKind, Limits, Unreadable, read_rows};
pub use roster::{
    Change, HeldBack, HouseholdRow, Import, MemberRow, ToiletImport, ToiletRow, changes, import_households,
    import_rows, import_toilets, toilet_changes,
};
pub use template::{Column, Need, SheetTemplate, TemplateFault, Templates};
pub use write::{
    LedgerPlace, Masking, Watermark, WriteError, empty_template, export, ledger_cells, result_file,
    roster_cells,
};
