//! 面访、电访、代答 and the evidence each one asks for (domain, section 5; notice, section 三).

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

use crate::ids::MemberId;

/// How the household was reached. The rules on when are soft: a mode outside its condition is kept with a written
/// reason and marked, never blocked at the door.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export)]
pub enum VisitMode {
    /// 面访.
    Face {
        /// Who answered; missing when the respondent is not on the roster.
        respondent: Option<MemberId>,
        respondent_name: Option<String>,
        place: FacePlace,
        place_note: Option<String>,
    },
    /// 电访, for households that are all long-term outside the district (整户长期外出区外).
    Phone {
        /// The number called.
        number: String,
        respondent: Option<MemberId>,
        respondent_name: Option<String>,
        /// 省-市-县.
        whereabouts: String,
        /// `YYYY-MM`.
        away_since: String,
        called_at: DateTime<FixedOffset>,
    },
    /// 代答, for households that cannot communicate normally because of age, health or the like.
    Proxy {
        who: ProxyWho,
        name: String,
        relation: String,
        phone: Option<String>,
        /// Code of the enumeration `proxy_reason`.
        reason: String,
        reason_text: Option<String>,
        household_seen: bool,
        observation: Option<String>,
        /// Whether the proxy was reached by phone instead of face to face.
        by_phone: bool,
    },
}

impl VisitMode {
    #[must_use]
    pub fn kind(&self) -> ModeKind {
        match self {
            Self::Face { .. } => ModeKind::Face,
            Self::Phone { .. } => ModeKind::Phone,
            Self::Proxy { .. } => ModeKind::Proxy,
        }
    }
}

/// The mode alone. The order is the one of coverage: face counts before proxy before phone.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    ts_rs::TS,
    utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ModeKind {
    Phone,
    Proxy,
    Face,
}

/// Where a face visit took place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum FacePlace {
    AtHome,
    /// Elsewhere in the village, with a note.
    InVillage,
}

/// Who answers for the household: “可由亲属或村干部代答”.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ProxyWho {
    Relative,
    Cadre,
}
