//! A file of a hundred thousand rows through the console: how long the officer waits, and what it costs the office.

use std::path::Path;
use std::time::Instant;

use serde_json::Value;
use zoufang_office::import::Township;
use zoufang_office::office::Office;

use super::Trouble;
use super::office::memory_of;
use crate::officer::{Officer, file_of};
use crate::program::{free_port, serve_office};
use crate::township;

#[derive(Debug)]
pub struct Imported {
    pub rows: usize,
    pub file_mb: f64,
    pub summary: Value,
    /// Until the preview can be read, upload included.
    pub preview_s: f64,
    pub commit_s: f64,
    /// Most memory that the office ever held, in MB.
    pub peak_mb: f64,
}

/// A town whose roster holds half of the file's households.
///
/// # Errors
/// When anything is refused.
pub async fn import(dir: &Path, households: usize) -> Result<Imported, Trouble> {
    std::fs::create_dir_all(dir)?;
    let data = dir.join("office");
    let (villages, homes) = zoufang_office::demo::roster(households, 1);
    let checklist = township::checklist();
    let file = file_of(&checklist, &villages, &homes, dir);
    let rows = homes.iter().map(|home| home.active_members().count()).sum();
    let port = free_port()?;
    let office = Office::open(&data, township::config(&data, &format!("http://127.0.0.1:{port}")))?;
    let known = Township {
        campaign: Some(checklist.campaign()),
        checklists: vec![(checklist.campaign().id.0, checklist.version(), checklist.to_document())],
        villages,
        households: homes.into_iter().step_by(2).collect(),
    };
    office.import(known).map_err(|error| error.to_string())?;
    let session = Officer::session(&office);
    drop(office);
    let program = serve_office(&data, port)?;
    let officer = Officer::enter(port, &session).await;
    let file_mb = file.len() as f64 / 1e6;
    let start = Instant::now();
    let (status, job) = officer.hand_in(file).await;
    if status != 200 {
        return Err(format!("the file was refused: {status} {job}").into());
    }
    let job = officer.checked(&job).await;
    let preview_s = start.elapsed().as_secs_f64();
    let start = Instant::now();
    let (status, told) = officer.commit(&job).await;
    if status != 200 {
        return Err(format!("the import was refused: {status} {told}; {}", job["summary"]).into());
    }
    let commit_s = start.elapsed().as_secs_f64();
    let peak_mb = memory_of(program.0.id(), "VmHWM")?;
    Ok(Imported { rows, file_mb, summary: job["summary"].clone(), preview_s, commit_s, peak_mb })
}
