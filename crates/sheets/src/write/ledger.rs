//! A problem of the ledger as a row of attachment 4.

use zoufang_domain::checklist::Checklist;
use zoufang_domain::finding::rectification::HouseholdApproval;
use zoufang_domain::finding::{Finding, FindingState};
use zoufang_domain::roster::HouseholdType;

use super::roster::household_type_label;
use crate::template::SheetTemplate;

/// What the table says of a problem beside its own row.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LedgerPlace {
    /// 问题编号, such as `SLC-2022-0001`.
    pub number: String,
    pub village: String,
    /// Empty for a problem of the village itself, as are the head and the type.
    pub group: String,
    pub head: String,
    pub household_type: Option<HouseholdType>,
    /// 发现人.
    pub found_by: String,
}

/// Longest 备注 of the template.
const NOTE: usize = 200;

/// One row in the template's order of columns; `None` for what is not in the ledger: not yet confirmed, rejected at
/// the door, or merged into another row.
#[must_use]
pub fn ledger_cells(
    template: &SheetTemplate,
    checklist: &Checklist,
    finding: &Finding,
    place: &LedgerPlace,
    number: usize,
) -> Option<Vec<String>> {
    let state = state_words(finding.state)?;
    let item = checklist.item(&finding.item.0);
    let focus =
        item.and_then(|item| checklist.campaign.focuses.iter().find(|focus| focus.code == item.focus));
    let bucket = checklist.campaign().buckets.into_iter().find(|bucket| bucket.code == finding.bucket);
    let severity = serde_json::to_value(finding.severity).ok();
    let severity = severity.as_ref().and_then(|code| code.as_str()).unwrap_or_default();
    let work = &finding.rectification;
    let plan = work.plan.clone().unwrap_or_default();
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let cell = |header: &str| match header {
        "序号" => number.to_string(),
        "问题编号" => place.number.clone(),
        "行政村" => place.village.clone(),
        "组别" => place.group.clone(),
        "户主姓名（或村级问题）" if place.head.is_empty() => "村级".to_owned(),
        "户主姓名（或村级问题）" => place.head.clone(),
        "户类型" => {
            place.household_type.and_then(|kind| household_type_label(checklist, kind)).unwrap_or_default()
        }
        "所属聚焦" => focus.map(|focus| focus.zh.clone()).unwrap_or_default(),
        "问题类别" => item.map(|item| item.title_zh.clone()).unwrap_or_default(),
        "问题描述" => finding.title.clone(),
        // Everything in this ledger was raised by a visit.
        "问题来源" => "走访排查".to_owned(),
        "发现日期" => finding.discovered_on.to_string(),
        "发现人" => place.found_by.clone(),
        "严重程度" => checklist.label("severity", severity).unwrap_or(severity).to_owned(),
        "原因分析" => plan.cause.clone(),
        "整改措施" => plan.measure.clone(),
        "整改时限" => bucket.as_ref().map(|bucket| bucket.name.clone()).unwrap_or_default(),
        "到期日期" => finding.due_on.to_string(),
        "责任领导" => plan.leader.clone(),
        "责任单位" => plan.unit.clone(),
        "责任人" => plan.owner.clone(),
        "整改状态" => state.to_owned(),
        "整改进展" => work.progress.clone().unwrap_or_default(),
        "完成日期" => day(work.completed_on),
        "佐证材料" => work.evidence.as_ref().map(|proof| proof.count.to_string()).unwrap_or_default(),
        "验收人" => work.verifier.clone().unwrap_or_default(),
        "销号日期" => day(work.closed_on),
        "农户认可" => work.approval.map(approval_words).unwrap_or_default().to_owned(),
        "备注" => {
            let note = work.evidence.as_ref().map(|proof| proof.note.as_str()).unwrap_or_default();
            note.chars().take(NOTE).collect()
        }
        _ => String::new(),
    };
    Some(template.columns.iter().map(|column| cell(&column.header)).collect())
}

/// The template knows seven states.
fn state_words(state: FindingState) -> Option<&'static str> {
    Some(match state {
        FindingState::Open => "待整改",
        FindingState::Fixing => "整改中",
        FindingState::Submitted => "申请销号",
        FindingState::Closed => "已销号",
        FindingState::Returned => "退回",
        FindingState::Transferred => "移交",
        FindingState::Invalid => "不属实",
        FindingState::Draft | FindingState::Rejected | FindingState::Merged => return None,
    })
}

fn approval_words(approval: HouseholdApproval) -> &'static str {
    match approval {
        HouseholdApproval::Approves => "认可",
        HouseholdApproval::Disapproves => "不认可",
        HouseholdApproval::NotConcerned => "不涉及",
    }
}
