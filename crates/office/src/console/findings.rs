//! 问题 as the ledger holds them.

use axum::Json;
use axum::extract::{Query, State};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use zoufang_domain::finding::{Finding, FindingState, Severity, Subject};
use zoufang_domain::ids::{FindingCode, FindingId, ItemId, VillageId, VisitId};

use super::Console;
use super::page::{MOST, Page, blank_is_none};
use super::places::{Place, Places, read};
use super::refusal::Refusal;
use super::session::Officer;
use crate::storage::ledger::LedgerFilter;
use crate::storage::{Scope, StorageError};

/// Narrowing of a ledger list.
#[derive(Debug, Deserialize)]
pub struct Wanted {
    #[serde(default, deserialize_with = "blank_is_none")]
    village: Option<VillageId>,
    #[serde(default)]
    offset: u32,
    #[serde(default)]
    limit: Option<u32>,
}

impl Wanted {
    pub fn filter(&self, scope: &Scope) -> LedgerFilter {
        LedgerFilter {
            scope: scope.clone(),
            village: self.village,
            offset: self.offset,
            limit: self.limit.unwrap_or(50).min(MOST),
            ..LedgerFilter::default()
        }
    }
}

/// A finding in a list.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
#[ts(export, rename = "ConsoleFinding", export_to = "ConsoleFinding.ts")]
pub struct FindingLine {
    pub id: FindingId,
    pub code: FindingCode,
    pub item: ItemId,
    pub title: String,
    pub severity: Severity,
    /// Name of the deadline bucket.
    pub bucket: String,
    #[ts(type = "string")]
    pub discovered_on: NaiveDate,
    #[ts(type = "string")]
    pub due_on: NaiveDate,
    pub state: FindingState,
    /// Further visits that saw the same problem.
    pub observations: u32,
    /// Village, group and head; group and head are empty for a problem of the village itself.
    pub place: Place,
    pub member: Option<String>,
    pub visit_id: Option<VisitId>,
}

pub async fn list(
    State(console): State<Console>,
    officer: Officer,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Page<FindingLine>>, Refusal> {
    let page = console
        .blocking(move |office| {
            read(office, |rows| {
                let mut places = Places::new(rows, officer.sight())?;
                let (findings, total) = rows.list_findings(&wanted.filter(&officer.scope))?;
                let buckets = bucket_names(rows)?;
                let lines = findings.into_iter().map(|finding| line(&mut places, &buckets, finding));
                Ok(Page { rows: lines.collect::<Result<_, _>>()?, total })
            })
        })
        .await?;
    Ok(Json(page))
}

/// Codes and names of all campaigns' deadline buckets.
pub fn bucket_names(rows: &dyn crate::storage::Reads) -> Result<Vec<(String, String)>, StorageError> {
    let buckets = rows.campaigns()?.into_iter().flat_map(|campaign| campaign.buckets);
    Ok(buckets.map(|bucket| (bucket.code.0, bucket.name)).collect())
}

pub fn line(
    places: &mut Places<'_>,
    buckets: &[(String, String)],
    finding: Finding,
) -> Result<FindingLine, StorageError> {
    let (place, member) = match finding.subject {
        Subject::Household { household_id } => (places.place(household_id)?, None),
        Subject::Member { household_id, member_id } => {
            (places.place(household_id)?, places.member(household_id, member_id)?)
        }
        Subject::Village { village_id, object } => {
            let place =
                Place { village: places.village(village_id), group: String::new(), head_name: String::new() };
            (Some(place), object)
        }
    };
    let bucket = buckets.iter().find(|(code, _)| *code == finding.bucket.0);
    Ok(FindingLine {
        id: finding.id,
        code: finding.code,
        item: finding.item,
        title: finding.title,
        severity: finding.severity,
        bucket: bucket.map_or(finding.bucket.0, |(_, name)| name.clone()),
        discovered_on: finding.discovered_on,
        due_on: finding.due_on,
        state: finding.state,
        observations: finding.observations,
        place: place.unwrap_or(Place {
            village: String::new(),
            group: String::new(),
            head_name: String::new(),
        }),
        member,
        visit_id: finding.visit_id,
    })
}
