//! Findings, candidates, their steps, and proposals.

use std::collections::HashMap;

use chrono::NaiveDate;
use rusqlite::types::Value;
use uuid::Uuid;
use zoufang_domain::candidate::{Candidate, CandidateKind};
use zoufang_domain::finding::Finding;
use zoufang_domain::ids::{AccountId, CandidateId, FindingId, HouseholdId, OpId, VillageId, VisitId};
use zoufang_domain::roster::MonitorState;
use zoufang_wire::Entity;

use super::codes::{
    entity_code, from_json, instant_at, maybe_uuid_at, name_of, scope_json, to_json, uuid_at,
};
use super::rows::Rows;
use super::{TOWN, lead_lists, ledger_lists};
use crate::storage::ledger::{
    Filed, FiledCandidate, FiledFinding, FindingFilter, LeadFilter, LedgerCounts, LedgerEvent, LedgerFilter,
    Proposal, Standing,
};
use crate::storage::{LedgerReads, LedgerWrites, Scope, StorageError};

impl LedgerReads for Rows {
    fn filed_finding(&self, id: FindingId) -> Result<Option<FiledFinding>, StorageError> {
        let found = self.one(
            "SELECT body, ledger_key, live, household_id, village_id FROM finding
             WHERE town_id = ?1 AND id = ?2",
            (TOWN, id.0.into_bytes()),
            |row| {
                let body: String = row.get(0)?;
                let key: String = row.get(1)?;
                let live: bool = row.get(2)?;
                Ok((body, key, live, maybe_uuid_at(row, 3)?, uuid_at(row, 4)?))
            },
        )?;
        found
            .map(|(body, key, live, household, village)| {
                Ok(FiledFinding {
                    finding: from_json("finding", &body)?,
                    key,
                    standing: if live { Standing::Live } else { Standing::Settled },
                    household: household.map(HouseholdId),
                    village: VillageId(village),
                })
            })
            .transpose()
    }

    fn newest_finding(&self, key: &str) -> Result<Option<Finding>, StorageError> {
        let found = self.bodies(
            "finding",
            "SELECT body FROM finding WHERE town_id = ?1 AND ledger_key = ?2 AND state <> 'rejected'
             ORDER BY n DESC LIMIT 1",
            (TOWN, key),
        )?;
        Ok(found.into_iter().next())
    }

    fn list_leads(&self, filter: &LeadFilter) -> Result<(Vec<Candidate>, u32), StorageError> {
        lead_lists::list(self, filter)
    }

    fn leads_by_state(
        &self,
        scope: &Scope,
        village: Option<VillageId>,
    ) -> Result<Vec<(MonitorState, u32)>, StorageError> {
        lead_lists::by_state(self, scope, village)
    }

    fn ledger_numbers(&self) -> Result<HashMap<FindingId, Filed>, StorageError> {
        let numbers = self.all(include_str!("ledger_numbers.sql"), [TOWN], |row| {
            let filed =
                Filed { village: VillageId(uuid_at(row, 1)?), year: row.get(2)?, serial: row.get(3)? };
            Ok((FindingId(uuid_at(row, 0)?), filed))
        })?;
        Ok(numbers.into_iter().collect())
    }

    fn list_ledger(&self, filter: &FindingFilter) -> Result<(Vec<Finding>, u32), StorageError> {
        ledger_lists::list(self, filter)
    }

    fn ledger_counts(
        &self,
        scope: &Scope,
        village: Option<VillageId>,
        today: NaiveDate,
    ) -> Result<LedgerCounts, StorageError> {
        ledger_lists::counts(self, scope, village, today)
    }

    fn ledger_words(&self, scope: &Scope) -> Result<(Vec<String>, Vec<String>), StorageError> {
        ledger_lists::words(self, scope)
    }

    fn finding(&self, id: FindingId) -> Result<Option<Finding>, StorageError> {
        self.body_of("finding", "SELECT body FROM finding WHERE town_id = ?1 AND id = ?2", id.0)
    }

    fn live_finding(&self, key: &str) -> Result<Option<Finding>, StorageError> {
        let found = self.bodies(
            "finding",
            "SELECT body FROM finding WHERE town_id = ?1 AND ledger_key = ?2 AND live = 1",
            (TOWN, key),
        )?;
        Ok(found.into_iter().next())
    }

