//! 销号: which state a finding may go to, who may move it, and what must be there first (domain, section 7.3). The
//! office is the only judge; devices ask with it what they can offer.

use super::{FindingState, Severity};

/// In which capacity someone moves a finding.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize, ts_rs::TS, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Mover {
    /// 走访干部, at submission.
    VisitingCadre,
    /// 责任人.
    Responsible,
    /// 村级验收.
    VillageLead,
    /// 专班.
    TaskForce,
    /// Whoever approves extensions: 专班 and 组长.
    Approver,
}

/// What is on record when a move is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoveFacts {
    pub severity: Severity,
    /// A finding about a village or an object in it.
    pub village_scope: bool,
    /// Cause, measure, owner, unit and leader are filled in (F6.04 checks the same).
    pub plan_complete: bool,
    /// Progress text and day of completion are filled in.
    pub completion_told: bool,
    pub has_evidence: bool,
    /// A revisit of or call to the household is recorded.
    pub household_asked: bool,
    /// The one who moves is the responsible person.
    pub mover_is_responsible: bool,
    /// Reason, department and letter, or target, as the move asks for.
    pub text: Option<String>,
}

/// Why a move is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MoveFault {
    #[error("{from:?} cannot become {to:?}")]
    NoSuchMove { from: FindingState, to: FindingState },
    #[error("{mover:?} may not make {from:?} {to:?}")]
    NotYours { mover: Mover, from: FindingState, to: FindingState },
    #[error("cause, measure, owner, unit and leader must be filled in first")]
    PlanIncomplete,
    #[error("progress and day of completion must be filled in first")]
    CompletionMissing,
    #[error("critical and major problems need evidence")]
    EvidenceMissing,
    #[error("whoever verifies must not be the responsible person")]
    VerifierIsResponsible,
    #[error("a critical problem is closed after a revisit or a call to the household")]
    HouseholdNotAsked,
    #[error("write the reason")]
    ReasonMissing,
    #[error("name the department and the number of the letter")]
    TransferIncomplete,
    #[error("the day of completion lies between the day of discovery and today")]
    CompletionDay,
    #[error("the household was asked between the day of discovery and today")]
    AskedDay,
    #[error("the bucket is unknown or over; choose one that is open")]
    BucketClosed,
    #[error("the deadline is already that")]
    SameDeadline,
    #[error("no extension has been asked for")]
    NoExtension,
    #[error("choose another problem of the same village that is not settled")]
    MergeTarget,
}

/// Whether a finding may go from one state to another now.
///
/// # Errors
/// The first guard that does not hold.
pub fn check_move(
    from: FindingState,
    to: FindingState,
    mover: Mover,
    facts: &MoveFacts,
) -> Result<(), MoveFault> {
    use FindingState::{
        Closed, Draft, Fixing, Invalid, Merged, Open, Rejected, Returned, Submitted, Transferred,
    };
    let allowed: &[Mover] = match (from, to) {
        (Draft, Open | Rejected) => &[Mover::VisitingCadre],
        (Open, Fixing) | (Open | Fixing, Submitted) | (Returned, Fixing) => &[Mover::Responsible],
        (Submitted, Closed | Returned) => verifiers(facts),
        (Open | Fixing, Transferred) | (Open, Invalid | Merged) => &[Mover::TaskForce],
        // 反弹: a re-check opens it again.
        (Closed, Fixing) => &[Mover::VillageLead, Mover::TaskForce],
        _ => return Err(MoveFault::NoSuchMove { from, to }),
    };
    if !allowed.contains(&mover) {
        return Err(MoveFault::NotYours { mover, from, to });
    }
    guard(from, to, facts)
}

/// Normal and minor: the village lead. Critical, major and village-wide: the task force, which may verify all.
fn verifiers(facts: &MoveFacts) -> &'static [Mover] {
    if facts.severity >= Severity::Major || facts.village_scope {
        &[Mover::TaskForce]
    } else {
        &[Mover::VillageLead, Mover::TaskForce]
    }
}

fn guard(from: FindingState, to: FindingState, facts: &MoveFacts) -> Result<(), MoveFault> {
    use FindingState::{Closed, Fixing, Invalid, Merged, Open, Rejected, Returned, Submitted, Transferred};
    let written = facts.text.as_deref().is_some_and(|text| !text.trim().is_empty());
    let serious = facts.severity >= Severity::Major;
    let fault = match (from, to) {
        (Open, Fixing) if !facts.plan_complete => MoveFault::PlanIncomplete,
        (_, Submitted) if !facts.completion_told => MoveFault::CompletionMissing,
        (_, Submitted) if serious && !facts.has_evidence => MoveFault::EvidenceMissing,
        (Submitted, Closed | Returned) if facts.mover_is_responsible => MoveFault::VerifierIsResponsible,
        (_, Closed) if facts.severity == Severity::Critical && !facts.household_asked => {
            MoveFault::HouseholdNotAsked
        }
        (_, Rejected | Returned | Transferred | Invalid | Merged) | (Closed, Fixing) if !written => {
            MoveFault::ReasonMissing
        }
        _ => return Ok(()),
    };
    Err(fault)
}

