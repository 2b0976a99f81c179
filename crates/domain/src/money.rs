//! Money in whole fen (1/100 yuan): sums of incomes must not drift by rounding.

use serde::{Deserialize, Serialize};

/// An amount in fen. 7,000 yuan is `Fen(700_000)`.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    Serialize,
    Deserialize,
    ts_rs::TS,
    utoipa::ToSchema,
)]
#[serde(transparent)]
#[ts(export, type = "number")]
pub struct Fen(pub i64);

impl Fen {
    /// Whole yuan as fen; saturates instead of wrapping at absurd sizes.
    #[must_use]
    pub const fn from_yuan(yuan: i64) -> Self {
        Self(yuan.saturating_mul(100))
    }

    /// The amount in yuan, for the condition language, which counts in yuan.
    #[must_use]
    #[allow(clippy::cast_precision_loss)]
    pub fn as_yuan(self) -> f64 {
        self.0 as f64 / 100.0
    }
}
