//! One problem of the ledger: its plan, what may be done with it by this officer, its history; and taking a step.

use axum::Json;
use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use zoufang_domain::finding::step::{Step, offers};
use zoufang_domain::finding::{Finding, Rectification};
use zoufang_domain::ids::FindingId;
use zoufang_wire::{ApiError, Entity};

use super::Console;
use super::answers::Words;
use super::findings::{FindingLine, bucket_names, line};
use super::history::{self, EventLine};
use super::places::{Places, read};
use super::refusal::{Refusal, missing};
use super::session::Officer;
use super::sight::Sight;
use crate::ledger::{hand, move_refused};
use crate::storage::ledger::{FindingFilter, LedgerList, LedgerSort};
use crate::storage::{Reads, Scope, StorageError};

/// A problem in full.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
#[ts(export, rename = "ConsoleFindingView", export_to = "ConsoleFindingView.ts")]
pub struct FindingView {
    pub line: FindingLine,
    /// To be named with the next step.
    pub version: u32,
    pub bucket_code: String,
    pub rectification: Rectification,
    /// Question of the checklist it comes from.
    pub question_zh: String,
    pub question_en: String,
    pub steps: Vec<Offer>,
    pub history: Vec<EventLine>,
    /// Live problems of the same village with the same code, to merge into.
    pub alike: Vec<FindingLine>,
}

/// A step that begins in the present state, and what stands against it for this officer.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
#[ts(export, rename = "ConsoleOffer", export_to = "ConsoleOffer.ts")]
pub struct Offer {
    pub step: String,
    pub against: Option<ApiError>,
}

/// `POST /console/api/findings/{id}/steps`.
#[derive(Debug, Deserialize, ts_rs::TS)]
#[ts(export, rename = "ConsoleLedgerStep", export_to = "ConsoleLedgerStep.ts")]
pub struct Taken {
    /// The version the officer looked at.
    pub expected_version: u32,
    pub step: Step,
}

pub async fn one(
    State(console): State<Console>,
    officer: Officer,
    Path(id): Path<FindingId>,
) -> Result<Json<FindingView>, Refusal> {
    shown(&console, officer, id).await
}

pub async fn step(
    State(console): State<Console>,
    officer: Officer,
    Path(id): Path<FindingId>,
    Json(wanted): Json<Taken>,
) -> Result<Json<FindingView>, Refusal> {
    let by = officer.signed_in();
    console
        .blocking(move |office| {
            office.take_ledger_step(&by, id, wanted.expected_version, wanted.step).map(drop)
        })
        .await?;
    shown(&console, officer, id).await
}

async fn shown(console: &Console, officer: Officer, id: FindingId) -> Result<Json<FindingView>, Refusal> {
    let today = console.office.today();
    let found = console.blocking(move |office| read(office, |rows| view(rows, &officer, id, today))).await?;
    found.map(Json).ok_or_else(|| Refusal(missing("问题")))
}

fn view(
    rows: &dyn Reads,
    officer: &Officer,
    id: FindingId,
    today: chrono::NaiveDate,
) -> Result<Option<FindingView>, StorageError> {
    let filed = rows.filed_finding(id)?.filter(|filed| officer.scope.reaches(filed.village));
    let Some(filed) = filed else { return Ok(None) };
    let finding = filed.finding;
    let mut places = Places::new(rows, officer.sight())?;
    let buckets = bucket_names(rows)?;
    let (question_zh, question_en) = Words::newest(rows)?.title(&finding.item);
    let steps = offers(&finding, &hand::of(&officer.signed_in())).into_iter();
    let steps = steps
        .map(|(step, against)| Offer { step: step.to_owned(), against: against.map(|f| move_refused(&f)) });
    let alike = alike(rows, &finding, filed.village, today)?;
    let alike =
        alike.into_iter().map(|other| line(&mut places, &buckets, other)).collect::<Result<_, _>>()?;
    Ok(Some(FindingView {
        version: finding.version,
        bucket_code: finding.bucket.0.clone(),
        rectification: seen(finding.rectification.clone(), officer.sight()),
        question_zh,
        question_en,
        steps: steps.collect(),
        history: history::of(rows, officer.sight(), Entity::Finding, id.0)?,
        alike,
        line: line(&mut places, &buckets, finding)?,
    }))
}

/// Names as the officer may read them, free text whole or not at all.
fn seen(mut work: Rectification, sight: Sight) -> Rectification {
    if sight == Sight::Full {
        return work;
    }
    let hidden = || "……".to_owned();
    if let Some(plan) = &mut work.plan {
        plan.cause = hidden();
        plan.measure = hidden();
        plan.owner = sight.name(std::mem::take(&mut plan.owner));
        plan.leader = sight.name(std::mem::take(&mut plan.leader));
    }
    if let Some(proof) = &mut work.evidence {
        proof.note = hidden();
    }
    if let Some(asked) = &mut work.asked {
        asked.note = hidden();
    }
    if let Some(extension) = &mut work.extension {
        extension.reason = hidden();
        extension.asked_by = sight.name(std::mem::take(&mut extension.asked_by));
    }
    work.progress = sight.text(work.progress);
    work.verifier = work.verifier.map(|name| sight.name(name));
    work
}

fn alike(
    rows: &dyn Reads,
    finding: &Finding,
    village: zoufang_domain::ids::VillageId,
    today: chrono::NaiveDate,
) -> Result<Vec<Finding>, StorageError> {
    let filter = FindingFilter {
        // Of one village, which the officer reaches.
        scope: Scope::Town,
        list: LedgerList::All,
        village: Some(village),
        focus: None,
        code: Some(finding.code.0.clone()),
        bucket: None,
        severity: None,
        state: None,
        unit: None,
        today,
        sort: LedgerSort::Newest,
        descending: false,
        offset: 0,
        limit: 30,
    };
    let (found, _) = rows.list_ledger(&filter)?;
    Ok(found.into_iter().filter(|other| other.id != finding.id && other.state.is_unsettled()).collect())
}
