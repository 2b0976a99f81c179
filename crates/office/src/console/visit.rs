//! One visit with everything that came with it: how the household was reached, the answers by focus, the findings and
//! leads it raised, and its earlier versions.

use axum::Json;
use axum::extract::{Path, State};
use chrono::NaiveDate;
use serde::Serialize;
use zoufang_domain::ids::VisitId;
use zoufang_domain::roster::Household;
use zoufang_domain::roster::id_number::{mask_id, mask_phone};
use zoufang_domain::visit::{NoticeGiven, VisitMode};

use super::Console;
use super::answers::{FocusView, Words};
use super::beside::{self, Beside, LastVisit};
use super::candidates::{self, CandidateLine};
use super::findings::{self, FindingLine};
use super::places::{Place, Places, read};
use super::refusal::{Refusal, missing};
use super::review::{self, ReviewView};
use super::session::Officer;
use super::sight::Sight;
use crate::record::record_of;
use crate::storage::ledger::LedgerFilter;
use crate::storage::{Reads, Scope, StorageError};

/// A visit in full, with personal numbers masked.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
#[ts(export, rename = "ConsoleVisit", export_to = "ConsoleVisit.ts")]
pub struct VisitView {
    pub id: VisitId,
    pub place: Place,
    pub address: Option<String>,
    pub members: Vec<MemberLine>,
    pub mode: VisitMode,
    pub mode_reason: Option<String>,
    /// Who answered, by name.
    pub respondent: Option<String>,
    pub started_at: String,
    pub finished_at: String,
    pub received_at: String,
    pub cadres: Vec<String>,
    pub notice: Option<NoticeGiven>,
    pub members_confirmed: Option<u32>,
    pub remark: Option<String>,
    pub focuses: Vec<FocusView>,
    pub findings: Vec<FindingLine>,
    pub candidates: Vec<CandidateLine>,
    pub version: u32,
    pub amendments: Vec<Amendment>,
    pub review: ReviewView,
    /// The household's visit before this one; its answers stand beside those of this one.
    pub last_visit: Option<LastVisit>,
}

/// A member as the list shows one.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
#[ts(export, rename = "ConsoleMember", export_to = "ConsoleMember.ts")]
pub struct MemberLine {
    pub name: String,
    /// Code of the enumeration `relation`.
    pub relation: String,
    pub age: Option<u32>,
    pub id_masked: Option<String>,
    pub phone_masked: Option<String>,
}

/// Why a version replaced the one before.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
#[ts(export, rename = "ConsoleAmendment", export_to = "ConsoleAmendment.ts")]
pub struct Amendment {
    pub version: u32,
    pub reason: String,
    pub received_at: String,
}

pub async fn one(
    State(console): State<Console>,
    officer: Officer,
    Path(id): Path<VisitId>,
) -> Result<Json<VisitView>, Refusal> {
    shown(&console, officer, id).await
}

pub async fn shown(console: &Console, officer: Officer, id: VisitId) -> Result<Json<VisitView>, Refusal> {
    let found = console.blocking(move |office| read(office, |rows| view(rows, &officer, id))).await?;
    found.map(Json).ok_or_else(|| Refusal(missing("visit")))
}

