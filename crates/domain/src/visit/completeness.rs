//! What a visit still lacks before it can be submitted (domain, section 5). Each gap names its item and member, so that
//! the summary can jump to it. Nothing here blocks saving a draft.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::answer::{Answer, AnswerStatus};
use super::env::{Asked, VisitEnv};
use super::fit::fits;
use super::mode::{ModeKind, VisitMode};
use super::mode_rules::{doubts, missing_fields};
use super::proposal::{ProposedReason, VisitProposals, proposals_in};
use crate::candidate::CandidateRaise;
use crate::checklist::{Ask, Checklist, EvidenceKind, Truth};
use crate::finding::{Decision, FindingRaise, Subject};
use crate::ids::{FindingCode, ItemId, MemberId};
use crate::roster::Household;

/// A visit as far as it has got.
#[derive(Debug, Clone, Copy)]
pub struct DraftFacts<'a> {
    pub mode: Option<&'a VisitMode>,
    /// Why a phone or proxy visit was made outside its condition.
    pub mode_reason: Option<&'a str>,
    pub notice_given: bool,
    pub members_checked: bool,
    pub cadres: &'a [String],
    pub answers: &'a [Answer],
    /// Decided findings of this visit.
    pub findings: &'a [FindingRaise],
    pub candidate: Option<&'a CandidateRaise>,
}

/// One thing that is missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export, optional_fields)]
pub enum Gap {
    /// No mode chosen.
    Mode,
    /// An evidence field of the mode, by its name in `VisitMode`.
    ModeField {
        field: String,
    },
    /// The mode is outside its condition and no reason is written.
    ModeReason,
    /// One to three visiting cadres.
    Cadres,
    /// The privacy notice was neither read nor shown.
    Notice,
    /// The member list was not gone through.
    Members,
    Unanswered {
        item: ItemId,
        member: Option<MemberId>,
    },
    /// Marked 待补充.
    Todo {
        item: ItemId,
        member: Option<MemberId>,
    },
    /// 待现场核实 is for phone visits.
    ToSeeOnSite {
        item: ItemId,
        member: Option<MemberId>,
    },
    /// Only questions to the resident can be refused.
    CannotRefuse {
        item: ItemId,
        member: Option<MemberId>,
    },
    /// The value does not fit the item, for instance an income sheet with an empty part.
    Incomplete {
        item: ItemId,
        member: Option<MemberId>,
    },
    /// A required text, or a photo or the line why there is none.
    Evidence {
        item: ItemId,
        member: Option<MemberId>,
        needs: EvidenceKind,
    },
    /// A raised problem that nobody has confirmed, edited or rejected.
    FindingUndecided {
        code: FindingCode,
        item: ItemId,
        member: Option<MemberId>,
    },
    /// A flag of the lead that nobody has confirmed or rejected.
    FlagUndecided {
        trigger: String,
        item: ItemId,
        member: Option<MemberId>,
    },
    /// A rejection or change without its reason.
    DecisionReason {
        item: ItemId,
        member: Option<MemberId>,
    },
}

/// Everything that is missing, in the order in which a visit goes. Empty: the visit can be submitted.
#[must_use]
pub fn gaps(
    checklist: &Checklist,
    household: &Household,
    draft: &DraftFacts<'_>,
    day: NaiveDate,
) -> Vec<Gap> {
    let env = VisitEnv::build(checklist, household, draft.answers, day);
    let proposed = proposals_in(&env, checklist, household, draft.answers, day);
    gaps_given(checklist, household, draft, &env, &proposed)
}

/// The same for who has the environment and the proposals already: both cost a pass over the whole checklist.
#[must_use]
pub fn gaps_given(
    checklist: &Checklist,
    household: &Household,
    draft: &DraftFacts<'_>,
    env: &VisitEnv,
    proposed: &VisitProposals,
) -> Vec<Gap> {
    let mut gaps = frame_gaps(household, draft);
    let phone = draft.mode.is_some_and(|mode| mode.kind() == ModeKind::Phone);
    for asked in env.asked(checklist) {
        gaps.extend(answer_gaps(&asked, env, draft, phone));
    }
    gaps.extend(decision_gaps(draft, proposed));
    gaps
}

fn frame_gaps(household: &Household, draft: &DraftFacts<'_>) -> Vec<Gap> {
    let mut gaps = Vec::new();
    match draft.mode {
        None => gaps.push(Gap::Mode),
        Some(mode) => {
            let missing = missing_fields(mode).into_iter();
            gaps.extend(missing.map(|field| Gap::ModeField { field: field.to_owned() }));
            let reasoned = draft.mode_reason.is_some_and(|reason| !reason.trim().is_empty());
            if !reasoned && !doubts(household, mode, draft.cadres).is_empty() {
                gaps.push(Gap::ModeReason);
            }
        }
    }
    let named = draft.cadres.iter().filter(|name| !name.trim().is_empty()).count();
    if !(1..=3).contains(&named) {
        gaps.push(Gap::Cadres);
    }
    if !draft.notice_given {
        gaps.push(Gap::Notice);
    }
    if !draft.members_checked {
        gaps.push(Gap::Members);
    }
    gaps
}

