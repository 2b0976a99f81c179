//! 问题 as lists show them, in the ledger and beside a visit.

use chrono::NaiveDate;
use serde::Serialize;
use zoufang_domain::finding::{Finding, FindingState, Severity, Subject};
use zoufang_domain::ids::{FindingCode, FindingId, ItemId, VisitId};

use super::places::{Place, Places};
use crate::storage::StorageError;

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
    /// 责任单位 and 责任人, once somebody planned.
    pub unit: Option<String>,
    pub owner: Option<String>,
    /// A later deadline waits for the task force.
    pub extension_asked: bool,
    pub reopened: u32,
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
    let work = finding.rectification;
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
        unit: work.plan.as_ref().map(|plan| plan.unit.clone()),
        owner: work.plan.map(|plan| places.sight().name(plan.owner)),
        extension_asked: work.extension.is_some(),
        reopened: work.reopened,
    })
}
