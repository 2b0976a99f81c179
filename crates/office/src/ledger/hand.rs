//! In which capacities somebody acts on ledger and leads: the rights of the role in the domain's words (domain, sections
//! 3.5, 7.3, 7.6).
//!
//! 责任人 are often people without an account: whoever may write for them takes that part too, and the domain sees to it
//! that nobody verifies what they submitted.

use zoufang_domain::candidate::procedure::Party;
use zoufang_domain::finding::step::Hand;
use zoufang_domain::finding::transition::Mover;

use crate::accounts::{Right, SignedIn};

/// The officer with the capacities in the ledger.
#[must_use]
pub fn of(by: &SignedIn) -> Hand {
    let movers = held(
        by,
        [
            (Right::MoveLedger, Mover::Responsible),
            (Right::VerifyMinor, Mover::VillageLead),
            (Right::VerifyMajor, Mover::TaskForce),
            (Right::Approve, Mover::Approver),
        ],
    );
    Hand { account: by.account.id, name: by.account.name.clone(), movers }
}

/// In which capacities the officer takes steps of the identification procedure.
#[must_use]
pub fn parties(by: &SignedIn) -> Vec<Party> {
    held(
        by,
        [
            (Right::MoveCandidates, Party::Village),
            (Right::Approve, Party::TaskForce),
            (Right::RecordDecision, Party::Office),
        ],
    )
}

fn held<T, const N: usize>(by: &SignedIn, table: [(Right, T); N]) -> Vec<T> {
    table.into_iter().filter(|(right, _)| by.role.may(*right)).map(|(_, capacity)| capacity).collect()
}
