//! Reading pulled rows back as what they are.

use rusqlite::{Connection, OptionalExtension as _, params};
use serde::de::DeserializeOwned;
use uuid::Uuid;
use zoufang_domain::campaign::Campaign;
use zoufang_domain::candidate::Candidate;
use zoufang_domain::checklist::Checklist;
use zoufang_domain::finding::Finding;
use zoufang_domain::ids::HouseholdId;
use zoufang_domain::roster::{Household, Village};
use zoufang_wire::change::VisitMark;
use zoufang_wire::{ApiError, Entity, ErrorCode};

use crate::error::FieldError;

/// A household of the list, and whether it has left.
///
/// # Errors
/// When it is not there or cannot be read.
pub fn household(connection: &Connection, id: HouseholdId) -> Result<(Household, bool), FieldError> {
    let found: Option<(String, bool)> = connection
        .prepare_cached("SELECT body, left FROM pulled WHERE entity = 'household' AND id = ?1")?
        .query_row([id.0.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (body, left) = found.ok_or(FieldError::NotFound("农户"))?;
    Ok((serde_json::from_str(&body)?, left))
}

/// Open findings of a household.
///
/// # Errors
/// When the database fails.
pub fn open_findings(connection: &Connection, household: HouseholdId) -> Result<Vec<Finding>, FieldError> {
    of_household(connection, household, Entity::Finding, "AND open = 1")
}

/// Leads of a household that are being judged.
///
/// # Errors
/// When the database fails.
pub fn open_candidates(
    connection: &Connection,
    household: HouseholdId,
) -> Result<Vec<Candidate>, FieldError> {
    of_household(connection, household, Entity::Candidate, "AND open = 1")
}

/// That the household has been visited, as the office knows.
///
/// # Errors
/// When the database fails.
pub fn visit_mark(connection: &Connection, household: HouseholdId) -> Result<Option<VisitMark>, FieldError> {
    Ok(of_household(connection, household, Entity::VisitMark, "")?.pop())
}

/// All villages of the list.
///
/// # Errors
/// When the database fails.
pub fn villages(connection: &Connection) -> Result<Vec<Village>, FieldError> {
    all(connection, Entity::Village)
}

/// The campaign that runs: the one that began last.
///
/// # Errors
/// When the database fails.
pub fn campaign(connection: &Connection) -> Result<Option<Campaign>, FieldError> {
    let mut all: Vec<Campaign> = all(connection, Entity::Campaign)?;
    all.sort_by_key(|campaign| campaign.starts_on);
    Ok(all.pop())
}

/// The newest checklist, or the one of a given version.
///
/// # Errors
/// [`ErrorCode::ChecklistFaulty`] when only faulty ones could be meant; or the database fails.
pub fn checklist(connection: &Connection, version: Option<u32>) -> Result<Option<Checklist>, FieldError> {
    Ok(checklist_or_older(connection, version)?.0)
}

/// The same, and what is wrong with a newer one that had to be passed over: visits go on with the last good list.
///
/// # Errors
/// As [`checklist`].
pub fn checklist_or_older(
    connection: &Connection,
    version: Option<u32>,
) -> Result<(Option<Checklist>, Option<ApiError>), FieldError> {
    let mut found: Option<Checklist> = None;
    let mut faulty: Option<(u32, ApiError)> = None;
    for body in bodies(connection, Entity::Checklist)? {
        match Checklist::from_document(&body) {
            Ok(checklist) => {
                let meant = version.is_none_or(|wanted| checklist.version() == wanted);
                if meant && found.as_ref().is_none_or(|best| best.version() < checklist.version()) {
                    found = Some(checklist);
                }
            }
            Err(faults) => {
                let error = ApiError::new(ErrorCode::ChecklistFaulty).with("detail", faults);
                let number = claimed_version(&body);
                if faulty.as_ref().is_none_or(|(known, _)| *known < number) {
                    faulty = Some((number, error));
                }
            }
        }
    }
    match (found, faulty) {
        (None, Some((_, error))) => Err(error.into()),
        (found, faulty) => {
            let newest = found.as_ref().map_or(0, Checklist::version);
            Ok((found, faulty.filter(|(number, _)| *number > newest).map(|(_, error)| error)))
        }
    }
}

/// What a faulty checklist says of itself; one that does not even say that counts as the newest.
fn claimed_version(body: &str) -> u32 {
    let value: Option<serde_json::Value> = serde_json::from_str(body).ok();
    let number = value.and_then(|value| value.pointer("/campaign/version")?.as_u64());
    number.and_then(|number| u32::try_from(number).ok()).unwrap_or(u32::MAX)
}

fn bodies(connection: &Connection, entity: Entity) -> Result<Vec<String>, FieldError> {
    Ok(connection
        .prepare_cached("SELECT body FROM pulled WHERE entity = ?1 ORDER BY id")?
        .query_map([entity.name()], |row| row.get(0))?
        .collect::<Result<_, _>>()?)
}

fn all<T: DeserializeOwned>(connection: &Connection, entity: Entity) -> Result<Vec<T>, FieldError> {
    Ok(bodies(connection, entity)?.iter().filter_map(|body| understood(body)).collect())
}

fn of_household<T: DeserializeOwned>(
    connection: &Connection,
    household: HouseholdId,
    entity: Entity,
    and: &str,
) -> Result<Vec<T>, FieldError> {
    let bodies: Vec<String> = connection
        .prepare_cached(&format!(
            "SELECT body FROM pulled WHERE household_id = ?1 AND entity = ?2 {and} ORDER BY n"
        ))?
        .query_map(params![household.0.as_bytes(), entity.name()], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    Ok(bodies.iter().filter_map(|body| understood(body)).collect())
}

/// A row of a newer office that this app cannot read is left out rather than hiding all others.
fn understood<T: DeserializeOwned>(body: &str) -> Option<T> {
    serde_json::from_str(body).map_err(|error| tracing::warn!(%error, "pulled row not understood")).ok()
}

/// The bytes of an id column.
///
/// # Errors
/// When the column does not hold 16 bytes.
pub fn id_column(row: &rusqlite::Row<'_>, index: usize) -> rusqlite::Result<Uuid> {
    Uuid::from_slice(row.get_ref(index)?.as_blob()?).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(index, rusqlite::types::Type::Blob, Box::new(error))
    })
}
