//! Everything about a push that needs no database: order, digest, heads and bodies. Done before the writer is asked,
//! because every microsecond there is one that all other devices wait.

use zoufang_domain::ids::{OpId, StreamId};
use zoufang_wire::operation::hash;
use zoufang_wire::sync::run_digest;
use zoufang_wire::{ApiError, Digest, ErrorCode, OpFrame, Operation, SyncRequest};

use crate::clock::Instant;
use crate::effects::Body;

/// A push that holds together.
#[derive(Debug)]
pub struct Prepared {
    pub stream: StreamId,
    pub ops: Vec<PreparedOp>,
}

/// An operation with its hash and its body read.
#[derive(Debug)]
pub struct PreparedOp {
    pub seq: u64,
    pub op_id: OpId,
    pub hash: Digest,
    pub kind: String,
    pub v: u32,
    pub occurred_at: Instant,
    /// The canonical bytes, exactly as received.
    pub bytes: String,
    pub body: Body,
}

impl Prepared {
    /// # Errors
    /// `BodyTooLarge`, `BodyInvalid` or `DigestMismatch`: the whole request is refused and stays on the device.
    pub fn from(request: SyncRequest, max_ops: u32) -> Result<Self, ApiError> {
        if request.ops.len() > max_ops as usize {
            return Err(ApiError::new(ErrorCode::BodyTooLarge).with("limit", max_ops));
        }
        let first = request.ops.first().map_or(1, |frame| frame.seq);
        let ops: Vec<PreparedOp> = request
            .ops
            .into_iter()
            .enumerate()
            .map(|(index, frame)| prepare(index, first, frame))
            .collect::<Result<_, _>>()?;
        let digest = run_digest(ops.iter().map(|op| (&op.op_id, &op.hash)));
        if request.digest.is_some_and(|told| told != digest) {
            return Err(ApiError::new(ErrorCode::DigestMismatch));
        }
        Ok(Self { stream: request.stream_id, ops })
    }
}

fn prepare(index: usize, first: u64, frame: OpFrame) -> Result<PreparedOp, ApiError> {
    if frame.seq == 0
        || frame.seq > i64::MAX.unsigned_abs()
        || frame.seq - first.min(frame.seq) != index as u64
    {
        return Err(invalid(format!("ops[{index}].seq: numbers start at 1 and rise by one")));
    }
    let operation = Operation::parse(&frame.op)
        .map_err(|e| invalid(format!("ops[{index}].op is not an operation: {e}")))?;
    Ok(PreparedOp {
        seq: frame.seq,
        op_id: operation.op_id,
        hash: hash(&frame.op),
        body: Body::of(&operation),
        kind: operation.kind,
        v: operation.v,
        occurred_at: operation.occurred_at,
        bytes: Box::<str>::from(frame.op).into_string(),
    })
}

fn invalid(detail: String) -> ApiError {
    ApiError::new(ErrorCode::BodyInvalid).with("detail", detail)
}
