//! Console sessions: an opaque token, hashed at rest, for a working day.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use zoufang_domain::ids::AccountId;
use zoufang_wire::ApiError;

use super::secret_hash;
use crate::office::Office;
use crate::storage::account::Account;

/// Seconds a session lasts.
const LIFE_S: i64 = 12 * 3600;

impl Office {
    /// # Errors
    /// When the database fails.
    pub fn open_session(&self, account: AccountId) -> Result<String, ApiError> {
        let token = URL_SAFE_NO_PAD.encode(self.config().ids.secret());
        let hash = secret_hash(&token);
        let expires_at = self.now().timestamp() + LIFE_S;
        self.change(move |rows| rows.add_session(hash, account, expires_at))?;
        Ok(token)
    }

    /// The account of a live session.
    ///
    /// # Errors
    /// When the database fails.
    pub fn session(&self, token: &str) -> Result<Option<Account>, ApiError> {
        let hash = secret_hash(token);
        let now = self.now().timestamp();
        let found = self.look(move |rows| rows.session(hash))?;
        Ok(found.filter(|(_, expires_at)| *expires_at > now).map(|(account, _)| account))
    }

    /// # Errors
    /// When the database fails.
    pub fn close_session(&self, token: &str) -> Result<(), ApiError> {
        let hash = secret_hash(token);
        self.change(move |rows| rows.drop_session(hash))
    }
}
