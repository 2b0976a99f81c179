//! The audit log as administrators and leaders read it: by person, event and day, on the page and as a file.

use axum::Json;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::{Deserialize, Serialize};

use super::Console;
use super::csv;
use super::page::{MOST, Page, blank_is_none};
use super::places::read;
use super::refusal::Refusal;
use super::session::Officer;
use crate::audit::{Event, audit};
use crate::storage::audit::{AuditFilter, AuditRow};

/// Rows of a file at most.
const FILE_ROWS: u32 = 100_000;

/// Narrowing of the log; whatever is empty does not narrow.
#[derive(Debug, Deserialize)]
pub struct Wanted {
    #[serde(default, deserialize_with = "blank_is_none")]
    who: Option<String>,
    #[serde(default, deserialize_with = "blank_is_none")]
    event: Option<String>,
    #[serde(default, deserialize_with = "blank_is_none")]
    from: Option<chrono::NaiveDate>,
    #[serde(default, deserialize_with = "blank_is_none")]
    to: Option<chrono::NaiveDate>,
    #[serde(default)]
    offset: u32,
    #[serde(default)]
    limit: Option<u32>,
}

impl Wanted {
    fn filter(self) -> AuditFilter {
        let day = |date: chrono::NaiveDate| date.to_string();
        AuditFilter {
            who: self.who,
            event: self.event,
            from: self.from.map(day),
            to: self.to.map(day),
            offset: self.offset,
            limit: self.limit.unwrap_or(50).min(MOST),
        }
    }
}

/// A row of the log.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
#[ts(export, rename = "ConsoleAuditLine", export_to = "ConsoleAuditLine.ts")]
pub struct AuditLine {
    #[ts(type = "number")]
    pub n: u64,
    pub at: String,
    pub who: String,
    pub event: String,
    pub subject: String,
    pub detail: String,
}

impl From<AuditRow> for AuditLine {
    fn from(row: AuditRow) -> Self {
        let AuditRow { n, at, who, event, subject, detail, .. } = row;
        Self { n, at, who, event, subject, detail }
    }
}

pub async fn list(
    State(console): State<Console>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Page<AuditLine>>, Refusal> {
    let filter = wanted.filter();
    let (rows, total) = console.blocking(move |office| read(office, |rows| rows.list_audit(&filter))).await?;
    Ok(Json(Page { rows: rows.into_iter().map(Into::into).collect(), total }))
}

/// What is shown, as a file; taking it out is itself written down.
pub async fn file(
    State(console): State<Console>,
    officer: Officer,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Refusal> {
    let filter = AuditFilter { offset: 0, limit: FILE_ROWS, ..wanted.filter() };
    let (found, total) = console
        .blocking(move |office| {
            let (found, total) = read(office, |rows| rows.list_audit(&filter))?;
            let (now, detail) = (office.now(), format!("{} of {total} rows", found.len()));
            office.change(move |rows| audit(rows, now, &officer.by(), Event::Export, "audit", &detail))?;
            Ok((found, total))
        })
        .await?;
    let left = usize::try_from(total).unwrap_or(usize::MAX).saturating_sub(found.len());
    let missing = (left > 0).then(|| {
        let note = format!("还有{left}条没有导出，请按日期分几次导出");
        ["", "", "", "", "", note.as_str(), ""].map(str::to_owned)
    });
    let lines = found.into_iter().map(|row| {
        [row.n.to_string(), row.at, row.who, row.event, row.subject, row.detail, row.hash.to_string()]
    });
    let lines = lines.chain(missing);
    Ok(csv::download("audit.csv", ["序号", "时间", "人员", "事项", "对象", "说明", "校验值"], lines))
}
