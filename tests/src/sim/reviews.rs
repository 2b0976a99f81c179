//! Officers who judge visits at random, and what must hold of their judgements.

use zoufang_domain::ids::{AccountId, VisitId};
use zoufang_domain::visit::{Judgement, Remark, ReviewState};
use zoufang_office::Office;
use zoufang_office::accounts::{Role, SignedIn};
use zoufang_office::storage::visit::VisitFilter;
use zoufang_office::storage::{self, Reads, Scope, StorageError};
use zoufang_wire::{Entity, ErrorCode};

use super::oracle::Check;
use super::world::World;

impl World {
    /// An officer accepts or returns some visit, having read its newest state or an older one.
    pub(super) fn judge_a_visit(&mut self) -> Check {
        let office = self.office.office()?;
        let visits = read(&office, |rows| rows.list_visits(&everything()))?.0;
        if visits.is_empty() {
            return Ok(());
        }
        let visit = visits[self.chance.index(visits.len())].visit.id;
        let version = read(&office, |rows| rows.visit_review(visit))?.map_or(0, |review| review.version);
        let seen = version.saturating_sub(u32::from(self.chance.happens(125)));
        let judgement = if self.chance.happens(500) {
            Judgement::Accept
        } else {
            let remark = Remark { item: Some("F1.01".into()), member: None, text: "请核实".into() };
            Judgement::Return { remarks: vec![remark] }
        };
        let by = officer(&office, self.town.officer)?;
        match office.judge_visit(&by, visit, seen, judgement) {
            Ok(_) => self.story.judged += 1,
            Err(error) if error.code == ErrorCode::Stale && seen < version => {}
            Err(error) if error.code == ErrorCode::AlreadyJudged => {}
            Err(error) => return Err(format!("a judgement failed: {error}")),
        }
        Ok(())
    }
}

fn officer(office: &Office, id: AccountId) -> Result<SignedIn, String> {
    let account = read(office, |rows| rows.account(id))?.ok_or("the officer is missing")?;
    Ok(SignedIn { account, role: Role::TaskForce, scope: Scope::Town })
}

fn everything() -> VisitFilter {
    VisitFilter { scope: Scope::Town, limit: 10_000, ..VisitFilter::default() }
}

fn read<T>(office: &Office, look: impl FnOnce(&dyn Reads) -> Result<T, StorageError>) -> Result<T, String> {
    storage::read(office.storage(), look).map_err(|e| format!("the office cannot be read: {e}"))
}

/// I7 for reviews: steps without gaps, and nothing counts as judged that was corrected since.
///
/// # Errors
/// The broken invariant.
pub fn reviews_follow_their_visits(office: &Office) -> Check {
    for listed in read(office, |rows| rows.list_visits(&everything()))?.0 {
        one_review(office, listed.visit.id, listed.visit.version)?;
    }
    Ok(())
}

fn one_review(office: &Office, id: VisitId, visit_version: u32) -> Check {
    let Some(review) = read(office, |rows| rows.visit_review(id))? else {
        return if visit_version == 1 { Ok(()) } else { Err(format!("I7: {id} was corrected unnoticed")) };
    };
    let judged = matches!(review.state, ReviewState::Accepted | ReviewState::Returned);
    if review.judged > visit_version || (judged && review.judged != visit_version) {
        return Err(format!("I7: version {visit_version} of {id} counts as judged: {review:?}"));
    }
    let steps = read(office, |rows| rows.ledger_events(Entity::VisitReview, id.0))?;
    let versions: Vec<u32> = steps.iter().map(|step| step.version).collect();
    if versions != (1..=review.version).collect::<Vec<_>>() {
        return Err(format!("I7: the review of {id} is at {}, its steps at {versions:?}", review.version));
    }
    Ok(())
}
