//! The secret that binds the data key to this device.
//!
//! Today it is a file of the user's own (mode 0600); the OS keyring
//! and Android Keystore take its place behind the same trait.

use std::path::PathBuf;

use zeroize::Zeroizing;
use zoufang_wire::{ApiError, ErrorCode};

use super::file::replace;
use crate::{Env, FieldError};

/// A secret that leaves this device only with the whole device.
pub trait DeviceSecret: Send + Sync {
    /// # Errors
    /// When it is missing or cannot be read: the database then stays closed and untouched.
    fn get(&self) -> Result<Zeroizing<Vec<u8>>, FieldError>;

    /// Makes it on first use.
    ///
    /// # Errors
    /// When it can be neither read nor written.
    fn get_or_make(&self, env: &Env) -> Result<Zeroizing<Vec<u8>>, FieldError>;
}

/// A secret in a file that only this user may read.
#[derive(Debug, Clone)]
pub struct FileSecret {
    path: PathBuf,
}

impl FileSecret {
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }
}

impl DeviceSecret for FileSecret {
    fn get(&self) -> Result<Zeroizing<Vec<u8>>, FieldError> {
        let bytes = Zeroizing::new(std::fs::read(&self.path).map_err(FieldError::io(&self.path))?);
        if bytes.len() == 32 {
            return Ok(bytes);
        }
        Err(ApiError::new(ErrorCode::Internal).with("detail", "the device's secret is damaged").into())
    }

    fn get_or_make(&self, env: &Env) -> Result<Zeroizing<Vec<u8>>, FieldError> {
        if !self.path.exists() {
            let mut secret = Zeroizing::new(vec![0; 32]);
            env.ids.fill(&mut secret);
            replace(&self.path, &secret)?;
        }
        self.get()
    }
}
