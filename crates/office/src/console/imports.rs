//! Import of official templates: hand a file in, watch it being checked, look at what it would change, and only then
//! write it.

use axum::Json;
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use http_body_util::BodyExt as _;
use serde::{Deserialize, Serialize};
use tokio::io::AsyncWriteExt as _;
use uuid::Uuid;
use zoufang_wire::{ApiError, ErrorCode};

use super::Console;
use super::download::{XLSX, attachment};
use super::page::{MOST, Page};
use super::refusal::Refusal;
use super::session::Officer;
use crate::Office;
use crate::sheet_import::{
    HandedIn, ImportJob, ImportState, ImportSummary, Outcome, PreviewRow, RowMessage, file_name, of_disk,
};
use crate::storage::imports::Slice;

/// Files of the list at most.
const LISTED: u32 = 50;

/// What a file is handed in with; the body is the file itself.
#[derive(Debug, Deserialize)]
pub struct Sent {
    template: String,
    #[serde(default)]
    name: String,
}

/// A file on its way into the roster.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
#[ts(export, rename = "ConsoleImport", export_to = "ConsoleImport.ts")]
pub struct ImportView {
    pub id: String,
    pub who: String,
    pub at: String,
    /// Key of the template, such as `attachment2`.
    pub template: String,
    pub file: String,
    #[ts(type = "number")]
    pub size: u64,
    pub state: ImportState,
    /// Rows read so far, while it is being checked. Missing in state `checking` when the office was stopped meanwhile:
    /// it must be checked again.
    pub read: Option<u32>,
    pub summary: ImportSummary,
}

impl ImportView {
    fn of(office: &Office, job: ImportJob) -> Self {
        Self {
            read: office.import_progress(job.id),
            id: job.id.to_string(),
            who: job.who,
            at: job.at,
            template: job.template,
            file: job.file,
            size: job.size,
            state: job.state,
            summary: job.summary,
        }
    }
}

pub async fn hand_in(
    State(console): State<Console>,
    officer: Officer,
    Query(sent): Query<Sent>,
    body: Body,
) -> Result<Json<ImportView>, Refusal> {
    let at = console.blocking(Office::place_for_import).await?;
    let arrived = arrive(body, &at, console.office.config().limits.max_sheet).await;
    let received = match arrived {
        Ok(size) => {
            let file =
                HandedIn { template: sent.template, name: file_name(&sent.name), at: at.clone(), size };
            console.blocking(move |office| office.receive_import(&officer.account, &file)).await
        }
        Err(refused) => Err(refused.into()),
    };
    if received.is_err() {
        // Half a file helps nobody; the refusal is what is told.
        tokio::fs::remove_file(&at).await.ok();
    }
    let job = received?;
    begin_check(&console, job.id);
    Ok(Json(ImportView::of(&console.office, job)))
}

/// Reads the body to the disk, to its end even when it is too large: see `http::device`.
async fn arrive(mut body: Body, at: &std::path::Path, most: usize) -> Result<u64, ApiError> {
    let mut options = tokio::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    options.mode(0o600);
    let mut file = options.open(at).await.map_err(|error| of_disk(&error))?;
    let (most, mut size) = (most as u64, 0_u64);
    while let Some(frame) = body.frame().await {
        let cut = |_| ApiError::new(ErrorCode::BodyInvalid).with("detail", "the file was cut off");
        let frame = frame.map_err(cut)?;
        let Some(data) = frame.data_ref() else { continue };
        size += data.len() as u64;
        if size <= most {
            file.write_all(data).await.map_err(|error| of_disk(&error))?;
        } else if size > most * 8 {
            break;
        }
    }
    if size > most {
        return Err(ApiError::new(ErrorCode::FileTooLarge).with("limit", most >> 20));
    }
    file.flush().await.map_err(|error| of_disk(&error))?;
    Ok(size)
}

/// Goes on whether or not anybody waits for it.
fn begin_check(console: &Console, id: Uuid) {
    let office = console.office.clone();
    tokio::task::spawn_blocking(move || {
        if let Err(error) = office.check_import(id) {
            tracing::error!(%error, "an import could not be checked");
        }
    });
}

