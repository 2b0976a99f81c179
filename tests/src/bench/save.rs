//! Saving a visit on the device: how long, and how often the disk is made to keep it.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use zoufang_domain::visit::ModeKind;
use zoufang_field::view::HouseholdFilter;
use zoufang_field::{Env, Field};

use super::office::{Running, Transport};
use super::{Trouble, quantile};
use crate::hand::{self, Script};

/// Milliseconds of the two things that a cadre waits for.
#[derive(Debug, Clone, Copy)]
pub struct Waits {
    pub answers: usize,
    pub answer_p50: f64,
    pub answer_p99: f64,
    pub visits: usize,
    pub save_p50: f64,
    pub save_p99: f64,
}

/// Enrols a device in `dir/device`, pulls the list and takes the office away, so that nothing but saving happens.
///
/// # Errors
/// When the list does not come.
pub async fn prepare(dir: &Path, households: usize) -> Result<(), Trouble> {
    let office = Running::start(&dir.join("office"), households, 0, Transport::Plain, 0)?;
    let field = Field::new(dir.join("device"), Env::system(), env!("CARGO_PKG_VERSION"));
    field.enrol(&office.ticket, "bench", PIN).await.map_err(|error| error.to_string())?;
    for _ in 0..600 {
        let progress = field.sync_status().map_err(|error| error.to_string())?.progress;
        if progress.last_success_at.is_some() && !progress.more_rows {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Err("the list did not come".into())
}

const PIN: &str = "202259";
/// Written around each save, where a system call tracer sees it.
const BEGIN: &str = "ZOUFANG-SAVE-BEGIN";
const END: &str = "ZOUFANG-SAVE-END";

/// Visits `visits` households of the device in `dir`, each answer a change of its own as on the screen.
///
/// # Errors
/// Whatever the facade answers.
pub fn work(dir: &Path, visits: usize) -> Result<Waits, Trouble> {
    toil(dir, visits).map_err(|error| error.to_string().into())
}

fn toil(dir: &Path, visits: usize) -> Result<Waits, zoufang_wire::ApiError> {
    let field = Field::new(dir.join("device"), Env::system(), env!("CARGO_PKG_VERSION"));
    field.unlock(PIN)?;
    let checklist =
        field.checklist()?.ok_or_else(|| zoufang_wire::ApiError::new(zoufang_wire::ErrorCode::NotFound))?;
    let script = Script::with_problem(ModeKind::Face);
    let filter = HouseholdFilter { not_visited: true, ..HouseholdFilter::default() };
    let (mut answers, mut saves) = (Vec::new(), Vec::new());
    for _ in 0..visits {
        let page = field.households(&filter, None, 0, 1)?;
        let Some(row) = page.rows.first() else { break };
        let visit = field.start_visit(row.id)?.visit_id;
        hand::open(&field, visit, &script)?;
        loop {
            let begun = Instant::now();
            let (_, more) = hand::answer(&field, visit, &checklist, &script, 1)?;
            answers.push(begun.elapsed().as_secs_f64() * 1000.0);
            if !more {
                break;
            }
        }
        hand::decide(&field, visit)?;
        mark(BEGIN);
        let begun = Instant::now();
        field.save_visit(visit)?;
        saves.push(begun.elapsed().as_secs_f64() * 1000.0);
        mark(END);
    }
    Ok(Waits {
        answers: answers.len(),
        answer_p50: quantile(&mut answers, 0.5),
        answer_p99: quantile(&mut answers, 0.99),
        visits: saves.len(),
        save_p50: quantile(&mut saves, 0.5),
        save_p99: quantile(&mut saves, 0.99),
    })
}

/// Says where a save begins and ends to whoever traces our system calls; nobody reads it otherwise.
fn mark(what: &str) {
    if let Ok(mut nowhere) = std::fs::OpenOptions::new().write(true).open("/dev/null") {
        let _ = nowhere.write_all(what.as_bytes());
    }
}

/// Syncs of the write-ahead log and of anything else within each save, as the kernel saw them.
///
/// # Errors
/// When `strace` is missing or not allowed to look.
pub fn syncs(dir: &Path, visits: usize) -> Result<Vec<(usize, usize)>, Trouble> {
    let trace = dir.join("trace.txt");
    let status = Command::new("strace")
        .args(["-f", "-y", "-s", "64", "-e", "trace=fsync,fdatasync,write", "-o"])
        .arg(&trace)
        .arg(std::env::current_exe()?)
        .args(["save-only", "--visits", &visits.to_string(), "--dir"])
        .arg(dir)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .map_err(|error| format!("strace: {error}; apt install strace"))?;
    if !status.success() {
        return Err(format!("strace ended with {status}").into());
    }
    let (mut saves, mut within) = (Vec::new(), None);
    for line in std::fs::read_to_string(&trace)?.lines() {
        if line.contains(BEGIN) {
            within = Some((0, 0));
        } else if line.contains(END) {
            saves.extend(within.take());
        } else if let Some((log, other)) = &mut within
            && line.contains("sync(")
            && !line.contains("resumed>")
        {
            if line.contains("-wal>") { *log += 1 } else { *other += 1 }
        }
    }
    Ok(saves)
}
