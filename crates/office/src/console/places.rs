//! Names beside ids: villages, cadres, heads of households. Also the choices of the console's filters.

use std::collections::{BTreeSet, HashMap};

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use zoufang_domain::ids::{HouseholdId, MemberId, VillageId};
use zoufang_domain::roster::Household;
use zoufang_wire::ApiError;

use super::Console;
use super::refusal::Refusal;
use super::session::Officer;
use super::sight::Sight;
use crate::accounts::Role;
use crate::storage::account::Account;
use crate::storage::{Reads, Scope, StorageError};

/// One entry of a filter.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
#[ts(export, rename = "ConsoleChoice", export_to = "ConsoleChoice.ts")]
pub struct Choice {
    pub id: String,
    pub name: String,
}

/// What the lists can be narrowed to.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
#[ts(export, rename = "ConsoleChoices", export_to = "ConsoleChoices.ts")]
pub struct Choices {
    pub villages: Vec<Choice>,
    pub cadres: Vec<Choice>,
}

pub async fn choices(State(console): State<Console>, officer: Officer) -> Result<Json<Choices>, Refusal> {
    let choices = console
        .blocking(move |office| {
            read(office, |rows| {
                let villages = rows.villages()?.into_iter().filter(|v| officer.scope.reaches(v.id));
                let cadres = cadres(rows, &officer.scope)?;
                Ok(Choices {
                    villages: villages.map(|v| Choice { id: v.id.to_string(), name: v.name }).collect(),
                    cadres: cadres.into_iter().map(choice).collect(),
                })
            })
        })
        .await?;
    Ok(Json(choices))
}

/// Visiting cadres who have to do with the scope's villages.
fn cadres(rows: &dyn Reads, scope: &Scope) -> Result<Vec<Account>, StorageError> {
    let mut cadres: Vec<Account> =
        rows.accounts()?.into_iter().filter(|account| account.role == Role::Cadre.code()).collect();
    if let Scope::Villages(own) = scope {
        let mut near = BTreeSet::new();
        for village in own {
            near.extend(rows.assignments_in(*village)?.into_iter().map(|given| given.account_id));
        }
        cadres.retain(|cadre| near.contains(&cadre.id));
    }
    Ok(cadres)
}

/// Every visiting cadre, to give work to.
pub fn all_cadres(rows: &dyn Reads) -> Result<Vec<Choice>, StorageError> {
    Ok(cadres(rows, &Scope::Town)?.into_iter().map(choice).collect())
}

fn choice(account: Account) -> Choice {
    Choice { id: account.id.to_string(), name: account.name }
}

/// Reads from one snapshot, with the storage's error turned into the public one.
pub fn read<T>(
    office: &crate::Office,
    look: impl FnOnce(&dyn Reads) -> Result<T, StorageError>,
) -> Result<T, ApiError> {
    office.look(look)
}

/// Villages and households already looked up for one answer.
pub struct Places<'a> {
    rows: &'a dyn Reads,
    sight: Sight,
    villages: HashMap<VillageId, String>,
    households: HashMap<HouseholdId, Option<Household>>,
}

/// Where a household is and who heads it.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
#[ts(export, rename = "ConsolePlace", export_to = "ConsolePlace.ts")]
pub struct Place {
    pub village: String,
    pub group: String,
    pub head_name: String,
}

impl<'a> Places<'a> {
    pub fn new(rows: &'a dyn Reads, sight: Sight) -> Result<Self, StorageError> {
        let villages = rows.villages()?.into_iter().map(|village| (village.id, village.name)).collect();
        Ok(Self { rows, sight, villages, households: HashMap::new() })
    }

    pub fn sight(&self) -> Sight {
        self.sight
    }

    pub fn village(&self, id: VillageId) -> String {
        self.villages.get(&id).cloned().unwrap_or_default()
    }

    pub fn household(&mut self, id: HouseholdId) -> Result<Option<&Household>, StorageError> {
        if !self.households.contains_key(&id) {
            self.households.insert(id, self.rows.household(id)?);
        }
        Ok(self.households.get(&id).and_then(Option::as_ref))
    }

    pub fn place(&mut self, id: HouseholdId) -> Result<Option<Place>, StorageError> {
        let sight = self.sight;
        let Some(household) = self.household(id)? else { return Ok(None) };
        let head_name = household.head().map_or_else(String::new, |head| sight.name(head.name.clone()));
        let (village, group) = (household.village_id, household.group.clone());
        Ok(Some(Place { village: self.village(village), group, head_name }))
    }

    pub fn member(
        &mut self,
        household: HouseholdId,
        member: MemberId,
    ) -> Result<Option<String>, StorageError> {
        let sight = self.sight;
        let found = self.household(household)?.and_then(|home| home.members.iter().find(|m| m.id == member));
        Ok(found.map(|member| sight.name(member.name.clone())))
    }
}
