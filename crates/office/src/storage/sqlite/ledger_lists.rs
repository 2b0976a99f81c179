//! The ledger's lists: narrowed, sorted and paged in the database, because a township has thousands of rows.

use chrono::{Days, NaiveDate};
use rusqlite::types::Value;
use zoufang_domain::finding::Finding;
use zoufang_domain::ids::VillageId;

use super::TOWN;
use super::codes::{name_of, scope_json};
use super::rows::Rows;
use crate::storage::ledger::{FindingFilter, LedgerCounts, LedgerList, LedgerSort};
use crate::storage::{Scope, StorageError};

pub fn list(rows: &Rows, filter: &FindingFilter) -> Result<(Vec<Finding>, u32), StorageError> {
    let from = include_str!("list_ledger.sql");
    let wanted = wanted(filter)?;
    let total = rows.count(&format!("SELECT count(*) {from}"), rusqlite::params_from_iter(&wanted))?;
    let sql = format!(
        "SELECT l.body {from} ORDER BY {} LIMIT {} OFFSET {}",
        order(filter.sort, filter.descending),
        filter.limit,
        filter.offset
    );
    let page = rows.bodies("finding", &sql, rusqlite::params_from_iter(&wanted))?;
    Ok((page, u32::try_from(total).unwrap_or(u32::MAX)))
}

pub fn counts(
    rows: &Rows,
    scope: &Scope,
    village: Option<VillageId>,
    today: NaiveDate,
) -> Result<LedgerCounts, StorageError> {
    let village = village.map(|id| id.0.into_bytes());
    let counted = rows.one(
        include_str!("ledger_counts.sql"),
        rusqlite::params![TOWN, village, today.to_string(), soon(today).to_string(), scope_json(scope)],
        |row| {
            Ok(LedgerCounts {
                all: row.get(0)?,
                overdue: row.get(1)?,
                due_soon: row.get(2)?,
                waiting: row.get(3)?,
                extension: row.get(4)?,
            })
        },
    )?;
    Ok(counted.unwrap_or_default())
}

/// Codes and responsible units that occur in the scope, each once.
pub fn words(rows: &Rows, scope: &Scope) -> Result<(Vec<String>, Vec<String>), StorageError> {
    let found =
        rows.all(include_str!("ledger_words.sql"), rusqlite::params![TOWN, scope_json(scope)], |row| {
            Ok((row.get::<_, bool>(0)?, row.get::<_, String>(1)?))
        })?;
    let (codes, units): (Vec<_>, Vec<_>) = found.into_iter().partition(|(is_code, _)| *is_code);
    let only = |words: Vec<(bool, String)>| words.into_iter().map(|(_, word)| word).collect();
    Ok((only(codes), only(units)))
}

/// The seventh day from today.
fn soon(today: NaiveDate) -> NaiveDate {
    today.checked_add_days(Days::new(7)).unwrap_or(today)
}

fn wanted(filter: &FindingFilter) -> Result<[Value; 12], StorageError> {
    let text = |text: Option<&str>| text.map_or(Value::Null, |text| Value::Text(text.to_owned()));
    let list = match filter.list {
        LedgerList::All => 0,
        LedgerList::Overdue => 1,
        LedgerList::DueSoon => 2,
        LedgerList::Waiting => 3,
        LedgerList::Extension => 4,
    };
    let state = filter.state.map(|state| name_of(&state)).transpose()?;
    Ok([
        Value::Integer(TOWN),
        filter.village.map_or(Value::Null, |id| Value::Blob(id.0.as_bytes().to_vec())),
        text(filter.focus.as_deref()),
        text(filter.code.as_deref()),
        text(filter.bucket.as_deref()),
        filter.severity.map_or(Value::Null, |severity| Value::Integer(severity as i64)),
        text(state.as_deref()),
        text(filter.unit.as_deref()),
        Value::Integer(list),
        Value::Text(filter.today.to_string()),
        Value::Text(soon(filter.today).to_string()),
        scope_json(&filter.scope).map_or(Value::Null, Value::Text),
    ])
}

/// Columns come from here alone, never from a request. Rows that are equal keep the order of arrival.
const fn order(sort: LedgerSort, descending: bool) -> &'static str {
    match (sort, descending) {
        (LedgerSort::Newest, true) => "l.n",
        (LedgerSort::Newest, false) => "l.n DESC",
        (LedgerSort::Due, false) => "l.due_on, l.n",
        (LedgerSort::Due, true) => "l.due_on DESC, l.n DESC",
        (LedgerSort::Severity, false) => "l.severity, l.n",
        (LedgerSort::Severity, true) => "l.severity DESC, l.n DESC",
        (LedgerSort::Village, false) => "v.n, l.n",
        (LedgerSort::Village, true) => "v.n DESC, l.n DESC",
        (LedgerSort::Code, false) => "l.code, l.n",
        (LedgerSort::Code, true) => "l.code DESC, l.n DESC",
        (LedgerSort::State, false) => "l.state, l.n",
        (LedgerSort::State, true) => "l.state DESC, l.n DESC",
        (LedgerSort::Unit, false) => "l.unit, l.n",
        (LedgerSort::Unit, true) => "l.unit DESC, l.n DESC",
    }
}
