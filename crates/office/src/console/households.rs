//! The roster: looking households up, one in full, and a masked number for a moment, with a reason.

use axum::Json;
use axum::extract::{Path, Query, State};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use zoufang_domain::ids::{HouseholdId, MemberId, VillageId};
use zoufang_domain::roster::id_number::{mask_id, mask_phone};
use zoufang_domain::roster::{Household, HouseholdType, MemberStatus, MonitorState, Residence};
use zoufang_domain::visit::ModeKind;
use zoufang_wire::{ApiError, ErrorCode};

use super::Console;
use super::answers::Words;
use super::beside::LastVisit;
use super::findings::{FindingLine, bucket_names, line as finding_line};
use super::ledger::Word;
use super::page::{MOST, blank_is_none};
use super::places::{Places, read};
use super::refusal::{Refusal, missing};
use super::session::Officer;
use super::sight::Sight;
use crate::accounts::Right;
use crate::audit::{Event, audit};
use crate::clock::in_china;
use crate::roster_list::{RosterFilter, RosterLine, RosterPart};
use crate::sheet_export::Purpose;
use crate::storage::{Reads, StorageError};

/// Narrowing of the list; whatever is empty does not narrow.
#[derive(Debug, Deserialize)]
pub struct Wanted {
    #[serde(default, deserialize_with = "blank_is_none")]
    village: Option<VillageId>,
    #[serde(default, deserialize_with = "blank_is_none")]
    part: Option<Word<RosterPart>>,
    #[serde(default, deserialize_with = "blank_is_none")]
    fault: Option<String>,
    #[serde(default, deserialize_with = "blank_is_none")]
    search: Option<String>,
    #[serde(default)]
    offset: u32,
    #[serde(default)]
    limit: Option<u32>,
}

/// A household in the list.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
#[ts(export, rename = "ConsoleHouseholdLine", export_to = "ConsoleHouseholdLine.ts")]
pub struct HouseholdLine {
    pub id: HouseholdId,
    pub head_name: String,
    pub village: String,
    pub group: String,
    pub address: Option<String>,
    pub people: u32,
    pub household_type: HouseholdType,
    pub monitor: MonitorState,
    /// K1–K9.
    pub categories: Vec<String>,
    /// Rules of data quality it breaks.
    pub faults: u32,
    /// How it was last visited.
    pub visited: Option<ModeKind>,
    #[ts(type = "string | null")]
    pub visited_on: Option<NaiveDate>,
}

/// One page, with what the whole list is doubtful about.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
#[ts(export, rename = "ConsoleRoster", export_to = "ConsoleRoster.ts")]
pub struct Roster {
    pub rows: Vec<HouseholdLine>,
    pub total: u32,
    pub faults: Vec<FaultCount>,
}

/// How many households break a rule of data quality.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
#[ts(export, rename = "ConsoleFaultCount", export_to = "ConsoleFaultCount.ts")]
pub struct FaultCount {
    /// `DQ01`–`DQ30`.
    pub code: String,
    pub zh: String,
    pub households: u32,
}

