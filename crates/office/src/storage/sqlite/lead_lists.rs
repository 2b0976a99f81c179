//! Leads by step: narrowed and paged in the database.

use rusqlite::types::Value;
use zoufang_domain::candidate::Candidate;
use zoufang_domain::ids::VillageId;
use zoufang_domain::roster::MonitorState;

use super::TOWN;
use super::codes::{from_json, name_of, scope_json};
use super::rows::Rows;
use crate::storage::ledger::LeadFilter;
use crate::storage::{Scope, StorageError};

pub fn list(rows: &Rows, filter: &LeadFilter) -> Result<(Vec<Candidate>, u32), StorageError> {
    let from = include_str!("list_leads.sql");
    let text = |text: Option<String>| text.map_or(Value::Null, Value::Text);
    let wanted = [
        Value::Integer(TOWN),
        filter.village.map_or(Value::Null, |id| Value::Blob(id.0.as_bytes().to_vec())),
        text(filter.kind.map(|kind| name_of(&kind)).transpose()?),
        text(filter.state.map(|state| name_of(&state)).transpose()?),
        Value::Integer(filter.open.into()),
        text(filter.raised_until.map(|day| day.to_string())),
        text(filter.raised_from.map(|day| day.to_string())),
        text(scope_json(&filter.scope)),
    ];
    let total = rows.count(&format!("SELECT count(*) {from}"), rusqlite::params_from_iter(&wanted))?;
    let sql = format!(
        "SELECT l.body {from} ORDER BY l.live DESC, l.n LIMIT {} OFFSET {}",
        filter.limit, filter.offset
    );
    let page = rows.bodies("candidate", &sql, rusqlite::params_from_iter(&wanted))?;
    Ok((page, u32::try_from(total).unwrap_or(u32::MAX)))
}

pub fn by_state(
    rows: &Rows,
    scope: &Scope,
    village: Option<VillageId>,
) -> Result<Vec<(MonitorState, u32)>, StorageError> {
    let counted = rows.all(
        include_str!("leads_by_state.sql"),
        rusqlite::params![TOWN, village.map(|id| id.0.into_bytes()), scope_json(scope)],
        |row| Ok((row.get::<_, String>(0)?, row.get(1)?)),
    )?;
    let read = |(state, count): (String, u32)| Ok((from_json("candidate", &format!("\"{state}\""))?, count));
    counted.into_iter().map(read).collect()
}
