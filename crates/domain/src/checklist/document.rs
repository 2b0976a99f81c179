//! A whole checklist: campaign, items, enumerations, templates, in one document that travels to devices.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::item::Item;
use crate::campaign::{Bucket, BucketDue, Campaign, Phase};
use crate::ids::{BucketCode, CampaignId};

/// A checklist whose conditions have been parsed and whose parts agree with each other. It comes from
/// [`Checklist::from_files`] or [`Checklist::from_document`], which refuse a faulty one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export)]
pub struct Checklist {
    pub campaign: CampaignSheet,
    pub notice: Words,
    pub items: Vec<Item>,
    pub enumerations: BTreeMap<String, Enumeration>,
    pub data_quality: Vec<DataQualityText>,
    /// Risk type → measure groups that answer it (domain, section 3.3).
    pub risk_measures: BTreeMap<String, Vec<String>>,
    pub templates: BTreeMap<String, Template>,
    pub messages: Vec<MessageText>,
}

/// `campaign.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct CampaignSheet {
    pub id: CampaignId,
    /// Grows with every published change of any file of the folder.
    pub version: u32,
    pub name_zh: String,
    pub name_en: String,
    /// 文号 of the notice it carries out.
    pub document_no: String,
    pub issued_on: NaiveDate,
    pub district: String,
    pub town: String,
    pub starts_on: NaiveDate,
    pub ends_on: NaiveDate,
    /// Last deadline of the ledger (domain, section 0, A3).
    pub ledger_ends_on: NaiveDate,
    pub focuses: Vec<Focus>,
    pub phases: Vec<PhaseSheet>,
    pub buckets: Vec<BucketSheet>,
    pub parameters: Vec<Parameter>,
}

/// One of the 六个聚焦.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct Focus {
    pub code: String,
    pub zh: String,
    pub en: String,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub derived: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct PhaseSheet {
    pub number: u8,
    pub zh: String,
    pub en: String,
    pub starts_on: NaiveDate,
    pub ends_on: NaiveDate,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct BucketSheet {
    pub code: BucketCode,
    pub zh: String,
    pub en: String,
    pub due: BucketDue,
    pub source: String,
}

/// One campaign parameter with its unit and where it comes from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct Parameter {
    pub key: String,
    #[ts(type = "number | boolean")]
    #[schema(value_type = Object)]
    pub value: ParameterValue,
    pub unit: String,
    pub source: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ParameterValue {
    Switch(bool),
    Number(f64),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct Words {
    pub zh: String,
    pub en: String,
}

/// A list of allowed codes with their labels.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct Enumeration {
    pub source: String,
    #[serde(default)]
    pub note: String,
    pub values: Vec<EnumerationValue>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct EnumerationValue {
    pub code: String,
    pub zh: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub en: String,
}

/// Words and level of a data-quality rule; the rule itself is code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct DataQualityText {
    pub code: String,
    pub zh: String,
    pub level: DataQualityLevel,
    pub source: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum DataQualityLevel {
    /// Stops import of that household.
    Block,
    /// A hint, acknowledged with one tap.
    Warn,
}

/// An official table: sheet name and columns (domain, section 6).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export)]
pub struct Template {
    pub title: String,
    pub sheet: String,
    pub provenance: String,
    pub columns: Vec<TemplateColumn>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export)]
pub struct TemplateColumn {
    pub header: String,
    /// `Y`, `Y*`, `N`, `N*`; the star means: on a condition told in `format` or `note`.
    pub required: String,
    pub format: String,
    pub example: String,
    #[serde(default)]
    pub note: String,
    #[serde(rename = "enum")]
    pub enumeration: Option<String>,
}

/// A message of the import (domain, section 6.5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct MessageText {
    pub code: String,
    pub zh: String,
    pub scope: String,
}

impl Checklist {
    #[must_use]
    pub fn item(&self, id: &str) -> Option<&Item> {
        self.items.iter().find(|item| item.id.0 == id)
    }

    #[must_use]
    pub fn version(&self) -> u32 {
        self.campaign.version
    }

    /// Chinese label of a code, such as `labor`/`weak` → `弱劳动力或半劳动力`.
    #[must_use]
    pub fn label(&self, enumeration: &str, code: &str) -> Option<&str> {
        let values = &self.enumerations.get(enumeration)?.values;
        values.iter().find(|value| value.code == code).map(|value| value.zh.as_str())
    }

    /// The campaign as devices receive it. Switches become 0 or 1 among the parameters.
    #[must_use]
    pub fn campaign(&self) -> Campaign {
        let sheet = &self.campaign;
        Campaign {
            id: sheet.id.clone(),
            name: sheet.name_zh.clone(),
            name_en: sheet.name_en.clone(),
            town: sheet.town.clone(),
            starts_on: sheet.starts_on,
            ends_on: sheet.ends_on,
            phases: sheet.phases.iter().map(Phase::from).collect(),
            buckets: sheet.buckets.iter().map(Bucket::from).collect(),
            parameters: sheet.parameters.iter().map(|one| (one.key.clone(), one.value.as_number())).collect(),
            checklist_version: sheet.version,
            notice_zh: self.notice.zh.clone(),
            notice_en: self.notice.en.clone(),
        }
    }

    /// The checklist as one JSON document, the form that travels; [`Checklist::from_document`] reads it back.
    #[must_use]
    pub fn to_document(&self) -> String {
        serde_json::json!(self).to_string()
    }
}

impl ParameterValue {
    #[must_use]
    pub fn as_number(self) -> f64 {
        match self {
            Self::Switch(on) => f64::from(u8::from(on)),
            Self::Number(value) => value,
        }
    }
}

impl From<&PhaseSheet> for Phase {
    fn from(sheet: &PhaseSheet) -> Self {
        Self {
            number: sheet.number,
            name: sheet.zh.clone(),
            starts_on: sheet.starts_on,
            ends_on: sheet.ends_on,
        }
    }
}

impl From<&BucketSheet> for Bucket {
    fn from(sheet: &BucketSheet) -> Self {
        Self {
            code: sheet.code.clone(),
            name: sheet.zh.clone(),
            name_en: sheet.en.clone(),
            due: sheet.due.clone(),
        }
    }
}
