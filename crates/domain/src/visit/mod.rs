//! 走访: how a household was seen, what was answered, and the record that is kept for ever.

pub mod answer;
pub mod mode;
pub mod record;

pub use answer::{Answer, AnswerStatus, AnswerValue};
pub use mode::{FacePlace, ModeKind, ProxyWho, VisitMode};
pub use record::{MembersCheck, NoticeGiven, Position, VisitAmend, VisitRecord};
