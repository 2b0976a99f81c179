//! 整改台账 as a list: all, overdue, due within seven days, waiting for a verifier, extensions asked for; narrowed,
//! sorted and paged in the database (domain, sections 7.3 and 7.4).

use axum::Json;
use axum::extract::{Query, State};
use serde::{Deserialize, Serialize};
use zoufang_domain::finding::{FindingState, Severity};
use zoufang_domain::ids::VillageId;

use super::Console;
use super::findings::{FindingLine, bucket_names, line};
use super::page::{MOST, blank_is_none};
use super::places::{Choice, Places, read};
use super::refusal::Refusal;
use super::session::Officer;
use crate::storage::ledger::{FindingFilter, LedgerCounts, LedgerList, LedgerSort};

/// Narrowing and order of the ledger; whatever is empty does not narrow.
#[derive(Debug, Deserialize)]
pub struct Wanted {
    #[serde(default, deserialize_with = "blank_is_none")]
    list: Option<Word<LedgerList>>,
    #[serde(default, deserialize_with = "blank_is_none")]
    village: Option<VillageId>,
    #[serde(default, deserialize_with = "blank_is_none")]
    focus: Option<String>,
    #[serde(default, deserialize_with = "blank_is_none")]
    code: Option<String>,
    #[serde(default, deserialize_with = "blank_is_none")]
    bucket: Option<String>,
    #[serde(default, deserialize_with = "blank_is_none")]
    severity: Option<Word<Severity>>,
    #[serde(default, deserialize_with = "blank_is_none")]
    state: Option<Word<FindingState>>,
    #[serde(default, deserialize_with = "blank_is_none")]
    unit: Option<String>,
    #[serde(default, deserialize_with = "blank_is_none")]
    sort: Option<Word<LedgerSort>>,
    #[serde(default, deserialize_with = "blank_is_none")]
    desc: Option<bool>,
    #[serde(default)]
    offset: u32,
    #[serde(default)]
    limit: Option<u32>,
}

impl Wanted {
    /// What the officer may see of it.
    pub fn filter(self, officer: &Officer, today: chrono::NaiveDate) -> FindingFilter {
        FindingFilter {
            scope: officer.scope.clone(),
            list: self.list.map_or(LedgerList::All, |word| word.0),
            village: self.village,
            focus: self.focus,
            code: self.code,
            bucket: self.bucket,
            severity: self.severity.map(|word| word.0),
            state: self.state.map(|word| word.0),
            unit: self.unit,
            today,
            sort: self.sort.map_or(LedgerSort::Newest, |word| word.0),
            descending: self.desc.unwrap_or(false),
            offset: self.offset,
            limit: self.limit.unwrap_or(50).min(MOST),
        }
    }
}

/// A word of the model in a query.
#[derive(Debug)]
pub struct Word<T>(pub T);

impl<T: serde::de::DeserializeOwned> std::str::FromStr for Word<T> {
    type Err = serde_json::Error;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        serde_json::from_value(serde_json::Value::String(text.to_owned())).map(Self)
    }
}

/// One page of the ledger with the length of each of its lists.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
#[ts(export, rename = "ConsoleLedger", export_to = "ConsoleLedger.ts")]
pub struct Ledger {
    pub rows: Vec<FindingLine>,
    pub total: u32,
    /// Of the village asked for, or the town.
    pub counts: LedgerCounts,
    /// By which overdue is judged.
    #[ts(type = "string")]
    pub today: chrono::NaiveDate,
}

/// What the ledger can be narrowed to.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
#[ts(export, rename = "ConsoleLedgerChoices", export_to = "ConsoleLedgerChoices.ts")]
pub struct LedgerChoices {
    pub buckets: Vec<Choice>,
    /// Buckets that a deadline can still be moved to today.
    pub open_buckets: Vec<String>,
    pub codes: Vec<String>,
    pub units: Vec<String>,
}

pub async fn list(
    State(console): State<Console>,
    officer: Officer,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Ledger>, Refusal> {
    let today = console.office.today();
    let filter = wanted.filter(&officer, today);
    let page = console
        .blocking(move |office| {
            read(office, |rows| {
                let mut places = Places::new(rows, officer.sight())?;
                let (findings, total) = rows.list_ledger(&filter)?;
                let buckets = bucket_names(rows)?;
                let lines = findings.into_iter().map(|finding| line(&mut places, &buckets, finding));
                let counts = rows.ledger_counts(&filter.scope, filter.village, today)?;
                Ok(Ledger { rows: lines.collect::<Result<_, _>>()?, total, counts, today })
            })
        })
        .await?;
    Ok(Json(page))
}

pub async fn choices(
    State(console): State<Console>,
    officer: Officer,
) -> Result<Json<LedgerChoices>, Refusal> {
    let today = console.office.today();
    let found = console
        .blocking(move |office| {
            read(office, |rows| {
                let buckets = bucket_names(rows)?.into_iter().map(|(id, name)| Choice { id, name }).collect();
                let open = rows.campaigns()?.into_iter().flat_map(|campaign| campaign.open_buckets(today));
                let (codes, units) = rows.ledger_words(&officer.scope)?;
                Ok(LedgerChoices { buckets, open_buckets: open.map(|code| code.0).collect(), codes, units })
            })
        })
        .await?;
    Ok(Json(found))
}