pub async fn list(
    State(console): State<Console>,
    officer: Officer,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Roster>, Refusal> {
    if wanted.search.is_some() {
        officer.needs(Right::ReadNames)?; // A search by name would undo the mask.
    }
    let sight = officer.sight();
    let filter = RosterFilter {
        scope: officer.scope,
        village: wanted.village,
        part: wanted.part.map(|word| word.0).unwrap_or_default(),
        fault: wanted.fault,
        search: wanted.search,
        offset: wanted.offset as usize,
        limit: wanted.limit.unwrap_or(50).min(MOST) as usize,
    };
    let page =
        console
            .blocking(move |office| {
                let list = office.roster_list()?;
                let (lines, total) = list.page(&filter);
                read(office, |rows| {
                    let words = Words::newest(rows)?;
                    let faults = list.faults(&filter.scope).into_iter().map(|(code, households)| {
                        FaultCount { zh: words.data_quality(&code), code, households }
                    });
                    let lines = lines.into_iter().map(|found| line(rows, sight, found));
                    Ok(Roster {
                        rows: lines.collect::<Result<_, _>>()?,
                        total: u32::try_from(total).unwrap_or(u32::MAX),
                        faults: faults.collect(),
                    })
                })
            })
            .await?;
    Ok(Json(page))
}

fn line(rows: &dyn Reads, sight: Sight, found: &RosterLine) -> Result<HouseholdLine, StorageError> {
    let mark = rows.visit_mark(found.id)?;
    Ok(HouseholdLine {
        id: found.id,
        head_name: sight.name(found.head.clone()),
        village: found.village_name.clone(),
        group: found.group.clone(),
        address: sight.text(found.address.clone()),
        people: found.people,
        household_type: found.household_type,
        monitor: found.monitor,
        categories: found.categories.clone(),
        faults: u32::try_from(found.faults.len()).unwrap_or(u32::MAX),
        visited: mark.as_ref().map(|mark| mark.mode),
        visited_on: mark.map(|mark| mark.visited_on),
    })
}

/// A household in full, with personal numbers masked.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
#[ts(export, rename = "ConsoleHousehold", export_to = "ConsoleHousehold.ts")]
pub struct HouseholdView {
    pub line: HouseholdLine,
    pub national_no: Option<String>,
    pub phone_masked: Option<String>,
    pub residence: Residence,
    pub members: Vec<PersonLine>,
    pub faults: Vec<FaultLine>,
    /// Newest first.
    pub visits: Vec<LastVisit>,
    pub findings: Vec<FindingLine>,
    /// Whether this officer may see a number whole, with a reason.
    pub may_unmask: bool,
}

/// A person of a household.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
#[ts(export, rename = "ConsolePerson", export_to = "ConsolePerson.ts")]
pub struct PersonLine {
    pub id: MemberId,
    pub name: String,
    /// Code of the enumeration `relation`.
    pub relation: String,
    pub age: Option<u32>,
    pub id_masked: Option<String>,
    pub phone_masked: Option<String>,
    pub status: MemberStatus,
}

/// A rule of data quality that the household breaks.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
#[ts(export, rename = "ConsoleFault", export_to = "ConsoleFault.ts")]
pub struct FaultLine {
    pub code: String,
    pub zh: String,
    /// Whose row; missing for the household's own.
    pub person: Option<String>,
}

pub async fn one(
    State(console): State<Console>,
    officer: Officer,
    Path(id): Path<HouseholdId>,
) -> Result<Json<HouseholdView>, Refusal> {
    let found = console
        .blocking(move |office| {
            let list = office.roster_list()?;
            let today = in_china(office.now()).date_naive();
            let Some(found) = list.line(id).filter(|line| officer.scope.reaches(line.village)) else {
                return Ok(None);
            };
            read(office, |rows| view(rows, &officer, found, today))
        })
        .await?;
    found.map(Json).ok_or_else(|| Refusal(missing("household")))
}

fn view(
    rows: &dyn Reads,
    officer: &Officer,
    found: &RosterLine,
    today: NaiveDate,
) -> Result<Option<HouseholdView>, StorageError> {
    let Some(household) = rows.household(found.id)? else { return Ok(None) };
    let sight = officer.sight();
    let words = Words::newest(rows)?;
    let name_of = |member: Option<MemberId>| {
        let member = household.members.iter().find(|one| Some(one.id) == member);
        member.map(|member| sight.name(member.name.clone()))
    };
    let faults = found.faults.iter().map(|hit| FaultLine {
        code: hit.code.clone(),
        zh: words.data_quality(&hit.code),
        person: name_of(hit.member),
    });
    let mut places = Places::new(rows, sight)?;
    let buckets = bucket_names(rows)?;
    let findings = rows.findings_of(found.id)?.into_iter();
    let findings = findings.map(|finding| finding_line(&mut places, &buckets, finding));
    let people = household.members.iter().map(|member| PersonLine {
        id: member.id,
        name: sight.name(member.name.clone()),
        relation: member.relation.clone(),
        age: member.age_on(today),
        id_masked: member.id_no.as_deref().map(mask_id),
        phone_masked: member.phone.as_deref().map(mask_phone),
        status: member.status,
    });
    Ok(Some(HouseholdView {
        line: line(rows, sight, found)?,
        national_no: household.national_no.clone(),
        phone_masked: household.phone.as_deref().map(mask_phone),
        residence: household.residence,
        members: people.collect(),
        faults: faults.collect(),
        visits: rows.visits_of(found.id)?.iter().map(LastVisit::of).collect(),
        findings: findings.collect::<Result<_, _>>()?,
        may_unmask: officer.may(Right::ReadUnmasked),
    }))
}

/// A number that is masked everywhere else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
#[ts(export, rename = "ConsoleMaskedField", export_to = "ConsoleMaskedField.ts")]
pub enum MaskedField {
    IdNo,
    Phone,
}

impl MaskedField {
    const fn name(self) -> &'static str {
        match self {
            Self::IdNo => "id_no",
            Self::Phone => "phone",
        }
    }
}

