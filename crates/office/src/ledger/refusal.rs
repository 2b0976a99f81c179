//! Each guard of the domain in the code that has words.

use zoufang_domain::candidate::procedure::StepFault;
use zoufang_domain::finding::transition::MoveFault;
use zoufang_domain::visit::ReviewFault;
use zoufang_wire::{ApiError, ErrorCode};

/// What an officer is told when a step of the ledger is refused.
#[must_use]
pub fn move_refused(fault: &MoveFault) -> ApiError {
    let code = match fault {
        MoveFault::NoSuchMove { .. } => ErrorCode::MoveImpossible,
        MoveFault::NotYours { .. } => ErrorCode::MoveNotYours,
        MoveFault::PlanIncomplete => ErrorCode::PlanIncomplete,
        MoveFault::CompletionMissing => ErrorCode::CompletionMissing,
        MoveFault::CompletionDay => ErrorCode::CompletionDayWrong,
        MoveFault::EvidenceMissing => ErrorCode::EvidenceMissing,
        MoveFault::VerifierIsResponsible => ErrorCode::VerifierIsResponsible,
        MoveFault::HouseholdNotAsked => ErrorCode::HouseholdNotAsked,
        MoveFault::AskedDay => ErrorCode::AskedDayWrong,
        MoveFault::ReasonMissing => ErrorCode::ReasonMissing,
        MoveFault::TransferIncomplete => ErrorCode::TransferIncomplete,
        MoveFault::BucketClosed => ErrorCode::BucketClosed,
        MoveFault::SameDeadline => ErrorCode::SameDeadline,
        MoveFault::NoExtension => ErrorCode::ExtensionMissing,
        MoveFault::MergeTarget => ErrorCode::MergeTargetWrong,
    };
    ApiError::new(code)
}

/// What an officer is told when a step of the procedure is refused.
#[must_use]
pub fn step_refused(fault: &StepFault) -> ApiError {
    let code = match fault {
        StepFault::NoSuchStep { .. } => ErrorCode::StepImpossible,
        StepFault::NotYours { .. } => ErrorCode::StepNotYours,
        StepFault::NoReason | StepFault::ReasonMissing => ErrorCode::ReasonMissing,
        StepFault::CadreMissing => ErrorCode::CadreMissing,
        StepFault::IncomeIncomplete => ErrorCode::IncomeIncomplete,
        StepFault::RiskTypes => ErrorCode::RiskTypesWrong,
        StepFault::NotAuthorised => ErrorCode::NotAuthorised,
        StepFault::MeetingMissing => ErrorCode::MeetingMissing,
        StepFault::PublicityRuns { .. } => ErrorCode::PublicityRuns,
        StepFault::PublicityMissing => ErrorCode::PublicityMissing,
        StepFault::Category => ErrorCode::CategoryWrong,
        StepFault::TooEarly { .. } => ErrorCode::ClearTooEarly,
        StepFault::NotIdentified => ErrorCode::NotIdentified,
        StepFault::NoMeasure => ErrorCode::NoMeasure,
        StepFault::NotSafe => ErrorCode::NotSafe,
        StepFault::NoLabor => ErrorCode::NoLabor,
        StepFault::ClearModeMissing => ErrorCode::ClearModeMissing,
        StepFault::Day => ErrorCode::StepDayWrong,
        StepFault::NothingToRevert => ErrorCode::NothingToRevert,
    };
    let told = ApiError::new(code);
    match fault {
        StepFault::PublicityRuns { until } => told.with("until", until),
        StepFault::TooEarly { from } => told.with("from", from),
        _ => told,
    }
}

/// What an officer is told when a visit cannot be judged so.
#[must_use]
pub fn review_refused(fault: ReviewFault) -> ApiError {
    ApiError::new(match fault {
        ReviewFault::Own => ErrorCode::OwnVisit,
        ReviewFault::AlreadyJudged => ErrorCode::AlreadyJudged,
        ReviewFault::NoRemark => ErrorCode::RemarkMissing,
        ReviewFault::RemarkLength => ErrorCode::RemarkLength,
        ReviewFault::RemarkPlace => ErrorCode::RemarkPlace,
    })
}
