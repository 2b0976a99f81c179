//! Lists as official templates: the officer says what for and gets the file.

use axum::Json;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use zoufang_domain::ids::VillageId;

use super::Console;
use super::download::{XLSX, attachment};
use super::ledger::Wanted;
use super::refusal::Refusal;
use super::session::Officer;
use crate::accounts::Right;
use crate::sheet_export::{Purpose, WantedHouseholds};

/// `POST /console/api/findings/export`, narrowed as the list is.
#[derive(Debug, Deserialize, ts_rs::TS)]
#[ts(export, rename = "ConsoleExport", export_to = "ConsoleExport.ts")]
pub struct Asked {
    /// 用途, 2 to 100 characters.
    pub purpose: String,
}

pub async fn ledger(
    State(console): State<Console>,
    officer: Officer,
    Query(wanted): Query<Wanted>,
    Json(asked): Json<Asked>,
) -> Result<Response, Refusal> {
    let purpose = Purpose::new(&asked.purpose)?;
    let filter = wanted.filter(&officer, console.office.today());
    let by = officer.signed_in();
    let sheet = console.blocking(move |office| office.export_ledger(&by, filter, &purpose)).await?;
    Ok(attachment(&sheet.name, XLSX, sheet.bytes))
}

/// `POST /console/api/households/export`.
#[derive(Debug, Deserialize, ts_rs::TS)]
#[ts(export, rename = "ConsoleHouseholdExport", export_to = "ConsoleHouseholdExport.ts")]
pub struct AskedHouseholds {
    pub purpose: String,
    pub village: Option<VillageId>,
    /// Those that are in the national system already as well.
    pub all: bool,
    /// ID and phone numbers whole.
    pub whole: bool,
}

pub async fn households(
    State(console): State<Console>,
    officer: Officer,
    Json(asked): Json<AskedHouseholds>,
) -> Result<Response, Refusal> {
    let purpose = Purpose::new(&asked.purpose)?;
    if asked.whole {
        officer.needs(Right::ReadUnmasked)?;
    }
    let by = officer.signed_in();
    let wanted = WantedHouseholds { village: asked.village, all: asked.all, whole: asked.whole };
    let sheet = console.blocking(move |office| office.export_households(&by, wanted, &purpose)).await?;
    Ok(attachment(&sheet.name, XLSX, sheet.bytes))
}