/// `POST /console/api/households/{id}/unmask`.
#[derive(Debug, Deserialize, ts_rs::TS)]
#[ts(export, rename = "ConsoleUnmask", export_to = "ConsoleUnmask.ts")]
pub struct Unmask {
    /// Missing: the household's own phone.
    pub member: Option<MemberId>,
    pub field: MaskedField,
    /// 2 to 100 characters; stands in the audit log.
    pub reason: String,
}

/// The number, to be shown for [`SHOWN_S`] seconds.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
#[ts(export, rename = "ConsoleUnmasked", export_to = "ConsoleUnmasked.ts")]
pub struct Unmasked {
    pub value: String,
    pub seconds: u32,
}

/// Seconds that a number stays on the screen (domain, section 9).
const SHOWN_S: u32 = 20;

/// One number whole. It is in the audit log before it is on the screen.
pub async fn unmask(
    State(console): State<Console>,
    officer: Officer,
    Path(id): Path<HouseholdId>,
    Json(wanted): Json<Unmask>,
) -> Result<Json<Unmasked>, Refusal> {
    let value = console
        .blocking(move |office| {
            let household = office.look(|rows| rows.household(id))?;
            let household = household.filter(|home| officer.scope.reaches(home.village_id));
            let household = household.ok_or_else(|| missing("household"))?;
            let purpose = Purpose::new(&wanted.reason)?;
            let value = number_of(&household, wanted.member, wanted.field)?;
            let (now, by) = (office.now(), officer.by());
            let whose = wanted.member.map_or_else(String::new, |member| format!(" member {member}"));
            let (subject, detail) =
                (format!("household {id}{whose}"), format!("{}, for: {purpose}", wanted.field.name()));
            office.change(move |rows| audit(rows, now, &by, Event::Unmask, &subject, &detail))?;
            Ok(value)
        })
        .await?;
    Ok(Json(Unmasked { value, seconds: SHOWN_S }))
}

fn number_of(
    household: &Household,
    member: Option<MemberId>,
    field: MaskedField,
) -> Result<String, ApiError> {
    let person = member.map(|id| household.members.iter().find(|one| one.id == id));
    let value = match (person, field) {
        (None, MaskedField::Phone) => household.phone.clone(),
        (Some(Some(person)), MaskedField::Phone) => person.phone.clone(),
        (Some(Some(person)), MaskedField::IdNo) => person.id_no.clone(),
        (None, MaskedField::IdNo) | (Some(None), _) => None,
    };
    value.ok_or_else(|| ApiError::new(ErrorCode::NotFound).with("what", "number"))
}
