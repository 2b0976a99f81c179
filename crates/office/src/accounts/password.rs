//! Console passwords: Argon2id, and the same time for a wrong name as for a wrong password.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher as _, PasswordVerifier as _};
use zoufang_domain::ids::AccountId;
use zoufang_wire::{ApiError, ErrorCode};

use super::invalid;
use crate::audit::{By, Event, audit};
use crate::office::Office;
use crate::storage::account::Account;

impl Office {
    /// # Errors
    /// `InvalidInput` when the password is shorter than eight characters.
    pub fn set_password(&self, account: AccountId, password: &str) -> Result<(), ApiError> {
        if password.chars().count() < 8 {
            return Err(invalid("password", "at least 8 characters"));
        }
        let salt = self.config().ids.secret();
        let phc = hash(password, &salt)?;
        let now = self.now();
        self.change(move |rows| {
            rows.set_password_hash(account, &phc)?;
            audit(rows, now, &By::command_line(), Event::PasswordReset, &format!("account {account}"), "")
        })
    }

    /// Takes as long for a name that does not exist.
    ///
    /// # Errors
    /// `WrongPassword`, whichever of the two was wrong.
    pub fn check_password(&self, name: &str, password: &str) -> Result<Account, ApiError> {
        let wanted = name.to_owned();
        let known = self.look(move |rows| {
            let account = rows.account_named(&wanted)?;
            let phc = match &account {
                Some(account) => rows.password_hash(account.id)?,
                None => None,
            };
            Ok(account.zip(phc))
        })?;
        let wrong = || ApiError::new(ErrorCode::WrongPassword);
        let Some((account, phc)) = known else {
            hash(password, &[0; 32])?;
            return Err(wrong());
        };
        let parsed = PasswordHash::new(&phc).map_err(|_| wrong())?;
        Argon2::default().verify_password(password.as_bytes(), &parsed).map_err(|_| wrong())?;
        Ok(account)
    }
}

fn hash(password: &str, salt: &[u8; 32]) -> Result<String, ApiError> {
    Argon2::default()
        .hash_password_with_salt(password.as_bytes(), &salt[..16])
        .map(|phc| phc.to_string())
        .map_err(|e| ApiError::new(ErrorCode::Internal).with("detail", e))
}
