//! `POST /v1/sync` without HTTP: push, then pull, as the simulation and the handler both run it.
//!
//! The order is the protocol: read and judge what needs no database, hand the rest to the writer, answer only after
//! its commit, and read the pull from a snapshot that contains it.

mod app_version;
mod cursor;
mod fates;
mod prepare;
mod pull;
mod results;
mod slots;

use zoufang_domain::ids::{AccountId, DeviceId, OpId};
use zoufang_wire::{ApiError, ErrorCode, Fate, Pull, SyncRequest, SyncResponse};

pub use self::prepare::Prepared;
pub use self::slots::Pushed;
use crate::error::told;
use crate::office::Office;
use crate::storage::account::Contact;
use crate::storage::{self, StorageError};

/// Operations that one request may ask after; a device asks again later.
const MOST_ASKS: usize = 1_000;

/// Who sends a request, as its token says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    pub account: AccountId,
    pub device: DeviceId,
    /// Version of the app, when it said so.
    pub app_version: Option<String>,
    /// Operations the device still holds, when it said so.
    pub pending: Option<u32>,
}

impl Caller {
    #[must_use]
    pub const fn new(account: AccountId, device: DeviceId) -> Self {
        Self { account, device, app_version: None, pending: None }
    }
}

impl Office {
    /// One turn of a device, blocking. The HTTP handler runs [`Office::sync`], which differs in waiting only.
    ///
    /// # Errors
    /// The whole request was refused; nothing of it was taken, everything stays on the device.
    pub fn handle_sync(&self, caller: Caller, request: SyncRequest) -> Result<SyncResponse, ApiError> {
        let turn = self.turn(&caller, request)?;
        let pushed = match turn.push {
            None => None,
            Some(push) => {
                let work =
                    slots::job(push, caller.clone(), self.now(), self.contact(&caller, &turn.device_time));
                Some(storage::write(self.storage(), work).map_err(|e| told(&e))??)
            }
        };
        self.finish(&caller, turn.stream, pushed, turn.pull, &turn.asks)
    }

    /// The same for an async caller.
    ///
    /// # Errors
    /// As [`Office::handle_sync`].
    pub async fn sync(&self, caller: Caller, request: SyncRequest) -> Result<SyncResponse, ApiError> {
        let turn = self.turn(&caller, request)?;
        let pushed = match turn.push {
            None => None,
            Some(push) => {
                let work =
                    slots::job(push, caller.clone(), self.now(), self.contact(&caller, &turn.device_time));
                Some(storage::write_async(self.storage(), work).await.map_err(|e| told(&e))??)
            }
        };
        if turn.pull.is_none() && turn.asks.is_empty() {
            return self.finish(&caller, turn.stream, pushed, None, &[]);
        }
        let office = self.clone();
        tokio::task::spawn_blocking(move || {
            office.finish(&caller, turn.stream, pushed, turn.pull, &turn.asks)
        })
        .await
        .unwrap_or_else(|_| Err(ApiError::new(ErrorCode::Internal).with("detail", "pull")))
    }

    fn turn(&self, caller: &Caller, request: SyncRequest) -> Result<Turn, ApiError> {
        let old = caller
            .app_version
            .as_deref()
            .is_some_and(|app| app_version::is_older(app, &self.config().min_app_for_pull));
        if old && request.ops.is_empty() && request.pull.is_some() {
            return Err(ApiError::new(ErrorCode::UpgradeToPull));
        }
        let pull = request.pull.clone().filter(|_| !old);
        let (stream, device_time) = (request.stream_id, request.device_time);
        let mut asks = request.asks.clone();
        asks.truncate(MOST_ASKS);
        let push = if request.ops.is_empty() {
            self.note_idle_contact(caller, &device_time);
            None
        } else {
            Some(Prepared::from(request, self.config().limits.max_ops)?)
        };
        Ok(Turn { stream, device_time, push, pull, asks })
    }

    fn finish(
        &self,
        caller: &Caller,
        stream: zoufang_domain::ids::StreamId,
        pushed: Option<Pushed>,
        pull: Option<Pull>,
        asks: &[OpId],
    ) -> Result<SyncResponse, ApiError> {
        let pushed = match pushed {
            Some(pushed) if pull.is_none() && asks.is_empty() => {
                return Ok(self.answer(pushed, pull::Page::default(), Vec::new()));
            }
            other => other,
        };
        let limits = &self.config().limits;
        let (pushed, page, fates) = storage::read(self.storage(), |rows| {
            let pushed = match pushed {
                Some(pushed) => pushed,
                None => slots::look(rows, stream)?,
            };
            let page = match &pull {
                None => pull::Page::default(),
                Some(pull) => pull::page(rows, caller.account, pull, limits)?,
            };
            Ok::<_, StorageError>((pushed, page, fates::of(rows, caller.account, asks)?))
        })
        .map_err(|e| told(&e))?;
        Ok(self.answer(pushed, page, fates))
    }

    fn answer(&self, pushed: Pushed, page: pull::Page, fates: Vec<Fate>) -> SyncResponse {
        SyncResponse {
            office_epoch: pushed.epoch,
            office_time: self.now(),
            results: pushed.results,
            accepted_through: pushed.accepted_through,
            secured_through: pushed.secured_through,
            changes: page.changes,
            cursor: page.cursor,
            more: page.more,
            reset: page.reset,
            digest: page.digest,
            fates,
        }
    }

    fn contact(&self, caller: &Caller, device_time: &crate::clock::Instant) -> Option<Contact> {
        let now = self.now();
        self.contacts().is_due(caller.device, now, caller.pending).then(|| Contact {
            device: caller.device,
            at: now,
            clock_offset_ms: (now - *device_time).num_milliseconds(),
            pending: caller.pending,
            app_version: caller.app_version.clone(),
        })
    }

    /// A pull alone writes nothing but when the device was last heard of, and nobody waits for that.
    fn note_idle_contact(&self, caller: &Caller, device_time: &crate::clock::Instant) {
        if let Some(contact) = self.contact(caller, device_time) {
            self.storage().submit(storage::Job {
                run: Box::new(move |rows| rows.note_contact(&contact)),
                done: Box::new(|_| {}),
            });
        }
    }
}

/// A request taken apart.
struct Turn {
    stream: zoufang_domain::ids::StreamId,
    device_time: crate::clock::Instant,
    push: Option<Prepared>,
    pull: Option<Pull>,
    asks: Vec<OpId>,
}
