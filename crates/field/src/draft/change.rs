//! What each change does to a draft.

use zoufang_domain::checklist::{Ask, Checklist};
use zoufang_domain::ids::FindingId;
use zoufang_domain::roster::Household;
use zoufang_domain::visit::env::VisitEnv;
use zoufang_domain::visit::{Answer, AnswerStatus, MembersCheck, ModeKind, NoticeGiven};

use super::body::{Decided, Draft};
use crate::Env;
use crate::view::DraftChange;

/// Applies a change; `Undo` is the store's and does nothing here.
pub fn apply(
    draft: &mut Draft,
    change: DraftChange,
    household: &Household,
    checklist: &Checklist,
    env: &Env,
) {
    match change {
        DraftChange::SetMode { mode, reason } => {
            draft.mode = Some(mode);
            draft.mode_reason = written(reason);
        }
        DraftChange::SetCadres { names } => {
            draft.cadres = names.into_iter().filter_map(|n| written(Some(n))).collect()
        }
        DraftChange::SetNotice { how } => draft.notice = Some(NoticeGiven { at: env.clock.now(), how }),
        DraftChange::SetMembers { confirmed } => {
            draft.members_check = Some(MembersCheck { at: env.clock.now(), confirmed });
        }
        DraftChange::SetAnswers { answers } => {
            for answer in answers {
                put(draft, answer, checklist);
            }
        }
        DraftChange::ClearAnswer { item, member } => {
            draft.answers.retain(|answer| answer.item != item || answer.member != member);
        }
        DraftChange::ConfirmPrefills { focus, ask, items } => {
            let wanted = |item: &zoufang_domain::checklist::Item| {
                focus.as_ref().is_none_or(|focus| *focus == item.focus)
                    && ask.is_none_or(|ask| ask == item.ask)
                    && items.as_ref().is_none_or(|items| items.contains(&item.id))
            };
            confirm(draft, household, checklist, env, wanted);
        }
        DraftChange::SetRemark { remark } => draft.remark = written(remark),
        DraftChange::Decide { key, decision, severity, bucket, note } => {
            let known = draft.decisions.get(&key).map(|decided| decided.finding_id);
            let finding_id = known.unwrap_or_else(|| FindingId(env.ids.uuid()));
            let note = written(note);
            draft.decisions.insert(key, Decided { decision, finding_id, severity, bucket, note });
        }
        DraftChange::SetAmendReason { reason } => draft.amend_reason = written(Some(reason)),
        DraftChange::Undo => {}
    }
}

fn written(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn put(draft: &mut Draft, mut answer: Answer, checklist: &Checklist) {
    let by_phone = draft.mode.as_ref().is_some_and(|mode| mode.kind() == ModeKind::Phone);
    let looked_at = checklist.item(&answer.item.0).is_some_and(|item| item.ask == Ask::Observe);
    if by_phone && looked_at {
        answer.seen = Some(false);
    }
    match draft.answers.iter_mut().find(|known| known.item == answer.item && known.member == answer.member) {
        Some(known) => *known = answer,
        None => draft.answers.push(answer),
    }
}

/// One confirmed answer can bring further items up, so it goes on until nothing more can be confirmed.
fn confirm(
    draft: &mut Draft,
    household: &Household,
    checklist: &Checklist,
    env: &Env,
    wanted: impl Fn(&zoufang_domain::checklist::Item) -> bool,
) {
    let by_phone = draft.mode.as_ref().is_some_and(|mode| mode.kind() == ModeKind::Phone);
    loop {
        let facts = VisitEnv::build(checklist, household, &draft.answers, env.clock.today());
        let open = facts.asked(checklist).into_iter().find_map(|asked| {
            let answered = draft
                .answers
                .iter()
                .any(|answer| answer.item == asked.item.id && answer.member == asked.member);
            let seen_later = by_phone && !asked.item.phone_ok;
            if answered || seen_later || !wanted(asked.item) {
                return None;
            }
            Some((asked, facts.prefill(asked.item, asked.member)?))
        });
        let Some((asked, value)) = open else { return };
        let answer = Answer {
            item: asked.item.id.clone(),
            member: asked.member,
            status: AnswerStatus::Confirmed,
            value: Some(value),
            note: None,
            evidence_text: None,
            seen: None,
        };
        put(draft, answer, checklist);
    }
}
