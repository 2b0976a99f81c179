//! 重新登记: a new code for a device that the office no longer knows, over the work that is on it.
//!
//! The same cadre gets new tokens and a new device id; outbox, drafts and own visits stay where they are. If this let
//! another cadre in, one's visits would be handed in under another's name.

use rusqlite::OptionalExtension as _;
use zoufang_domain::ids::{AccountId, StreamId};
use zoufang_store::StoreKey;
use zoufang_wire::enrol::{EnrolRequest, EnrolmentTicket};
use zoufang_wire::{ApiError, ErrorCode};

use super::enrol::{keep_profile, store, ticket};
use super::{Field, Profile, opening};
use crate::store::open_for_push;
use crate::sync::driver::enrol;
use crate::view::Status;
use crate::{FieldError, keys, outbox};

impl Field {
    /// Enrols this device anew for the cadre whose work it holds, and leaves it unlocked. The PIN says that it is them.
    ///
    /// # Errors
    /// Those of the PIN, of the ticket and of the office; [`ErrorCode::OtherAccount`] for a code of somebody else. The
    /// enrolment is then as it was, and the code stays good.
    pub async fn enrol_again(
        &self,
        ticket_text: &str,
        device_name: &str,
        pin: &str,
    ) -> Result<Status, ApiError> {
        let ticket = ticket(ticket_text)?;
        let profile = self.profile().ok_or_else(|| ApiError::new(ErrorCode::NotEnrolled))?;
        let key = keys::unlock(&self.dir, pin, &self.secret(), &self.env)?;
        let account = self.account(&key)?.or(profile.account_id);
        let request = EnrolRequest {
            code: ticket.code.clone(),
            device_name: device_name.to_owned(),
            app_version: self.app_version.clone(),
            account_id: account,
        };
        // The old engine must not write its tokens over the new ones.
        self.stop_engines();
        match self.renew(&ticket, &request, &profile, &key).await {
            Ok(()) => self.open_with(&key)?,
            Err(error) => {
                self.resume(&key);
                return Err(error);
            }
        }
        Ok(self.status())
    }

    async fn renew(
        &self,
        ticket: &EnrolmentTicket,
        request: &EnrolRequest,
        profile: &Profile,
        key: &StoreKey,
    ) -> Result<(), ApiError> {
        let enrolled = enrol(ticket, request).await?;
        let response = &enrolled.response;
        // An office that does not look at the request's account, or a device that no longer knows its own.
        let same = match request.account_id {
            Some(own) => own == response.account_id,
            None => profile.account_name == response.account_name,
        };
        if !same {
            return Err(ApiError::new(ErrorCode::OtherAccount).with("name", &response.account_name));
        }
        let mut connection = open_for_push(&self.database(), key)?;
        let transaction = connection.transaction().map_err(FieldError::from)?;
        transaction.execute("DELETE FROM enrolment", []).map_err(FieldError::from)?;
        store(&transaction, &self.env, ticket, &enrolled)?;
        // A stream belongs to one device id. What the office has already comes back as a duplicate.
        outbox::new_stream(&transaction, StreamId(self.env.ids.uuid()))?;
        transaction.commit().map_err(FieldError::from)?;
        Ok(keep_profile(&self.dir, response)?)
    }

    /// Whose work the database holds; `None` when a rescue could not save that.
    fn account(&self, key: &StoreKey) -> Result<Option<AccountId>, ApiError> {
        let connection = open_for_push(&self.database(), key)?;
        let id: Option<[u8; 16]> = connection
            .query_row("SELECT account_id FROM enrolment", [], |row| row.get(0))
            .optional()
            .map_err(FieldError::from)?;
        Ok(id.map(|id| AccountId(uuid::Uuid::from_bytes(id))))
    }

    fn stop_engines(&self) {
        *self.lock_pushing() = None;
        if let Some(open) = self.lock_open().as_mut() {
            open.sync = None;
        }
    }

    /// Goes on as before, where it was unlocked.
    fn resume(&self, key: &StoreKey) {
        if let Some(open) = self.lock_open().as_mut() {
            open.sync = opening::start_sync(&self.database(), key, &self.env, &self.app_version);
        }
    }
}
