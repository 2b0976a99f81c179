//! The office as one value: its storage, settings and clock. Everything that serves a request starts here.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use zoufang_wire::ApiError;

use crate::clock::Instant;
use crate::config::Config;
use crate::contacts::Contacts;
use crate::effects::waiting;
use crate::error::told;
use crate::roster_list::RosterDesk;
use crate::sheet_import::ImportDesk;
use crate::storage::sqlite::{Sqlite, SqliteOpenError};
use crate::storage::{self, Storage, StorageError};

/// File of the database inside the data folder.
pub const DATABASE: &str = "office.db";
/// Folder of handed-in files inside the data folder.
pub const IMPORTS: &str = "imports";

/// Why an office could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("cannot make the data folder {path}: {source}")]
    Folder { path: PathBuf, source: std::io::Error },
    #[error(transparent)]
    Database(#[from] SqliteOpenError),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// An open office; cloning shares it.
#[derive(Clone)]
pub struct Office(Arc<Inside>);

struct Inside {
    storage: Box<dyn Storage>,
    config: Config,
    /// Where files of households lie until they are in the roster.
    import_dir: PathBuf,
    imports: ImportDesk,
    roster: RosterDesk,
    contacts: Contacts,
    metrics: crate::metrics::Metrics,
}

impl Office {
    /// Opens the office in `data_dir`, or founds it there.
    ///
    /// # Errors
    /// When the folder or the database cannot be opened.
    pub fn open(data_dir: &Path, config: Config) -> Result<Self, OpenError> {
        found_folder(data_dir).map_err(|source| OpenError::Folder { path: data_dir.into(), source })?;
        let epoch = new_epoch(&config);
        let storage = Sqlite::open(&data_dir.join(DATABASE), &config.town, &epoch)?;
        let office = Self::over(Box::new(storage), config, data_dir.join(IMPORTS));
        office.judge_anew()?;
        Ok(office)
    }

    /// After an upgrade this office may know what the one before had to put off.
    fn judge_anew(&self) -> Result<(), StorageError> {
        let waiting = storage::read(self.storage(), |rows| rows.quarantined())?.len();
        if waiting > 0 {
            let now = self.now();
            let settled = storage::write(self.storage(), move |rows| waiting::release_all(rows, now))?;
            tracing::info!(waiting, settled, "operations in quarantine were judged anew");
        }
        Ok(())
    }

    /// Opens a data folder that was copied from a backup. The new epoch makes every device read anew and offer again
    /// what the copy does not know (design, section 3, rule 9).
    ///
    /// # Errors
    /// As [`Office::open`].
    pub fn open_restored(data_dir: &Path, config: Config) -> Result<Self, OpenError> {
        let epoch = new_epoch(&config);
        let office = Self::open(data_dir, config)?;
        storage::write(office.storage(), move |rows| rows.set_epoch(&epoch))?;
        Ok(office)
    }

    /// An office over any storage; `import_dir` is made when the first file comes.
    #[must_use]
    pub fn over(storage: Box<dyn Storage>, config: Config, import_dir: PathBuf) -> Self {
        Self(Arc::new(Inside {
            storage,
            config,
            import_dir,
            imports: ImportDesk::default(),
            roster: RosterDesk::default(),
            contacts: Contacts::default(),
            metrics: crate::metrics::Metrics::default(),
        }))
    }

    #[must_use]
    pub fn storage(&self) -> &dyn Storage {
        self.0.storage.as_ref()
    }

    #[must_use]
    pub fn config(&self) -> &Config {
        &self.0.config
    }

    #[must_use]
    pub fn now(&self) -> Instant {
        self.config().clock.now()
    }

    pub(crate) fn import_dir(&self) -> &Path {
        &self.0.import_dir
    }

    pub(crate) fn roster_desk(&self) -> &RosterDesk {
        &self.0.roster
    }

    pub(crate) fn imports(&self) -> &ImportDesk {
        &self.0.imports
    }

    pub(crate) fn contacts(&self) -> &Contacts {
        &self.0.contacts
    }

    pub(crate) fn metrics(&self) -> &crate::metrics::Metrics {
        &self.0.metrics
    }

    /// # Errors
    /// When the database fails.
    pub fn epoch(&self) -> Result<String, ApiError> {
        self.look(|rows| Ok(rows.office()?.epoch))
    }

    /// # Errors
    /// When the database fails.
    pub fn town(&self) -> Result<String, ApiError> {
        self.look(|rows| Ok(rows.office()?.town))
    }

    /// Writes a consistent copy that [`Office::open_restored`] can open, and returns the newest change in it, to be
    /// given to [`Office::mark_secured`] once the copy is where it survives this machine.
    ///
    /// # Errors
    /// When the copy cannot be written whole.
    pub fn backup_to(&self, folder: &Path) -> Result<u64, ApiError> {
        std::fs::create_dir_all(folder)
            .map_err(|e| StorageError::Failed(format!("cannot make {}: {e}", folder.display())))
            .and_then(|()| self.storage().copy_to(&folder.join(DATABASE)))
            .map_err(|e| told(&e))
    }

    /// Everything up to this change is in a second copy; devices may free their bodies after their waiting time.
    ///
    /// # Errors
    /// When the database fails.
    pub fn mark_secured(&self, through: u64) -> Result<(), ApiError> {
        self.change(move |rows| rows.set_secured(through))
    }

    /// Reads from one snapshot.
    ///
    /// # Errors
    /// Those of `look`, as a device or screen is told.
    pub fn look<T>(
        &self,
        look: impl FnOnce(&dyn storage::Reads) -> Result<T, StorageError>,
    ) -> Result<T, ApiError> {
        storage::read(self.storage(), look).map_err(|e| told(&e))
    }

    /// Changes in one transaction.
    ///
    /// # Errors
    /// Those of `work` or of the commit, as a device or screen is told.
    pub fn change<T: Send + 'static>(
        &self,
        work: impl FnOnce(&dyn storage::Writes) -> Result<T, StorageError> + Send + 'static,
    ) -> Result<T, ApiError> {
        storage::write(self.storage(), work).map_err(|e| told(&e))
    }
}

/// A new data folder is its owner's alone, because the database holds families' data in the clear.
pub(crate) fn found_folder(folder: &Path) -> std::io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn new_epoch(config: &Config) -> String {
    config.ids.uuid().simple().to_string()[20..].to_owned()
}

impl std::fmt::Debug for Office {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Office").finish_non_exhaustive()
    }
}
