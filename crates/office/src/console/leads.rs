//! 监测线索 by step: the funnel, the list with its countdown, and where risks cluster (domain, sections 3.5 and 7.5).

use axum::Json;
use axum::extract::{Query, State};
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};
use zoufang_domain::candidate::procedure::Terms;
use zoufang_domain::candidate::step::is_open;
use zoufang_domain::candidate::{Candidate, CandidateKind};
use zoufang_domain::ids::VillageId;
use zoufang_domain::roster::MonitorState;

use super::Console;
use super::answers::Words;
use super::candidates::{CandidateLine, line};
use super::clusters::{self, Cluster};
use super::ledger::Word;
use super::page::{MOST, blank_is_none};
use super::places::{Places, read};
use super::refusal::Refusal;
use super::session::Officer;
use crate::storage::ledger::LeadFilter;
use crate::storage::{Reads, StorageError};

/// Narrowing of the leads; whatever is empty does not narrow.
#[derive(Debug, Deserialize)]
pub struct Wanted {
    #[serde(default, deserialize_with = "blank_is_none")]
    village: Option<VillageId>,
    #[serde(default, deserialize_with = "blank_is_none")]
    kind: Option<Word<CandidateKind>>,
    #[serde(default, deserialize_with = "blank_is_none")]
    state: Option<Word<MonitorState>>,
    /// Only those past the days for a decision.
    #[serde(default, deserialize_with = "blank_is_none")]
    late: Option<bool>,
    #[serde(default)]
    offset: u32,
    #[serde(default)]
    limit: Option<u32>,
}

/// A lead with its countdown.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
#[ts(export, rename = "ConsoleLead", export_to = "ConsoleLead.ts")]
pub struct LeadLine {
    pub lead: CandidateLine,
    /// Last day for the decision.
    #[ts(type = "string")]
    pub decide_by: NaiveDate,
    /// Days until then, negative when past; missing once it is decided.
    pub days_left: Option<i32>,
}

/// One step of the funnel.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
#[ts(export, rename = "ConsoleFunnelStep", export_to = "ConsoleFunnelStep.ts")]
pub struct FunnelStep {
    pub state: MonitorState,
    pub count: u32,
}

/// One page of leads with the funnel above it.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
#[ts(export, rename = "ConsoleLeads", export_to = "ConsoleLeads.ts")]
pub struct Leads {
    pub rows: Vec<LeadLine>,
    pub total: u32,
    /// Of the village asked for, or the town, in the order of the procedure.
    pub funnel: Vec<FunnelStep>,
    /// Still being judged past the days for a decision.
    pub late: u32,
    pub identify_days: u32,
    pub clusters: Vec<Cluster>,
    #[ts(type = "string")]
    pub today: NaiveDate,
}

const FUNNEL: [MonitorState; 10] = [
    MonitorState::Lead,
    MonitorState::Verifying,
    MonitorState::Assessing,
    MonitorState::Publicity,
    MonitorState::TownReview,
    MonitorState::CountyDecision,
    MonitorState::Active,
    MonitorState::Clearing,
    MonitorState::Cleared,
    MonitorState::None,
];

pub async fn list(
    State(console): State<Console>,
    officer: Officer,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Leads>, Refusal> {
    let today = console.office.today();
    let leads =
        console.blocking(move |office| read(office, |rows| leads(rows, &officer, wanted, today))).await?;
    Ok(Json(leads))
}

fn leads(
    rows: &dyn Reads,
    officer: &Officer,
    wanted: Wanted,
    today: NaiveDate,
) -> Result<Leads, StorageError> {
    let terms = terms(rows)?;
    // Late from the day after the last one.
    let last = today.checked_sub_days(Days::new(u64::from(terms.identify_days) + 1)).unwrap_or(today);
    let filter = LeadFilter {
        scope: officer.scope.clone(),
        village: wanted.village,
        kind: wanted.kind.map(|word| word.0),
        state: wanted.state.map(|word| word.0),
        raised_until: wanted.late.unwrap_or(false).then_some(last),
        offset: wanted.offset,
        limit: wanted.limit.unwrap_or(50).min(MOST),
        ..LeadFilter::default()
    };
    let (found, total) = rows.list_leads(&filter)?;
    let late = LeadFilter {
        scope: officer.scope.clone(),
        village: filter.village,
        raised_until: Some(last),
        limit: 1,
        ..LeadFilter::default()
    };
    let counted = rows.leads_by_state(&officer.scope, filter.village)?;
    let count = |state| counted.iter().find(|(one, _)| *one == state).map_or(0, |(_, count)| *count);
    let mut places = Places::new(rows, officer.sight())?;
    let words = Words::newest(rows)?;
    let lines = found.into_iter().map(|lead| lead_line(&mut places, &words, &terms, lead, today));
    Ok(Leads {
        rows: lines.collect::<Result<_, _>>()?,
        total,
        funnel: FUNNEL.into_iter().map(|state| FunnelStep { state, count: count(state) }).collect(),
        late: rows.list_leads(&late)?.1,
        identify_days: terms.identify_days,
        clusters: clusters::of(rows, &officer.scope, &words, today)?,
        today,
    })
}

pub fn lead_line(
    places: &mut Places<'_>,
    words: &Words,
    terms: &Terms,
    lead: Candidate,
    today: NaiveDate,
) -> Result<LeadLine, StorageError> {
    let decide_by = terms.decide_by(lead.raised_on);
    let left = i32::try_from((decide_by - today).num_days()).unwrap_or(i32::MAX);
    let days_left = is_open(lead.state).then_some(left);
    Ok(LeadLine { lead: line(places, words, lead)?, decide_by, days_left })
}

/// The days of the procedure, from the running campaign.
pub fn terms(rows: &dyn Reads) -> Result<Terms, StorageError> {
    let campaign = rows.campaigns()?.into_iter().next();
    Ok(campaign.map_or(
        Terms { publicity_days: 5, clear_min_months: 6, clear_min_measures: 1, identify_days: 15 },
        |campaign| Terms::of(&campaign),
    ))
}
