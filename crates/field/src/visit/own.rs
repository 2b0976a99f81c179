//! The cadre's own visits, with where each one is.

use chrono::DateTime;
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use zoufang_domain::ids::{HouseholdId, VisitId};
use zoufang_domain::visit::{ModeKind, VisitRecord};
use zoufang_wire::{ApiError, ErrorCode};

use super::review::own_review;
use crate::FieldError;
use crate::roster::read::id_column;
use crate::view::{OwnVisit, OwnVisitState};

/// All own visits in their newest version, newest first.
///
/// # Errors
/// When the database fails.
pub fn own_visits(connection: &Connection) -> Result<Vec<OwnVisit>, FieldError> {
    listed(connection, None)
}

/// Own visits of one household.
///
/// # Errors
/// When the database fails.
pub fn by_household(connection: &Connection, household: HouseholdId) -> Result<Vec<OwnVisit>, FieldError> {
    listed(connection, Some(household))
}

/// The newest version of a saved visit.
///
/// # Errors
/// When it is not one of this device's.
pub fn latest_record(connection: &Connection, visit: VisitId) -> Result<VisitRecord, FieldError> {
    let body: Option<String> = connection
        .prepare_cached("SELECT record FROM visit WHERE visit_id = ?1 ORDER BY version DESC LIMIT 1")?
        .query_row([visit.0.as_bytes()], |row| row.get(0))
        .optional()?;
    Ok(serde_json::from_str(&body.ok_or(FieldError::NotFound("走访"))?)?)
}

fn listed(connection: &Connection, household: Option<HouseholdId>) -> Result<Vec<OwnVisit>, FieldError> {
    let household = household.map(|id| id.0.as_bytes().to_vec());
    Ok(connection
        .prepare_cached(include_str!("own_visits.sql"))?
        .query_map(params![household], own_visit)?
        .collect::<Result<_, _>>()?)
}

fn own_visit(row: &Row<'_>) -> rusqlite::Result<OwnVisit> {
    let state: Option<String> = row.get(7)?;
    let state = match state.as_deref() {
        None | Some("accepted") => OwnVisitState::HandedIn,
        Some("deferred") => OwnVisitState::Deferred,
        Some("rejected" | "discarded") => OwnVisitState::Rejected,
        Some(_) => OwnVisitState::SavedHere,
    };
    let version = row.get(5)?;
    let review: Option<String> = row.get(11)?;
    let saved_at: String = row.get(6)?;
    let mode: String = row.get(4)?;
    Ok(OwnVisit {
        visit_id: VisitId(id_column(row, 0)?),
        household_id: HouseholdId(id_column(row, 1)?),
        head_name: row.get(2)?,
        place: row.get(3)?,
        mode: match mode.as_str() {
            "phone" => ModeKind::Phone,
            "proxy" => ModeKind::Proxy,
            _ => ModeKind::Face,
        },
        version,
        saved_at: DateTime::parse_from_rfc3339(&saved_at).map_err(|_| rusqlite::Error::InvalidQuery)?,
        state,
        problem: problem(row.get(8)?, row.get(9)?),
        unsent: row.get(10)?,
        review: review.and_then(|body| own_review(&body, version)),
    })
}

/// The office's words for an operation that needs a person.
#[must_use]
pub fn problem(code: Option<String>, detail: Option<String>) -> Option<ApiError> {
    let code = serde_json::from_value(serde_json::Value::String(code?)).unwrap_or(ErrorCode::BodyInvalid);
    let error = ApiError::new(code);
    Some(match detail {
        Some(detail) => error.with("detail", detail),
        None => error,
    })
}
