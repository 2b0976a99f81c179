//! Opening one database file: key, proofs, settings.
//!
//! A wrong key and a damaged first page look the same to SQLCipher. So a small file beside the database keeps the
//! key's fingerprint, and the two are told apart: one asks for another key, the other starts a rescue.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use crate::key::StoreKey;
use crate::trouble::{Trouble, is_full, trouble};

/// Oldest SQLite without the WAL-reset fault that can corrupt a database (design, §4).
const OLDEST_SQLITE: i32 = 3_051_003;
/// How long a statement waits for the other connection.
const BUSY: Duration = Duration::from_secs(5);
/// First bytes of every unencrypted SQLite file.
const PLAIN_HEADER: &[u8; 16] = b"SQLite format 3\0";
/// SQLite calls itself initialised before SQLCipher's own set-up has run, so a second thread that opens a database
/// just then is told that the cipher is missing. One connection, opened and closed before any other, ends that.
static CIPHER_READY: LazyLock<()> = LazyLock::new(|| {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that opens databases")]
    drop(Connection::open_in_memory());
});

/// Why a database could not be opened. The file is unchanged in every case.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("the SQLite inside is {found}; builds before 3.51.3 can corrupt a database, so none is opened")]
    OldSqlite { found: String },
    #[error("this build has no cipher, so {path} would be stored readable; build with SQLCipher")]
    NoCipher { path: PathBuf },
    #[error("{path} is not encrypted although a key was given; nothing was changed")]
    NotEncrypted { path: PathBuf },
    #[error("{path} was made with another key; nothing was changed")]
    WrongKey { path: PathBuf },
    #[error("{path} is damaged ({detail}); set it aside and rescue what can be read")]
    Damaged { path: PathBuf, detail: String },
    #[error("no space left to open {path}; free some and try again")]
    DiskFull { path: PathBuf },
    #[error("cannot read or write beside {path}: {source}")]
    Io { path: PathBuf, source: std::io::Error },
    #[error("cannot open {path}: {source}")]
    Sqlite { path: PathBuf, source: rusqlite::Error },
}

/// Opens the database at `path`, creating it when missing, and proves that it is what it must be: a sound SQLite,
/// the cipher on when a key is given, the right key, a readable first page, WAL with full durability.
///
/// # Errors
/// See [`OpenError`].
pub fn open(path: &Path, key: Option<&StoreKey>) -> Result<Connection, OpenError> {
    if rusqlite::version_number() < OLDEST_SQLITE {
        return Err(OpenError::OldSqlite { found: rusqlite::version().to_owned() });
    }
    LazyLock::force(&CIPHER_READY);
    let fresh = !holds_bytes(path)?;
    let connect = || -> Result<Connection, rusqlite::Error> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        #[expect(clippy::disallowed_methods, reason = "this is the one place that opens databases")]
        let connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(BUSY)?;
        // Otherwise each new value of a parameter can make SQLite plan a kept statement anew: a third of a first pull.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        Ok(connection)
    };
    let connection = connect().map_err(|e| sorted(path, key, e))?;
    if let Some(key) = key {
        unlock(&connection, path, key, fresh)?;
    }
    settle(&connection).map_err(|e| sorted(path, key, e))?;
    if let Some(key) = key {
        remember(path, key)?;
    }
    Ok(connection)
}

/// Gives the key and proves that a cipher takes it.
fn unlock(connection: &Connection, path: &Path, key: &StoreKey, fresh: bool) -> Result<(), OpenError> {
    if !fresh && starts_plain(path)? {
        return Err(OpenError::NotEncrypted { path: path.into() });
    }
    connection.pragma_update(None, "key", key.literal().as_str()).map_err(|e| sorted(path, Some(key), e))?;
    let version: Result<String, _> = connection.query_row("PRAGMA cipher_version", [], |row| row.get(0));
    if version.is_err() {
        return Err(OpenError::NoCipher { path: path.into() });
    }
    connection
        .execute_batch("PRAGMA cipher_memory_security = OFF; PRAGMA cipher_log_level = NONE;")
        .map_err(|e| sorted(path, Some(key), e))
}

/// Reads the first page (which proves the key) and sets what every connection of ours has in common.
fn settle(connection: &Connection) -> Result<(), rusqlite::Error> {
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    let mode: String = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
    if mode != "wal" {
        return Err(rusqlite::Error::SqliteFailure(
            rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CANTOPEN),
            Some(format!("journal mode is {mode}, not wal")),
        ));
    }
    // Temporary tables would lie unencrypted on the disk, hence in memory.
    connection.execute_batch(
        "PRAGMA synchronous = FULL;
         PRAGMA foreign_keys = ON;
         PRAGMA temp_store = MEMORY;
         PRAGMA trusted_schema = OFF;",
    )
}

/// Turns an error met while opening into what it means for this file and key.
fn sorted(path: &Path, key: Option<&StoreKey>, error: rusqlite::Error) -> OpenError {
    let path = path.to_path_buf();
    match trouble(&error) {
        Trouble::DiskFull => OpenError::DiskFull { path },
        Trouble::Damaged => match key {
            // An unknown fingerprint means we cannot tell: asking for the key again harms nothing.
            Some(key) if !is_remembered(&path, key) => OpenError::WrongKey { path },
            _ => OpenError::Damaged { path, detail: error.to_string() },
        },
        Trouble::Busy | Trouble::Other => OpenError::Sqlite { path, source: error },
    }
}

fn fingerprint_path(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".keycheck");
    PathBuf::from(name)
}

fn is_remembered(path: &Path, key: &StoreKey) -> bool {
    std::fs::read(fingerprint_path(path)).is_ok_and(|bytes| bytes == key.fingerprint())
}

/// Written after the key has proven right, never before.
fn remember(path: &Path, key: &StoreKey) -> Result<(), OpenError> {
    if is_remembered(path, key) {
        return Ok(());
    }
    let target = fingerprint_path(path);
    std::fs::write(&target, key.fingerprint()).map_err(|source| match is_full(&source) {
        true => OpenError::DiskFull { path: path.into() },
        false => OpenError::Io { path: target.clone(), source },
    })
}

fn holds_bytes(path: &Path) -> Result<bool, OpenError> {
    match std::fs::metadata(path) {
        Ok(metadata) => Ok(metadata.len() > 0),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(source) => Err(OpenError::Io { path: path.into(), source }),
    }
}

fn starts_plain(path: &Path) -> Result<bool, OpenError> {
    let mut start = [0; 16];
    let io = |source| OpenError::Io { path: path.to_path_buf(), source };
    let mut file = std::fs::File::open(path).map_err(io)?;
    match file.read_exact(&mut start) {
        Ok(()) => Ok(&start == PLAIN_HEADER),
        Err(e) if e.kind() == std::io::ErrorKind::UnexpectedEof => Ok(false),
        Err(source) => Err(io(source)),
    }
}
