//! The view of a draft: what is asked, what is raised, what is missing.

use chrono::NaiveDate;
use zoufang_domain::checklist::{Ask, Checklist, EvidenceKind, Truth};
use zoufang_domain::income::{IncomeSheet, RigidSpending};
use zoufang_domain::money::Fen;
use zoufang_domain::roster::Household;
use zoufang_domain::visit::completeness::{self, DraftFacts, Gap as Lack};
use zoufang_domain::visit::env::{Asked, VisitEnv};
use zoufang_domain::visit::mode_rules::{ModeDoubt, doubts};
use zoufang_domain::visit::{AnswerStatus, ModeKind, Remark};

use super::body::Draft;
use super::flags::{Flags, finding_key, flags_in, member_of, reason_key};
use crate::view::{
    DraftView, EvidenceView, FlagKind, FlagView, FocusView, Gap, GapKind, IncomeView, ItemView, MemberView,
};

/// Names and texts around a draft that it does not hold itself.
pub struct Around {
    pub place: String,
    pub updated_at: chrono::DateTime<chrono::FixedOffset>,
    pub members: Vec<MemberView>,
    pub can_undo: bool,
    /// Of the town, about the visit that the draft corrects.
    pub remarks: Vec<Remark>,
}

/// Works the whole view out of the draft.
#[must_use]
pub fn evaluate(
    draft: &Draft,
    household: &Household,
    checklist: &Checklist,
    day: NaiveDate,
    around: Around,
) -> DraftView {
    let facts = VisitEnv::build(checklist, household, &draft.answers, day);
    let raised = flags_in(&facts, draft, household, checklist, day);
    let mode_doubts = draft.mode.iter().flat_map(|mode| doubts(household, mode, &draft.cadres));
    DraftView {
        visit_id: draft.visit_id,
        household_id: draft.household_id,
        head_name: household.head().map_or_else(String::new, |head| head.name.clone()),
        place: around.place,
        members: around.members,
        checklist_version: draft.checklist_version,
        started_at: draft.started_at,
        updated_at: around.updated_at,
        mode: draft.mode.clone(),
        mode_doubts: mode_doubts.map(|doubt| doubt_code(&doubt).to_owned()).collect(),
        mode_reason: draft.mode_reason.clone(),
        cadres: draft.cadres.clone(),
        notice: draft.notice.clone(),
        members_check: draft.members_check.clone(),
        remark: draft.remark.clone(),
        amends: draft.amends,
        amend_reason: draft.amend_reason.clone(),
        remarks: around.remarks,
        focuses: focuses(draft, checklist, &facts),
        flags: flag_views(draft, household, &raised),
        income: income(draft, checklist),
        gaps: gaps(draft, household, checklist, &facts, &raised),
        can_undo: around.can_undo,
    }
}

fn doubt_code(doubt: &ModeDoubt) -> &'static str {
    match doubt {
        ModeDoubt::NotOutside { .. } => "not_outside",
        ModeDoubt::WhereaboutsUnknown => "whereabouts_unknown",
        ModeDoubt::NotAtHomeIsNoReason => "not_at_home_is_no_reason",
        ModeDoubt::VisitorIsProxy => "visitor_is_proxy",
        ModeDoubt::CadreOfOwnHousehold => "cadre_of_own_household",
    }
}

fn focuses(draft: &Draft, checklist: &Checklist, facts: &VisitEnv) -> Vec<FocusView> {
    let asked = facts.asked(checklist);
    let view = |code: &str| -> Vec<ItemView> {
        asked.iter().filter(|asked| asked.item.focus == code).map(|asked| item(draft, asked, facts)).collect()
    };
    let focus = |focus: &zoufang_domain::checklist::document::Focus| {
        let items = view(&focus.code);
        let done = items.iter().filter(|item| item.to_see || is_done(item)).count();
        FocusView {
            code: focus.code.clone(),
            title_zh: focus.zh.clone(),
            title_en: focus.en.clone(),
            done: u32::try_from(done).unwrap_or(u32::MAX),
            total: u32::try_from(items.len()).unwrap_or(u32::MAX),
            items,
        }
    };
    checklist.campaign.focuses.iter().map(focus).collect()
}

