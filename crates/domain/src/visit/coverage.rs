//! 走访覆盖: a household counts once, with its best mode (domain, section 5).

use super::mode::ModeKind;

/// The mode a household counts under: face before proxy before phone.
#[must_use]
pub fn best_mode(modes: impl IntoIterator<Item = ModeKind>) -> Option<ModeKind> {
    modes.into_iter().max()
}
