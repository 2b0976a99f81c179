//! The facade: what a screen may ask of the device, one method for each command.
//!
//! A device is not enrolled, locked or unlocked. Locking drops the key, the connection and the list in memory; the
//! engine stops. Methods block for some milliseconds; a shell calls them off its event loop.

mod enrol;
mod enrol_again;
mod lists;
mod opening;
mod outgoing;
mod visits;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use zoufang_domain::checklist::Checklist;
use zoufang_domain::ids::AccountId;
use zoufang_store::StoreKey;
use zoufang_wire::{ApiError, ErrorCode};

use crate::keys::{FileSecret, KdfParams};
use crate::roster::Roster;
use crate::sync::driver::SyncHandle;
use crate::view::{LockState, Status};
use crate::{Env, FieldError, keys};

/// One cadre's profile on this device.
pub struct Field {
    dir: PathBuf,
    env: Env,
    app_version: String,
    kdf: KdfParams,
    open: Mutex<Option<Open>>,
    /// The engine over a database that only a newer app can show.
    pushing: Mutex<Option<SyncHandle>>,
}

/// Everything that exists only while unlocked.
struct Open {
    connection: Connection,
    roster: Roster,
    /// Checklists that were asked for, parsed once each.
    checklists: Vec<Arc<Checklist>>,
    sync: Option<SyncHandle>,
    notice: Option<ApiError>,
}

/// What is known while locked: whose profile it is. Written last at enrolment, so it also says that all is complete.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Profile {
    account_name: String,
    town: String,
    /// Kept here too: without it nobody could tell whose work a rescued database is.
    #[serde(default)]
    account_id: Option<AccountId>,
}

impl Field {
    /// A profile in `dir`, which is made at enrolment.
    pub fn new(dir: impl Into<PathBuf>, env: Env, app_version: &str) -> Self {
        let kdf = KdfParams::default();
        Self {
            dir: dir.into(),
            env,
            app_version: app_version.to_owned(),
            kdf,
            open: Mutex::new(None),
            pushing: Mutex::new(None),
        }
    }

    /// A cheaper PIN check for tests that unlock hundreds of times; only counts when the key is made.
    #[must_use]
    pub fn with_kdf(mut self, kdf: KdfParams) -> Self {
        self.kdf = kdf;
        self
    }

    /// Where the app stands; never fails.
    #[must_use]
    pub fn status(&self) -> Status {
        let profile = self.profile();
        let open = self.lock_open();
        Status {
            state: match (&*open, &profile) {
                (Some(_), _) => LockState::Unlocked,
                (None, Some(_)) => LockState::Locked,
                (None, None) => LockState::NotEnrolled,
            },
            account_name: profile.as_ref().map(|profile| profile.account_name.clone()),
            town: profile.map(|profile| profile.town),
            pin_wait_s: keys::wait_s(&self.dir, &self.env),
            today: self.env.clock.today(),
            app_version: self.app_version.clone(),
            notice: open.as_ref().and_then(|open| open.notice.clone()),
        }
    }

    /// Opens the profile with the PIN and starts handing in.
    ///
    /// # Errors
    /// [`ErrorCode::WrongPin`], [`ErrorCode::PinWait`]; [`ErrorCode::StoreNewer`] when a newer app wrote the data.
    /// A damaged file is set aside and is no error: [`Status::notice`] tells of it.
    pub fn unlock(&self, pin: &str) -> Result<Status, ApiError> {
        if self.profile().is_none() {
            return Err(ApiError::new(ErrorCode::NotEnrolled));
        }
        let key = keys::unlock(&self.dir, pin, &self.secret(), &self.env)?;
        self.open_with(&key)?;
        Ok(self.status())
    }

    /// Closes everything of this cadre.
    pub fn lock(&self) -> Status {
        *self.lock_open() = None;
        *self.lock_pushing() = None;
        self.status()
    }

    fn open_with(&self, key: &StoreKey) -> Result<(), ApiError> {
        let opened = opening::open(&self.database(), key, &self.env).map_err(ApiError::from);
        let (connection, roster, notice) = match opened {
            Err(error) if error.code == ErrorCode::StoreNewer => {
                // Nothing can be shown, but what waits is still handed in.
                *self.lock_pushing() =
                    opening::start_sync(&self.database(), key, &self.env, &self.app_version);
                return Err(error);
            }
            opened => opened?,
        };
        let sync = opening::start_sync(&self.database(), key, &self.env, &self.app_version);
        *self.lock_open() = Some(Open { connection, roster, checklists: Vec::new(), sync, notice });
        Ok(())
    }

    fn database(&self) -> PathBuf {
        self.dir.join("field.db")
    }

    fn secret(&self) -> FileSecret {
        FileSecret::new(self.dir.join("device.secret"))
    }

    fn profile(&self) -> Option<Profile> {
        profile(&self.dir)
    }

    fn lock_open(&self) -> MutexGuard<'_, Option<Open>> {
        // A panic elsewhere leaves the database as its last commit; going on is right.
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lock_pushing(&self) -> MutexGuard<'_, Option<SyncHandle>> {
        self.pushing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs `work` on the unlocked profile.
    fn with<T>(&self, work: impl FnOnce(&mut Open, &Env) -> Result<T, FieldError>) -> Result<T, ApiError> {
        let mut open = self.lock_open();
        let open = open.as_mut().ok_or_else(|| {
            ApiError::new(if self.profile().is_some() { ErrorCode::Locked } else { ErrorCode::NotEnrolled })
        })?;
        work(open, &self.env).map_err(|error| {
            if opening::is_damaged(&error) {
                crate::store::suspect(&self.database());
            }
            error.into()
        })
    }
}

impl Open {
    /// The checklist of a version, or the newest.
    fn checklist(&mut self, version: Option<u32>) -> Result<Arc<Checklist>, FieldError> {
        if let Some(version) = version
            && let Some(known) = self.checklists.iter().find(|known| known.version() == version)
        {
            return Ok(known.clone());
        }
        let (read, faulty) = crate::roster::read::checklist_or_older(&self.connection, version)?;
        if version.is_none() {
            self.note_faulty(faulty);
        }
        let read = Arc::new(read.ok_or(FieldError::NotFound("排查清单"))?);
        self.checklists.retain(|known| known.version() != read.version());
        self.checklists.push(read.clone());
        Ok(read)
    }

    /// The person is told of a newer checklist that cannot be used for as long as that is so.
    fn note_faulty(&mut self, faulty: Option<ApiError>) {
        let told = self.notice.as_ref().is_none_or(|notice| notice.code == ErrorCode::ChecklistFaulty);
        if told {
            self.notice = faulty;
        }
    }

    fn saved(&self) {
        if let Some(sync) = &self.sync {
            sync.saved();
        }
    }
}

impl std::fmt::Debug for Field {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Field").field("dir", &self.dir).finish_non_exhaustive()
    }
}

/// A profile that cannot be read is still a profile: taking it for a device that was never enrolled would let a new
/// enrolment move its unsent work out of sight.
fn profile(dir: &Path) -> Option<Profile> {
    let path = dir.join("profile.json");
    if !path.exists() {
        return None;
    }
    let read = std::fs::read(path).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
    Some(read.unwrap_or_default())
}
