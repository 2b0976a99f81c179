//! The writer: takes every job that waits, runs each in a savepoint of one transaction, commits once, then answers.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;

use super::rows::{Rows, failed};
use crate::storage::{Done, Job, Run, StorageError};

/// Jobs in one commit at most, so that the first of them does not wait for ever.
const GROUP: usize = 256;

/// Handle of the writer thread; dropping it finishes the waiting jobs and closes the file.
pub struct Writer {
    jobs: Option<Sender<Job>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    pub fn start(rows: Rows) -> Result<Self, StorageError> {
        let (jobs, waiting) = channel();
        let thread = std::thread::Builder::new()
            .name("office-writer".into())
            .spawn(move || serve(&rows, &waiting))
            .map_err(|e| StorageError::Failed(format!("cannot start the writer: {e}")))?;
        Ok(Self { jobs: Some(jobs), thread: Some(thread) })
    }

    pub fn submit(&self, job: Job) {
        let refused = match &self.jobs {
            Some(jobs) => jobs.send(job).err().map(|refused| refused.0),
            None => Some(job),
        };
        if let Some(job) = refused {
            (job.done)(Err(StorageError::Busy("the writer has stopped".into())));
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take()
            && thread.thread().id() != std::thread::current().id()
        {
            thread.join().ok();
        }
    }
}

fn serve(rows: &Rows, waiting: &Receiver<Job>) {
    while let Ok(first) = waiting.recv() {
        let mut group = vec![first];
        while group.len() < GROUP
            && let Ok(next) = waiting.try_recv()
        {
            group.push(next);
        }
        commit_group(rows, group);
    }
}

fn commit_group(rows: &Rows, group: Vec<Job>) {
    rows.change.set(None);
    if let Err(error) = rows.run("BEGIN IMMEDIATE", []) {
        group.into_iter().for_each(|job| (job.done)(Err(error.clone())));
        return;
    }
    let mut ran: Vec<(Done, Result<(), StorageError>)> = Vec::with_capacity(group.len());
    let mut ended = false;
    for job in group {
        let result = if ended { Err(cut_short()) } else { run_alone(rows, job.run) };
        ran.push((job.done, result));
        if rows.connection.is_autocommit() {
            ended = true; // A full disk can end the whole transaction.
        }
    }
    let committed = commit(rows);
    for (done, result) in ran {
        done(match &committed {
            Ok(()) => result,
            Err(error) => Err(result.err().unwrap_or_else(|| error.clone())),
        });
    }
}

fn run_alone(rows: &Rows, run: Run) -> Result<(), StorageError> {
    rows.run("SAVEPOINT job_part", [])?;
    match run(rows) {
        Ok(()) => rows.run("RELEASE job_part", []).map(drop),
        Err(error) => {
            // Also undoes parts that were left open inside.
            if !rows.connection.is_autocommit() {
                rows.connection.execute_batch("ROLLBACK TO job_part; RELEASE job_part").ok();
            }
            Err(error)
        }
    }
}

fn commit(rows: &Rows) -> Result<(), StorageError> {
    let result = if rows.connection.is_autocommit() {
        Err(cut_short())
    } else {
        rows.store_change().and_then(|()| rows.connection.execute_batch("COMMIT").map_err(failed))
    };
    if result.is_err() && !rows.connection.is_autocommit() {
        rows.connection.execute_batch("ROLLBACK").ok();
    }
    result
}

fn cut_short() -> StorageError {
    StorageError::Busy("another request's failure ended the transaction".into())
}