    fn list_findings(&self, filter: &LedgerFilter) -> Result<(Vec<Finding>, u32), StorageError> {
        self.page("finding", include_str!("list_findings.sql"), filter)
    }

    fn findings_of(&self, household: HouseholdId) -> Result<Vec<Finding>, StorageError> {
        self.bodies(
            "finding",
            "SELECT body FROM finding WHERE town_id = ?1 AND household_id = ?2 ORDER BY n",
            (TOWN, household.0.into_bytes()),
        )
    }

    fn findings_of_village(&self, village: VillageId) -> Result<Vec<Finding>, StorageError> {
        self.bodies(
            "finding",
            "SELECT body FROM finding WHERE town_id = ?1 AND household_id IS NULL AND village_id = ?2
             ORDER BY n",
            (TOWN, village.0.into_bytes()),
        )
    }

    fn candidate(&self, id: CandidateId) -> Result<Option<Candidate>, StorageError> {
        self.body_of("candidate", "SELECT body FROM candidate WHERE town_id = ?1 AND id = ?2", id.0)
    }

    fn live_candidate(
        &self,
        household: HouseholdId,
        kind: CandidateKind,
    ) -> Result<Option<Candidate>, StorageError> {
        let found = self.bodies(
            "candidate",
            "SELECT body FROM candidate
             WHERE town_id = ?1 AND household_id = ?2 AND kind = ?3 AND live = 1",
            (TOWN, household.0.into_bytes(), name_of(&kind)?),
        )?;
        Ok(found.into_iter().next())
    }

    fn candidates_of(&self, household: HouseholdId) -> Result<Vec<Candidate>, StorageError> {
        self.bodies(
            "candidate",
            "SELECT body FROM candidate WHERE town_id = ?1 AND household_id = ?2 ORDER BY n",
            (TOWN, household.0.into_bytes()),
        )
    }

    fn list_candidates(&self, filter: &LedgerFilter) -> Result<(Vec<Candidate>, u32), StorageError> {
        self.page("candidate", include_str!("list_candidates.sql"), filter)
    }

    fn ledger_events(&self, entity: Entity, id: Uuid) -> Result<Vec<LedgerEvent>, StorageError> {
        self.all(
            "SELECT version, what, state, op_id, account_id, visit_id, at, text, changes FROM ledger_event
             WHERE town_id = ?1 AND entity = ?2 AND id = ?3 ORDER BY n",
            (TOWN, entity_code(entity), id.into_bytes()),
            |row| {
                let changes: Option<String> = row.get(8)?;
                Ok(LedgerEvent {
                    version: row.get(0)?,
                    what: row.get(1)?,
                    state: row.get(2)?,
                    op_id: OpId(uuid_at(row, 3)?),
                    account: AccountId(uuid_at(row, 4)?),
                    visit: maybe_uuid_at(row, 5)?.map(VisitId),
                    at: instant_at(row, 6)?,
                    text: row.get(7)?,
                    changes: changes.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default(),
                })
            },
        )
    }

    fn list_proposals(&self, filter: &LedgerFilter) -> Result<(Vec<Proposal>, u32), StorageError> {
        let from = include_str!("list_proposals.sql");
        let wanted = wanted(filter);
        let params = rusqlite::params_from_iter(wanted.iter().take(4));
        let total = self.count(&format!("SELECT count(*) {from}"), params)?;
        let params = rusqlite::params_from_iter(wanted.iter().take(4));
        let sql = format!(
            "SELECT p.op_id, p.account_id, p.household_id, p.state, p.body, p.received_at {from}
             ORDER BY p.n DESC LIMIT {} OFFSET {}",
            filter.limit, filter.offset
        );
        let rows = self.all(&sql, params, |row| {
            let body: String = row.get(4)?;
            Ok((
                OpId(uuid_at(row, 0)?),
                AccountId(uuid_at(row, 1)?),
                HouseholdId(uuid_at(row, 2)?),
                row.get(3)?,
                body,
                instant_at(row, 5)?,
            ))
        })?;
        let proposals: Result<Vec<_>, StorageError> = rows
            .into_iter()
            .map(|(op_id, account, household_id, state, body, received_at)| {
                let proposal = from_json("proposal", &body)?;
                Ok(Proposal { op_id, account, household_id, state, proposal, received_at })
            })
            .collect();
        Ok((proposals?, u32::try_from(total).unwrap_or(u32::MAX)))
    }
}

