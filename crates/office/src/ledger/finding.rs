//! One step of one problem of the ledger.

use chrono::NaiveDate;
use zoufang_domain::campaign::Campaign;
use zoufang_domain::finding::step::{Hand, Step, absorb, take};
use zoufang_domain::finding::{Finding, Subject};
use zoufang_domain::ids::FindingId;
use zoufang_wire::{ApiError, Entity, ErrorCode};

use super::{Act, Judged, change, hand, move_refused, stale, word};
use crate::accounts::SignedIn;
use crate::audit::Event;
use crate::effects;
use crate::office::Office;
use crate::storage::ledger::{FiledFinding, Standing};
use crate::storage::{StorageError, Writes};

impl Office {
    /// Takes one step of the ledger for an officer who decided on version `expected`.
    ///
    /// # Errors
    /// `Stale` with what changed meanwhile; the code of the guard that does not hold; `NotFound`; or the database.
    pub fn take_ledger_step(
        &self,
        by: &SignedIn,
        id: FindingId,
        expected: u32,
        step: Step,
    ) -> Result<Finding, ApiError> {
        let (act, today) = (Act::of(self, by), self.today());
        self.change(move |rows| run(rows, &act, today, id, expected, &step))?
    }
}

fn run(
    rows: &dyn Writes,
    act: &Act,
    today: NaiveDate,
    id: FindingId,
    expected: u32,
    step: &Step,
) -> Judged<Finding> {
    let filed = rows.filed_finding(id)?.filter(|filed| act.by.scope.reaches(filed.village));
    let Some(filed) = filed else {
        return Ok(Err(ApiError::new(ErrorCode::NotFound).with("what", "问题")));
    };
    if filed.finding.version != expected {
        return Ok(Err(stale(rows, Entity::Finding, id.0, expected, filed.finding.version)?));
    }
    let Some(campaign) = rows.campaigns()?.into_iter().next() else {
        return Ok(Err(ApiError::new(ErrorCode::NotFound).with("what", "行动")));
    };
    let hand = hand::of(&act.by);
    let next = match judge(rows, &filed, step, &hand, &campaign, today)? {
        Ok(next) => next,
        Err(refused) => return Ok(Err(refused)),
    };
    if let Step::Merge { target, .. } = step
        && let Err(refused) = hand_over(rows, act, &filed, *target)?
    {
        return Ok(Err(refused));
    }
    keep(rows, act, &filed, next.clone(), step.name(), step.text())?;
    Ok(Ok(next))
}

fn judge(
    rows: &dyn Writes,
    filed: &FiledFinding,
    step: &Step,
    hand: &Hand,
    campaign: &Campaign,
    today: NaiveDate,
) -> Judged<Finding> {
    let next = match take(&filed.finding, step, hand, campaign, today) {
        Ok(next) => next,
        Err(fault) => return Ok(Err(move_refused(&fault))),
    };
    // A closed problem that was raised anew lives on in the new row.
    let twin = match step {
        Step::Reopen { .. } => rows.live_finding(&filed.key)?,
        _ => None,
    };
    Ok(if twin.is_some() { Err(ApiError::new(ErrorCode::RaisedAgain)) } else { Ok(next) })
}

/// The sightings of a merged problem go over to its target, with the visits that made them.
fn hand_over(rows: &dyn Writes, act: &Act, merged: &FiledFinding, target: FindingId) -> Judged<()> {
    let wrong = || Ok(Err(ApiError::new(ErrorCode::MergeTargetWrong)));
    let Some(into) = rows.filed_finding(target)? else { return wrong() };
    if into.village != merged.village {
        return wrong();
    }
    let Ok(next) = absorb(&into.finding, &merged.finding) else { return wrong() };
    for event in rows.ledger_events(Entity::Finding, merged.finding.id.0)? {
        if matches!(event.what.as_str(), "raised" | "observed") && event.visit.is_some() {
            let mut seen = act.event(next.version, "observed", word(next.state));
            seen.visit = event.visit;
            rows.add_ledger_event(Entity::Finding, target.0, &seen)?;
        }
    }
    let title = merged.finding.title.clone();
    keep(rows, act, &into, next, "absorb", Some(title))?;
    Ok(Ok(()))
}

/// Files the new state, writes the history, and tells every device that sees it.
fn keep(
    rows: &dyn Writes,
    act: &Act,
    before: &FiledFinding,
    next: Finding,
    what: &str,
    text: Option<String>,
) -> Result<(), StorageError> {
    let mut event = act.event(next.version, what, word(next.state));
    event.text = text;
    event.changes = change::between(&before.finding, &next);
    let (id, subject) = (next.id.0, next.subject.clone());
    let standing = if effects::is_live(next.state) { Standing::Live } else { Standing::Settled };
    rows.put_finding(&FiledFinding { finding: next, standing, ..before.clone() })?;
    act.keep(rows, Event::LedgerStep, Entity::Finding, id, &event)?;
    let (whole, of) = match subject {
        Subject::Household { household_id } | Subject::Member { household_id, .. } => {
            (Entity::Household, household_id.0)
        }
        Subject::Village { village_id, .. } => (Entity::Village, village_id.0),
    };
    effects::feed_to_viewers_of(rows, (whole, of), Entity::Finding, id)
}
