//! A scripted cadre in a process of its own, so that it can be killed like a phone's battery.
//!
//! One line on standard output for everything that a screen would say: `ENROLLED`, `PULLED n`, `DRAFT id`,
//! `ANSWERED n`, `SAVED visit-id operations`, `SYNCED`, `UNLOCKED`. A line is printed only after the facade has answered.

use std::io::Write as _;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Parser, Subcommand, ValueEnum};
use zoufang_domain::checklist::Checklist;
use zoufang_domain::ids::{HouseholdId, VisitId};
use zoufang_domain::visit::ModeKind;
use zoufang_field::view::{HouseholdFilter, LockState};
use zoufang_field::{Env, Field};
use zoufang_tests::hand::{self, Script};
use zoufang_wire::{ApiError, ErrorCode};

#[derive(Parser)]
struct Arguments {
    /// Profile folder of the cadre.
    #[arg(long)]
    dir: PathBuf,
    #[arg(long)]
    pin: String,
    #[command(subcommand)]
    work: Work,
}

#[derive(Subcommand)]
enum Work {
    /// Enrols with a ticket, unless the folder is enrolled already.
    Enrol {
        #[arg(long)]
        ticket: String,
        #[arg(long, default_value = "演示设备")]
        name: String,
    },
    /// Waits until the village list is here.
    Pull,
    /// Visits the next household that nobody has seen, or goes on with a draft.
    Visit {
        #[arg(long)]
        mode: Mode,
        /// Finds a water problem, which makes a finding and a lead.
        #[arg(long)]
        problem: bool,
        /// Answers this many questions and then waits to be killed.
        #[arg(long)]
        stop_after: Option<usize>,
    },
    /// Waits until everything is handed in.
    Sync,
    /// Visits households until it is killed, with the sync engine running.
    Toil,
}

#[derive(Clone, Copy, ValueEnum)]
enum Mode {
    Face,
    Phone,
    Proxy,
}

impl From<Mode> for ModeKind {
    fn from(mode: Mode) -> Self {
        match mode {
            Mode::Face => Self::Face,
            Mode::Phone => Self::Phone,
            Mode::Proxy => Self::Proxy,
        }
    }
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> std::process::ExitCode {
    let arguments = Arguments::parse();
    match run(arguments).await {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            std::process::ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), ApiError> {
    let field = Field::new(arguments.dir, Env::system(), env!("CARGO_PKG_VERSION"));
    if let Work::Enrol { ticket, name } = &arguments.work {
        if field.status().state == LockState::NotEnrolled {
            field.enrol(ticket, name, &arguments.pin).await?;
        }
        say("ENROLLED");
        return Ok(());
    }
    field.unlock(&arguments.pin)?;
    match arguments.work {
        Work::Enrol { .. } => Ok(()),
        Work::Pull => pull(&field).await,
        Work::Visit { mode, problem, stop_after } => {
            let mode = mode.into();
            let script = if problem { Script::with_problem(mode) } else { Script::ordinary(mode) };
            visit(&field, &script, stop_after)
        }
        Work::Sync => sync(&field).await,
        Work::Toil => {
            say("UNLOCKED");
            work(&field).await
        }
    }
}

async fn work(field: &Field) -> Result<(), ApiError> {
    let script = Script::with_problem(ModeKind::Face);
    let checklist = checklist(field)?;
    loop {
        let visit = begin(field, &script)?;
        hand::answer_fast(field, visit, &checklist, &script)?;
        save(field, visit)?;
        tokio::task::yield_now().await;
    }
}

async fn pull(field: &Field) -> Result<(), ApiError> {
    field.sync_now()?;
    loop {
        let progress = field.sync_status()?.progress;
        let total = field.overview()?.counts.total;
        if total > 0 && progress.last_success_at.is_some() && !progress.more_rows {
            say(&format!("PULLED {total}"));
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn sync(field: &Field) -> Result<(), ApiError> {
    field.sync_now()?;
    loop {
        let status = field.sync_status()?;
        if status.pending == 0 {
            say("SYNCED");
            return Ok(());
        }
        if status.progress.revoked {
            return Err(ApiError::new(ErrorCode::DeviceRevoked));
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

fn visit(field: &Field, script: &Script, stop_after: Option<usize>) -> Result<(), ApiError> {
    let checklist = checklist(field)?;
    let visit = begin(field, script)?;
    if let Some(limit) = stop_after {
        hand::answer(field, visit, &checklist, script, limit)?;
        say(&format!("ANSWERED {}", answered(field, visit)?));
        // The screen waits for the next tap; the kill comes here.
        loop {
            std::thread::sleep(Duration::from_secs(1));
        }
    }
    say(&format!("ANSWERED {}", answered(field, visit)?));
    hand::answer(field, visit, &checklist, script, usize::MAX)?;
    save(field, visit)
}

fn checklist(field: &Field) -> Result<Checklist, ApiError> {
    field.checklist()?.ok_or_else(|| ApiError::new(ErrorCode::NotFound).with("what", "排查清单"))
}

/// Goes on with a draft where it was left, or begins at the next household.
fn begin(field: &Field, script: &Script) -> Result<VisitId, ApiError> {
    let visit = match field.drafts()?.first() {
        Some(draft) => draft.visit_id,
        None => field.start_visit(next_household(field)?)?.visit_id,
    };
    say(&format!("DRAFT {visit}"));
    let begun = field.draft(visit)?;
    if begun.mode.is_none() || begun.notice.is_none() || begun.members_check.is_none() {
        hand::open(field, visit, script)?;
    }
    Ok(visit)
}

fn save(field: &Field, visit: VisitId) -> Result<(), ApiError> {
    hand::decide(field, visit)?;
    let saved = field.save_visit(visit)?;
    say(&format!("SAVED {} {}", saved.visit_id, saved.operations));
    Ok(())
}

fn answered(field: &Field, visit: VisitId) -> Result<usize, ApiError> {
    let view = field.draft(visit)?;
    Ok(view.focuses.iter().flat_map(|focus| &focus.items).filter(|item| item.answer.is_some()).count())
}

fn next_household(field: &Field) -> Result<HouseholdId, ApiError> {
    let filter = HouseholdFilter { not_visited: true, ..HouseholdFilter::default() };
    let page = field.households(&filter, None, 0, 1)?;
    page.rows
        .first()
        .map(|row| row.id)
        .ok_or_else(|| ApiError::new(ErrorCode::NotFound).with("what", "未走访的户"))
}

fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    // When nobody listens any more there is nobody to tell.
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}
