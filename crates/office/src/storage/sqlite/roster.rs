//! Campaign, checklists, villages, households and assignments as JSON rows with a few columns.

use serde::de::DeserializeOwned;
use uuid::Uuid;
use zoufang_domain::campaign::Campaign;
use zoufang_domain::ids::{AccountId, AssignmentId, HouseholdId, VillageId};
use zoufang_domain::roster::{Assignment, Household, Village};

use super::TOWN;
use super::codes::{from_json, to_json, uuid_at};
use super::rows::Rows;
use crate::storage::roster::{HouseholdPlace, Origin};
use crate::storage::{RosterReads, RosterWrites, StorageError};

impl RosterReads for Rows {
    fn campaigns(&self) -> Result<Vec<Campaign>, StorageError> {
        self.bodies("campaign", "SELECT body FROM campaign WHERE town_id = ?1 ORDER BY n", [TOWN])
    }

    fn checklist(&self, campaign: &str, version: u32) -> Result<Option<String>, StorageError> {
        self.one(
            "SELECT body FROM checklist WHERE town_id = ?1 AND campaign = ?2 AND version = ?3",
            (TOWN, campaign, version),
            |row| row.get(0),
        )
    }

    fn checklists(&self) -> Result<Vec<(String, u32, String)>, StorageError> {
        self.all(
            "SELECT campaign, version, body FROM checklist WHERE town_id = ?1 ORDER BY n",
            [TOWN],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )
    }

    fn villages(&self) -> Result<Vec<Village>, StorageError> {
        self.bodies("village", "SELECT body FROM village WHERE town_id = ?1 ORDER BY n", [TOWN])
    }

    fn village(&self, id: VillageId) -> Result<Option<Village>, StorageError> {
        self.body_of("village", "SELECT body FROM village WHERE town_id = ?1 AND id = ?2", id.0)
    }

    fn household(&self, id: HouseholdId) -> Result<Option<Household>, StorageError> {
        self.body_of("household", "SELECT body FROM household WHERE town_id = ?1 AND id = ?2", id.0)
    }

    fn household_place(&self, id: HouseholdId) -> Result<Option<HouseholdPlace>, StorageError> {
        self.one(
            r#"SELECT id, village_id, "group" FROM household WHERE town_id = ?1 AND id = ?2"#,
            (TOWN, id.0.into_bytes()),
            place,
        )
    }

    fn households_of(&self, village: VillageId) -> Result<Vec<HouseholdPlace>, StorageError> {
        self.all(
            r#"SELECT id, village_id, "group" FROM household
               WHERE town_id = ?1 AND village_id = ?2 ORDER BY n"#,
            (TOWN, village.0.into_bytes()),
            place,
        )
    }

    fn households(&self) -> Result<Vec<Household>, StorageError> {
        self.bodies(
            "household",
            "SELECT body FROM household WHERE town_id = ?1 ORDER BY village_id, n",
            [TOWN],
        )
    }

    fn roster_revision(&self) -> Result<u64, StorageError> {
        self.count("SELECT roster_revision FROM office WHERE town_id = ?1", [TOWN])
    }

    fn assignment(&self, id: AssignmentId) -> Result<Option<Assignment>, StorageError> {
        self.body_of("assignment", "SELECT body FROM assignment WHERE town_id = ?1 AND id = ?2", id.0)
    }

    fn assignments_in(&self, village: VillageId) -> Result<Vec<Assignment>, StorageError> {
        self.bodies(
            "assignment",
            "SELECT body FROM assignment WHERE town_id = ?1 AND village_id = ?2 ORDER BY n",
            (TOWN, village.0.into_bytes()),
        )
    }

    fn assignments_of(&self, account: AccountId) -> Result<Vec<Assignment>, StorageError> {
        self.bodies(
            "assignment",
            "SELECT body FROM assignment WHERE town_id = ?1 AND account_id = ?2 ORDER BY n",
            (TOWN, account.0.into_bytes()),
        )
    }
}

impl RosterWrites for Rows {
    fn put_campaign(&self, id: Uuid, campaign: &Campaign) -> Result<(), StorageError> {
        self.run(
            "INSERT INTO campaign (town_id, id, body) VALUES (?1, ?2, ?3)
             ON CONFLICT (town_id, id) DO UPDATE SET body = excluded.body",
            (TOWN, id.into_bytes(), to_json(campaign)?),
        )
        .map(drop)
    }

    fn put_checklist(&self, id: Uuid, campaign: &str, version: u32, body: &str) -> Result<(), StorageError> {
        self.run(
            "INSERT INTO checklist (town_id, id, campaign, version, body) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (town_id, id) DO UPDATE SET body = excluded.body",
            (TOWN, id.into_bytes(), campaign, version, body),
        )
        .map(drop)
    }

    fn put_village(&self, village: &Village) -> Result<(), StorageError> {
        self.run(
            "INSERT INTO village (town_id, id, name, body) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (town_id, id) DO UPDATE SET name = excluded.name, body = excluded.body",
            (TOWN, village.id.0.into_bytes(), &village.name, to_json(village)?),
        )
        .map(drop)
    }

    fn put_household(&self, household: &Household, origin: Origin) -> Result<(), StorageError> {
        self.run(
            include_str!("put_household.sql"),
            (
                TOWN,
                household.id.0.into_bytes(),
                household.village_id.0.into_bytes(),
                &household.group,
                household.head().map_or("", |head| head.name.as_str()),
                origin == Origin::MetAtDoor,
                to_json(household)?,
            ),
        )?;
        self.run("UPDATE office SET roster_revision = roster_revision + 1 WHERE town_id = ?1", [TOWN])
            .map(drop)
    }

    fn put_assignment(&self, assignment: &Assignment) -> Result<(), StorageError> {
        self.run(
            include_str!("put_assignment.sql"),
            (
                TOWN,
                assignment.id.0.into_bytes(),
                assignment.account_id.0.into_bytes(),
                assignment.village_id.0.into_bytes(),
                to_json(assignment)?,
            ),
        )
        .map(drop)
    }

    fn drop_assignment(&self, id: AssignmentId) -> Result<(), StorageError> {
        self.run("DELETE FROM assignment WHERE town_id = ?1 AND id = ?2", (TOWN, id.0.into_bytes())).map(drop)
    }
}

fn place(row: &rusqlite::Row<'_>) -> rusqlite::Result<HouseholdPlace> {
    Ok(HouseholdPlace {
        id: HouseholdId(uuid_at(row, 0)?),
        village: VillageId(uuid_at(row, 1)?),
        group: row.get(2)?,
    })
}

impl Rows {
    /// One JSON row by its id.
    pub(super) fn body_of<T: DeserializeOwned>(
        &self,
        what: &'static str,
        sql: &str,
        id: Uuid,
    ) -> Result<Option<T>, StorageError> {
        let text: Option<String> = self.one(sql, (TOWN, id.into_bytes()), |row| row.get(0))?;
        text.map(|text| from_json(what, &text)).transpose()
    }

    /// JSON rows of a query whose first column is `body`.
    pub(super) fn bodies<T: DeserializeOwned>(
        &self,
        what: &'static str,
        sql: &str,
        params: impl rusqlite::Params,
    ) -> Result<Vec<T>, StorageError> {
        let texts: Vec<String> = self.all(sql, params, |row| row.get(0))?;
        texts.iter().map(|text| from_json(what, text)).collect()
    }
}
