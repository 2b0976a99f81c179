//! Files on their way into the roster.

use uuid::Uuid;
use zoufang_domain::roster::Household;

use super::TOWN;
use super::codes::{from_json, name_of, signed, to_json};
use super::rows::Rows;
use crate::sheet_import::{ImportJob, Outcome, PreviewRow, RowMessage};
use crate::storage::imports::Slice;
use crate::storage::{ImportReads, ImportWrites, StorageError};

impl ImportReads for Rows {
    fn import_job(&self, id: Uuid) -> Result<Option<ImportJob>, StorageError> {
        self.body_of("import", "SELECT body FROM import_job WHERE town_id = ?1 AND id = ?2", id)
    }

    fn import_jobs(&self, limit: u32) -> Result<Vec<ImportJob>, StorageError> {
        self.bodies(
            "import",
            "SELECT body FROM import_job WHERE town_id = ?1 ORDER BY n DESC LIMIT ?2",
            (TOWN, limit),
        )
    }

    fn import_rows(
        &self,
        job: Uuid,
        outcome: Option<Outcome>,
        slice: Slice,
    ) -> Result<(Vec<PreviewRow>, u32), StorageError> {
        let outcome = outcome.map(|outcome| name_of(&outcome)).transpose()?;
        let from = "FROM import_row WHERE town_id = ?1 AND job_id = ?2 AND (?3 IS NULL OR outcome = ?3)";
        let wanted = (TOWN, job.into_bytes(), outcome);
        let total = self.count(&format!("SELECT count(*) {from}"), wanted.clone())?;
        let Slice { offset, limit } = slice;
        let sql = format!("SELECT body {from} ORDER BY n LIMIT {limit} OFFSET {offset}");
        Ok((self.bodies("import row", &sql, wanted)?, u32::try_from(total).unwrap_or(u32::MAX)))
    }

    fn import_messages(
        &self,
        job: Uuid,
        stops: Option<bool>,
        slice: Slice,
    ) -> Result<(Vec<RowMessage>, u32), StorageError> {
        let from = "FROM import_message WHERE town_id = ?1 AND job_id = ?2 AND (?3 IS NULL OR stops = ?3)";
        let wanted = (TOWN, job.into_bytes(), stops);
        let total = self.count(&format!("SELECT count(*) {from}"), wanted)?;
        let Slice { offset, limit } = slice;
        let sql = format!("SELECT body {from} ORDER BY n LIMIT {limit} OFFSET {offset}");
        Ok((self.bodies("import message", &sql, wanted)?, u32::try_from(total).unwrap_or(u32::MAX)))
    }

    fn import_households(&self, job: Uuid) -> Result<Vec<Household>, StorageError> {
        let texts: Vec<String> = self.all(
            "SELECT household FROM import_row
             WHERE town_id = ?1 AND job_id = ?2 AND household IS NOT NULL ORDER BY n",
            (TOWN, job.into_bytes()),
            |row| row.get(0),
        )?;
        texts.iter().map(|text| from_json("household", text)).collect()
    }
}

impl ImportWrites for Rows {
    fn put_import(&self, job: &ImportJob) -> Result<(), StorageError> {
        self.run(
            "INSERT INTO import_job (town_id, id, state, revision, body) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (town_id, id) DO UPDATE SET
                 state = excluded.state, revision = excluded.revision, body = excluded.body",
            (TOWN, job.id.into_bytes(), name_of(&job.state)?, signed(job.revision), to_json(job)?),
        )
        .map(drop)
    }

    fn put_import_row(
        &self,
        job: Uuid,
        n: u32,
        row: &PreviewRow,
        household: Option<&Household>,
    ) -> Result<(), StorageError> {
        let household = household.map(to_json).transpose()?;
        self.run(
            "INSERT INTO import_row (town_id, job_id, n, outcome, body, household)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            (TOWN, job.into_bytes(), n, name_of(&row.outcome)?, to_json(row)?, household),
        )
        .map(drop)
    }

    fn put_import_message(&self, job: Uuid, n: u32, message: &RowMessage) -> Result<(), StorageError> {
        self.run(
            "INSERT INTO import_message (town_id, job_id, n, stops, body) VALUES (?1, ?2, ?3, ?4, ?5)",
            (TOWN, job.into_bytes(), n, message.stops, to_json(message)?),
        )
        .map(drop)
    }

    fn clear_import(&self, job: Uuid) -> Result<(), StorageError> {
        for table in ["import_row", "import_message"] {
            let sql = format!("DELETE FROM {table} WHERE town_id = ?1 AND job_id = ?2");
            self.run(&sql, (TOWN, job.into_bytes()))?;
        }
        Ok(())
    }

    fn spend_import(&self, job: Uuid) -> Result<(), StorageError> {
        self.run(
            "UPDATE import_row SET household = NULL WHERE town_id = ?1 AND job_id = ?2",
            (TOWN, job.into_bytes()),
        )
        .map(drop)
    }

    fn drop_import(&self, job: Uuid) -> Result<(), StorageError> {
        self.clear_import(job)?;
        self.run("DELETE FROM import_job WHERE town_id = ?1 AND id = ?2", (TOWN, job.into_bytes())).map(drop)
    }
}
