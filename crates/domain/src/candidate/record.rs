//! What is written down while a lead goes through the procedure (domain, section 3.5). It travels with the lead's row;
//! every part is optional, so that rows and devices of the released version go on reading.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::roster::{MonitorCategory, MonitorState};

/// Dates and words of the procedure; deliberation itself stays in the village.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(default)]
#[ts(export, optional_fields)]
pub struct Procedure {
    /// Cadre who verifies at the household.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cadre: Option<String>,
    /// Income sheet complete.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub income_complete: bool,
    /// 《申请及承诺授权书》 signed on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authorised_on: Option<NaiveDate>,
    /// 民主评议.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meeting_on: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meeting_result: Option<String>,
    /// First day of the publicity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publicity_from: Option<NaiveDate>,
    /// Objections, or that there were none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub objections: Option<String>,
    /// Day of the district's decision.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_on: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<MonitorCategory>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clear_mode: Option<ClearMode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cleared_on: Option<NaiveDate>,
    /// 回退 on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reverted_on: Option<NaiveDate>,
    /// The day each step was reached, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reached: Vec<Reached>,
}

impl Procedure {
    /// Nothing is written down yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A step with its day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export)]
pub struct Reached {
    pub state: MonitorState,
    pub on: NaiveDate,
}

/// 风险消除方式.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ClearMode {
    /// 帮扶消除.
    Support,
    /// 自然消除: needs no targeted measure.
    Natural,
}

impl ClearMode {
    /// The word of the roster's `clear_mode`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Support => "support",
            Self::Natural => "natural",
        }
    }
}
