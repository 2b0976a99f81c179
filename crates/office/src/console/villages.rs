//! The town's villages and who visits where. What is given or taken reaches devices with their next sync.

use std::collections::{BTreeMap, BTreeSet};

use axum::Json;
use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use zoufang_domain::ids::{AccountId, AssignmentId, VillageId};
use zoufang_domain::roster::{Assignment, Village};
use zoufang_wire::{ApiError, ErrorCode};

use super::Console;
use super::places::read;
use super::refusal::{Refusal, missing};
use super::session::Officer;
use crate::accounts::{Right, Role};

/// A village with those who visit there.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
#[ts(export, rename = "ConsoleVillage", export_to = "ConsoleVillage.ts")]
pub struct VillageLine {
    pub id: VillageId,
    /// Short code in ledger numbers, such as `SLC`.
    pub code: String,
    pub name: String,
    pub groups: Vec<String>,
    pub households: u32,
    pub assignments: Vec<AssignmentLine>,
}

/// What one cadre has in a village.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
#[ts(export, rename = "ConsoleAssignment", export_to = "ConsoleAssignment.ts")]
pub struct AssignmentLine {
    pub id: AssignmentId,
    pub account: AccountId,
    pub name: String,
    /// Empty with no households: the whole village.
    pub groups: Vec<String>,
    /// Households beyond the groups.
    pub households: u32,
}

pub async fn list(
    State(console): State<Console>,
    officer: Officer,
) -> Result<Json<Vec<VillageLine>>, Refusal> {
    let sight = officer.sight();
    let found = console
        .blocking(move |office| {
            read(office, |rows| {
                let names: BTreeMap<AccountId, String> =
                    rows.accounts()?.into_iter().map(|account| (account.id, account.name)).collect();
                let villages = rows.villages()?.into_iter().filter(|one| officer.scope.reaches(one.id));
                villages
                    .map(|village| {
                        let given = rows.assignments_in(village.id)?.into_iter();
                        let given = given.map(|given| AssignmentLine {
                            id: given.id,
                            account: given.account_id,
                            name: sight.name(names.get(&given.account_id).cloned().unwrap_or_default()),
                            groups: given.groups,
                            households: u32::try_from(given.households.len()).unwrap_or(u32::MAX),
                        });
                        Ok(VillageLine {
                            id: village.id,
                            code: village.code,
                            name: village.name,
                            groups: village.groups,
                            households: village.households,
                            assignments: given.collect(),
                        })
                    })
                    .collect()
            })
        })
        .await?;
    Ok(Json(found))
}

/// `POST /console/api/villages`.
#[derive(Debug, Deserialize, ts_rs::TS)]
#[ts(export, rename = "ConsoleVillageWritten", export_to = "ConsoleVillageWritten.ts")]
pub struct Written {
    /// Missing: a new village.
    pub id: Option<VillageId>,
    pub code: String,
    pub name: String,
    pub groups: Vec<String>,
}

pub async fn write(
    State(console): State<Console>,
    officer: Officer,
    Json(written): Json<Written>,
) -> Result<Json<()>, Refusal> {
    console
        .blocking(move |office| {
            let (villages, households) = read(office, |rows| {
                let villages = rows.villages()?;
                let households = match written.id {
                    Some(id) => rows.households_of(id)?,
                    None => Vec::new(),
                };
                Ok((villages, households))
            })?;
            let known = match written.id {
                None => None,
                Some(id) => {
                    let known = villages.iter().find(|village| village.id == id);
                    Some(known.ok_or_else(|| missing("village"))?.clone())
                }
            };
            let lived_in: BTreeSet<String> = households.into_iter().map(|place| place.group).collect();
            let village = judged(written, known, &villages, &lived_in, office.config().ids.uuid())?;
            office.put_village(village, &officer.by())
        })
        .await?;
    Ok(Json(()))
}

