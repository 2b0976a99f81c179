//! One item of the checklist: whom it asks, when it applies, how it is answered and what it raises (domain,
//! section 4.1).

use serde::{Deserialize, Serialize};

use super::condition::Condition;
use crate::candidate::{Channel, Strength};
use crate::finding::Severity;
use crate::ids::{BucketCode, FindingCode, ItemId};

/// An item as the campaign's data define it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export, export_to = "ChecklistItem.ts", optional_fields, rename = "ChecklistItem")]
pub struct Item {
    pub id: ItemId,
    /// Code of its focus, `F1`…`F6`.
    pub focus: String,
    /// Place inside the focus, ascending.
    pub order: u32,
    pub scope: Scope,
    /// Village items asked once per object of this kind, such as `water_source`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeat_over: Option<String>,
    /// Member items shown as one screen for all members (“全部属实”).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub batch: bool,
    pub ask: Ask,
    /// `false`: cannot be answered in a phone visit, is kept as 待现场核实.
    pub phone_ok: bool,
    #[schema(value_type = String)]
    pub applies_if: Condition,
    pub title_zh: String,
    pub title_en: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint_zh: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint_en: Option<String>,
    pub answer_type: AnswerType,
    /// Unit of a `number`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Fields of a `sheet`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<SheetField>,
    /// Options of `yes_no`, `single`, `multi`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<ItemOption>,
    /// Path whose value is shown as “名册：…” and confirmed with one tap.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefill: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub raises: Vec<Raise>,
    pub source: SourceSentence,
    /// Our reading where the notice is silent.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub derived: bool,
}

impl Item {
    /// The options' Chinese texts for ticked codes, joined as the ledger writes them; for `{labels}` in titles.
    #[must_use]
    pub fn labels(&self, codes: &[&str]) -> String {
        let ticked = self.options.iter().filter(|option| codes.contains(&option.code.as_str()));
        ticked.map(|option| option.zh.as_str()).collect::<Vec<_>>().join("、")
    }

    /// The same in English.
    #[must_use]
    pub fn labels_en(&self, codes: &[&str]) -> String {
        let ticked = self.options.iter().filter(|option| codes.contains(&option.code.as_str()));
        ticked.map(|option| option.en.as_str()).collect::<Vec<_>>().join(", ")
    }

    #[must_use]
    pub fn option(&self, code: &str) -> Option<&ItemOption> {
        self.options.iter().find(|option| option.code == code)
    }

    #[must_use]
    pub fn field(&self, key: &str) -> Option<&SheetField> {
        self.fields.iter().find(|field| field.key == key)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Scope {
    /// Once per visit.
    Household,
    /// Once per matching member.
    Member,
    /// Once per village (or object in it), by the village lead.
    Village,
}

/// 问、看、核, or worked out by the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Ask {
    /// 看一看: the cadre looks.
    Observe,
    /// 问一问: the resident answers.
    Ask,
    /// 核一核: the cadre checks papers or the roster.
    Record,
    /// Computed, never shown as a question.
    Auto,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum AnswerType {
    YesNo,
    Single,
    Multi,
    Number,
    Sheet,
    Auto,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export)]
pub struct ItemOption {
    pub code: String,
    pub zh: String,
    pub en: String,
    /// Clears the other ticks of a `multi`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub exclusive: bool,
}

/// A number or a set of ticks inside a `sheet`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export, optional_fields)]
pub struct SheetField {
    pub key: String,
    pub zh: String,
    pub en: String,
    #[serde(rename = "type")]
    pub kind: FieldKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<f64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<ItemOption>,
}

impl SheetField {
    /// Fen in one of the field's units, when the unit is money: answers keep fen, conditions count in the unit.
    #[must_use]
    pub fn fen_per_unit(&self) -> Option<i64> {
        match self.unit.as_deref() {
            Some("元") => Some(100),
            Some("万元") => Some(1_000_000),
            _ => None,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum FieldKind {
    Number,
    Multi,
}

/// Something to be shown beside the answer. A photo can always be replaced by a line of text (section 8).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export, optional_fields)]
pub struct Evidence {
    #[schema(value_type = String)]
    pub when: Condition,
    pub kind: EvidenceKind,
    pub required: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub what_zh: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub what_en: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum EvidenceKind {
    Photo,
    Text,
    Document,
}

/// What an answer brings about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export, optional_fields)]
pub struct Raise {
    #[schema(value_type = String)]
    pub when: Condition,
    #[serde(flatten)]
    pub what: RaiseKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export, optional_fields)]
pub enum RaiseKind {
    /// A problem for the ledger.
    Finding {
        code: FindingCode,
        /// May hold `{labels}` (ticked options) or `{note}`.
        title_zh: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        title_en: Option<String>,
        severity: Severity,
        bucket: BucketCode,
        /// `village` for findings about a village or an object in it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        scope: Option<Scope>,
        /// `told_on_the_spot`: raised and closed in the same minute (当场讲解).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        auto_fix: Option<AutoFix>,
    },
    /// A suggestion that the household may be at risk.
    Candidate {
        /// A risk type, one of the triggers `income`, `rigid`, `income_drop`, or `from_labels`/`from_<item>`.
        risk: String,
        strength: Strength,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        channel: Option<Channel>,
    },
    /// 建议回退.
    Revert,
    /// 建议重新识别.
    Reidentify {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        risk: Option<String>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum AutoFix {
    ToldOnTheSpot,
}

/// The sentence of the notice an item rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export)]
pub struct SourceSentence {
    pub section: String,
    pub quote: String,
}
