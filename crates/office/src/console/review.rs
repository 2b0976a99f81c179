//! 审核: where a visit stands, what was remarked, who did what, and the judgement of an officer.

use axum::Json;
use axum::extract::{Path, State};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use zoufang_domain::ids::VisitId;
use zoufang_domain::visit::{Judgement, Remark, ReviewState, VisitReview};
use zoufang_wire::Entity;

use super::Console;
use super::history::{self, EventLine};
use super::refusal::Refusal;
use super::session::Officer;
use super::visit::{VisitView, shown};
use crate::accounts::Right;
use crate::storage::visit::VisitRow;
use crate::storage::{Reads, StorageError};

/// The review of the visit that is open.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
#[ts(export, rename = "ConsoleReview", export_to = "ConsoleReview.ts")]
pub struct ReviewView {
    pub state: ReviewState,
    /// To be named with the judgement.
    pub version: u32,
    pub by: Option<String>,
    #[ts(type = "string | null")]
    pub on: Option<NaiveDate>,
    /// Of the last return; `answered` once the cadre has corrected the visit.
    pub remarks: Vec<Remark>,
    pub answered: bool,
    /// Whether this officer may judge this visit at all.
    pub may_judge: bool,
    pub history: Vec<EventLine>,
}

/// `POST /console/api/visits/{id}/review`.
#[derive(Debug, Deserialize, ts_rs::TS)]
#[ts(export, rename = "ConsoleJudgement", export_to = "ConsoleJudgement.ts")]
pub struct Taken {
    /// The version of the review that the officer looked at.
    pub expected_version: u32,
    pub step: Judgement,
}

pub async fn judge(
    State(console): State<Console>,
    officer: Officer,
    Path(id): Path<VisitId>,
    Json(wanted): Json<Taken>,
) -> Result<Json<VisitView>, Refusal> {
    let by = officer.signed_in();
    console
        .blocking(move |office| office.judge_visit(&by, id, wanted.expected_version, wanted.step).map(drop))
        .await?;
    shown(&console, officer, id).await
}

pub fn view(rows: &dyn Reads, officer: &Officer, visit: &VisitRow) -> Result<ReviewView, StorageError> {
    let sight = officer.sight();
    let review = rows.visit_review(visit.id)?;
    let review = review.unwrap_or_else(|| VisitReview::of(visit.id, visit.household_id));
    let answered = review.is_answered_by(visit.version);
    let remarks = review.remarks.into_iter().filter_map(|remark| {
        let text = sight.text(Some(remark.text))?;
        Some(Remark { text, ..remark })
    });
    Ok(ReviewView {
        state: review.state,
        version: review.version,
        by: review.by.map(|name| sight.name(name)),
        on: review.on,
        remarks: remarks.collect(),
        answered,
        may_judge: officer.may(Right::ReviewVisits) && visit.account != officer.account.id,
        history: history::of(rows, sight, Entity::VisitReview, visit.id.0)?,
    })
}
