//! Visits, their versions and marks.

use rusqlite::Row;
use zoufang_domain::ids::{AccountId, DeviceId, HouseholdId, OpId, VillageId, VisitId};
use zoufang_domain::visit::VisitReview;
use zoufang_wire::change::VisitMark;

use super::TOWN;
use super::codes::{from_word, instant_at, mode_code, mode_of, name_of, scope_json, to_json, uuid_at};
use super::rows::Rows;
use crate::storage::visit::{Coverage, VisitFilter, VisitListed, VisitRow, VisitVersion};
use crate::storage::{Scope, StorageError, VisitReads, VisitWrites};

/// Columns that [`visit_row`] reads, from a table called `v`.
const COLUMNS: &str = "v.id, v.household_id, v.account_id, v.device_id, v.mode, v.outside_rule, v.cadre,
     v.visited_on, v.finished_at, v.received_at, v.version, v.op_id";

impl VisitReads for Rows {
    fn visit(&self, id: VisitId) -> Result<Option<VisitRow>, StorageError> {
        self.one(
            &format!("SELECT {COLUMNS} FROM visit v WHERE v.town_id = ?1 AND v.id = ?2"),
            (TOWN, id.0.into_bytes()),
            visit_row,
        )
    }

    fn visits_of(&self, household: HouseholdId) -> Result<Vec<VisitRow>, StorageError> {
        self.all(include_str!("visits_of.sql"), (TOWN, household.0.into_bytes()), visit_row)
    }

    fn visit_versions(&self, id: VisitId) -> Result<Vec<VisitVersion>, StorageError> {
        self.all(
            "SELECT version, op_id, reason, received_at FROM visit_version
             WHERE town_id = ?1 AND visit_id = ?2 ORDER BY version",
            (TOWN, id.0.into_bytes()),
            |row| {
                Ok(VisitVersion {
                    version: row.get(0)?,
                    op_id: OpId(uuid_at(row, 1)?),
                    reason: row.get(2)?,
                    received_at: instant_at(row, 3)?,
                })
            },
        )
    }

    fn list_visits(&self, filter: &VisitFilter) -> Result<(Vec<VisitListed>, u32), StorageError> {
        let wanted = rusqlite::params![
            TOWN,
            filter.village.map(|id| id.0.into_bytes()),
            filter.mode.map(mode_code),
            filter.household.map(|id| id.0.into_bytes()),
            filter.account.map(|id| id.0.into_bytes()),
            filter.search,
            scope_json(&filter.scope),
            filter.review.as_ref().map(name_of).transpose()?,
        ];
        let from = include_str!("list_visits.sql");
        let total = self.count(&format!("SELECT count(*) {from}"), wanted)?;
        let page = self.all(
            &format!(
                r#"SELECT {COLUMNS}, h.village_id, h."group", h.head_name, a.name,
                       coalesce(r.state, 'handed_in') {from}
                   ORDER BY v.n DESC LIMIT {} OFFSET {}"#,
                filter.limit, filter.offset
            ),
            wanted,
            |row| {
                Ok(VisitListed {
                    visit: visit_row(row)?,
                    village_id: VillageId(uuid_at(row, 12)?),
                    group: row.get(13)?,
                    head_name: row.get(14)?,
                    account_name: row.get(15)?,
                    review: from_word(row, 16)?,
                })
            },
        )?;
        Ok((page, u32::try_from(total).unwrap_or(u32::MAX)))
    }

    fn visit_mark(&self, household: HouseholdId) -> Result<Option<VisitMark>, StorageError> {
        self.body_of(
            "visit_mark",
            "SELECT body FROM visit_mark WHERE town_id = ?1 AND household_id = ?2",
            household.0,
        )
    }

    fn visit_review(&self, id: VisitId) -> Result<Option<VisitReview>, StorageError> {
        self.body_of(
            "visit_review",
            "SELECT body FROM visit_review WHERE town_id = ?1 AND visit_id = ?2",
            id.0,
        )
    }

    fn reviews_of(&self, household: HouseholdId) -> Result<Vec<VisitReview>, StorageError> {
        self.bodies(
            "visit_review",
            "SELECT body FROM visit_review WHERE town_id = ?1 AND household_id = ?2 ORDER BY n",
            (TOWN, household.0.into_bytes()),
        )
    }

    fn coverage(&self, scope: &Scope) -> Result<Vec<Coverage>, StorageError> {
        self.all(include_str!("coverage.sql"), (TOWN, scope_json(scope)), |row| {
            Ok(Coverage {
                village_id: VillageId(uuid_at(row, 0)?),
                households: row.get(1)?,
                face: row.get(2)?,
                proxy: row.get(3)?,
                phone: row.get(4)?,
            })
        })
    }
}

impl VisitWrites for Rows {
    fn put_visit(&self, visit: &VisitRow) -> Result<(), StorageError> {
        self.run(
            include_str!("put_visit.sql"),
            rusqlite::params![
                TOWN,
                visit.id.0.into_bytes(),
                visit.household_id.0.into_bytes(),
                visit.account.0.into_bytes(),
                visit.device.0.into_bytes(),
                mode_code(visit.mode),
                visit.outside_rule,
                visit.cadre,
                visit.visited_on.to_string(),
                visit.finished_at.to_rfc3339(),
                visit.received_at.to_rfc3339(),
                visit.version,
                visit.op_id.0.into_bytes(),
            ],
        )
        .map(drop)
    }

    fn add_visit_version(&self, id: VisitId, version: &VisitVersion) -> Result<(), StorageError> {
        self.run(
            "INSERT INTO visit_version (town_id, visit_id, version, op_id, reason, received_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            (
                TOWN,
                id.0.into_bytes(),
                version.version,
                version.op_id.0.into_bytes(),
                &version.reason,
                version.received_at.to_rfc3339(),
            ),
        )
        .map(drop)
    }

    fn put_visit_mark(&self, mark: &VisitMark) -> Result<(), StorageError> {
        self.run(
            "INSERT INTO visit_mark (town_id, household_id, mode, body) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (town_id, household_id) DO UPDATE SET mode = excluded.mode, body = excluded.body",
            (TOWN, mark.household_id.0.into_bytes(), mode_code(mark.mode), to_json(mark)?),
        )
        .map(drop)
    }

    fn put_visit_review(&self, review: &VisitReview) -> Result<(), StorageError> {
        self.run(
            include_str!("put_visit_review.sql"),
            (
                TOWN,
                review.visit_id.0.into_bytes(),
                review.household_id.0.into_bytes(),
                name_of(&review.state)?,
                to_json(review)?,
            ),
        )
        .map(drop)
    }
}

fn visit_row(row: &Row<'_>) -> rusqlite::Result<VisitRow> {
    let visited_on: String = row.get(7)?;
    Ok(VisitRow {
        id: VisitId(uuid_at(row, 0)?),
        household_id: HouseholdId(uuid_at(row, 1)?),
        account: AccountId(uuid_at(row, 2)?),
        device: DeviceId(uuid_at(row, 3)?),
        mode: mode_of(row.get(4)?)?,
        outside_rule: row.get(5)?,
        cadre: row.get(6)?,
        visited_on: visited_on.parse().map_err(|e| {
            rusqlite::Error::FromSqlConversionFailure(7, rusqlite::types::Type::Text, Box::new(e))
        })?,
        finished_at: instant_at(row, 8)?,
        received_at: instant_at(row, 9)?,
        version: row.get(10)?,
        op_id: OpId(uuid_at(row, 11)?),
    })
}