fn is_done(item: &ItemView) -> bool {
    item.status.is_some_and(|status| status != AnswerStatus::Todo)
        && item.evidence.iter().all(|evidence| evidence.given || !evidence.required)
}

fn item(draft: &Draft, asked: &Asked<'_>, facts: &VisitEnv) -> ItemView {
    let phone = draft.mode.as_ref().is_some_and(|mode| mode.kind() == ModeKind::Phone);
    let answer =
        draft.answers.iter().find(|answer| answer.item == asked.item.id && answer.member == asked.member);
    let env = facts.of(asked.item, asked.member);
    let written = answer.and_then(|a| a.evidence_text.as_deref()).is_some_and(|text| !text.trim().is_empty());
    let due = asked.item.evidence.iter().filter(|evidence| evidence.when.eval(&env) == Truth::True);
    let evidence = due.map(|evidence| EvidenceView {
        kind: evidence.kind,
        required: evidence.required,
        what_zh: evidence.what_zh.clone(),
        what_en: evidence.what_en.clone(),
        given: written || (phone && evidence.kind != EvidenceKind::Text),
    });
    ItemView {
        item: asked.item.id.clone(),
        member: asked.member,
        ask: asked.item.ask,
        answer: answer.cloned(),
        status: answer.map(|answer| answer.status),
        prefill: if asked.item.ask == Ask::Auto { None } else { facts.prefill(asked.item, asked.member) },
        roster_unknown: asked.applies == zoufang_domain::checklist::Applies::Unknown,
        to_see: phone && !asked.item.phone_ok,
        evidence: evidence.collect(),
    }
}

fn flag_views(draft: &Draft, household: &Household, raised: &Flags) -> Vec<FlagView> {
    let name = |member| household.members.iter().find(|m| Some(m.id) == member).map(|m| m.name.clone());
    let findings = raised.proposed.findings.iter().map(|finding| {
        let key = finding_key(finding);
        let decided = draft.decisions.get(&key);
        let body = raised.findings.iter().find(|f| f.code == finding.code && f.subject == finding.subject);
        FlagView {
            kind: FlagKind::Finding,
            member_name: name(member_of(&finding.subject)),
            title: finding.title.clone(),
            code: Some(finding.code.clone()),
            severity: Some(body.map_or(finding.severity, |body| body.severity)),
            bucket: Some(body.map_or_else(|| finding.bucket.clone(), |body| body.bucket.clone())),
            due_on: Some(body.map_or(finding.due_on, |body| body.due_on)),
            strength: None,
            trigger: None,
            candidate_kind: None,
            channel: None,
            reason: finding.reason.clone(),
            on_the_spot: finding.closed_on_the_spot,
            decision: decided.map(|decided| decided.decision.clone()),
            note: decided.and_then(|decided| decided.note.clone()),
            key,
        }
    });
    let leads = raised.proposed.candidate.iter().flat_map(|lead| lead.reasons.iter().map(move |r| (lead, r)));
    let leads = leads.map(|(lead, reason)| {
        let key = reason_key(reason);
        let decided = draft.decisions.get(&key);
        FlagView {
            kind: FlagKind::Candidate,
            member_name: name(reason.reason.member),
            title: reason.trigger.clone(),
            code: None,
            severity: None,
            bucket: None,
            due_on: None,
            strength: Some(reason.strength),
            trigger: Some(reason.trigger.clone()),
            candidate_kind: Some(lead.kind),
            channel: Some(lead.channel),
            reason: reason.reason.clone(),
            on_the_spot: false,
            decision: decided.map(|decided| decided.decision.clone()),
            note: decided.and_then(|decided| decided.note.clone()),
            key,
        }
    });
    findings.chain(leads).filter(|flag| !draft.raised_before.contains(&flag.key)).collect()
}

