//! 整改: what is written down while a problem is put right (domain, section 6.4, attachment 4, columns 14–28). It travels
//! with the finding's row; every part is optional, so that rows and devices of the released version go on reading.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::ids::{AccountId, BucketCode, FindingId};

/// Plan, progress and end of one problem.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(default)]
#[ts(export, optional_fields)]
pub struct Rectification {
    /// 原因分析, 整改措施, 责任人, 责任单位, 责任领导; missing until somebody plans.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan: Option<Plan>,
    /// 整改进展.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub progress: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub completed_on: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Proof>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approval: Option<HouseholdApproval>,
    /// Revisit of or call to the household before 销号.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked: Option<HouseholdAsked>,
    /// Who applied for 销号: not the one who verifies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub submitted_by: Option<AccountId>,
    /// 原定到期日, kept once the deadline was extended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub original_due_on: Option<NaiveDate>,
    /// A later deadline that waits for the task force.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extension: Option<Extension>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transfer: Option<Transfer>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub merged_into: Option<FindingId>,
    /// 验收人.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verifier: Option<String>,
    /// 销号日期.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closed_on: Option<NaiveDate>,
    /// 反弹: how often a re-check opened it again.
    #[serde(skip_serializing_if = "is_zero")]
    pub reopened: u32,
}

impl Rectification {
    /// Nothing is written down yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

#[allow(clippy::trivially_copy_pass_by_ref)] // The signature serde asks for.
fn is_zero(count: &u32) -> bool {
    *count == 0
}

/// 整改方案: all five parts, or the problem cannot be 整改中 (F6.04 checks the same).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(default)]
#[ts(export)]
pub struct Plan {
    /// 原因分析, 5–300 characters.
    pub cause: String,
    /// 整改措施, 5–300 characters.
    pub measure: String,
    /// 责任人, 2–30 characters.
    pub owner: String,
    /// 责任单位, at most 50 characters.
    pub unit: String,
    /// 责任领导, 2–30 characters.
    pub leader: String,
}

impl Plan {
    /// The first part that breaks its written format, by name.
    #[must_use]
    pub fn fault(&self) -> Option<&'static str> {
        let within = |text: &str, least, most| (least..=most).contains(&text.trim().chars().count());
        [
            ("cause", within(&self.cause, 5, 300)),
            ("measure", within(&self.measure, 5, 300)),
            ("owner", within(&self.owner, 2, 30)),
            ("unit", within(&self.unit, 1, 50)),
            ("leader", within(&self.leader, 2, 30)),
        ]
        .into_iter()
        .find_map(|(part, fits)| (!fits).then_some(part))
    }

    /// Without blanks at the ends of its parts.
    #[must_use]
    pub fn trimmed(&self) -> Self {
        let trim = |text: &String| text.trim().to_owned();
        Self {
            cause: trim(&self.cause),
            measure: trim(&self.measure),
            owner: trim(&self.owner),
            unit: trim(&self.unit),
            leader: trim(&self.leader),
        }
    }
}

/// 佐证材料: words, or how many photos and papers there are; a photo is never the only way (domain, section 8).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export)]
pub struct Proof {
    #[serde(default)]
    pub note: String,
    #[serde(default)]
    pub count: u32,
}

impl Proof {
    /// Says something: a written line or at least one paper.
    #[must_use]
    pub fn is_there(&self) -> bool {
        self.count > 0 || !self.note.trim().is_empty()
    }
}

/// 农户认可.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum HouseholdApproval {
    Approves,
    Disapproves,
    NotConcerned,
}

/// How the household was asked whether the problem is gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export)]
pub struct HouseholdAsked {
    pub how: AskedHow,
    pub on: NaiveDate,
    #[serde(default)]
    pub note: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum AskedHow {
    Revisit,
    Call,
}

/// 延期申请: a later bucket with its reason (domain, section 7.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export)]
pub struct Extension {
    pub bucket: BucketCode,
    pub due_on: NaiveDate,
    pub reason: String,
    /// Name of the one who asks.
    pub asked_by: String,
    pub asked_on: NaiveDate,
}

/// 移交: to whom and under which letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export)]
pub struct Transfer {
    pub department: String,
    pub letter: String,
}