/// The village as it is to be kept; what is wrong is named by field.
fn judged(
    written: Written,
    known: Option<Village>,
    villages: &[Village],
    lived_in: &BTreeSet<String>,
    new: uuid::Uuid,
) -> Result<Village, ApiError> {
    let wrong = |field: &str, detail: &str| {
        ApiError::new(ErrorCode::InvalidInput).with("field", field).with("detail", detail)
    };
    let (code, name) = (written.code.trim().to_ascii_uppercase(), written.name.trim().to_owned());
    if !(2..=6).contains(&code.len()) || !code.chars().all(|letter| letter.is_ascii_alphanumeric()) {
        return Err(wrong("村码 / code", "2–6 A–Z, 0–9"));
    }
    if !(2..=20).contains(&name.chars().count()) {
        return Err(wrong("村名 / name", "2–20"));
    }
    let others = || villages.iter().filter(|village| Some(village.id) != written.id);
    if others().any(|other| other.code == code) {
        return Err(wrong("村码 / code", &format!("{code}已有 / is taken")));
    }
    if others().any(|other| other.name == name) {
        return Err(wrong("村名 / name", &format!("{name}已有 / is taken")));
    }
    let mut groups: Vec<String> = Vec::new();
    for group in written.groups.iter().map(|group| group.trim()).filter(|group| !group.is_empty()) {
        if group.chars().count() > 20 {
            return Err(wrong("村民小组 / groups", "≤ 20"));
        }
        if !groups.iter().any(|known| known == group) {
            groups.push(group.to_owned());
        }
    }
    if let Some(group) = lived_in.iter().find(|group| !groups.contains(group)) {
        let detail = format!("{group}还有农户，不能去掉 / households live there");
        return Err(wrong("村民小组 / groups", &detail));
    }
    let blank = Village {
        id: VillageId(new),
        code: String::new(),
        name: String::new(),
        groups: Vec::new(),
        households: 0,
        objects: Vec::new(),
    };
    Ok(Village { code, name, groups, ..known.unwrap_or(blank) })
}

/// `POST /console/api/assignments`.
#[derive(Debug, Deserialize, ts_rs::TS)]
#[ts(export, rename = "ConsoleAssign", export_to = "ConsoleAssign.ts")]
pub struct Assign {
    pub account: AccountId,
    pub village: VillageId,
    /// Empty: the whole village.
    pub groups: Vec<String>,
}

pub async fn assign(
    State(console): State<Console>,
    officer: Officer,
    Json(wanted): Json<Assign>,
) -> Result<Json<()>, Refusal> {
    console
        .blocking(move |office| {
            let (village, account, given) = read(office, |rows| {
                Ok((
                    rows.village(wanted.village)?,
                    rows.account(wanted.account)?,
                    rows.assignments_in(wanted.village)?,
                ))
            })?;
            let village = village.filter(|village| officer.scope.reaches(village.id));
            let village = village.ok_or_else(|| missing("village"))?;
            account.filter(|account| account.role == Role::Cadre.code()).ok_or_else(|| missing("cadre"))?;
            if let Some(unknown) = wanted.groups.iter().find(|group| !village.groups.contains(group)) {
                return Err(missing(unknown));
            }
            // One line for each cadre and village: what is given again replaces the groups and keeps single households.
            let before = given.into_iter().find(|given| given.account_id == wanted.account);
            let assignment = Assignment {
                id: before.as_ref().map_or_else(|| AssignmentId(office.config().ids.uuid()), |one| one.id),
                account_id: wanted.account,
                village_id: wanted.village,
                groups: wanted.groups,
                households: before.map(|one| one.households).unwrap_or_default(),
            };
            office.assign_by(assignment, &officer.by())
        })
        .await?;
    Ok(Json(()))
}

pub async fn unassign(
    State(console): State<Console>,
    officer: Officer,
    Path(id): Path<AssignmentId>,
) -> Result<Json<()>, Refusal> {
    console
        .blocking(move |office| {
            let given = office.look(|rows| rows.assignment(id))?;
            given
                .filter(|given| officer.scope.reaches(given.village_id))
                .ok_or_else(|| missing("assignment"))?;
            office.unassign_by(id, &officer.by())
        })
        .await?;
    Ok(Json(()))
}

/// Cadres whom work can be given to.
pub async fn cadres(
    State(console): State<Console>,
    officer: Officer,
) -> Result<Json<Vec<super::places::Choice>>, Refusal> {
    officer.needs(Right::ReadNames)?;
    let found = console.blocking(|office| read(office, super::places::all_cadres)).await?;
    Ok(Json(found))
}