/// The sheet that asks for wages is the income sheet, whatever the campaign calls it.
fn income(draft: &Draft, checklist: &Checklist) -> Option<IncomeView> {
    let value = |field: &str| {
        let item = checklist.items.iter().find(|item| item.field(field).is_some())?;
        draft.answers.iter().find(|answer| answer.item == item.id)?.value.as_ref()
    };
    let sheet = IncomeSheet::from_answer(value("wage")?)?;
    let rigid = value("self_pay").and_then(RigidSpending::from_answer);
    let line = checklist.campaign().parameters.get("income_line").copied().unwrap_or_default();
    #[allow(clippy::cast_possible_truncation, reason = "a line of some thousand yuan")]
    let line = Fen((line * 100.0) as i64);
    let per_capita = sheet.per_capita_net()?;
    Some(IncomeView {
        net: sheet.net()?,
        per_capita,
        reference: rigid
            .and_then(|rigid| sheet.reference(Some(&rigid)))
            .map(|reference| reference.per_capita),
        line,
        persons: sheet.persons?,
        below_line: per_capita < line,
    })
}

fn gaps(
    draft: &Draft,
    household: &Household,
    checklist: &Checklist,
    env: &VisitEnv,
    raised: &Flags,
) -> Vec<Gap> {
    let facts = DraftFacts {
        mode: draft.mode.as_ref(),
        mode_reason: draft.mode_reason.as_deref(),
        notice_given: draft.notice.is_some(),
        members_checked: draft.members_check.is_some(),
        cadres: &draft.cadres,
        answers: &draft.answers,
        findings: &raised.findings,
        candidate: raised.candidate.as_ref(),
    };
    let mut gaps: Vec<Gap> = completeness::gaps_given(checklist, household, &facts, env, &raised.proposed)
        .into_iter()
        .map(|lack| gap(lack, raised))
        .collect();
    if draft.amends.is_some() && draft.amend_reason.is_none() {
        gaps.push(bare(GapKind::AmendReason));
    }
    gaps
}

fn bare(kind: GapKind) -> Gap {
    Gap { kind, item: None, member: None, flag: None, field: None }
}

fn gap(lack: Lack, raised: &Flags) -> Gap {
    let asking = |kind, item, member| Gap { item: Some(item), member, ..bare(kind) };
    match lack {
        Lack::Mode => bare(GapKind::Mode),
        Lack::ModeField { field } => Gap { field: Some(field), ..bare(GapKind::Mode) },
        Lack::Cadres => Gap { field: Some("cadres".to_owned()), ..bare(GapKind::Mode) },
        Lack::ModeReason => bare(GapKind::ModeReason),
        Lack::Notice => bare(GapKind::Notice),
        Lack::Members => bare(GapKind::Members),
        Lack::Unanswered { item, member }
        | Lack::Todo { item, member }
        | Lack::ToSeeOnSite { item, member }
        | Lack::CannotRefuse { item, member }
        | Lack::Incomplete { item, member } => asking(GapKind::Item, item, member),
        Lack::Evidence { item, member, .. } => asking(GapKind::Evidence, item, member),
        Lack::FindingUndecided { code, item, member } => {
            let found =
                raised.proposed.findings.iter().find(|f| f.code == code && member_of(&f.subject) == member);
            Gap { flag: found.map(finding_key), ..asking(GapKind::Decision, item, member) }
        }
        Lack::FlagUndecided { trigger, item, member } => {
            let reasons = raised.proposed.candidate.iter().flat_map(|lead| &lead.reasons);
            let found = reasons
                .into_iter()
                .find(|r| r.trigger == trigger && r.reason.item == item && r.reason.member == member);
            Gap { flag: found.map(reason_key), ..asking(GapKind::Decision, item, member) }
        }
        Lack::DecisionReason { item, member } => asking(GapKind::Decision, item, member),
    }
}
