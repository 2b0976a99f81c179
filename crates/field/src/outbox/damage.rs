//! Rows whose bytes are no longer what was saved: a flipped bit, a broken page.
//!
//! The office would refuse every request with such a row, so it would hold up all work behind it. Where the own-visits
//! row still says what was saved, the bytes are made again, and only the stored hash decides that they are the same.
//! Otherwise the row is set aside and kept as it is. If this module is wrong, work that could be handed in is not; it
//! cannot hand in anything else than what was saved, because nothing without the stored hash comes out of it.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, params};
use serde::Serialize;
use serde_json::value::RawValue;
use zoufang_domain::ids::{OpId, VisitId};
use zoufang_store::{Trouble, trouble};
use zoufang_wire::{ClockStamp, Digest, Kind, Operation};

use super::OutboxError;
use super::renumber::set_aside;

/// What became of a damaged row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mended {
    /// It is again byte for byte what was saved.
    Restored,
    /// It cannot be made whole: kept, without a number, shown.
    SetAside,
}

/// Whether these bytes are what was saved under this id. Operations name themselves, so a damaged id shows as well.
pub(super) fn is_sound(op_id: &[u8], hash: &[u8], bytes: &[u8]) -> bool {
    Digest::of(&[bytes]).0 == hash && id_within(bytes).is_some_and(|id| id.0.as_bytes() == op_id)
}

fn id_within(bytes: &[u8]) -> Option<OpId> {
    let operation: Operation = serde_json::from_slice(bytes).ok()?;
    Some(operation.op_id)
}

/// A text column as its bytes, whatever they are.
pub(super) fn text_at<'a>(row: &'a Row<'_>, column: usize) -> rusqlite::Result<Option<&'a [u8]>> {
    match row.get_ref(column)? {
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => Ok(Some(bytes)),
        _ => Ok(None),
    }
}

fn words_at(row: &Row<'_>, column: usize) -> rusqlite::Result<String> {
    Ok(String::from_utf8_lossy(text_at(row, column)?.unwrap_or_default()).into_owned())
}

struct Damaged {
    n: i64,
    op_id: Vec<u8>,
    kind: String,
    hash: Vec<u8>,
    bytes: Vec<u8>,
    saved_at: String,
}

/// Makes the row with this number whole, or sets it aside so that it holds nothing up.
///
/// # Errors
/// When the database fails.
pub fn mend(transaction: &Transaction<'_>, seq: i64) -> Result<Mended, OutboxError> {
    let damaged = transaction.query_row(include_str!("damaged.sql"), [seq], |row| {
        Ok(Damaged {
            n: row.get(0)?,
            op_id: row.get(1)?,
            kind: words_at(row, 2)?,
            hash: row.get(3)?,
            bytes: text_at(row, 4)?.unwrap_or_default().to_vec(),
            saved_at: words_at(row, 5)?,
        })
    })?;
    if Digest::of(&[&damaged.bytes]).0.as_slice() == damaged.hash
        && let Some(own) = id_within(&damaged.bytes)
    {
        // The bytes are proven by their hash; only the column beside them was hit.
        let changed = transaction.execute(
            "UPDATE OR IGNORE outbox SET op_id = ?2 WHERE n = ?1",
            params![damaged.n, own.0.as_bytes()],
        )?;
        if changed == 1 {
            return Ok(Mended::Restored);
        }
    }
    if let Some(bytes) = restored(transaction, &damaged)? {
        transaction.execute("UPDATE outbox SET bytes = ?2 WHERE n = ?1", params![damaged.n, bytes])?;
        return Ok(Mended::Restored);
    }
    tracing::error!(seq, kind = damaged.kind, "an operation is damaged beyond repair; set aside");
    set_aside(transaction, damaged.n, seq, Some("op_damaged"))?;
    Ok(Mended::SetAside)
}

/// [`mend`] for every damaged row, for a file that has just been rescued. Returns how many were set aside.
///
/// # Errors
/// When the database fails.
pub fn mend_all(transaction: &Transaction<'_>) -> Result<u32, OutboxError> {
    let damaged: Vec<i64> = transaction
        .prepare("SELECT n, op_id, hash, bytes FROM outbox WHERE seq IS NOT NULL AND bytes IS NOT NULL ORDER BY seq")?
        .query_map([], |row| {
            let (op_id, hash): (Vec<u8>, Vec<u8>) = (row.get(1)?, row.get(2)?);
            let sound = is_sound(&op_id, &hash, text_at(row, 3)?.unwrap_or_default());
            Ok((!sound).then_some(row.get(0)?))
        })?
        .filter_map(Result::transpose)
        .collect::<Result<_, _>>()?;
    let mut aside = 0;
    for n in damaged {
        // Setting one aside moves those behind it up.
        let seq = transaction.query_row("SELECT seq FROM outbox WHERE n = ?1", [n], |row| row.get(0))?;
        aside += u32::from(mend(transaction, seq)? == Mended::SetAside);
    }
    Ok(aside)
}

