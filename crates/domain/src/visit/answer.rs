//! One answer to one checklist item (domain, section 4.1).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ids::{ItemId, MemberId};

/// An answer with its status; the value is kept as the cadre gave it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export, optional_fields)]
pub struct Answer {
    pub item: ItemId,
    /// Set for items of scope `member`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<MemberId>,
    pub status: AnswerStatus,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<AnswerValue>,
    /// ≤ 200 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Required text, or the reason why there is no photo (“不便拍照，原因：…”).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence_text: Option<String>,
    /// `false`: an item to be seen that was answered by phone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<bool>,
}

/// How an answer came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum AnswerStatus {
    Answered,
    /// A prefilled value confirmed with one tap.
    Confirmed,
    /// 待现场核实: cannot be answered by phone.
    ToSee,
    /// 拒答, without penalty.
    Refused,
    /// 待补充, in drafts only.
    Todo,
}

/// The value in the item's own form. Money fields of a sheet are integer fen, all other numbers plain.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(untagged)]
#[ts(export)]
pub enum AnswerValue {
    /// `auto` items.
    Flag(bool),
    Number(f64),
    /// `yes_no` and `single`: the option's code.
    Choice(String),
    /// `multi`: codes in the order of the options.
    Choices(Vec<String>),
    /// `sheet`: field key to a number (fen where the field's unit is money) or to ticked codes.
    Sheet(BTreeMap<String, SheetValue>),
}

/// One field of a sheet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(untagged)]
#[ts(export)]
pub enum SheetValue {
    #[ts(type = "number")]
    Whole(i64),
    Codes(Vec<String>),
}