impl FindingState {
    pub const ALL: [Self; 10] = [
        Self::Draft,
        Self::Rejected,
        Self::Open,
        Self::Fixing,
        Self::Submitted,
        Self::Closed,
        Self::Returned,
        Self::Invalid,
        Self::Merged,
        Self::Transferred,
    ];

    /// Still to be settled: raising the problem again adds an observation to it instead of a second row.
    #[must_use]
    pub fn is_unsettled(self) -> bool {
        !matches!(self, Self::Closed | Self::Rejected | Self::Invalid | Self::Merged)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use FindingState::{Closed, Draft, Fixing, Open, Rejected, Returned, Submitted, Transferred};
    use proptest::prelude::*;

    fn ready(severity: Severity) -> MoveFacts {
        MoveFacts {
            severity,
            village_scope: false,
            plan_complete: true,
            completion_told: true,
            has_evidence: true,
            household_asked: true,
            mover_is_responsible: false,
            text: Some("已核实".to_owned()),
        }
    }

    #[test]
    fn a_problem_goes_from_draft_to_closed_by_the_right_hands() {
        let facts = ready(Severity::Normal);
        for (from, to, mover) in [
            (Draft, Open, Mover::VisitingCadre),
            (Open, Fixing, Mover::Responsible),
            (Fixing, Submitted, Mover::Responsible),
            (Submitted, Closed, Mover::VillageLead),
            (Closed, Fixing, Mover::TaskForce),
            (Submitted, Returned, Mover::VillageLead),
            (Returned, Fixing, Mover::Responsible),
        ] {
            assert_eq!(check_move(from, to, mover, &facts), Ok(()), "{from:?} to {to:?}");
        }
    }

    #[test]
    fn critical_and_major_problems_are_closed_by_the_task_force_only() {
        for severity in [Severity::Critical, Severity::Major] {
            let facts = ready(severity);
            assert!(check_move(Submitted, Closed, Mover::VillageLead, &facts).is_err());
            assert_eq!(check_move(Submitted, Closed, Mover::TaskForce, &facts), Ok(()));
        }
        let village = MoveFacts { village_scope: true, ..ready(Severity::Minor) };
        assert!(check_move(Submitted, Closed, Mover::VillageLead, &village).is_err());
    }

    #[test]
    fn whoever_fixed_it_does_not_verify_it() {
        let facts = MoveFacts { mover_is_responsible: true, ..ready(Severity::Minor) };
        assert_eq!(
            check_move(Submitted, Closed, Mover::VillageLead, &facts),
            Err(MoveFault::VerifierIsResponsible)
        );
    }

    #[test]
    fn guards_hold_back_what_is_not_written_down() {
        let bare = |change: fn(&mut MoveFacts)| {
            let mut facts = ready(Severity::Critical);
            change(&mut facts);
            facts
        };
        let plan = bare(|facts| facts.plan_complete = false);
        assert_eq!(check_move(Open, Fixing, Mover::Responsible, &plan), Err(MoveFault::PlanIncomplete));
        let told = bare(|facts| facts.completion_told = false);
        assert_eq!(
            check_move(Fixing, Submitted, Mover::Responsible, &told),
            Err(MoveFault::CompletionMissing)
        );
        let evidence = bare(|facts| facts.has_evidence = false);
        assert_eq!(
            check_move(Fixing, Submitted, Mover::Responsible, &evidence),
            Err(MoveFault::EvidenceMissing)
        );
        let asked = bare(|facts| facts.household_asked = false);
        assert_eq!(
            check_move(Submitted, Closed, Mover::TaskForce, &asked),
            Err(MoveFault::HouseholdNotAsked)
        );
        let silent = bare(|facts| facts.text = None);
        assert_eq!(check_move(Draft, Rejected, Mover::VisitingCadre, &silent), Err(MoveFault::ReasonMissing));
        assert_eq!(check_move(Open, Transferred, Mover::TaskForce, &silent), Err(MoveFault::ReasonMissing));
    }

    proptest! {
        #[test]
        fn nothing_is_closed_except_from_submitted_by_a_verifier(from in 0_usize..10, mover in 0_usize..4) {
            let from = FindingState::ALL[from];
            let mover = [Mover::VisitingCadre, Mover::Responsible, Mover::VillageLead, Mover::TaskForce][mover];
            if check_move(from, Closed, mover, &ready(Severity::Normal)).is_ok() {
                prop_assert_eq!(from, Submitted);
                prop_assert!(matches!(mover, Mover::VillageLead | Mover::TaskForce));
            }
        }
    }
}
