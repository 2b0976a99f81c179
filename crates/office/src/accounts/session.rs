//! Console sessions: an opaque token, hashed at rest, for a working day.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use zoufang_domain::ids::AccountId;
use zoufang_wire::ApiError;

use super::role::{Reach, Role};
use super::secret_hash;
use crate::office::Office;
use crate::storage::account::Account;
use crate::storage::{Reads, Scope, StorageError};

/// Seconds a session lasts.
const LIFE_S: i64 = 12 * 3600;

/// Somebody with a live session: who, as what, and how far that reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    pub account: Account,
    pub role: Role,
    pub scope: Scope,
}

impl SignedIn {
    /// Missing for a role that this program does not know: better nobody than the wrong one.
    fn of(rows: &dyn Reads, account: Account) -> Result<Option<Self>, StorageError> {
        let Some(role) = Role::from_code(&account.role) else { return Ok(None) };
        let own = || rows.account_villages(account.id);
        let scope = match role.reach() {
            Reach::Nothing => Scope::Nothing,
            Reach::Town => Scope::Town,
            Reach::Villages => Scope::Villages(own()?.into_iter().collect()),
            Reach::Assignments => {
                let assigned = rows.assignments_of(account.id)?.into_iter().map(|given| given.village_id);
                Scope::Villages(own()?.into_iter().chain(assigned).collect())
            }
        };
        Ok(Some(Self { account, role, scope }))
    }
}

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

    /// Who a live session belongs to; role and scope are as of now, not as of the sign-in.
    ///
    /// # Errors
    /// When the database fails.
    pub fn session(&self, token: &str) -> Result<Option<SignedIn>, ApiError> {
        let hash = secret_hash(token);
        let now = self.now().timestamp();
        self.look(move |rows| match rows.session(hash)? {
            Some((account, expires_at)) if expires_at > now => SignedIn::of(rows, account),
            _ => Ok(None),
        })
    }

    /// # Errors
    /// When the database fails.
    pub fn close_session(&self, token: &str) -> Result<(), ApiError> {
        let hash = secret_hash(token);
        self.change(move |rows| rows.drop_session(hash))
    }
}
