//! Rows to households (附件2): grouped by 户主证件号码, checked against each other and the roster, and sorted into whole
//! good households and the rest. Never half a household, never one lost: every row is in exactly one of them, or is the
//! example.

mod across;
mod changes;
mod household;
mod toilet;

use across::toilets as toilet_checks;
pub use changes::{Change, changes};
pub use household::{HouseholdRow, MemberRow};
pub use toilet::{ToiletImport, ToiletRow, import_toilets, toilet_changes};

use crate::check::{CheckedRow, Context, RowCheck};
use crate::message::Message;
use crate::read::{Limits, read_rows};
use crate::template::{SheetTemplate, Templates};

/// What became of a file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Import {
    /// Households without any error.
    pub good: Vec<HouseholdRow>,
    /// Households that stay out; why is in `messages`.
    pub bad: Vec<HeldBack>,
    /// Every message, by row.
    pub messages: Vec<Message>,
    /// Data rows read, the example among them.
    pub rows: u32,
}

/// A household that stays out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldBack {
    /// Its key in the file; missing where that is what is wrong.
    pub head_id: Option<String>,
    pub head_name: String,
    /// Row numbers in the sheet.
    pub rows: Vec<u32>,
}

impl Import {
    /// Whether the file as a whole may be imported, which is the default; else 只导入无误的户 takes `good` alone.
    #[must_use]
    pub fn is_faultless(&self) -> bool {
        !self.messages.iter().any(|message| message.scope.stops())
    }
}

/// Reads and checks any template's rows, without grouping.
///
/// # Errors
/// The file's messages (E01–E08).
pub fn import_rows(
    templates: &Templates,
    template: &SheetTemplate,
    bytes: &[u8],
    limits: Limits,
    context: Context<'_>,
) -> Result<Vec<CheckedRow>, Vec<Message>> {
    let check = RowCheck { templates, template, context };
    let mut rows = Vec::new();
    read_rows(templates, template, bytes, limits, &mut |row, cells| rows.push(check.check(row, &cells)))?;
    if template.key == "attachment3" {
        toilet_checks(&check, &mut rows);
    }
    Ok(rows)
}

/// Reads attachment 2 into households.
///
/// # Errors
/// The file's messages (E01–E08); nothing is to be imported then.
pub fn import_households(
    templates: &Templates,
    template: &SheetTemplate,
    bytes: &[u8],
    limits: Limits,
    context: Context<'_>,
) -> Result<Import, Vec<Message>> {
    let check = RowCheck { templates, template, context };
    let mut rows: Vec<household::PersonRow> = Vec::new();
    let mut import = Import::default();
    read_rows(templates, template, bytes, limits, &mut |row, cells| {
        let checked = check.check(row, &cells);
        import.rows += 1;
        if let Some(progress) = context.progress.filter(|_| import.rows.is_multiple_of(1000)) {
            progress(import.rows);
        }
        if checked.example {
            import.messages.extend(checked.messages);
        } else {
            rows.push(household::PersonRow::of(&check, checked));
        }
    })?;
    across::group(&check, rows, &mut import);
    import.messages.sort_by_key(|message| message.row);
    Ok(import)
}
