//! A person of a household (domain, section 2.2).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::ids::MemberId;

/// A member as the roster and the door know them. Codes are those of the campaign's enumerations.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export, optional_fields)]
pub struct Member {
    pub id: MemberId,
    pub name: String,
    /// 证件类型: `1` resident ID, `2` disability certificate, `3` household register, `9` other.
    pub id_type: String,
    /// As typed; a faulty number is kept and marked, never dropped (domain, section 2.4 rule 5).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id_no: Option<String>,
    /// `1` male, `2` female.
    pub sex: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub birth: Option<NaiveDate>,
    #[serde(default = "han", skip_serializing_if = "is_han")]
    pub ethnic: String,
    /// 与户主关系, `01` is the head.
    pub relation: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub education: Option<String>,
    /// 政治面貌, code of the enumeration `political`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub political: Option<String>,
    /// Empty means: not a student.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub school_status: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_in_school_reason: Option<String>,
    /// 健康状况: `healthy`, `chronic`, `serious`, `disabled`; missing is unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub health: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disability_category: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disability_level: Option<String>,
    /// 劳动技能: `ordinary`, `skilled`, `weak`, `lost`, `none`; missing is unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub labor: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub migrant: Option<bool>,
    /// 务工所在地, 省-市-县.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub work_place: Option<String>,
    /// Code of the enumeration `work_region`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub work_region: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub work_months: Option<u8>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub employer: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public_post: Option<bool>,
    /// 基本医保: code of the enumeration `medical_insurance`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub medical_insurance: Option<String>,
    /// 城乡居民基本养老保险.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pension: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dibao: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tekun: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// 备注 of the roster.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// 计入共同生活人口; missing means yes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counts_for_income: Option<bool>,
    #[serde(default, skip_serializing_if = "MemberStatus::is_active")]
    pub status: MemberStatus,
    /// Ready answer codes from official lists, by prefill key without its `m.`, such as `edu_aid` → `got`.
    #[serde(default, skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    pub prefill: std::collections::BTreeMap<String, String>,
}

fn han() -> String {
    "汉族".to_owned()
}

fn is_han(ethnic: &str) -> bool {
    ethnic == "汉族"
}

/// 自然变更; people are never deleted from the roster.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum MemberStatus {
    #[default]
    Active,
    Died,
    MovedOut,
    MarriedOut,
    Merged,
}

impl MemberStatus {
    #[must_use]
    pub fn is_active(&self) -> bool {
        *self == Self::Active
    }
}
