//! Lists going out as official templates. Masked unless asked otherwise by somebody who may; with a purpose, a
//! watermark and a row in the audit log (domain, section 9).

mod households;
mod ledger;

pub use households::WantedHouseholds;

use zoufang_sheets::{Masking, SheetTemplate, Watermark, export};
use zoufang_wire::{ApiError, ErrorCode};

use crate::accounts::SignedIn;
use crate::audit::{By, Event, audit};
use crate::clock::in_china;
use crate::error::told;
use crate::office::{Office, found_folder};
use crate::sheet_import::of_disk;
use crate::storage::StorageError;

/// What a list is taken out for: 2 to 100 characters.
#[derive(Debug, Clone)]
pub struct Purpose(String);

impl Purpose {
    /// # Errors
    /// `PurposeMissing` when it is too short or too long.
    pub fn new(text: &str) -> Result<Self, ApiError> {
        let text = text.trim();
        if (2..=100).contains(&text.chars().count()) && !text.chars().any(char::is_control) {
            return Ok(Self(text.to_owned()));
        }
        Err(ApiError::new(ErrorCode::PurposeMissing))
    }
}

impl std::fmt::Display for Purpose {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A workbook and what it is called.
#[derive(Debug)]
pub struct Sheet {
    pub name: String,
    pub bytes: Vec<u8>,
    pub rows: usize,
}

impl Office {
    /// Writes rows into a template and notes who took them out. Nothing goes out that is not noted.
    fn take_out(
        &self,
        by: &SignedIn,
        template: &SheetTemplate,
        rows: &[Vec<String>],
        masking: Masking,
        purpose: &Purpose,
    ) -> Result<Sheet, ApiError> {
        let now = self.now();
        let minute = in_china(now).format("%Y-%m-%d %H:%M").to_string();
        let mark = Watermark { user: by.account.name.clone(), time: minute, purpose: purpose.0.clone() };
        found_folder(self.import_dir()).map_err(|error| of_disk(&error))?;
        let bytes = export(template, rows, masking, &mark, self.import_dir())
            .map_err(|error| told(&StorageError::Failed(error.to_string())))?;
        let numbers = if masking == Masking::Whole { "numbers whole" } else { "masked" };
        let (subject, detail) =
            (template.key.clone(), format!("{} rows, {numbers}, for: {}", rows.len(), purpose.0));
        let by = By::account(&by.account);
        self.change(move |rows| audit(rows, now, &by, Event::Export, &subject, &detail))?;
        let day = in_china(now).format("%Y%m%d");
        Ok(Sheet { name: format!("{}-{day}.xlsx", template.title), bytes, rows: rows.len() })
    }
}
