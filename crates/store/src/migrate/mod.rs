//! One small migration runner for every schema of ours (ADR 5): ordered files, a checksum each, one transaction each.
//!
//! A released file is never edited; a changed checksum is refused, because the database was built from other text
//! than the program believes. A database written by a newer program is refused, not touched.

mod sqlite;

use sha2::{Digest as _, Sha256};

pub use sqlite::Sqlite;

/// One numbered file of `migrations/…/NNNN-name.sql`.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// From 1, without gaps.
    pub number: u32,
    pub name: &'static str,
    pub sql: &'static str,
}

impl Migration {
    /// SHA-256 of the text with line ends as `\n`, so that a Windows checkout counts as the same file.
    #[must_use]
    pub fn checksum(&self) -> [u8; 32] {
        Sha256::digest(self.sql.replace("\r\n", "\n")).into()
    }
}

/// A migration that the database says it has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    pub number: u32,
    pub name: String,
    pub checksum: Vec<u8>,
}

/// Whether existing data is copied before its schema changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PreCopy {
    /// The office: its operator keeps backups.
    None,
    /// The device: a copy beside the file, with the same key.
    Beside,
}

/// What the runner needs of a database. SQLite has it in [`Sqlite`]; PostgreSQL follows.
pub trait Engine {
    type Error: std::error::Error + Send + Sync + 'static;

    /// Applied migrations by number; none when the database is new.
    ///
    /// # Errors
    /// When the table of migrations exists but cannot be read.
    fn applied(&mut self) -> Result<Vec<Applied>, Self::Error>;

    /// Copies the database as it is before `number` changes it.
    ///
    /// # Errors
    /// When there is no room for the copy; nothing has changed then.
    fn copy_before(&mut self, number: u32) -> Result<(), Self::Error>;

    /// # Errors
    /// When no transaction can begin.
    fn begin(&mut self) -> Result<(), Self::Error>;

    /// Runs the statements of one file.
    ///
    /// # Errors
    /// The first statement that fails.
    fn execute(&mut self, sql: &str) -> Result<(), Self::Error>;

    /// Notes the migration as applied, inside the transaction.
    ///
    /// # Errors
    /// When it is noted already.
    fn note(&mut self, applied: &Applied) -> Result<(), Self::Error>;

    /// # Errors
    /// When the transaction did not become durable.
    fn commit(&mut self) -> Result<(), Self::Error>;

    /// Best effort; a failed transaction is gone anyway when the connection closes.
    fn roll_back(&mut self);
}

/// Why a schema was not migrated. The database is as it was before the step that failed.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError<E: std::error::Error + 'static> {
    #[error("the database has schema {found}, this program knows {known}; use the newer program")]
    NewerSchema { found: u32, known: u32 },
    #[error(
        "migration {number} ({name}) is not the text this database was built from; released files are never edited"
    )]
    Changed { number: u32, name: String },
    #[error("migrations must be numbered from 1 without gaps; {found} stands where {expected} is due")]
    Disordered { expected: u32, found: u32 },
    #[error("migration {number} ({name}) failed and was undone: {source}")]
    Failed { number: u32, name: String, source: E },
    #[error("cannot copy the database before migration {number}, so nothing was changed: {source}")]
    Copy { number: u32, source: E },
    #[error("cannot read which migrations the database has: {0}")]
    Unreadable(E),
}

/// Brings a database to the newest of `migrations` and says how many were applied.
///
/// # Errors
/// See [`MigrateError`].
pub fn migrate<E: Engine>(
    engine: &mut E,
    migrations: &[Migration],
    pre_copy: PreCopy,
) -> Result<usize, MigrateError<E::Error>> {
    check_order(migrations)?;
    let applied = engine.applied().map_err(MigrateError::Unreadable)?;
    check_applied(&applied, migrations)?;
    let due = &migrations[applied.len()..];
    if let (Some(first), PreCopy::Beside, false) = (due.first(), pre_copy, applied.is_empty()) {
        engine
            .copy_before(first.number)
            .map_err(|source| MigrateError::Copy { number: first.number, source })?;
    }
    for migration in due {
        apply(engine, migration).map_err(|source| {
            engine.roll_back();
            MigrateError::Failed { number: migration.number, name: migration.name.to_owned(), source }
        })?;
    }
    Ok(due.len())
}

fn apply<E: Engine>(engine: &mut E, migration: &Migration) -> Result<(), E::Error> {
    engine.begin()?;
    engine.execute(migration.sql)?;
    engine.note(&Applied {
        number: migration.number,
        name: migration.name.to_owned(),
        checksum: migration.checksum().to_vec(),
    })?;
    engine.commit()
}

fn check_order<E: std::error::Error>(migrations: &[Migration]) -> Result<(), MigrateError<E>> {
    for (expected, migration) in (1..).zip(migrations) {
        if migration.number != expected {
            return Err(MigrateError::Disordered { expected, found: migration.number });
        }
    }
    Ok(())
}

fn check_applied<E: std::error::Error>(
    applied: &[Applied],
    migrations: &[Migration],
) -> Result<(), MigrateError<E>> {
    for (expected, had) in (1..).zip(applied) {
        if had.number != expected {
            return Err(MigrateError::Disordered { expected, found: had.number });
        }
    }
    if applied.len() > migrations.len() {
        return Err(MigrateError::NewerSchema {
            found: applied.last().map_or(0, |had| had.number),
            known: migrations.last().map_or(0, |known| known.number),
        });
    }
    match applied.iter().zip(migrations).find(|(had, known)| had.checksum != known.checksum()) {
        Some((had, _)) => Err(MigrateError::Changed { number: had.number, name: had.name.clone() }),
        None => Ok(()),
    }
}
