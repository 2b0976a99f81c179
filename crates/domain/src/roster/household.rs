//! 农户: the unit of work (domain, section 2.1). A household travels with its members as one row, so that a phone
//! never holds half a family.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::member::Member;
use crate::finding::RiskType;
use crate::ids::{HouseholdId, MemberId, VillageId};
use crate::money::Fen;

/// A household with its members and what the roster says of it.
///
/// Fields that the roster may lack are `Option`: in the condition language a missing one is *unknown*, not false
/// (domain, section 4.1).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export, optional_fields)]
pub struct Household {
    pub id: HouseholdId,
    pub village_id: VillageId,
    /// 村民小组, such as `3组`.
    pub group: String,
    /// 门牌或小地名.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// 户编号 of the national system; never invented by us.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub national_no: Option<String>,
    pub household_type: HouseholdType,
    /// 脱贫年度, 2014–2020.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lifted_year: Option<u16>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub monitor: MonitorState,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub monitor_category: Option<MonitorCategory>,
    /// 致贫/返贫风险1～5, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub risks: Vec<RiskType>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identified_on: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cleared_on: Option<NaiveDate>,
    /// 风险消除方式: `support` or `natural`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clear_mode: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_phone: Option<String>,
    /// 整户无劳动能力兜底保障户.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_labor_net: Option<bool>,
    pub head_member_id: MemberId,
    /// 家庭人口数 as the roster states it; DQ30 compares it with the rows.
    pub size: u8,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    pub residence: Residence,
    /// 整户长期外出.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub away: Option<Away>,
    /// 重点对象 K1–K9 ticked by hand in the roster; the automatic ones are derived.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub priority_categories: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low_income_flag: Option<bool>,
    /// 部门预警 text; present means there is an alert to check (F1.08).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dept_alert: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub house_grade: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub house_renovated: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub industry: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shareholder: Option<bool>,
    /// 小额信贷: `none`, `active`, `overdue`, `repaid`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loan_status: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assessment_issues: Option<u16>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub measures: Vec<Measure>,
    /// Per-capita net income of the last national record, for the income band's prefill.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub national_per_capita: Option<Fen>,
    /// Ready answer codes from official lists, by prefill key without its `hh.` (domain, section 2.6), such as
    /// `toilet_type` → `three_cell`.
    #[serde(default, skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    pub prefill: std::collections::BTreeMap<String, String>,
    pub members: Vec<Member>,
    /// Grows with every accepted change of the roster.
    #[serde(default)]
    pub roster_version: u32,
}

impl Household {
    /// 户主, if the roster has one that matches `head_member_id`.
    #[must_use]
    pub fn head(&self) -> Option<&Member> {
        self.members.iter().find(|member| member.id == self.head_member_id)
    }
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// 户类型 (enumeration `household_type`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum HouseholdType {
    /// 一般农户.
    General,
    /// 脱贫户.
    Lifted,
}

/// 监测对象类别.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum MonitorCategory {
    /// 脱贫不稳定户.
    Unstable,
    /// 边缘易致贫户.
    Marginal,
    /// 突发严重困难户.
    Sudden,
}

/// 监测状态 with all its procedure steps (domain, section 3.5).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum MonitorState {
    #[default]
    None,
    Lead,
    Verifying,
    Assessing,
    Publicity,
    TownReview,
    CountyDecision,
    Active,
    Clearing,
    Cleared,
    Closed,
}

/// 居住状况.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export)]
pub enum Residence {
    /// 户籍且常住.
    #[serde(rename = "1")]
    RegisteredResident,
    /// 户籍在、人外出.
    #[serde(rename = "2")]
    RegisteredAway,
    /// 常住、户籍在外.
    #[serde(rename = "3")]
    ResidentElsewhereRegistered,
    /// 空挂户.
    #[serde(rename = "4")]
    Hung,
}

/// 整户长期外出: where the whole household is and since when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export)]
pub struct Away {
    /// 省-市-县.
    pub place: String,
    /// Month, `YYYY-MM`.
    pub since: String,
    /// Whether the place lies outside the district (区外), where a phone visit is allowed.
    pub outside_district: bool,
}

/// 帮扶措施 of a monitored household.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export)]
pub struct Measure {
    /// Code of the enumeration `measure_group`.
    pub group: String,
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub started_on: Option<NaiveDate>,
}