fn view(rows: &dyn Reads, officer: &Officer, id: VisitId) -> Result<Option<VisitView>, StorageError> {
    let Some(visit) = rows.visit(id)? else { return Ok(None) };
    let place = rows.household_place(visit.household_id)?;
    if !place.is_some_and(|place| officer.scope.reaches(place.village)) {
        return Ok(None); // Outside the scope it does not exist.
    }
    let sight = officer.sight();
    let record = record_of(rows, &visit)?;
    let mut places = Places::new(rows, sight)?;
    let words = Words::of(rows, &record.campaign.0, record.checklist_version)?;
    let household = places.household(visit.household_id)?.cloned();
    let last = beside::before(rows, &visit)?;
    let beside = Beside::of(rows, words.checklist(), household.as_ref(), &record, last.as_ref())?;
    let name_of = |member| {
        let members = household.iter().flat_map(|home| &home.members);
        members.clone().find(|found| Some(found.id) == member).map(|found| sight.name(found.name.clone()))
    };
    let filter = LedgerFilter {
        scope: Scope::Town,
        visit: Some(id),
        limit: super::page::MOST,
        ..LedgerFilter::default()
    };
    let buckets = findings::bucket_names(rows)?;
    let findings = rows.list_findings(&filter)?.0.into_iter();
    let findings =
        findings.map(|finding| findings::line(&mut places, &buckets, finding)).collect::<Result<_, _>>()?;
    let candidates = rows.list_candidates(&filter)?.0.into_iter();
    let candidates =
        candidates.map(|lead| candidates::line(&mut places, &words, lead)).collect::<Result<_, _>>()?;
    let empty = Place { village: String::new(), group: String::new(), head_name: String::new() };
    Ok(Some(VisitView {
        id,
        place: places.place(visit.household_id)?.unwrap_or(empty),
        address: sight.text(household.as_ref().and_then(|home| home.address.clone())),
        members: household.iter().flat_map(|home| members(home, visit.visited_on, sight)).collect(),
        respondent: respondent(&record.mode, &name_of, sight),
        mode: masked(record.mode, sight),
        mode_reason: sight.text(record.mode_reason),
        started_at: record.started_at.to_rfc3339(),
        finished_at: record.finished_at.to_rfc3339(),
        received_at: visit.received_at.to_rfc3339(),
        cadres: record.cadres,
        notice: record.notice,
        members_confirmed: record
            .members_check
            .map(|check| u32::try_from(check.confirmed.len()).unwrap_or(u32::MAX)),
        remark: sight.text(record.remark),
        focuses: words.by_focus(&record.answers, &beside, sight, &|answer| {
            answer.member.and_then(|id| name_of(Some(id)))
        }),
        review: review::view(rows, officer, &visit)?,
        last_visit: last.as_ref().map(LastVisit::of),
        findings,
        candidates,
        version: visit.version,
        amendments: amendments(rows, id, sight)?,
    }))
}

fn amendments(rows: &dyn Reads, id: VisitId, sight: Sight) -> Result<Vec<Amendment>, StorageError> {
    let versions = rows.visit_versions(id)?.into_iter();
    Ok(versions
        .map(|version| Amendment {
            version: version.version,
            reason: sight.text(Some(version.reason)).unwrap_or_default(),
            received_at: version.received_at.to_rfc3339(),
        })
        .collect())
}

fn members(home: &Household, on: NaiveDate, sight: Sight) -> Vec<MemberLine> {
    let active = home.members.iter().filter(|member| member.status.is_active());
    active
        .map(|member| MemberLine {
            name: sight.name(member.name.clone()),
            relation: member.relation.clone(),
            age: member.birth.and_then(|birth| on.years_since(birth)),
            id_masked: member.id_no.as_deref().map(mask_id),
            phone_masked: member.phone.as_deref().map(mask_phone),
        })
        .collect()
}

fn respondent(
    mode: &VisitMode,
    name_of: &dyn Fn(Option<zoufang_domain::ids::MemberId>) -> Option<String>,
    sight: Sight,
) -> Option<String> {
    match mode {
        VisitMode::Face { respondent, respondent_name, .. }
        | VisitMode::Phone { respondent, respondent_name, .. } => respondent
            .and_then(|id| name_of(Some(id)))
            .or_else(|| respondent_name.clone().map(|name| sight.name(name))),
        VisitMode::Proxy { name, .. } => Some(sight.name(name.clone())),
    }
}

fn masked(mut mode: VisitMode, sight: Sight) -> VisitMode {
    let covered = |name: &mut Option<String>| *name = name.take().map(|name| sight.name(name));
    let silent = |text: &mut Option<String>| *text = sight.text(text.take());
    match &mut mode {
        VisitMode::Face { respondent_name, place_note, .. } => {
            covered(respondent_name);
            silent(place_note);
        }
        VisitMode::Phone { number, respondent_name, .. } => {
            *number = mask_phone(number);
            covered(respondent_name);
        }
        VisitMode::Proxy { name, phone, reason_text, observation, .. } => {
            *name = sight.name(std::mem::take(name));
            *phone = phone.as_deref().map(mask_phone);
            silent(reason_text);
            silent(observation);
        }
    }
    mode
}
