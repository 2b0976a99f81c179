//! What the app holds of a running engine: a few nudges and a view of its progress.

use std::path::Path;

use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use zoufang_store::StoreKey;
use zoufang_wire::ApiError;

use super::run::Engine;
use crate::env::Env;
use crate::store::open_for_push;
use crate::sync::core::Event;
use crate::sync::progress::SyncProgress;

/// Nudges that may wait while a request is under way. More say nothing new.
const NUDGES: usize = 16;

/// A running sync engine. Dropping it stops the engine; whatever was under way is taken up by the next one.
#[derive(Debug)]
pub struct SyncHandle {
    nudges: mpsc::Sender<Event>,
    progress: watch::Receiver<SyncProgress>,
    task: JoinHandle<()>,
}

impl SyncHandle {
    /// Starts an engine on its own connection to the database at `path`, on the current tokio runtime.
    ///
    /// # Errors
    /// When the database cannot be opened or the device is not enrolled.
    pub fn start(path: &Path, key: &StoreKey, env: Env, app_version: &str) -> Result<Self, ApiError> {
        let connection = open_for_push(path, key)?;
        let (nudges, received) = mpsc::channel(NUDGES);
        let (shown, progress) = watch::channel(SyncProgress::default());
        let engine = Engine::new(connection, env, app_version, shown)?;
        Ok(Self { nudges, progress, task: tokio::spawn(engine.run(received)) })
    }

    /// Something was saved.
    pub fn saved(&self) {
        self.nudge(Event::Saved);
    }

    /// The cadre asked for it.
    pub fn tapped(&self) {
        self.nudge(Event::Tapped);
    }

    /// The system reports another network.
    pub fn network_changed(&self) {
        self.nudge(Event::NetworkChanged);
    }

    /// The newest progress.
    #[must_use]
    pub fn progress(&self) -> SyncProgress {
        self.progress.borrow().clone()
    }

    /// Changes of progress, for pushing to screens.
    #[must_use]
    pub fn subscribe(&self) -> watch::Receiver<SyncProgress> {
        self.progress.clone()
    }

    /// Stops the engine between two steps; no transaction is cut.
    pub fn stop(&self) {
        self.task.abort();
    }

    fn nudge(&self, event: Event) {
        // A full queue holds a nudge already, and the engine looks at the levels, not at the nudge.
        let _ = self.nudges.try_send(event);
    }
}

impl Drop for SyncHandle {
    fn drop(&mut self) {
        self.task.abort();
    }
}
