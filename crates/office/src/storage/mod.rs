//! What the office needs from a database, in its own words. Everything above speaks to these traits, so that SQLite
//! and PostgreSQL can stand below and pass the same stories.
//!
//! Writes are *jobs*: a backend takes all jobs that wait, runs them in one transaction (each within a savepoint of
//! its own), makes one durable commit, and only then answers them all. If a backend answered before its commit were
//! durable, a phone would forget work that a power cut takes away.

pub mod account;
pub mod audit;
pub mod feed;
pub mod imports;
pub mod ledger;
pub mod office_row;
pub mod op_log;
pub mod roster;
pub mod scope;
pub mod sqlite;
pub mod visit;

use std::path::Path;
use std::sync::mpsc;

pub use account::{AccountReads, AccountWrites};
pub use audit::{AuditReads, AuditWrites};
pub use feed::{FeedReads, FeedWrites};
pub use imports::{ImportReads, ImportWrites};
pub use ledger::{LedgerReads, LedgerWrites};
pub use office_row::{OfficeReads, OfficeWrites};
pub use op_log::{OpReads, OpWrites};
pub use roster::{RosterReads, RosterWrites};
pub use scope::Scope;
pub use visit::{VisitReads, VisitWrites};

/// Why the database could not do what it was asked.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StorageError {
    #[error("the disk of the office is full ({0}); free space and go on, nothing committed is lost")]
    DiskFull(String),
    #[error("the office's database is busy or shutting down ({0}); try again")]
    Busy(String),
    /// One statement broke a rule of the schema; the rest of the transaction is unharmed.
    #[error("a row breaks a rule of the schema ({0})")]
    Constraint(String),
    #[error("a stored row of {what} cannot be read ({why}); run `zoufang-office doctor`")]
    Unreadable { what: &'static str, why: String },
    #[error("the database failed: {0}")]
    Failed(String),
}

/// Everything that can be read, from one snapshot.
pub trait Reads:
    OfficeReads
    + OpReads
    + FeedReads
    + RosterReads
    + VisitReads
    + LedgerReads
    + AccountReads
    + AuditReads
    + ImportReads
{
}
impl<T> Reads for T where
    T: OfficeReads
        + OpReads
        + FeedReads
        + RosterReads
        + VisitReads
        + LedgerReads
        + AccountReads
        + AuditReads
        + ImportReads
{
}

/// Everything that can be changed, inside one transaction.
pub trait Writes:
    Reads
    + OfficeWrites
    + OpWrites
    + FeedWrites
    + RosterWrites
    + VisitWrites
    + LedgerWrites
    + AccountWrites
    + AuditWrites
    + ImportWrites
{
}
impl<T> Writes for T where
    T: Reads
        + OfficeWrites
        + OpWrites
        + FeedWrites
        + RosterWrites
        + VisitWrites
        + LedgerWrites
        + AccountWrites
        + AuditWrites
        + ImportWrites
{
}

/// What a job does inside the transaction.
pub type Run = Box<dyn FnOnce(&dyn Writes) -> Result<(), StorageError> + Send>;
/// What is told once the commit is durable, or has failed.
pub type Done = Box<dyn FnOnce(Result<(), StorageError>) + Send>;

/// Work for the writer. `run` happens inside the transaction and may fail alone; `done` is called after the commit
/// (or with the error of `run` or of the commit).
pub struct Job {
    pub run: Run,
    pub done: Done,
}

/// What [`Storage::read`] runs.
pub type Look<'a> = &'a mut dyn FnMut(&dyn Reads) -> Result<(), StorageError>;

/// A database of one office.
pub trait Storage: Send + Sync + 'static {
    /// Hands a job to the writer; returns at once.
    fn submit(&self, job: Job);

    /// Runs `look` on the caller's thread against one snapshot.
    ///
    /// # Errors
    /// Those of `look`, or that no reader could be had.
    fn read(&self, look: Look<'_>) -> Result<(), StorageError>;

    /// Writes a consistent copy to `target` and returns the newest change in it.
    ///
    /// # Errors
    /// When the copy cannot be written whole; a partial file is removed.
    fn copy_to(&self, target: &Path) -> Result<u64, StorageError>;

    /// Findings of a full check; empty means sound.
    ///
    /// # Errors
    /// When the check itself cannot run.
    fn check(&self) -> Result<Vec<String>, StorageError>;
}

/// Runs `work` in the next group commit and waits for it.
///
/// # Errors
/// Those of `work` or of the commit.
pub fn write<T: Send + 'static>(
    storage: &dyn Storage,
    work: impl FnOnce(&dyn Writes) -> Result<T, StorageError> + Send + 'static,
) -> Result<T, StorageError> {
    let (answer, wait) = mpsc::sync_channel(1);
    submit(storage, work, move |result| drop(answer.send(result)));
    wait.recv().unwrap_or_else(|_| Err(stopped()))
}

/// The same without blocking the thread.
///
/// # Errors
/// Those of `work` or of the commit.
pub async fn write_async<T: Send + 'static>(
    storage: &dyn Storage,
    work: impl FnOnce(&dyn Writes) -> Result<T, StorageError> + Send + 'static,
) -> Result<T, StorageError> {
    let (answer, wait) = tokio::sync::oneshot::channel();
    submit(storage, work, move |result| drop(answer.send(result)));
    wait.await.unwrap_or_else(|_| Err(stopped()))
}

/// Reads a value from one snapshot.
///
/// # Errors
/// Those of `look`.
pub fn read<T>(
    storage: &dyn Storage,
    look: impl FnOnce(&dyn Reads) -> Result<T, StorageError>,
) -> Result<T, StorageError> {
    let mut look = Some(look);
    let mut found = None;
    storage.read(&mut |rows| {
        if let Some(look) = look.take() {
            found = Some(look(rows)?);
        }
        Ok(())
    })?;
    found.ok_or_else(|| StorageError::Failed("the reader ran nothing".into()))
}

fn submit<T: Send + 'static>(
    storage: &dyn Storage,
    work: impl FnOnce(&dyn Writes) -> Result<T, StorageError> + Send + 'static,
    done: impl FnOnce(Result<T, StorageError>) + Send + 'static,
) {
    let made = std::sync::Arc::new(std::sync::Mutex::new(None));
    let kept = std::sync::Arc::clone(&made);
    storage.submit(Job {
        run: Box::new(move |rows| {
            let value = work(rows)?;
            *kept.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(value);
            Ok(())
        }),
        done: Box::new(move |result| {
            let value = made.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take();
            done(result.and_then(|()| value.ok_or_else(stopped)));
        }),
    });
}

fn stopped() -> StorageError {
    StorageError::Busy("the writer has stopped".into())
}
