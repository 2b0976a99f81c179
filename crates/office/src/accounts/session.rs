//! Console sessions: an opaque token, hashed at rest, for a working day.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use zoufang_domain::ids::AccountId;
use zoufang_wire::{ApiError, ErrorCode};

use super::role::{Reach, Role};
use super::secret_hash;
use crate::audit::{By, Event, audit};
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

/// Somebody at the door of the console.
pub struct SignIn {
    pub name: String,
    pub password: String,
    /// Where from, for the audit log.
    pub address: String,
    /// Token of the session before.
    pub old: Option<String>,
}

impl Office {
    /// Checks the password and opens a session. Its token is new every time: a session planted before is worth
    /// nothing.
    ///
    /// # Errors
    /// `WrongPassword`, or `Forbidden` for an account that may not enter the console.
    pub fn sign_in(&self, wanted: &SignIn) -> Result<(String, SignedIn), ApiError> {
        let now = self.now();
        let account = match self.check_password(&wanted.name, &wanted.password) {
            Ok(account) => account,
            Err(refused) => {
                let (name, address) = (wanted.name.clone(), wanted.address.clone());
                self.change(move |rows| {
                    // What names nobody is not kept: people type their password there.
                    let by =
                        rows.account_named(&name)?.map_or_else(By::nobody, |account| By::account(&account));
                    audit(rows, now, &by, Event::SignInFailed, "", &address)
                })?;
                return Err(refused);
            }
        };
        let token = URL_SAFE_NO_PAD.encode(self.config().ids.secret());
        let (hash, old) = (secret_hash(&token), wanted.old.as_deref().map(secret_hash));
        let address = wanted.address.clone();
        let entered = self.change(move |rows| {
            if let Some(old) = old {
                rows.drop_session(old)?;
            }
            let by = By::account(&account);
            let Some(entered) = SignedIn::of(rows, account)? else {
                audit(rows, now, &by, Event::SignInFailed, "", &address)?;
                return Ok(None);
            };
            rows.add_session(hash, entered.account.id, now.timestamp() + LIFE_S)?;
            audit(rows, now, &by, Event::SignIn, "", &address)?;
            Ok(Some(entered))
        })?;
        Ok((token, entered.ok_or_else(|| ApiError::new(ErrorCode::Forbidden))?))
    }

    /// # Errors
    /// When the database fails.
    pub fn sign_out(&self, token: &str, by: &By) -> Result<(), ApiError> {
        let (hash, now, by) = (secret_hash(token), self.now(), by.clone());
        self.change(move |rows| {
            rows.drop_session(hash)?;
            audit(rows, now, &by, Event::SignOut, "", "")
        })
    }

    /// A session without asking for the password, for the command line and tests.
    ///
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
}
