//! One tap on a draft.

use serde::Deserialize;
use zoufang_domain::checklist::Ask;
use zoufang_domain::finding::{Decision, Severity};
use zoufang_domain::ids::{BucketCode, ItemId, MemberId};
use zoufang_domain::visit::{Answer, VisitMode};

/// A change to a draft; each is stored before the screen moves on and can be undone.
#[derive(Debug, Clone, PartialEq, Deserialize, ts_rs::TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export, optional_fields)]
pub enum DraftChange {
    SetMode {
        mode: VisitMode,
        /// Why a phone or proxy visit is made outside its condition.
        #[serde(default)]
        reason: Option<String>,
    },
    /// Names of the visiting cadres, 1–3; the submitting one first.
    SetCadres {
        names: Vec<String>,
    },
    /// `read` aloud or `shown`; the time is the device's.
    SetNotice {
        how: String,
    },
    /// Members confirmed present in the household.
    SetMembers {
        confirmed: Vec<MemberId>,
    },
    /// Several at once for batch screens; an answer for the same item and member is replaced.
    SetAnswers {
        answers: Vec<Answer>,
    },
    ClearAnswer {
        item: ItemId,
        #[serde(default)]
        member: Option<MemberId>,
    },
    /// Confirms prefilled values that are not answered yet; narrows to what is given.
    ConfirmPrefills {
        #[serde(default)]
        focus: Option<String>,
        #[serde(default)]
        ask: Option<Ask>,
        #[serde(default)]
        items: Option<Vec<ItemId>>,
    },
    SetRemark {
        #[serde(default)]
        remark: Option<String>,
    },
    /// Confirms, edits or rejects a flag. Severity and bucket only with `edited`.
    Decide {
        key: String,
        decision: Decision,
        #[serde(default)]
        severity: Option<Severity>,
        #[serde(default)]
        bucket: Option<BucketCode>,
        #[serde(default)]
        note: Option<String>,
    },
    SetAmendReason {
        reason: String,
    },
    /// Takes the last change back.
    Undo,
}