pub async fn list(State(console): State<Console>) -> Result<Json<Vec<ImportView>>, Refusal> {
    let jobs = console.blocking(|office| office.look(|rows| rows.import_jobs(LISTED))).await?;
    Ok(Json(jobs.into_iter().map(|job| ImportView::of(&console.office, job)).collect()))
}

pub async fn one(State(console): State<Console>, Path(id): Path<Uuid>) -> Result<Json<ImportView>, Refusal> {
    let job = console.blocking(move |office| office.import_job(id)).await?;
    Ok(Json(ImportView::of(&console.office, job)))
}

pub async fn discard(State(console): State<Console>, Path(id): Path<Uuid>) -> Result<Json<()>, Refusal> {
    console.blocking(move |office| office.drop_import(id)).await?;
    Ok(Json(()))
}

/// Which slice of a list, narrowed or not.
#[derive(Debug, Deserialize)]
pub struct Wanted {
    outcome: Option<Outcome>,
    stops: Option<bool>,
    #[serde(default)]
    offset: u32,
    limit: Option<u32>,
}

impl Wanted {
    fn slice(&self) -> Slice {
        Slice { offset: self.offset, limit: self.limit.unwrap_or(50).min(MOST) }
    }
}

pub async fn rows(
    State(console): State<Console>,
    Path(id): Path<Uuid>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Page<PreviewRow>>, Refusal> {
    let (rows, total) = console
        .blocking(move |office| {
            office.import_job(id)?;
            office.look(|rows| rows.import_rows(id, wanted.outcome, wanted.slice()))
        })
        .await?;
    Ok(Json(Page { rows, total }))
}

pub async fn messages(
    State(console): State<Console>,
    Path(id): Path<Uuid>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Page<RowMessage>>, Refusal> {
    let (rows, total) = console
        .blocking(move |office| {
            office.import_job(id)?;
            office.look(|rows| rows.import_messages(id, wanted.stops, wanted.slice()))
        })
        .await?;
    Ok(Json(Page { rows, total }))
}

/// Checks again: the roster has changed since, or the office was stopped meanwhile.
pub async fn check(
    State(console): State<Console>,
    Path(id): Path<Uuid>,
) -> Result<Json<ImportView>, Refusal> {
    let job = console
        .blocking(move |office| {
            let job = office.import_job(id)?;
            match job.state {
                ImportState::Done => Err(ApiError::new(ErrorCode::ImportNotReady)),
                _ => Ok(job),
            }
        })
        .await?;
    begin_check(&console, id);
    Ok(Json(ImportView::of(&console.office, job)))
}

/// `POST /console/api/imports/{id}/commit`.
#[derive(Debug, Deserialize, ts_rs::TS)]
#[ts(export, rename = "ConsoleImportCommit", export_to = "ConsoleImportCommit.ts")]
pub struct Commit {
    /// 只导入无误的户: households with an error stay out.
    pub only_good: bool,
}

pub async fn commit(
    State(console): State<Console>,
    officer: Officer,
    Path(id): Path<Uuid>,
    Json(wanted): Json<Commit>,
) -> Result<Json<ImportView>, Refusal> {
    let job =
        console.blocking(move |office| office.commit_import(id, &officer.by(), wanted.only_good)).await?;
    Ok(Json(ImportView::of(&console.office, job)))
}

pub async fn result(State(console): State<Console>, Path(id): Path<Uuid>) -> Result<Response, Refusal> {
    let (job, book) =
        console.blocking(move |office| Ok((office.import_job(id)?, office.import_result(id)?))).await?;
    let name = job.file.rsplit_once('.').map_or(job.file.as_str(), |(name, _)| name);
    Ok(attachment(&format!("{name}-导入结果.xlsx"), XLSX, book))
}

pub async fn template(State(console): State<Console>, Path(key): Path<String>) -> Result<Response, Refusal> {
    let (title, book) = console.blocking(move |office| office.empty_template(&key)).await?;
    Ok(attachment(&format!("{title}.xlsx"), XLSX, book))
}
