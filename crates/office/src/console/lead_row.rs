//! One lead: its reasons, the procedure with its days, what may be done next by this officer, and its history.

use axum::Json;
use axum::extract::{Path, State};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use zoufang_domain::candidate::Procedure;
use zoufang_domain::candidate::step::{Step, offers};
use zoufang_domain::ids::CandidateId;
use zoufang_domain::roster::{HouseholdType, MonitorState};
use zoufang_wire::Entity;

use super::Console;
use super::answers::Words;
use super::history::{self, EventLine};
use super::leads::{LeadLine, lead_line, terms};
use super::ledger_row::Offer;
use super::places::{Places, read};
use super::refusal::{Refusal, missing};
use super::session::Officer;
use super::sight::Sight;
use crate::ledger::{hand, step_refused};
use crate::storage::{Reads, StorageError};

/// A lead in full.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
#[ts(export, rename = "ConsoleLeadView", export_to = "ConsoleLeadView.ts")]
pub struct LeadView {
    pub line: LeadLine,
    /// To be named with the next step.
    pub version: u32,
    pub procedure: Procedure,
    /// First day on which the publicity is over.
    #[ts(type = "string | null")]
    pub publicity_until: Option<NaiveDate>,
    pub household_type: Option<HouseholdType>,
    /// The household's own monitoring state on the roster.
    pub monitor: Option<MonitorState>,
    #[ts(type = "string | null")]
    pub identified_on: Option<NaiveDate>,
    pub steps: Vec<Offer>,
    pub history: Vec<EventLine>,
    #[ts(type = "string")]
    pub today: NaiveDate,
}

/// `POST /console/api/candidates/{id}/steps`.
#[derive(Debug, Deserialize, ts_rs::TS)]
#[ts(export, rename = "ConsoleProcedureStep", export_to = "ConsoleProcedureStep.ts")]
pub struct Taken {
    /// The version the officer looked at.
    pub expected_version: u32,
    pub step: Step,
}

pub async fn one(
    State(console): State<Console>,
    officer: Officer,
    Path(id): Path<CandidateId>,
) -> Result<Json<LeadView>, Refusal> {
    shown(&console, officer, id).await
}

pub async fn step(
    State(console): State<Console>,
    officer: Officer,
    Path(id): Path<CandidateId>,
    Json(wanted): Json<Taken>,
) -> Result<Json<LeadView>, Refusal> {
    let by = officer.signed_in();
    console
        .blocking(move |office| {
            office.take_procedure_step(&by, id, wanted.expected_version, wanted.step).map(drop)
        })
        .await?;
    shown(&console, officer, id).await
}

async fn shown(console: &Console, officer: Officer, id: CandidateId) -> Result<Json<LeadView>, Refusal> {
    let today = console.office.today();
    let found = console.blocking(move |office| read(office, |rows| view(rows, &officer, id, today))).await?;
    found.map(Json).ok_or_else(|| Refusal(missing("线索")))
}

fn view(
    rows: &dyn Reads,
    officer: &Officer,
    id: CandidateId,
    today: NaiveDate,
) -> Result<Option<LeadView>, StorageError> {
    let Some(lead) = rows.candidate(id)? else { return Ok(None) };
    let terms = terms(rows)?;
    let household = rows.household(lead.household_id)?.filter(|home| officer.scope.reaches(home.village_id));
    if household.is_none() {
        return Ok(None);
    }
    let offered = household
        .as_ref()
        .map(|home| offers(&lead, home, &hand::parties(&officer.signed_in()), &terms, today))
        .unwrap_or_default();
    let steps = offered
        .into_iter()
        .map(|(step, against)| Offer { step: step.to_owned(), against: against.map(|f| step_refused(&f)) });
    let mut places = Places::new(rows, officer.sight())?;
    Ok(Some(LeadView {
        version: lead.version,
        procedure: seen(lead.procedure.clone(), officer.sight()),
        publicity_until: lead.procedure.publicity_from.map(|from| terms.publicity_until(from)),
        household_type: household.as_ref().map(|home| home.household_type),
        monitor: household.as_ref().map(|home| home.monitor),
        identified_on: household.as_ref().and_then(|home| home.identified_on),
        steps: steps.collect(),
        history: history::of(rows, officer.sight(), Entity::Candidate, id.0)?,
        today,
        line: lead_line(&mut places, &Words::newest(rows)?, &terms, lead, today)?,
    }))
}

/// Names as the officer may read them, free text whole or not at all.
fn seen(mut procedure: Procedure, sight: Sight) -> Procedure {
    procedure.cadre = procedure.cadre.map(|name| sight.name(name));
    procedure.meeting_result = sight.text(procedure.meeting_result);
    procedure.objections = sight.text(procedure.objections);
    procedure
}
