//! Deliberate mistakes that the simulation switches on to prove that it would notice them.
//!
//! Only a build with the feature `seeded-bugs` (the tests' own) can make anything but [`Faults::NONE`], so no released
//! app can run with one of these. If this were reachable elsewhere, a switch could lose people's work.

/// A mistake that sync engines have really made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SeededBug {
    /// The cursor is committed before the rows it stands for.
    CursorBeforeRows,
    /// An operation is deleted when the office answers 400–499.
    DeleteOnRefusal,
    /// Everything sent counts as accepted after any answer with status 200.
    AcceptOnAnyAnswer,
    /// The office takes other bytes under a known id for a repetition. Seeded at the office's door by the simulation.
    IgnoreOnConflict,
    /// The engine tries again only when something happens, never because time has passed.
    RetryOnEventOnly,
    /// Operations are only sent together with a pull.
    PullBlocksPush,
}

impl SeededBug {
    pub const ALL: [Self; 6] = [
        Self::CursorBeforeRows,
        Self::DeleteOnRefusal,
        Self::AcceptOnAnyAnswer,
        Self::IgnoreOnConflict,
        Self::RetryOnEventOnly,
        Self::PullBlocksPush,
    ];
}

/// Which mistake is switched on: none, in every build but the simulation's.
#[derive(Debug, Clone, Copy, Default)]
pub struct Faults(Option<SeededBug>);

impl Faults {
    pub const NONE: Self = Self(None);

    #[cfg(feature = "seeded-bugs")]
    #[must_use]
    pub const fn seeded(bug: SeededBug) -> Self {
        Self(Some(bug))
    }

    pub(crate) fn has(self, bug: SeededBug) -> bool {
        cfg!(feature = "seeded-bugs") && self.0 == Some(bug)
    }
}
