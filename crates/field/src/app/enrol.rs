//! Enrolment: a ticket, a name for the device and a PIN become a profile.
//!
//! The code works once, so everything that can fail is tried before it is shown to the office, and what the office
//! answers is stored at once. `profile.json` comes last; without it the folder counts as not enrolled, and a next try
//! sets the unfinished files aside.

use std::path::Path;

use rusqlite::params;
use zoufang_wire::enrol::{EnrolRequest, EnrolResponse, EnrolmentTicket};
use zoufang_wire::{ApiError, ErrorCode};

use super::{Field, Profile};
use crate::keys::{self, Pin, replace};
use crate::store::open_current;
use crate::sync::driver::{Enrolled, enrol};
use crate::view::{Status, TicketView};
use crate::{Env, FieldError};

impl Field {
    /// Reads an enrolment text without sending anything.
    ///
    /// # Errors
    /// [`ErrorCode::TicketInvalid`] with what is wrong.
    pub fn check_ticket(&self, text: &str) -> Result<TicketView, ApiError> {
        let ticket = ticket(text)?;
        Ok(TicketView {
            town: ticket.town,
            pinned: ticket.ca_fingerprint.is_some(),
            addresses: ticket.addresses,
        })
    }

    /// Enrols this device and leaves it unlocked.
    ///
    /// # Errors
    /// Those of the PIN, of the ticket and of the office; the profile is then as it was.
    pub async fn enrol(&self, ticket_text: &str, device_name: &str, pin: &str) -> Result<Status, ApiError> {
        if self.profile().is_some() {
            return Err(ApiError::new(ErrorCode::AlreadyEnrolled));
        }
        let pin = Pin::parse(pin)?;
        let ticket = ticket(ticket_text)?;
        std::fs::create_dir_all(&self.dir).map_err(FieldError::io(&self.dir))?;
        self.set_unfinished_aside()?;
        let key = keys::create(&self.dir, &pin, &self.secret(), self.kdf, &self.env)?;
        let connection = open_current(&self.database(), &key, &self.env)?;
        let request = EnrolRequest {
            code: ticket.code.clone(),
            device_name: device_name.to_owned(),
            app_version: self.app_version.clone(),
            account_id: None,
        };
        // A connection must not be held across the wait for the network.
        drop(connection);
        let enrolled = enrol(&ticket, &request).await?;
        let connection = open_current(&self.database(), &key, &self.env)?;
        store(&connection, &self.env, &ticket, &enrolled)?;
        drop(connection);
        keep_profile(&self.dir, &enrolled.response)?;
        self.open_with(&key)?;
        Ok(self.status())
    }

    /// Files of an enrolment that did not come to its end hold no work; they are kept under another name all the same.
    fn set_unfinished_aside(&self) -> Result<(), FieldError> {
        let mark = self.env.ids.uuid();
        for name in ["keys.json", "field.db", "field.db-wal", "field.db-shm"] {
            let path = self.dir.join(name);
            if path.exists() {
                let aside = self.dir.join(format!("unfinished-{mark}-{name}"));
                std::fs::rename(&path, aside).map_err(FieldError::io(path))?;
            }
        }
        Ok(())
    }
}

/// Writes what is known while locked.
pub(super) fn keep_profile(dir: &Path, response: &EnrolResponse) -> Result<(), FieldError> {
    let profile = Profile {
        account_name: response.account_name.clone(),
        town: response.town.clone(),
        account_id: Some(response.account_id),
    };
    replace(&dir.join("profile.json"), &serde_json::to_vec_pretty(&profile)?)
}

pub(super) fn ticket(text: &str) -> Result<EnrolmentTicket, ApiError> {
    EnrolmentTicket::from_text(text)
        .map_err(|error| ApiError::new(ErrorCode::TicketInvalid).with("detail", error))
}

pub(super) fn store(
    connection: &rusqlite::Connection,
    env: &Env,
    ticket: &EnrolmentTicket,
    enrolled: &Enrolled,
) -> Result<(), FieldError> {
    let response = &enrolled.response;
    let seconds = i64::try_from(response.tokens.expires_in.min(10 * 365 * 86_400)).unwrap_or_default();
    let expires_at = env.clock.now() + chrono::Duration::seconds(seconds);
    connection.execute(
        include_str!("enrolment.sql"),
        params![
            response.device_id.0.as_bytes(),
            response.account_id.0.as_bytes(),
            response.account_name,
            response.role,
            response.town,
            serde_json::to_string(&ticket.addresses)?,
            enrolled.ca,
            response.tokens.access,
            response.tokens.refresh,
            expires_at.to_rfc3339(),
        ],
    )?;
    Ok(())
}
