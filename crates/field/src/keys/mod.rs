//! The data key of a cadre's database and how the PIN opens it (design, section 5).
//!
//! A random 32-byte key encrypts the database. It is kept only wrapped: under a key made from the PIN (Argon2id) and
//! a secret bound to the device (HKDF), with XChaCha20-Poly1305. A copied `keys.json` alone can therefore not be
//! tried against PINs. If this file breaks, unsent work can no longer be read: every write here is made whole and
//! durable before it replaces what was there, and nothing here ever deletes.
//!
//! The second wrapping, under the office's recovery key, joins with the trust issue; `version` makes room for it.

mod attempts;
mod device;
pub(crate) mod file;
mod pin;
mod wrap;

pub use attempts::Attempts;
pub use device::{DeviceSecret, FileSecret};
pub(crate) use file::replace;
pub use pin::Pin;
pub use wrap::KdfParams;

use std::path::Path;

use zoufang_store::StoreKey;
use zoufang_wire::{ApiError, ErrorCode};

use crate::{Env, FieldError};
use file::KeyFile;

/// Makes a new data key and keeps it wrapped in `dir`.
///
/// # Errors
/// [`ErrorCode::AlreadyEnrolled`] when `dir` has a key already: overwriting it would make its database unreadable.
pub fn create(
    dir: &Path,
    pin: &Pin,
    secret: &dyn DeviceSecret,
    params: KdfParams,
    env: &Env,
) -> Result<StoreKey, FieldError> {
    if file::exists(dir) {
        return Err(ApiError::new(ErrorCode::AlreadyEnrolled).into());
    }
    let mut key = zeroize::Zeroizing::new([0; 32]);
    env.ids.fill(key.as_mut());
    let wrapped = wrap::wrap(&key, pin, &secret.get_or_make(env)?, params, env)?;
    file::write(dir, &KeyFile { version: 1, wrapped, attempts: Attempts::default() })?;
    Ok(StoreKey::new(*key))
}

/// Opens the data key with the PIN.
///
/// The try is counted on disk before the PIN is judged, so that pulling the plug gives no free try.
///
/// # Errors
/// [`ErrorCode::NotEnrolled`] without a key, [`ErrorCode::PinWait`] during a delay, [`ErrorCode::WrongPin`].
pub fn unlock(dir: &Path, pin: &str, secret: &dyn DeviceSecret, env: &Env) -> Result<StoreKey, FieldError> {
    let mut keys = file::read(dir)?;
    if keys.attempts.settle(env) {
        file::write(dir, &keys)?;
    }
    if let Some(wait_s) = keys.attempts.wait_s(env) {
        return Err(ApiError::new(ErrorCode::PinWait).with("wait_s", wait_s).into());
    }
    // A device that does not give its secret is not the person's fault and costs no try.
    let secret = secret.get()?;
    keys.attempts.count(env);
    file::write(dir, &keys)?;
    match wrap::unwrap(&keys.wrapped, pin, &secret)? {
        Some(key) => {
            keys.attempts = Attempts::default();
            file::write(dir, &keys)?;
            Ok(StoreKey::new(*key))
        }
        None => Err(match keys.attempts.wait_s(env) {
            Some(wait_s) => ApiError::new(ErrorCode::PinWait).with("wait_s", wait_s),
            None => ApiError::new(ErrorCode::WrongPin).with("left", keys.attempts.left()),
        }
        .into()),
    }
}

/// Seconds until the next PIN may be tried; `None` when one may be tried now or there is no key.
#[must_use]
pub fn wait_s(dir: &Path, env: &Env) -> Option<u64> {
    file::read(dir).ok().and_then(|keys| keys.attempts.wait_s(env))
}

/// Whether `dir` belongs to an enrolled cadre.
#[must_use]
pub fn exists(dir: &Path) -> bool {
    file::exists(dir)
}

#[cfg(test)]
mod tests;