/// The canonical bytes made again: a head from what is left, the body from the own-visits row. `None` unless the
/// stored hash says that they are the same.
fn restored(connection: &Connection, damaged: &Damaged) -> Result<Option<String>, OutboxError> {
    let Some(body) = body(connection, damaged)? else { return Ok(None) };
    let heads = [head_as_left(&damaged.bytes), head_made_again(damaged)];
    let mut texts = heads.into_iter().flatten().map(|head| format!("{head}{body}}}"));
    Ok(texts.find(|text| is_sound(&damaged.op_id, &damaged.hash, text.as_bytes())))
}

const BODY: &[u8] = b",\"body\":";

/// Everything up to the body, for damage behind it.
fn head_as_left(bytes: &[u8]) -> Option<String> {
    let at = find(bytes, BODY)?;
    Some(String::from_utf8_lossy(&bytes[..at + BODY.len()]).into_owned())
}

/// The head from the other columns, for damage within it. Only the clock's stamp has to be legible.
fn head_made_again(damaged: &Damaged) -> Option<String> {
    const CLOCK: &[u8] = b"\"clock\":";
    let from = find(&damaged.bytes, CLOCK)? + CLOCK.len();
    let through = from + find(&damaged.bytes[from..], b"}")?;
    let clock: ClockStamp = serde_json::from_slice(&damaged.bytes[from..=through]).ok()?;
    let kind = Kind::from_name(&damaged.kind)?;
    let text = Operation {
        op_id: OpId(uuid::Uuid::from_slice(&damaged.op_id).ok()?),
        kind: kind.name().to_owned(),
        v: kind.version(),
        occurred_at: chrono::DateTime::parse_from_rfc3339(&damaged.saved_at).ok()?,
        clock,
        body: RawValue::from_string("null".to_owned()).ok()?,
    }
    .canonical()
    .ok()?;
    text.get().strip_suffix("null}").map(str::to_owned)
}

/// When the operation was written, as far as its head is legible.
#[must_use]
pub fn written_at(bytes: &[u8]) -> Option<String> {
    const AT: &[u8] = b"\"occurred_at\":\"";
    let from = find(bytes, AT)? + AT.len();
    let text = str::from_utf8(&bytes[from..from + find(&bytes[from..], b"\"")?]).ok()?;
    chrono::DateTime::parse_from_rfc3339(text).ok().map(|at| at.to_rfc3339())
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}

/// As `VisitAmend` is written, with the record's own text inside.
#[derive(Serialize)]
struct Amendment<'a> {
    visit_id: VisitId,
    reason: &'a str,
    record: &'a RawValue,
}

/// The body that the own-visits row keeps a second time: that of a visit or of its correction.
fn body(connection: &Connection, damaged: &Damaged) -> Result<Option<String>, OutboxError> {
    let sql = "SELECT visit_id, record, reason FROM visit WHERE op_id = ?1";
    let kept = connection
        .query_row(sql, [&damaged.op_id], |row| {
            let kept: (Vec<u8>, String, Option<String>) = (row.get(0)?, row.get(1)?, row.get(2)?);
            Ok(kept)
        })
        .optional();
    let (visit, record, reason) = match kept {
        Ok(Some(kept)) => kept,
        Err(error) if trouble(&error) == Trouble::Damaged => return Err(error.into()),
        // No such row, or a newer app keeps its visits otherwise.
        Ok(None) | Err(_) => return Ok(None),
    };
    if damaged.kind == Kind::VisitRecord.name() {
        return Ok(Some(record));
    }
    let amendment = || {
        let visit_id = VisitId(uuid::Uuid::from_slice(&visit).ok()?);
        let record = RawValue::from_string(record).ok()?;
        serde_json::to_string(&Amendment { visit_id, reason: &reason.unwrap_or_default(), record: &record })
            .ok()
    };
    Ok(if damaged.kind == Kind::VisitAmend.name() { amendment() } else { None })
}
