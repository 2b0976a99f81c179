//! The feed: lines per account, joined with the rows' JSON at reading.

use uuid::Uuid;
use zoufang_domain::ids::AccountId;
use zoufang_wire::{Action, Entity};

use super::TOWN;
use super::codes::{action_code, action_of, entity_code, entity_of, signed, uuid_at};
use super::rows::{Rows, failed};
use crate::storage::feed::{FeedRow, Viewer};
use crate::storage::{FeedReads, FeedWrites, OfficeWrites as _, StorageError};

impl FeedReads for Rows {
    fn all_viewers(&self) -> Result<Vec<Viewer>, StorageError> {
        self.all("SELECT n FROM account WHERE town_id = ?1", [TOWN], |row| row.get(0).map(Viewer))
    }

    fn viewer(&self, account: AccountId) -> Result<Option<Viewer>, StorageError> {
        self.one(
            "SELECT n FROM account WHERE town_id = ?1 AND id = ?2",
            (TOWN, account.0.into_bytes()),
            |row| row.get(0).map(Viewer),
        )
    }

    fn feed_after(&self, viewer: Viewer, after: u64, limit: usize) -> Result<Vec<FeedRow>, StorageError> {
        let lines = self.all(
            "SELECT change_seq, entity, id, action FROM feed
             WHERE town_id = ?1 AND account = ?2 AND change_seq > ?3 ORDER BY change_seq LIMIT ?4",
            (TOWN, viewer.0, signed(after), i64::try_from(limit).unwrap_or(i64::MAX)),
            |row| {
                let change = row.get::<_, i64>(0)?.unsigned_abs();
                Ok((change, row.get(1)?, uuid_at(row, 2)?, row.get(3)?))
            },
        )?;
        lines
            .into_iter()
            .map(|(change, entity, id, action)| {
                let (entity, action) = (entity_of(entity)?, action_of(action)?);
                let row = if action.is_upsert() { Some(self.body(entity, id)?) } else { None };
                Ok(FeedRow { change, entity, id, action, row })
            })
            .collect()
    }

    fn feed_live(
        &self,
        viewer: Viewer,
        each: &mut dyn FnMut(Entity, Uuid, &str) -> Result<(), StorageError>,
    ) -> Result<(), StorageError> {
        let sql = "SELECT entity, id FROM feed WHERE town_id = ?1 AND account = ?2 AND action = 0";
        let mut statement = self.connection.prepare_cached(sql).map_err(failed)?;
        let mut found = statement.query([TOWN, viewer.0]).map_err(failed)?;
        while let Some(row) = found.next().map_err(failed)? {
            let entity = entity_of(row.get(0).map_err(failed)?)?;
            let id = uuid_at(row, 1).map_err(failed)?;
            each(entity, id, &self.body(entity, id)?)?;
        }
        Ok(())
    }

    fn seen(&self, viewer: Viewer, entity: Entity) -> Result<Vec<Uuid>, StorageError> {
        self.all(
            "SELECT id FROM feed WHERE town_id = ?1 AND account = ?2 AND entity = ?3 AND action = 0",
            (TOWN, viewer.0, entity_code(entity)),
            |row| uuid_at(row, 0),
        )
    }

    fn viewers(&self, entity: Entity, id: Uuid) -> Result<Vec<Viewer>, StorageError> {
        self.all(
            "SELECT account FROM feed WHERE town_id = ?1 AND entity = ?2 AND id = ?3 AND action = 0",
            (TOWN, entity_code(entity), id.into_bytes()),
            |row| row.get(0).map(Viewer),
        )
    }

    fn sees(&self, viewer: Viewer, entity: Entity, id: Uuid) -> Result<bool, StorageError> {
        self.is_there(
            "SELECT 1 FROM feed WHERE town_id = ?1 AND entity = ?2 AND id = ?3 AND account = ?4
             AND action = 0",
            (TOWN, entity_code(entity), id.into_bytes(), viewer.0),
        )
    }
}

impl FeedWrites for Rows {
    fn feed(&self, viewer: Viewer, entity: Entity, id: Uuid, action: Action) -> Result<(), StorageError> {
        let change = self.next_change()?;
        self.run(
            include_str!("feed.sql"),
            (TOWN, entity_code(entity), id.into_bytes(), viewer.0, signed(change), action_code(action)),
        )
        .map(drop)
    }
}

impl Rows {
    /// The JSON of a row that the feed names.
    fn body(&self, entity: Entity, id: Uuid) -> Result<String, StorageError> {
        let sql = match entity {
            Entity::Campaign => "SELECT body FROM campaign WHERE town_id = ?1 AND id = ?2",
            Entity::Checklist => "SELECT body FROM checklist WHERE town_id = ?1 AND id = ?2",
            Entity::Village => "SELECT body FROM village WHERE town_id = ?1 AND id = ?2",
            Entity::Assignment => "SELECT body FROM assignment WHERE town_id = ?1 AND id = ?2",
            Entity::Household => "SELECT body FROM household WHERE town_id = ?1 AND id = ?2",
            Entity::VisitMark => "SELECT body FROM visit_mark WHERE town_id = ?1 AND household_id = ?2",
            Entity::Finding => "SELECT body FROM finding WHERE town_id = ?1 AND id = ?2",
            Entity::Candidate => "SELECT body FROM candidate WHERE town_id = ?1 AND id = ?2",
            Entity::VisitReview => "SELECT body FROM visit_review WHERE town_id = ?1 AND visit_id = ?2",
        };
        self.one(sql, (TOWN, id.into_bytes()), |row| row.get(0))?.ok_or_else(|| StorageError::Unreadable {
            what: "feed",
            why: format!("the {} {id} that it names is missing", entity.name()),
        })
    }
}
