//! How the model's words stand in columns.

use rusqlite::Row;
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;
use zoufang_domain::ids::VillageId;
use zoufang_domain::visit::ModeKind;
use zoufang_wire::{Action, Digest, Entity};

use crate::clock::Instant;
use crate::storage::{Scope, StorageError};

/// JSON of a row; our own types always serialise, serde's signature forces the `Result`.
pub fn to_json<T: Serialize>(value: &T) -> Result<String, StorageError> {
    serde_json::to_string(value).map_err(|e| StorageError::Failed(e.to_string()))
}

pub fn from_json<T: DeserializeOwned>(what: &'static str, text: &str) -> Result<T, StorageError> {
    serde_json::from_str(text).map_err(|e| StorageError::Unreadable { what, why: e.to_string() })
}

/// The name that serde gives a unit variant.
pub fn name_of<T: Serialize>(value: &T) -> Result<String, StorageError> {
    Ok(to_json(value)?.trim_matches('"').to_owned())
}

/// A unit variant from the name that serde gives it.
pub fn from_word<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    let word: String = row.get(column)?;
    serde_json::from_value(serde_json::Value::String(word)).map_err(|e| {
        rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, Box::new(e))
    })
}

pub const fn entity_code(entity: Entity) -> i64 {
    match entity {
        Entity::Campaign => 1,
        Entity::Checklist => 2,
        Entity::Village => 3,
        Entity::Assignment => 4,
        Entity::Household => 5,
        Entity::VisitMark => 6,
        Entity::Finding => 7,
        Entity::Candidate => 8,
        Entity::VisitReview => 9,
    }
}

pub fn entity_of(code: i64) -> Result<Entity, StorageError> {
    Entity::ALL
        .into_iter()
        .find(|entity| entity_code(*entity) == code)
        .ok_or_else(|| unreadable("feed", format!("no entity has code {code}")))
}

pub const fn action_code(action: Action) -> i64 {
    match action {
        Action::Upsert => 0,
        Action::Delete => 1,
        Action::Leave => 2,
    }
}

pub fn action_of(code: i64) -> Result<Action, StorageError> {
    [Action::Upsert, Action::Delete, Action::Leave]
        .into_iter()
        .find(|action| action_code(*action) == code)
        .ok_or_else(|| unreadable("feed", format!("no action has code {code}")))
}

/// In the order of coverage, so that `max(mode)` is the best one.
pub const fn mode_code(mode: ModeKind) -> i64 {
    match mode {
        ModeKind::Phone => 0,
        ModeKind::Proxy => 1,
        ModeKind::Face => 2,
    }
}

pub fn mode_of(code: i64) -> rusqlite::Result<ModeKind> {
    [ModeKind::Phone, ModeKind::Proxy, ModeKind::Face]
        .into_iter()
        .find(|mode| mode_code(*mode) == code)
        .ok_or(rusqlite::Error::IntegralValueOutOfRange(0, code))
}

pub fn uuid_at(row: &Row<'_>, column: usize) -> rusqlite::Result<Uuid> {
    row.get::<_, [u8; 16]>(column).map(Uuid::from_bytes)
}

pub fn maybe_uuid_at(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Uuid>> {
    Ok(row.get::<_, Option<[u8; 16]>>(column)?.map(Uuid::from_bytes))
}

pub fn digest_at(row: &Row<'_>, column: usize) -> rusqlite::Result<Digest> {
    row.get::<_, [u8; 32]>(column).map(Digest)
}

pub fn instant_at(row: &Row<'_>, column: usize) -> rusqlite::Result<Instant> {
    let text: String = row.get(column)?;
    Instant::parse_from_rfc3339(&text).map_err(|e| {
        rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, Box::new(e))
    })
}

pub fn maybe_instant_at(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Instant>> {
    match row.get_ref(column)? {
        rusqlite::types::ValueRef::Null => Ok(None),
        _ => instant_at(row, column).map(Some),
    }
}

/// SQLite's integers are signed; ours in these columns never reach the sign.
pub const fn signed(number: u64) -> i64 {
    number.cast_signed()
}

pub fn unreadable(what: &'static str, why: impl Into<String>) -> StorageError {
    StorageError::Unreadable { what, why: why.into() }
}

/// A scope as a parameter: NULL does not narrow, else a JSON list of village ids in hex.
pub fn scope_json(scope: &Scope) -> Option<String> {
    let ids = |villages: &std::collections::BTreeSet<VillageId>| {
        let ids: Vec<String> = villages.iter().map(|id| format!("\"{}\"", id.0.simple())).collect();
        format!("[{}]", ids.join(","))
    };
    match scope {
        Scope::Town => None,
        Scope::Villages(own) => Some(ids(own)),
        Scope::Nothing => Some("[]".to_owned()),
    }
}
