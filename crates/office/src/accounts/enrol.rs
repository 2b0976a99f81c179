//! A device hands in its code and gets its identity and tokens.

use zoufang_domain::ids::DeviceId;
use zoufang_wire::enrol::{EnrolRequest, EnrolResponse};
use zoufang_wire::{ApiError, ErrorCode};

use super::code::bare;
use super::secret_hash;
use super::token::TokenPair;
use crate::audit::{By, Event, audit};
use crate::error::Refusal;
use crate::office::Office;
use crate::storage::Writes;
use crate::storage::account::{Account, Device};

impl Office {
    /// Exchanges a single-use code for a device's identity.
    ///
    /// # Errors
    /// `CodeUnknown` (wrong or expired), `CodeUsed`, or `OtherAccount` when the device holds somebody else's work.
    pub fn enrol(&self, request: &EnrolRequest) -> Result<EnrolResponse, ApiError> {
        let hash = secret_hash(&bare(&request.code));
        let pair = TokenPair::new(self);
        let issued = pair.clone();
        let now = self.now();
        let expected = request.account_id;
        let id = DeviceId(self.config().ids.uuid());
        let (name, app_version) = (cut(&request.device_name, 60), cut(&request.app_version, 40));
        let enrolled = self.change(move |rows| {
            let work = |rows: &dyn Writes| -> Result<Account, Refusal> {
                let code = rows.enrolment(hash)?.ok_or_else(|| ApiError::new(ErrorCode::CodeUnknown))?;
                if code.used_by.is_some() {
                    return Err(ApiError::new(ErrorCode::CodeUsed).into());
                }
                if code.expires_at <= now.timestamp() {
                    return Err(ApiError::new(ErrorCode::CodeUnknown).into());
                }
                let account =
                    rows.account(code.account)?.ok_or_else(|| ApiError::new(ErrorCode::CodeUnknown))?;
                if expected.is_some_and(|expected| expected != account.id) {
                    return Err(ApiError::new(ErrorCode::OtherAccount).with("name", &account.name).into());
                }
                rows.add_device(&Device {
                    id,
                    account: account.id,
                    account_name: account.name.clone(),
                    name,
                    app_version,
                    enrolled_at: now,
                    revoked_at: None,
                    last_contact_at: None,
                    clock_offset_ms: None,
                    pending: None,
                })?;
                rows.use_enrolment(hash, id)?;
                let by = By::account(&account);
                audit(rows, now, &by, Event::DeviceEnrol, &format!("device {id}"), "")?;
                issued.store(rows, id, now.timestamp())?;
                Ok(account)
            };
            match work(rows) {
                Ok(account) => Ok(Ok(account)),
                Err(Refusal::Told(error)) => Ok(Err(error)), // Refused before anything was written.
                Err(Refusal::Storage(error)) => Err(error),
            }
        })??;
        Ok(EnrolResponse {
            device_id: id,
            account_id: enrolled.id,
            account_name: enrolled.name,
            role: enrolled.role,
            town: self.town()?,
            tokens: pair.tokens(),
        })
    }
}

fn cut(text: &str, most: usize) -> String {
    text.chars().filter(|letter| !letter.is_control()).take(most).collect()
}
