//! Households from official templates into the roster: handed in, checked, previewed, and only then written.
//!
//! The file stays as it came until the officer throws it away; what was found in it is kept row by row, so that a
//! closed browser or a restarted office loses nothing. One transaction writes all of it or nothing, and only over the
//! roster that the preview was made on. An import deletes nobody.

mod check;
mod commit;
mod known;
mod model;
mod result;
mod toilets;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use uuid::Uuid;
use zoufang_domain::checklist::Checklist;
use zoufang_sheets::{SheetTemplate, Templates, empty_template};
use zoufang_wire::{ApiError, ErrorCode};

pub use model::{FieldChange, ImportJob, ImportState, ImportSummary, Outcome, PreviewRow, RowMessage};

use crate::checklists;
use crate::error::told;
use crate::office::{Office, found_folder};
use crate::storage::StorageError;
use crate::storage::account::Account;

/// The template that households come in.
pub const HOUSEHOLDS: &str = "attachment2";
/// The template that the survey of toilets comes in.
pub const TOILETS: &str = "attachment3";

/// Checks under way. One runs at a time: a file of a hundred thousand rows takes its share of the machine.
#[derive(Debug, Default)]
pub struct ImportDesk {
    /// Rows read so far.
    progress: Mutex<HashMap<Uuid, u32>>,
    turn: Mutex<()>,
}

/// Notes a check as under way until it is dropped.
struct Running<'a> {
    desk: &'a ImportDesk,
    id: Uuid,
}

impl ImportDesk {
    fn begin(&self, id: Uuid) -> Option<Running<'_>> {
        let mut progress = locked(&self.progress);
        if progress.contains_key(&id) {
            return None;
        }
        progress.insert(id, 0);
        Some(Running { desk: self, id })
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        locked(&self.desk.progress).remove(&self.id);
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A file as it arrived.
#[derive(Debug)]
pub struct HandedIn {
    /// Key of the template it is said to be.
    pub template: String,
    /// Its name, for people only.
    pub name: String,
    /// Where it lies until it is received.
    pub at: PathBuf,
    pub size: u64,
}

impl Office {
    /// A place for a file that is still arriving, inside the data folder.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn place_for_import(&self) -> Result<PathBuf, ApiError> {
        found_folder(self.import_dir()).map_err(|error| of_disk(&error))?;
        Ok(self.import_dir().join(format!("{}.part", self.config().ids.uuid())))
    }

    /// Takes a file that has arrived whole; [`Office::check_import`] comes next.
    ///
    /// # Errors
    /// `NoChecklist`; `InvalidInput` for a template nothing is imported from; or the disk or database fails.
    pub fn receive_import(&self, by: &Account, file: &HandedIn) -> Result<ImportJob, ApiError> {
        let templates = self.templates()?;
        importable(&templates, &file.template)?;
        let id = self.config().ids.uuid();
        let job = ImportJob {
            id,
            account: by.id,
            who: by.name.clone(),
            at: self.now().to_rfc3339(),
            template: file.template.clone(),
            file: file.name.clone(),
            size: file.size,
            state: ImportState::Checking,
            revision: 0,
            summary: ImportSummary::default(),
        };
        std::fs::rename(&file.at, self.file_of(id)).map_err(|error| of_disk(&error))?;
        let kept = job.clone();
        self.change(move |rows| rows.put_import(&kept))?;
        Ok(job)
    }

    /// Throws a file away with all that was found in it; what is in the roster stays.
    ///
    /// # Errors
    /// `NotFound`, or the disk or database fails.
    pub fn drop_import(&self, id: Uuid) -> Result<(), ApiError> {
        self.import_job(id)?;
        self.change(move |rows| rows.drop_import(id))?;
        match std::fs::remove_file(self.file_of(id)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(of_disk(&error)),
            _ => Ok(()),
        }
    }

    /// Rows read so far, while the file is being checked.
    #[must_use]
    pub fn import_progress(&self, id: Uuid) -> Option<u32> {
        locked(&self.imports().progress).get(&id).copied()
    }

    /// # Errors
    /// `NotFound`, or the database fails.
    pub fn import_job(&self, id: Uuid) -> Result<ImportJob, ApiError> {
        let job = self.look(|rows| rows.import_job(id))?;
        job.ok_or_else(|| ApiError::new(ErrorCode::NotFound).with("what", "import"))
    }

    /// An empty template with this town's villages, as `(title, workbook)`.
    ///
    /// # Errors
    /// `NoChecklist`, `NotFound`; or the workbook cannot be written.
    pub fn empty_template(&self, key: &str) -> Result<(String, Vec<u8>), ApiError> {
        let templates = self.templates()?;
        let template = templates.get(key);
        let template = template.ok_or_else(|| ApiError::new(ErrorCode::NotFound).with("what", "template"))?;
        let villages = self.look(|rows| rows.villages())?;
        let names: Vec<String> = villages.into_iter().map(|village| village.name).collect();
        let book = empty_template(template, &names);
        Ok((template.title.clone(), book.map_err(|error| broken(&error))?))
    }

    /// The templates of the newest checklist.
    pub(crate) fn templates(&self) -> Result<Templates, ApiError> {
        let newest = self.look(checklists::newest_document)?;
        let document = newest.ok_or(ApiError::new(ErrorCode::NoChecklist))?;
        let faulty = |detail: String| ApiError::new(ErrorCode::ChecklistFaulty).with("detail", detail);
        let checklist = Checklist::from_document(&document).map_err(|faults| faulty(faults.to_string()))?;
        Templates::of(&checklist).map_err(|faults| {
            let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
            faulty(told.join("; "))
        })
    }

    fn file_of(&self, id: Uuid) -> PathBuf {
        self.import_dir().join(id.to_string())
    }

    fn bytes_of(&self, id: Uuid) -> Result<Vec<u8>, ApiError> {
        std::fs::read(self.file_of(id)).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => ApiError::new(ErrorCode::NotFound).with("what", "file"),
            _ => of_disk(&error),
        })
    }
}

fn importable<'t>(templates: &'t Templates, key: &str) -> Result<&'t SheetTemplate, ApiError> {
    templates
        .get(key)
        .filter(|_| [HOUSEHOLDS, TOILETS].contains(&key))
        .ok_or_else(|| ApiError::new(ErrorCode::InvalidInput).with("field", "template").with("detail", key))
}

/// A failure of the disk, as a screen is told.
pub fn of_disk(error: &std::io::Error) -> ApiError {
    if error.kind() == std::io::ErrorKind::StorageFull {
        return told(&StorageError::DiskFull(error.to_string()));
    }
    told(&StorageError::Failed(error.to_string()))
}

fn broken(error: &zoufang_sheets::WriteError) -> ApiError {
    told(&StorageError::Failed(error.to_string()))
}

/// Only the name, whatever a browser sends before it, and not for ever long.
#[must_use]
pub fn file_name(sent: &str) -> String {
    let name =
        Path::new(sent).file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let name = name.rsplit('\\').next().unwrap_or_default();
    name.chars().filter(|letter| !letter.is_control()).take(120).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_without_its_folders() {
        assert_eq!(file_name("C:\\fakepath\\一般农户.xlsx"), "一般农户.xlsx");
        assert_eq!(file_name("../../etc/passwd\n"), "passwd");
        assert_eq!(file_name(&"长".repeat(300)).chars().count(), 120);
    }
}
