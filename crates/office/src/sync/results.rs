//! Outcomes as runs: neighbours with the same outcome share a line and a digest (ADR 2).

use zoufang_domain::ids::OpId;
use zoufang_wire::sync::run_digest;
use zoufang_wire::{Digest, ResultRun};

use crate::storage::op_log::Outcome;

/// One operation's answer.
#[derive(Debug, Clone)]
pub struct Answer {
    pub seq: u64,
    pub op_id: OpId,
    pub hash: Digest,
    pub outcome: Outcome,
}

pub fn runs(answers: &[Answer]) -> Vec<ResultRun> {
    answers
        .chunk_by(|one, next| one.outcome == next.outcome && one.seq + 1 == next.seq)
        .filter_map(|chunk| {
            let (first, last) = (chunk.first()?, chunk.last()?);
            Some(ResultRun {
                from: first.seq,
                through: last.seq,
                r: first.outcome.result,
                code: first.outcome.code,
                detail: first.outcome.detail.clone(),
                digest: run_digest(chunk.iter().map(|answer| (&answer.op_id, &answer.hash))),
            })
        })
        .collect()
}
