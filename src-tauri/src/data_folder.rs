//! Where this device keeps its files. Wrong here means a cadre's visits seem to have vanished after an update.

use std::io;
use std::path::{Path, PathBuf};

use tauri::{AppHandle, Manager, Runtime};

/// Overrides the folder; tests and `make run` give each app its own.
const OVERRIDE: &str = "ZOUFANG_DATA";

/// The folder of this device's encrypted store. It exists when this value exists.
#[derive(Clone, Debug)]
pub struct DataFolder(PathBuf);

impl DataFolder {
    /// The folder named by `ZOUFANG_DATA`, or the platform's private folder for this app; made when absent.
    ///
    /// # Errors
    /// The platform names no such folder, or it cannot be made (the message carries its path).
    pub fn of<R: Runtime>(app: &AppHandle<R>) -> Result<Self, DataFolderError> {
        let path = match std::env::var_os(OVERRIDE) {
            Some(path) if !path.is_empty() => PathBuf::from(path),
            _ => app.path().app_data_dir()?,
        };
        std::fs::create_dir_all(&path)
            .map_err(|source| DataFolderError::NotMade { path: path.clone(), source })?;
        Ok(Self(path))
    }

    /// The folder's path.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

/// Why there is no folder to keep visits in.
#[derive(Debug, thiserror::Error)]
pub enum DataFolderError {
    /// The platform did not say where apps keep their data.
    #[error("this system names no folder for app data; set {OVERRIDE} to one")]
    Unknown(#[from] tauri::Error),
    /// The folder could not be created.
    #[error("cannot create the data folder {path}: {source}; free space or change its rights")]
    NotMade {
        /// The folder that was wanted.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}
