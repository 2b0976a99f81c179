//! A visit under way, judged.

use chrono::NaiveDate;
use serde::Serialize;
use zoufang_domain::candidate::{CandidateKind, Channel, Strength};
use zoufang_domain::checklist::{Ask, EvidenceKind};
use zoufang_domain::finding::{Decision, Reason, Severity};
use zoufang_domain::ids::{BucketCode, FindingCode, HouseholdId, ItemId, MemberId, VisitId};
use zoufang_domain::money::Fen;
use zoufang_domain::visit::{
    Answer, AnswerStatus, AnswerValue, MembersCheck, NoticeGiven, Remark, VisitMode,
};

use super::roster::MemberView;
use super::status::Instant;

/// A draft as it stands, with everything the rules say of it.
#[derive(Debug, Clone, PartialEq, Serialize, ts_rs::TS)]
#[ts(export, optional_fields)]
pub struct DraftView {
    pub visit_id: VisitId,
    pub household_id: HouseholdId,
    pub head_name: String,
    /// Village, group and house number in one line.
    pub place: String,
    pub members: Vec<MemberView>,
    pub checklist_version: u32,
    pub started_at: Instant,
    pub updated_at: Instant,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mode: Option<VisitMode>,
    /// Codes of conditions of the mode that are not met; a written reason is then needed.
    pub mode_doubts: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mode_reason: Option<String>,
    pub cadres: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notice: Option<NoticeGiven>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub members_check: Option<MembersCheck>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remark: Option<String>,
    /// Set when this draft corrects a saved visit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amends: Option<VisitId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amend_reason: Option<String>,
    /// What the town wants looked at again, when the visit that this corrects was returned.
    pub remarks: Vec<Remark>,
    pub focuses: Vec<FocusView>,
    pub flags: Vec<FlagView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub income: Option<IncomeView>,
    /// What is missing before it can be saved; empty means complete.
    pub gaps: Vec<Gap>,
    pub can_undo: bool,
}

/// A draft in the list of drafts.
#[derive(Debug, Clone, PartialEq, Serialize, ts_rs::TS)]
#[ts(export, optional_fields)]
pub struct DraftSummary {
    pub visit_id: VisitId,
    pub household_id: HouseholdId,
    pub head_name: String,
    pub place: String,
    pub updated_at: Instant,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amends: Option<VisitId>,
}

/// One of the 六个聚焦 with its items that apply.
#[derive(Debug, Clone, PartialEq, Serialize, ts_rs::TS)]
#[ts(export)]
pub struct FocusView {
    pub code: String,
    pub title_zh: String,
    pub title_en: String,
    pub done: u32,
    pub total: u32,
    pub items: Vec<ItemView>,
}

/// One asking: an item, for a member when its scope is `member`. Words and options are in the checklist.
#[derive(Debug, Clone, PartialEq, Serialize, ts_rs::TS)]
#[ts(export, optional_fields)]
pub struct ItemView {
    pub item: ItemId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member: Option<MemberId>,
    pub ask: Ask,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<Answer>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<AnswerStatus>,
    /// Value from an official list, to be confirmed with one tap; not an answer until then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prefill: Option<AnswerValue>,
    /// The roster lacks what decides whether this applies: 名册缺此信息，请确认.
    pub roster_unknown: bool,
    /// Cannot be answered by phone: kept as 待现场核实.
    pub to_see: bool,
    pub evidence: Vec<EvidenceView>,
}

#[derive(Debug, Clone, PartialEq, Serialize, ts_rs::TS)]
#[ts(export, optional_fields)]
pub struct EvidenceView {
    pub kind: EvidenceKind,
    pub required: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub what_zh: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub what_en: Option<String>,
    /// The text, or the reason why there is no photo, has been given.
    pub given: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum FlagKind {
    Finding,
    Candidate,
}

/// A problem or risk that the answers raise; the cadre decides on each.
#[derive(Debug, Clone, PartialEq, Serialize, ts_rs::TS)]
#[ts(export, optional_fields)]
pub struct FlagView {
    /// Names the flag in `decide`; stable while the rule and the member stay.
    pub key: String,
    pub kind: FlagKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member_name: Option<String>,
    pub title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<FindingCode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bucket: Option<BucketCode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_on: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strength: Option<Strength>,
    /// A risk type, or `income`, `rigid`, `income_drop`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trigger: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub candidate_kind: Option<CandidateKind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<Channel>,
    /// Item, condition, inputs and the notice's sentence.
    pub reason: Reason,
    /// 当场讲解: raised and closed in the same minute.
    pub on_the_spot: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision: Option<Decision>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Live result of the income sheet (domain, section 3.1).
#[derive(Debug, Clone, PartialEq, Serialize, ts_rs::TS)]
#[ts(export, optional_fields)]
pub struct IncomeView {
    pub net: Fen,
    pub per_capita: Fen,
    /// 人均收入参考值, with rigid expenditure taken off; missing until F1.03 is answered (未含刚性支出).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<Fen>,
    /// The monitoring line, 7,000 yuan in 2022.
    pub line: Fen,
    pub persons: u32,
    pub below_line: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum GapKind {
    Mode,
    ModeReason,
    Notice,
    Members,
    Item,
    Evidence,
    Decision,
    AmendReason,
}

/// One thing that is missing, and where to jump.
#[derive(Debug, Clone, PartialEq, Serialize, ts_rs::TS)]
#[ts(export, optional_fields, rename = "DraftGap")]
pub struct Gap {
    pub kind: GapKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<ItemId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member: Option<MemberId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flag: Option<String>,
    /// Field of the mode's evidence that is missing, such as `number`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
}
