//! The push inside the writing transaction: forks, gaps, duplicates, conflicts, then effects (design, section 3).

use zoufang_domain::ids::StreamId;
use zoufang_wire::{ApiError, ErrorCode, OpResult, ResultRun};

use super::Caller;
use super::prepare::{Prepared, PreparedOp};
use super::results::{Answer, runs};
use crate::clock::Instant;
use crate::effects::Author;
use crate::effects::waiting::apply_apart;
use crate::storage::account::Contact;
use crate::storage::feed::Viewer;
use crate::storage::op_log::{LoggedOp, NewOp, Outcome, Stream};
use crate::storage::{Reads, StorageError, Writes};

/// What a push came to.
#[derive(Debug, Clone)]
pub struct Pushed {
    pub epoch: String,
    pub results: Vec<ResultRun>,
    pub accepted_through: u64,
    pub secured_through: u64,
}

type Told<T> = Result<T, ApiError>;

/// The push as work for the writer. The inner error refuses the request; nothing has been written then.
pub fn job(
    push: Prepared,
    caller: Caller,
    now: Instant,
    contact: Option<Contact>,
) -> impl FnOnce(&dyn Writes) -> Result<Told<Pushed>, StorageError> + Send + 'static {
    move |rows| {
        let pushed = take(rows, &push, &caller, now)?;
        if let (Ok(pushed), Some(mut contact)) = (&pushed, contact) {
            contact.pending = contact.pending.map(|said| said.saturating_sub(settled(&pushed.results)));
            rows.note_contact(&contact)?;
        }
        Ok(pushed)
    }
}

/// Operations that this answer takes off the device: it counted them when it asked, and an officer must not be told
/// that they are still there.
fn settled(results: &[ResultRun]) -> u32 {
    let operations: u64 = results.iter().map(|run| run.through - run.from + 1).sum();
    u32::try_from(operations).unwrap_or(u32::MAX)
}

/// Where a stream stands, for a request without operations.
pub fn look(rows: &dyn Reads, stream: StreamId) -> Result<Pushed, StorageError> {
    let office = rows.office()?;
    let (accepted_through, secured_through) = match rows.stream(stream)? {
        Some(known) => (known.next_seq - 1, rows.secured_through(&known, office.secured)?),
        None => (0, 0),
    };
    Ok(Pushed { epoch: office.epoch, results: Vec::new(), accepted_through, secured_through })
}

fn take(
    rows: &dyn Writes,
    push: &Prepared,
    caller: &Caller,
    now: Instant,
) -> Result<Told<Pushed>, StorageError> {
    let Some(viewer) = rows.viewer(caller.account)? else {
        return Ok(Err(ApiError::new(ErrorCode::Unauthorized)));
    };
    let known = rows.stream(push.stream)?;
    if let Some(stream) = &known
        && is_forked(rows, stream, push, caller)?
    {
        return Ok(Err(ApiError::new(ErrorCode::StreamForked)));
    }
    let mut stream = match known {
        Some(stream) => stream,
        None => rows.start_stream(push.stream, caller.account, caller.device)?,
    };
    let mut answers = Vec::with_capacity(push.ops.len());
    for op in &push.ops {
        if op.seq > stream.next_seq {
            break; // A gap: nothing beyond it is taken; `accepted_through` tells the device where to go on.
        }
        let (n, outcome) = settle(rows, op, caller, viewer, now)?;
        if op.seq == stream.next_seq {
            rows.fill_slot(&stream, op.seq, n)?;
            stream.next_seq += 1;
        }
        answers.push(Answer { seq: op.seq, op_id: op.op_id, hash: op.hash, outcome });
    }
    rows.set_next_seq(&stream, stream.next_seq)?;
    let office = rows.office()?;
    Ok(Ok(Pushed {
        epoch: office.epoch,
        results: runs(&answers),
        accepted_through: stream.next_seq - 1,
        secured_through: rows.secured_through(&stream, office.secured)?,
    }))
}

/// A number that stands for another operation, or a stream of someone else: a copied or restored device.
fn is_forked(
    rows: &dyn Writes,
    stream: &Stream,
    push: &Prepared,
    caller: &Caller,
) -> Result<bool, StorageError> {
    if stream.account != caller.account || stream.device != caller.device {
        return Ok(true);
    }
    for op in push.ops.iter().filter(|op| op.seq < stream.next_seq) {
        if rows.slot(stream, op.seq)? != Some(op.op_id) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Brings one operation into the log, with its effect, and says what became of it.
fn settle(
    rows: &dyn Writes,
    op: &PreparedOp,
    caller: &Caller,
    viewer: Viewer,
    now: Instant,
) -> Result<(i64, Outcome), StorageError> {
    let new = NewOp {
        op_id: op.op_id,
        hash: op.hash,
        kind: &op.kind,
        v: op.v,
        account: caller.account,
        device: caller.device,
        bytes: &op.bytes,
        occurred_at: op.occurred_at,
        received_at: now,
    };
    if let Some(known) = rows.op(op.op_id)? {
        return Ok((known.n, offered_again(rows, &known, &new)?));
    }
    let author = Author { account: caller.account, device: caller.device, viewer, op_id: op.op_id, now };
    let verdict = apply_apart(rows, &author, &op.body)?;
    let n = rows.log_op(&new, &verdict.outcome)?;
    if let (OpResult::Deferred, Some(code)) = (verdict.outcome.result, verdict.outcome.code) {
        rows.quarantine(&new, code, verdict.waits_for)?;
    }
    Ok((n, verdict.outcome))
}

/// The same id a second time: same bytes are a success, other bytes are kept and refused.
fn offered_again(rows: &dyn Writes, known: &LoggedOp, new: &NewOp<'_>) -> Result<Outcome, StorageError> {
    if known.hash != new.hash {
        rows.keep_conflict(new)?;
        return Ok(Outcome::rejected(ErrorCode::OpIdConflict, None));
    }
    // A lost answer must not hide a refusal: what was not applied is answered as it was the first time.
    Ok(match known.outcome.result {
        OpResult::Accepted | OpResult::Duplicate => {
            Outcome { result: OpResult::Duplicate, code: None, detail: None }
        }
        OpResult::Rejected | OpResult::Deferred => known.outcome.clone(),
    })
}
