//! Opaque tokens of 256 bits: an access token for an hour, a refresh token that changes with every use.
//!
//! An answer with new tokens may get lost on a weak link. So the refresh token before stays good until the new one
//! is first used; otherwise a lost answer would lock a cadre out in the village.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use zoufang_domain::ids::DeviceId;
use zoufang_wire::enrol::{TokenRequest, Tokens};
use zoufang_wire::{ApiError, ErrorCode};

use super::secret_hash;
use crate::office::Office;
use crate::storage::account::{StoredToken, TokenKind};
use crate::storage::{StorageError, Writes};
use crate::sync::Caller;

/// Seconds an access token is good for.
const ACCESS_S: i64 = 3600;
/// A phone may lie in a drawer for a year and still hand in its visits.
const REFRESH_S: i64 = 400 * 24 * 3600;

/// A pair on its way to a device.
#[derive(Clone)]
pub(super) struct TokenPair {
    access: String,
    refresh: String,
}

impl TokenPair {
    pub fn new(office: &Office) -> Self {
        let token = || URL_SAFE_NO_PAD.encode(office.config().ids.secret());
        Self { access: token(), refresh: token() }
    }

    pub fn tokens(self) -> Tokens {
        Tokens { access: self.access, refresh: self.refresh, expires_in: ACCESS_S.unsigned_abs() }
    }

    pub fn store(&self, rows: &dyn Writes, device: DeviceId, now: i64) -> Result<(), StorageError> {
        rows.put_token(&StoredToken {
            hash: secret_hash(&self.access),
            device,
            kind: TokenKind::Access,
            expires_at: now + ACCESS_S,
        })?;
        rows.put_token(&StoredToken {
            hash: secret_hash(&self.refresh),
            device,
            kind: TokenKind::Refresh,
            expires_at: now + REFRESH_S,
        })
    }
}

impl Office {
    /// Exchanges a refresh token for a new pair.
    ///
    /// # Errors
    /// `Unauthorized` for a token that is unknown, expired or replaced, `DeviceRevoked` for a revoked device.
    pub fn refresh(&self, request: &TokenRequest) -> Result<Tokens, ApiError> {
        let (hash, device) = (secret_hash(&request.refresh), request.device_id);
        let now = self.now().timestamp();
        let pair = TokenPair::new(self);
        let issued = pair.clone();
        self.change(move |rows| {
            let Some(bearer) = rows.bearer(hash)? else { return Ok(Err(unauthorized())) };
            let token = bearer.token;
            if token.device != device || token.kind == TokenKind::Access || token.expires_at <= now {
                return Ok(Err(unauthorized()));
            }
            if bearer.revoked {
                return Ok(Err(ApiError::new(ErrorCode::DeviceRevoked)));
            }
            if token.kind == TokenKind::Refresh {
                // The device has the newest token, so nobody needs the one before any more.
                rows.drop_tokens(device, TokenKind::Previous)?;
                rows.put_token(&StoredToken { kind: TokenKind::Previous, ..token })?;
            } else {
                // The answer with the newest token was lost; it is replaced, this one stays good.
                rows.drop_tokens(device, TokenKind::Refresh)?;
            }
            rows.drop_expired_tokens(device, now)?;
            issued.store(rows, device, now)?;
            Ok(Ok(()))
        })??;
        Ok(pair.tokens())
    }

    /// Whose access token this is.
    ///
    /// # Errors
    /// `Unauthorized` for a token that is unknown or expired, `DeviceRevoked` for a revoked device.
    pub fn caller(&self, access: &str) -> Result<Caller, ApiError> {
        let hash = secret_hash(access);
        let bearer = self.look(move |rows| rows.bearer(hash))?.ok_or_else(unauthorized)?;
        if bearer.revoked {
            return Err(ApiError::new(ErrorCode::DeviceRevoked));
        }
        let expired = bearer.token.expires_at <= self.now().timestamp();
        if bearer.token.kind != TokenKind::Access || expired {
            return Err(unauthorized());
        }
        Ok(Caller::new(bearer.account, bearer.token.device))
    }
}

fn unauthorized() -> ApiError {
    ApiError::new(ErrorCode::Unauthorized)
}
