//! The visits that have arrived, newest first.

use axum::Json;
use axum::extract::{Query, State};
use serde::{Deserialize, Serialize};
use zoufang_domain::ids::{AccountId, HouseholdId, VillageId, VisitId};
use zoufang_domain::visit::{ModeKind, ReviewState};
use zoufang_wire::{ApiError, ErrorCode};

use super::Console;
use super::ledger::Word;
use super::page::{MOST, Page, blank_is_none};
use super::places::{Places, read};
use super::refusal::Refusal;
use super::session::Officer;
use crate::accounts::Right;
use crate::storage::ledger::LedgerFilter;
use crate::storage::visit::{VisitFilter, VisitListed};
use crate::storage::{Reads, Scope, StorageError};

/// Narrowing of the list; whatever is empty does not narrow.
#[derive(Debug, Deserialize)]
pub struct Wanted {
    #[serde(default, deserialize_with = "blank_is_none")]
    village: Option<VillageId>,
    #[serde(default, deserialize_with = "blank_is_none")]
    cadre: Option<AccountId>,
    #[serde(default, deserialize_with = "blank_is_none")]
    mode: Option<String>,
    #[serde(default, deserialize_with = "blank_is_none")]
    search: Option<String>,
    #[serde(default, deserialize_with = "blank_is_none")]
    review: Option<Word<ReviewState>>,
    #[serde(default)]
    offset: u32,
    #[serde(default)]
    limit: Option<u32>,
}

/// A visit in the list.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
#[ts(export, rename = "ConsoleVisitLine", export_to = "ConsoleVisitLine.ts")]
pub struct VisitLine {
    pub id: VisitId,
    pub household_id: HouseholdId,
    pub village: String,
    pub group: String,
    pub head_name: String,
    pub mode: ModeKind,
    /// By phone or proxy outside the condition, with a written reason.
    pub outside_rule: bool,
    /// Who visited.
    pub cadre: String,
    /// Whose device handed it in.
    pub account_name: String,
    #[ts(type = "string")]
    pub visited_on: chrono::NaiveDate,
    pub received_at: String,
    /// 1, or more when it was amended.
    pub version: u32,
    pub findings: u32,
    pub candidates: u32,
    pub review: ReviewState,
}

pub async fn list(
    State(console): State<Console>,
    officer: Officer,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Page<VisitLine>>, Refusal> {
    if wanted.search.is_some() {
        officer.needs(Right::ReadNames)?; // A search by name would undo the mask.
    }
    let sight = officer.sight();
    let filter = VisitFilter {
        scope: officer.scope,
        village: wanted.village,
        mode: wanted.mode.as_deref().map(mode).transpose()?,
        review: wanted.review.map(|word| word.0),
        household: None,
        account: wanted.cadre,
        search: wanted.search,
        offset: wanted.offset,
        limit: wanted.limit.unwrap_or(50).min(MOST),
    };
    let page = console
        .blocking(move |office| {
            read(office, |rows| {
                let places = Places::new(rows, sight)?;
                let (listed, total) = rows.list_visits(&filter)?;
                let lines = listed.into_iter().map(|visit| line(rows, &places, visit));
                Ok(Page { rows: lines.collect::<Result<_, _>>()?, total })
            })
        })
        .await?;
    Ok(Json(page))
}

fn mode(name: &str) -> Result<ModeKind, ApiError> {
    match name {
        "face" => Ok(ModeKind::Face),
        "phone" => Ok(ModeKind::Phone),
        "proxy" => Ok(ModeKind::Proxy),
        other => Err(ApiError::new(ErrorCode::InvalidInput).with("field", "mode").with("detail", other)),
    }
}

pub fn line(rows: &dyn Reads, places: &Places<'_>, listed: VisitListed) -> Result<VisitLine, StorageError> {
    let filter = LedgerFilter {
        scope: Scope::Town,
        visit: Some(listed.visit.id),
        limit: 1,
        ..LedgerFilter::default()
    };
    Ok(VisitLine {
        id: listed.visit.id,
        household_id: listed.visit.household_id,
        village: places.village(listed.village_id),
        group: listed.group,
        head_name: places.sight().name(listed.head_name),
        mode: listed.visit.mode,
        outside_rule: listed.visit.outside_rule,
        cadre: listed.visit.cadre,
        account_name: listed.account_name,
        visited_on: listed.visit.visited_on,
        received_at: listed.visit.received_at.to_rfc3339(),
        version: listed.visit.version,
        review: listed.review,
        findings: rows.list_findings(&filter)?.1,
        candidates: rows.list_candidates(&filter)?.1,
    })
}
