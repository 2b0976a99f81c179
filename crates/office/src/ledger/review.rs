//! One judgement of one visit: accepted, or returned with remarks that reach the device of the cadre who made it.

use zoufang_domain::ids::VisitId;
use zoufang_domain::visit::review::Judged as Read;
use zoufang_domain::visit::{Judgement, VisitReview};
use zoufang_wire::{ApiError, Entity, ErrorCode};

use super::{Act, Judged, review_refused, stale, word};
use crate::accounts::SignedIn;
use crate::audit::Event;
use crate::effects::review as devices;
use crate::office::Office;
use crate::record::record_of;
use crate::storage::ledger::FieldChange;
use crate::storage::{StorageError, Writes};

impl Office {
    /// Judges a visit for an officer who decided on version `expected` of its review.
    ///
    /// # Errors
    /// `Stale` with what happened meanwhile; the code of the guard that does not hold; `NotFound`; or the database.
    pub fn judge_visit(
        &self,
        by: &SignedIn,
        id: VisitId,
        expected: u32,
        judgement: Judgement,
    ) -> Result<VisitReview, ApiError> {
        let act = Act::of(self, by);
        self.change(move |rows| run(rows, &act, id, expected, &judgement))?
    }
}

fn run(
    rows: &dyn Writes,
    act: &Act,
    id: VisitId,
    expected: u32,
    judgement: &Judgement,
) -> Judged<VisitReview> {
    let missing = || Ok(Err(ApiError::new(ErrorCode::NotFound).with("what", "走访")));
    let Some(visit) = rows.visit(id)? else { return missing() };
    let place = rows.household_place(visit.household_id)?;
    if !place.is_some_and(|place| act.by.scope.reaches(place.village)) {
        return missing();
    }
    let review = rows.visit_review(id)?.unwrap_or_else(|| VisitReview::of(id, visit.household_id));
    if review.version != expected {
        return Ok(Err(stale(rows, Entity::VisitReview, id.0, expected, review.version)?));
    }
    let record = record_of(rows, &visit)?;
    let own = visit.account == act.by.account.id;
    let read = Read { version: visit.version, answers: &record.answers, own };
    let next = match review.judge(judgement, read, &act.by.account.name, act.now.date_naive()) {
        Ok(next) => next,
        Err(fault) => return Ok(Err(review_refused(fault))),
    };
    keep(rows, act, judgement, &next)?;
    devices::tell(rows, &visit)?;
    Ok(Ok(next))
}

/// Files the new state and writes the history; every remark stands in it for ever, whatever the row says later.
fn keep(rows: &dyn Writes, act: &Act, judgement: &Judgement, next: &VisitReview) -> Result<(), StorageError> {
    let mut event = act.event(next.version, judgement.name(), word(next.state));
    event.visit = Some(next.visit_id);
    let whole = next.remarks.iter().find(|remark| remark.item.is_none());
    event.text = whole.map(|remark| remark.text.clone());
    let on_items = next.remarks.iter().filter_map(|remark| Some((remark.item.clone()?, remark)));
    event.changes = on_items
        .map(|(item, remark)| FieldChange { field: item.0, from: None, to: Some(remark.text.clone()) })
        .collect();
    rows.put_visit_review(next)?;
    act.keep(rows, Event::VisitReview, Entity::VisitReview, next.visit_id.0, &event)
}
