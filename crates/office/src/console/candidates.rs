//! 监测线索 with every reason: the item, the value, the sentence of the notice, and what the cadre decided.

use chrono::NaiveDate;
use serde::Serialize;
use zoufang_domain::candidate::{Candidate, CandidateKind, CandidateReason, Channel, Strength};
use zoufang_domain::finding::{Decision, RiskType};
use zoufang_domain::ids::{CandidateId, HouseholdId, ItemId};
use zoufang_domain::roster::MonitorState;

use super::answers::Words;
use super::places::{Place, Places};
use crate::storage::StorageError;

/// A lead in a list.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
#[ts(export, rename = "ConsoleCandidate", export_to = "ConsoleCandidate.ts")]
pub struct CandidateLine {
    pub id: CandidateId,
    pub household_id: HouseholdId,
    pub place: Place,
    pub kind: CandidateKind,
    pub channel: Channel,
    pub strength: Strength,
    pub state: MonitorState,
    pub risk_types: Vec<RiskType>,
    #[ts(type = "string")]
    pub raised_on: NaiveDate,
    pub reasons: Vec<ReasonLine>,
}

/// One reason of a lead.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
#[ts(export, rename = "ConsoleReason", export_to = "ConsoleReason.ts")]
pub struct ReasonLine {
    pub item: ItemId,
    pub title_zh: String,
    pub title_en: String,
    pub member: Option<String>,
    pub trigger: String,
    pub strength: Strength,
    pub decision: Decision,
    /// The sentence of the notice it rests on.
    pub quote: String,
}

pub fn line(
    places: &mut Places<'_>,
    words: &Words,
    candidate: Candidate,
) -> Result<CandidateLine, StorageError> {
    let household_id = candidate.household_id;
    let empty = Place { village: String::new(), group: String::new(), head_name: String::new() };
    let place = places.place(household_id)?.unwrap_or(empty);
    let reasons =
        candidate.reasons.into_iter().map(|reason| reason_line(places, words, household_id, reason));
    Ok(CandidateLine {
        id: candidate.id,
        household_id,
        place,
        kind: candidate.kind,
        channel: candidate.channel,
        strength: candidate.strength,
        state: candidate.state,
        risk_types: candidate.risk_types,
        raised_on: candidate.raised_on,
        reasons: reasons.collect::<Result<_, _>>()?,
    })
}

fn reason_line(
    places: &mut Places<'_>,
    words: &Words,
    household: HouseholdId,
    given: CandidateReason,
) -> Result<ReasonLine, StorageError> {
    let (title_zh, title_en) = words.title(&given.reason.item);
    let member = match given.reason.member {
        Some(member) => places.member(household, member)?,
        None => None,
    };
    Ok(ReasonLine {
        item: given.reason.item,
        title_zh,
        title_en,
        member,
        trigger: given.trigger,
        strength: given.strength,
        decision: given.decision,
        quote: given.reason.quote,
    })
}
