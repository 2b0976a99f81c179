//! Wrapping and unwrapping the data key.

use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use zeroize::Zeroizing;
use zoufang_wire::{ApiError, ErrorCode};

use super::pin::Pin;
use crate::{Env, FieldError};

/// Separates this use of the secrets from any other.
const INFO: &[u8] = b"zoufang data key v1";

/// Cost of one PIN try. Stored beside the key, so that it can rise without losing older keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct KdfParams {
    /// KiB.
    pub memory: u32,
    pub passes: u32,
    pub lanes: u32,
}

impl Default for KdfParams {
    /// 64 MiB and three passes: 0.15–0.3 s on a PC.
    fn default() -> Self {
        Self { memory: 64 * 1024, passes: 3, lanes: 1 }
    }
}

/// A wrapped key with all that unwrapping needs but the PIN and the device's secret.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Wrapped {
    kdf: KdfParams,
    salt: String,
    nonce: String,
    sealed: String,
}

pub(super) fn wrap(
    key: &[u8; 32],
    pin: &Pin,
    device_secret: &[u8],
    kdf: KdfParams,
    env: &Env,
) -> Result<Wrapped, FieldError> {
    let mut salt = [0; 16];
    let mut nonce = [0; 24];
    env.ids.fill(&mut salt);
    env.ids.fill(&mut nonce);
    let sealed = cipher(pin.text(), device_secret, &salt, kdf)?
        .encrypt(&XNonce::from(nonce), Payload { msg: key, aad: INFO })
        .map_err(|_| broken("the data key could not be sealed"))?;
    Ok(Wrapped { kdf, salt: BASE64.encode(salt), nonce: BASE64.encode(nonce), sealed: BASE64.encode(sealed) })
}

/// The key, or `None` when the PIN (or the device) is another.
pub(super) fn unwrap(
    wrapped: &Wrapped,
    pin: &str,
    device_secret: &[u8],
) -> Result<Option<Zeroizing<[u8; 32]>>, FieldError> {
    let bytes = |text: &str| BASE64.decode(text).map_err(|_| broken("keys.json is damaged"));
    let nonce: [u8; 24] = bytes(&wrapped.nonce)?.try_into().map_err(|_| broken("keys.json is damaged"))?;
    let sealed = bytes(&wrapped.sealed)?;
    let opened = cipher(pin, device_secret, &bytes(&wrapped.salt)?, wrapped.kdf)?
        .decrypt(&XNonce::from(nonce), Payload { msg: &sealed, aad: INFO })
        .map(Zeroizing::new);
    let Ok(opened) = opened else { return Ok(None) };
    let key = opened.as_slice().try_into().map_err(|_| broken("keys.json is damaged"))?;
    Ok(Some(Zeroizing::new(key)))
}

fn cipher(
    pin: &str,
    device_secret: &[u8],
    salt: &[u8],
    kdf: KdfParams,
) -> Result<XChaCha20Poly1305, FieldError> {
    let params = Params::new(kdf.memory, kdf.passes, kdf.lanes, Some(32))
        .map_err(|_| broken("keys.json is damaged"))?;
    let mut stretched = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(pin.as_bytes(), salt, stretched.as_mut())
        .map_err(|_| broken("not enough memory to check the PIN"))?;
    let mut key = Zeroizing::new([0; 32]);
    Hkdf::<Sha256>::new(Some(device_secret), stretched.as_ref())
        .expand(INFO, key.as_mut())
        .map_err(|_| broken("the wrapping key could not be derived"))?;
    XChaCha20Poly1305::new_from_slice(key.as_ref())
        .map_err(|_| broken("the wrapping key could not be derived"))
}

fn broken(detail: &str) -> FieldError {
    ApiError::new(ErrorCode::Internal).with("detail", detail).into()
}
