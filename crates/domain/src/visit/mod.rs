//! 走访: how a household was seen, what was answered, and the record that is kept for ever.

pub mod answer;
pub mod completeness;
pub mod coverage;
pub mod env;
pub mod fit;
pub mod mode;
pub mod mode_rules;
pub mod prefill;
pub mod proposal;
pub mod record;
pub mod review;

pub use answer::{Answer, AnswerStatus, AnswerValue};
pub use completeness::{DraftFacts, Gap, gaps};
pub use env::{Asked, VisitEnv};
pub use mode::{FacePlace, ModeKind, ProxyWho, VisitMode};
pub use proposal::{ProposedCandidate, ProposedFinding, ProposedReason, VisitProposals, proposals};
pub use record::{MembersCheck, NoticeGiven, Position, VisitAmend, VisitRecord};
pub use review::{Judgement, Remark, ReviewFault, ReviewState, VisitReview};
