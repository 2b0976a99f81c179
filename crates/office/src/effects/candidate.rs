//! `candidate.raise`: one open lead per household and kind, with the reasons of every visit that raised it (domain,
//! section 3.2).

use zoufang_domain::candidate::step::is_open;
use zoufang_domain::candidate::{Candidate, CandidateRaise, CandidateReason, Procedure};
use zoufang_domain::finding::Decision;
use zoufang_domain::roster::MonitorState;
use zoufang_wire::Entity;

use super::{Author, Verdict, beyond_scope, feed_of_household};
use crate::storage::ledger::{FiledCandidate, LedgerEvent, Standing};
use crate::storage::{StorageError, Writes};

pub fn raise(rows: &dyn Writes, author: &Author, raise: &CandidateRaise) -> Result<Verdict, StorageError> {
    if let Some(verdict) = beyond_scope(rows, author, raise.household_id)? {
        return Ok(verdict);
    }
    let all_rejected =
        raise.reasons.iter().all(|reason| matches!(reason.decision, Decision::Rejected { .. }));
    if !all_rejected && let Some(known) = rows.live_candidate(raise.household_id, raise.kind)? {
        file(rows, author, raise, merged(known, raise), "merged")?;
        return Ok(Verdict::applied());
    }
    if rows.candidate(raise.candidate_id)?.is_some() {
        return Ok(Verdict::invalid("candidate_id"));
    }
    let state = if all_rejected { MonitorState::None } else { MonitorState::Lead };
    file(rows, author, raise, new_candidate(raise, state), "raised")?;
    Ok(Verdict::applied())
}

fn file(
    rows: &dyn Writes,
    author: &Author,
    raise: &CandidateRaise,
    candidate: Candidate,
    what: &str,
) -> Result<(), StorageError> {
    let (id, version, state) = (candidate.id.0, candidate.version, candidate.state);
    let standing = if is_open(state) { Standing::Live } else { Standing::Settled };
    rows.put_candidate(&FiledCandidate { candidate, standing, visit: raise.visit_id })?;
    rows.add_ledger_event(
        Entity::Candidate,
        id,
        &LedgerEvent {
            version,
            what: what.to_owned(),
            state: format!("{state:?}").to_lowercase(),
            op_id: author.op_id,
            account: author.account,
            visit: raise.visit_id,
            at: author.now,
            text: None,
            changes: Vec::new(),
        },
    )?;
    match standing {
        Standing::Live => feed_of_household(rows, raise.household_id, Entity::Candidate, id),
        Standing::Settled => Ok(()), // Rejected at the door: kept with its reasons, nobody's task.
    }
}

fn new_candidate(raise: &CandidateRaise, state: MonitorState) -> Candidate {
    Candidate {
        id: raise.candidate_id,
        household_id: raise.household_id,
        kind: raise.kind,
        channel: raise.channel,
        strength: raise.strength,
        state,
        version: 1,
        reasons: raise.reasons.clone(),
        risk_types: raise.risk_types.clone(),
        raised_on: raise.raised_on,
        procedure: Procedure::default(),
    }
}

/// Adds what the new visit saw. A merge counts as a version, so that a decision on the older reasons is stale.
fn merged(mut known: Candidate, raise: &CandidateRaise) -> Candidate {
    for reason in &raise.reasons {
        match known.reasons.iter_mut().find(|had| same_flag(had, reason)) {
            Some(had) if matches!(had.decision, Decision::Rejected { .. }) => *had = reason.clone(),
            Some(_) => {}
            None => known.reasons.push(reason.clone()),
        }
    }
    for risk in &raise.risk_types {
        if !known.risk_types.contains(risk) {
            known.risk_types.push(*risk);
        }
    }
    known.strength = known.strength.max(raise.strength);
    known.version += 1;
    known
}

fn same_flag(one: &CandidateReason, other: &CandidateReason) -> bool {
    one.trigger == other.trigger
        && one.reason.item == other.reason.item
        && one.reason.member == other.reason.member
}
