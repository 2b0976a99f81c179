//! Who may come in: accounts, enrolment codes, tokens, console sessions. Secrets are kept as hashes only.

mod code;
mod enrol;
mod password;
pub mod role;
mod session;
mod token;

pub use role::{Right, Role};
pub use session::{SignIn, SignedIn};

use zoufang_domain::ids::{AccountId, DeviceId, VillageId};
use zoufang_wire::{Action, ApiError, Digest, Entity, ErrorCode};

use crate::audit::{By, Event, audit};
use crate::ids::named;
use crate::office::Office;
use crate::storage::StorageError;
use crate::storage::account::Account;

impl Office {
    /// Adds a person with a login. `role` is the code of a [`Role`].
    ///
    /// # Errors
    /// `InvalidInput` when the name is empty or taken, or there is no such role.
    pub fn add_account(&self, name: &str, role: &str) -> Result<AccountId, ApiError> {
        if name.trim().is_empty() {
            return Err(invalid("name", "empty"));
        }
        if Role::from_code(role).is_none() {
            return Err(invalid("role", role));
        }
        let account = Account {
            id: AccountId(self.config().ids.uuid()),
            name: name.trim().to_owned(),
            role: role.to_owned(),
        };
        let (id, now) = (account.id, self.now());
        let added = self.change(move |rows| {
            if rows.account_named(&account.name)?.is_some() {
                return Ok(false);
            }
            rows.add_account(&account, now)?;
            let (by, subject) = (By::command_line(), format!("account {id}"));
            audit(rows, now, &by, Event::AccountAdd, &subject, &account.role)?;
            let Some(viewer) = rows.viewer(account.id)? else { return Ok(true) };
            for campaign in rows.campaigns()? {
                let id = named(&["campaign", &campaign.id.0]);
                rows.feed(viewer, Entity::Campaign, id, Action::Upsert)?;
            }
            for (campaign, version, _) in rows.checklists()? {
                let id = named(&["checklist", &campaign, &version.to_string()]);
                rows.feed(viewer, Entity::Checklist, id, Action::Upsert)?;
            }
            Ok::<_, StorageError>(true)
        })?;
        if added { Ok(id) } else { Err(invalid("name", "taken")) }
    }

    /// Binds an account to villages; what it may read follows with its next request.
    ///
    /// # Errors
    /// `NotFound` for a village that the office does not hold.
    pub fn set_account_villages(&self, id: AccountId, villages: &[VillageId]) -> Result<(), ApiError> {
        let villages = villages.to_vec();
        let unknown = self.change(move |rows| {
            for village in &villages {
                if rows.village(*village)?.is_none() {
                    return Ok(Some(*village));
                }
            }
            rows.set_account_villages(id, &villages)?;
            Ok(None)
        })?;
        match unknown {
            None => Ok(()),
            Some(village) => {
                Err(ApiError::new(ErrorCode::NotFound).with("what", format!("village {village}")))
            }
        }
    }

    /// # Errors
    /// `NotFound` when there is no such account.
    pub fn account_named(&self, name: &str) -> Result<Account, ApiError> {
        let wanted = name.to_owned();
        self.look(move |rows| rows.account_named(&wanted))?
            .ok_or_else(|| ApiError::new(ErrorCode::NotFound).with("what", name))
    }

    /// Takes effect with the device's next request. What it has not sent yet stays on it.
    ///
    /// # Errors
    /// When the database fails.
    pub fn revoke_device(&self, device: DeviceId, by: &By) -> Result<(), ApiError> {
        let (now, by) = (self.now(), by.clone());
        self.change(move |rows| {
            rows.revoke_device(device, now)?;
            audit(rows, now, &by, Event::DeviceRevoke, &format!("device {device}"), "")
        })
    }
}

fn invalid(field: &str, detail: &str) -> ApiError {
    ApiError::new(ErrorCode::InvalidInput).with("field", field).with("detail", detail)
}

/// How secrets are kept.
fn secret_hash(secret: &str) -> Digest {
    Digest::of(&[secret.as_bytes()])
}