impl LedgerWrites for Rows {
    fn put_finding(&self, filed: &FiledFinding) -> Result<(), StorageError> {
        let finding = &filed.finding;
        self.run(
            include_str!("put_finding.sql"),
            rusqlite::params![
                TOWN,
                finding.id.0.into_bytes(),
                filed.key,
                filed.standing == Standing::Live,
                filed.household.map(|id| id.0.into_bytes()),
                filed.village.0.into_bytes(),
                name_of(&finding.state)?,
                finding.visit_id.map(|id| id.0.into_bytes()),
                to_json(finding)?,
                finding.code.0,
                finding.item.0.split('.').next().unwrap_or_default(),
                finding.bucket.0,
                finding.severity as i64,
                finding.due_on.to_string(),
                finding.rectification.plan.as_ref().map(|plan| plan.unit.as_str()),
                finding.rectification.extension.is_some(),
            ],
        )
        .map(drop)
    }

    fn put_candidate(&self, filed: &FiledCandidate) -> Result<(), StorageError> {
        let candidate = &filed.candidate;
        self.run(
            include_str!("put_candidate.sql"),
            rusqlite::params![
                TOWN,
                candidate.id.0.into_bytes(),
                candidate.household_id.0.into_bytes(),
                name_of(&candidate.kind)?,
                filed.standing == Standing::Live,
                name_of(&candidate.state)?,
                filed.visit.map(|id| id.0.into_bytes()),
                to_json(candidate)?,
            ],
        )
        .map(drop)
    }

    fn add_ledger_event(&self, entity: Entity, id: Uuid, event: &LedgerEvent) -> Result<(), StorageError> {
        self.run(
            include_str!("add_ledger_event.sql"),
            rusqlite::params![
                TOWN,
                entity_code(entity),
                id.into_bytes(),
                event.version,
                event.what,
                event.state,
                event.op_id.0.into_bytes(),
                event.account.0.into_bytes(),
                event.visit.map(|id| id.0.into_bytes()),
                event.at.to_rfc3339(),
                event.text,
                (!event.changes.is_empty()).then(|| to_json(&event.changes)).transpose()?,
            ],
        )
        .map(drop)
    }

    fn put_proposal(&self, proposal: &Proposal) -> Result<(), StorageError> {
        self.run(
            include_str!("put_proposal.sql"),
            rusqlite::params![
                TOWN,
                proposal.op_id.0.into_bytes(),
                proposal.account.0.into_bytes(),
                proposal.household_id.0.into_bytes(),
                proposal.state,
                to_json(&proposal.proposal)?,
                proposal.received_at.to_rfc3339(),
            ],
        )
        .map(drop)
    }
}

/// Parameters `?1`–`?5` of the list queries: town, village, household, scope, visit.
fn wanted(filter: &LedgerFilter) -> [Value; 5] {
    let blob = |id: Option<Uuid>| id.map_or(Value::Null, |id| Value::Blob(id.as_bytes().to_vec()));
    [
        Value::Integer(TOWN),
        blob(filter.village.map(|id| id.0)),
        blob(filter.household.map(|id| id.0)),
        scope_json(&filter.scope).map_or(Value::Null, Value::Text),
        blob(filter.visit.map(|id| id.0)),
    ]
}

impl Rows {
    fn page<T: serde::de::DeserializeOwned>(
        &self,
        what: &'static str,
        from: &str,
        filter: &LedgerFilter,
    ) -> Result<(Vec<T>, u32), StorageError> {
        let wanted = wanted(filter);
        let total = self.count(&format!("SELECT count(*) {from}"), rusqlite::params_from_iter(&wanted))?;
        let sql =
            format!("SELECT l.body {from} ORDER BY l.n DESC LIMIT {} OFFSET {}", filter.limit, filter.offset);
        let page = self.bodies(what, &sql, rusqlite::params_from_iter(&wanted))?;
        Ok((page, u32::try_from(total).unwrap_or(u32::MAX)))
    }
}
