//! 名册: villages, households and their members, as the roster and the door know them (domain, section 2).

pub mod categories;
pub mod derived;
pub mod household;
pub mod id_number;
pub mod member;
pub mod proposal;
pub mod quality;
pub mod village;

pub use categories::{PriorityMark, VisitRank, priority_marks, standing_changes_on, visit_rank};
pub use household::{Household, HouseholdType, MonitorCategory, MonitorState, Residence};
pub use member::{Member, MemberStatus};
pub use proposal::RosterProposal;
pub use village::{Assignment, Village, VillageObject};
