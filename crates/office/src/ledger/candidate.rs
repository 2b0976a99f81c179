//! One step of one lead, and of the household's own monitoring state when the district has decided.

use chrono::NaiveDate;
use zoufang_domain::candidate::Candidate;
use zoufang_domain::candidate::procedure::Terms;
use zoufang_domain::candidate::step::{Outcome, Step, is_open, take};
use zoufang_domain::ids::CandidateId;
use zoufang_wire::{ApiError, Entity, ErrorCode};

use super::{Act, Judged, change, hand, stale, step_refused, word};
use crate::accounts::SignedIn;
use crate::audit::Event;
use crate::effects::{self, scope};
use crate::office::Office;
use crate::storage::ledger::{FiledCandidate, Standing};
use crate::storage::roster::Origin;
use crate::storage::{StorageError, Writes};

impl Office {
    /// Takes one step of the identification procedure for an officer who decided on version `expected`.
    ///
    /// # Errors
    /// `Stale` with what changed meanwhile; the code of the guard that does not hold; `NotFound`; or the database.
    pub fn take_procedure_step(
        &self,
        by: &SignedIn,
        id: CandidateId,
        expected: u32,
        step: Step,
    ) -> Result<Candidate, ApiError> {
        let (act, today) = (Act::of(self, by), self.today());
        self.change(move |rows| run(rows, &act, today, id, expected, &step))?
    }
}

fn run(
    rows: &dyn Writes,
    act: &Act,
    today: NaiveDate,
    id: CandidateId,
    expected: u32,
    step: &Step,
) -> Judged<Candidate> {
    let missing = |what: &str| Ok(Err(ApiError::new(ErrorCode::NotFound).with("what", what)));
    let Some(lead) = rows.candidate(id)? else { return missing("线索") };
    let Some(household) = rows.household(lead.household_id)? else { return missing("农户") };
    if !act.by.scope.reaches(household.village_id) {
        return missing("线索");
    }
    if lead.version != expected {
        return Ok(Err(stale(rows, Entity::Candidate, id.0, expected, lead.version)?));
    }
    let Some(campaign) = rows.campaigns()?.into_iter().next() else { return missing("行动") };
    let terms = Terms::of(&campaign);
    match take(&lead, &household, step, &hand::parties(&act.by), &terms, today) {
        Ok(outcome) => {
            let next = outcome.lead.clone();
            keep(rows, act, &lead, outcome, step)?;
            Ok(Ok(next))
        }
        Err(fault) => Ok(Err(step_refused(&fault))),
    }
}

/// Files the new state, writes the history, and tells every device that sees the household.
fn keep(
    rows: &dyn Writes,
    act: &Act,
    before: &Candidate,
    outcome: Outcome,
    step: &Step,
) -> Result<(), StorageError> {
    let Outcome { lead, household } = outcome;
    let mut event = act.event(lead.version, step.name(), word(lead.state));
    event.text = step.text();
    event.changes = change::between(before, &lead);
    // The days of the steps are the history itself.
    event.changes.retain(|change| change.field != "reached");
    let (id, home) = (lead.id, lead.household_id);
    let standing = if is_open(lead.state) { Standing::Live } else { Standing::Settled };
    rows.put_candidate(&FiledCandidate { candidate: lead, standing, visit: None })?;
    act.keep(rows, Event::CandidateStep, Entity::Candidate, id.0, &event)?;
    effects::feed_to_viewers_of(rows, (Entity::Household, home.0), Entity::Candidate, id.0)?;
    if let Some(household) = household {
        rows.put_household(&household, Origin::Roster)?;
        scope::show_household(rows, home, act.now)?;
    }
    Ok(())
}
