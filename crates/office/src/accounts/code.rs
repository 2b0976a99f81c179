//! Single-use enrolment codes: 20 characters without look-alikes (100 bits), good for three days.

use zoufang_domain::ids::AccountId;
use zoufang_wire::ApiError;
use zoufang_wire::enrol::EnrolmentTicket;

use super::secret_hash;
use crate::audit::{By, Event, audit};
use crate::office::Office;
use crate::storage::account::EnrolmentCode;

/// Three days: long enough for a cadre who is in the village when the code is made.
const LIFE_S: i64 = 72 * 3600;
/// Letters and digits that are hard to take for one another, read aloud or typed by hand: no I, O, 0 or 1. 32 of
/// them, so that each byte of the secret gives one without bias.
const LETTERS: &[u8; 32] = b"ABCDEFGHJKMNPQRSTUVWXYZ23456789L";

impl Office {
    /// Makes a code for one device of an account.
    ///
    /// # Errors
    /// When the database fails.
    pub fn issue_code(&self, account: AccountId) -> Result<String, ApiError> {
        let code = spell(self.config().ids.secret());
        let hash = secret_hash(&bare(&code));
        let now = self.now();
        let expires_at = now.timestamp() + LIFE_S;
        self.change(move |rows| {
            rows.add_enrolment(hash, &EnrolmentCode { account, expires_at, used_by: None })?;
            audit(rows, now, &By::command_line(), Event::CodeIssue, &format!("account {account}"), "")
        })?;
        Ok(code)
    }

    /// What the QR code and the pasted text say.
    ///
    /// # Errors
    /// When the database fails.
    pub fn ticket(&self, code: &str) -> Result<EnrolmentTicket, ApiError> {
        Ok(EnrolmentTicket {
            addresses: self.config().public_urls.clone(),
            ca_fingerprint: self.config().ca_fingerprint,
            code: code.to_owned(),
            town: self.town()?,
            recovery: None,
        })
    }
}

fn spell(secret: [u8; 32]) -> String {
    let letters: Vec<u8> = secret.iter().take(20).map(|byte| LETTERS[usize::from(byte % 32)]).collect();
    let groups: Vec<String> =
        letters.chunks(4).map(|group| group.iter().map(|letter| char::from(*letter)).collect()).collect();
    groups.join("-")
}

/// A code as it counts: without hyphens and spaces, in capitals.
pub fn bare(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_uppercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_counts_however_it_was_typed() {
        let code = spell([7; 32]);
        assert_eq!(code.len(), 24);
        assert_eq!(bare(&code), bare(&format!(" {} ", code.to_lowercase().replace('-', ""))));
    }
}