fn answer_gaps(asked: &Asked<'_>, env: &VisitEnv, draft: &DraftFacts<'_>, phone: bool) -> Vec<Gap> {
    let (item, member) = (asked.item, asked.member);
    let id = || item.id.clone();
    let seen_later = phone && !item.phone_ok;
    let found = draft.answers.iter().find(|answer| answer.item == item.id && answer.member == member);
    let Some(answer) = found else {
        return if seen_later { Vec::new() } else { vec![Gap::Unanswered { item: id(), member }] };
    };
    match (answer.status, &answer.value) {
        (AnswerStatus::Todo, _) => vec![Gap::Todo { item: id(), member }],
        (AnswerStatus::ToSee, _) if phone => Vec::new(),
        (AnswerStatus::ToSee, _) => vec![Gap::ToSeeOnSite { item: id(), member }],
        (AnswerStatus::Refused, _) if item.ask == Ask::Ask => Vec::new(),
        (AnswerStatus::Refused, _) => vec![Gap::CannotRefuse { item: id(), member }],
        (AnswerStatus::Answered | AnswerStatus::Confirmed, None) => {
            vec![Gap::Unanswered { item: id(), member }]
        }
        (AnswerStatus::Answered | AnswerStatus::Confirmed, Some(value)) => match fits(item, value) {
            Ok(()) => evidence_gaps(asked, env, answer, phone),
            Err(_) => vec![Gap::Incomplete { item: id(), member }],
        },
    }
}

/// A required photo can always be replaced by a line of text; in a phone visit it becomes a task to see (section 4.1).
fn evidence_gaps(asked: &Asked<'_>, env: &VisitEnv, answer: &Answer, phone: bool) -> Vec<Gap> {
    let written = answer.evidence_text.as_deref().is_some_and(|text| !text.trim().is_empty());
    let asking = env.of(asked.item, asked.member);
    let due = asked.item.evidence.iter().filter(|evidence| {
        let excused = written || (phone && evidence.kind != EvidenceKind::Text);
        evidence.required && !excused && evidence.when.eval(&asking) == Truth::True
    });
    due.map(|evidence| Gap::Evidence {
        item: asked.item.id.clone(),
        member: asked.member,
        needs: evidence.kind,
    })
    .collect()
}

fn decision_gaps(draft: &DraftFacts<'_>, raised: &VisitProposals) -> Vec<Gap> {
    let mut gaps = Vec::new();
    for finding in &raised.findings {
        let (item, member) = (finding.reason.item.clone(), member_of(&finding.subject));
        let decided = draft
            .findings
            .iter()
            .find(|done| done.code == finding.code && member_of(&done.subject) == member);
        match decided {
            None => gaps.push(Gap::FindingUndecided { code: finding.code.clone(), item, member }),
            Some(done) if lacks_reason(&done.decision) => gaps.push(Gap::DecisionReason { item, member }),
            Some(_) => {}
        }
    }
    for flag in raised.candidate.iter().flat_map(|candidate| &candidate.reasons) {
        let (item, member) = (flag.reason.item.clone(), flag.reason.member);
        let decided = draft.candidate.iter().flat_map(|lead| &lead.reasons).find(|done| {
            let ProposedReason { trigger, reason, .. } = flag;
            done.trigger == *trigger && done.reason.item == reason.item && done.reason.member == reason.member
        });
        match decided {
            None => gaps.push(Gap::FlagUndecided { trigger: flag.trigger.clone(), item, member }),
            Some(done) if lacks_reason(&done.decision) => gaps.push(Gap::DecisionReason { item, member }),
            Some(_) => {}
        }
    }
    gaps
}

fn member_of(subject: &Subject) -> Option<MemberId> {
    match subject {
        Subject::Member { member_id, .. } => Some(*member_id),
        Subject::Household { .. } | Subject::Village { .. } => None,
    }
}

fn lacks_reason(decision: &Decision) -> bool {
    match decision {
        Decision::Confirmed => false,
        Decision::Edited { reason } | Decision::Rejected { reason } => reason.trim().is_empty(),
    }
}

/// Refusing one of F1.01–F1.04 leaves the income unknown: the household goes on the village's follow-up list.
#[must_use]
pub fn needs_income_follow_up(answers: &[Answer]) -> bool {
    let income = ["F1.01", "F1.02", "F1.03", "F1.04"];
    answers
        .iter()
        .any(|answer| answer.status == AnswerStatus::Refused && income.contains(&answer.item.0.as_str()))
}
