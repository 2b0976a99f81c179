//! How far a person's reading and writing reaches. Lists take it into their SQL: if one forgot, a village admin would
//! read the neighbours' families.

use std::collections::BTreeSet;

use zoufang_domain::ids::VillageId;

/// The villages somebody may see. Nothing, unless said otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Scope {
    #[default]
    Nothing,
    Villages(BTreeSet<VillageId>),
    /// The whole township.
    Town,
}

impl Scope {
    #[must_use]
    pub fn reaches(&self, village: VillageId) -> bool {
        match self {
            Self::Nothing => false,
            Self::Villages(own) => own.contains(&village),
            Self::Town => true,
        }
    }
}
