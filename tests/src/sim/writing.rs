//! What a simulated cadre saves: a visit or a correction of one, with what it raises.

use rusqlite::Transaction;
use zoufang_domain::ids::{CandidateId, FindingId, HouseholdId, OpId, VisitId};
use zoufang_domain::visit::{VisitAmend, VisitRecord};
use zoufang_field::env::Env;
use zoufang_field::outbox;
use zoufang_wire::Kind;

use super::chance::Chance;
use super::device::Device;
use super::town::Town;
use super::work;

/// One thing a cadre saves.
pub struct Writing {
    pub op_id: OpId,
    pub household: HouseholdId,
    pub amends: Option<VisitId>,
    remark: String,
    extra: u64,
    code: u64,
}

/// An operation of it.
pub enum Part {
    Visit,
    Amend(VisitId),
    Finding,
    Candidate,
    Correction,
}

impl Writing {
    pub fn choose(chance: &mut Chance, town: &Town, phone: &mut Device) -> Self {
        // Drafts are begun long before they are saved, and a copied phone knows them as well.
        if phone.drafts.len() < 3 {
            let household = town.households[chance.index(town.households.len())].0;
            phone.drafts.push((OpId(draft_id(chance)), household));
        }
        let amends = if chance.happens(120) && !phone.visits.is_empty() {
            Some(phone.visits[chance.index(phone.visits.len())])
        } else {
            None
        };
        let (op_id, household) = match amends {
            Some((_, household)) => (OpId(draft_id(chance)), household),
            None => phone.drafts[chance.index(phone.drafts.len())],
        };
        // Now and then a remark too long for the office's limit of the day, and one that does not compress.
        let long = if chance.happens(15) { 60_000 } else { chance.below(60) };
        let remark = (0..long).map(|_| char::from(b'a' + (chance.below(26) as u8))).collect();
        Self {
            op_id,
            household,
            amends: amends.map(|(visit, _)| visit),
            remark,
            extra: chance.below(8),
            code: chance.below(4),
        }
    }

    pub fn parts(&self) -> Vec<Part> {
        let mut parts = vec![self.amends.map_or(Part::Visit, Part::Amend)];
        if self.amends.is_none() {
            match self.extra {
                0 => parts.push(Part::Finding),
                1 => parts.push(Part::Candidate),
                2 => parts.extend([Part::Finding, Part::Candidate]),
                3 => parts.push(Part::Correction),
                _ => {}
            }
        }
        parts
    }
}

impl Part {
    pub fn append(&self, transaction: &Transaction<'_>, env: &Env, what: &Writing) -> Result<OpId, String> {
        let now = env.clock.now();
        let (visit, home) = (VisitId(what.op_id.0), what.household);
        let record = work::visit(home, now, what.remark.clone());
        let fresh = || OpId(env.ids.uuid());
        let (household, of_visit) = (Some(home), Some(visit));
        let appended = match self {
            Self::Visit => {
                outbox::append(transaction, env, Kind::VisitRecord, what.op_id, household, of_visit, &record)
            }
            Self::Amend(visit_id) => {
                let record = record.clone();
                let body = VisitAmend { visit_id: *visit_id, reason: "模拟".into(), record };
                outbox::append(transaction, env, Kind::VisitAmend, what.op_id, household, of_visit, &body)
            }
            Self::Finding => {
                let id = FindingId(env.ids.uuid());
                let body = work::finding(id, visit, home, now.date_naive(), what.code);
                outbox::append(transaction, env, Kind::FindingRaise, fresh(), household, of_visit, &body)
            }
            Self::Candidate => {
                let id = CandidateId(env.ids.uuid());
                let body = work::candidate(id, visit, home, now.date_naive());
                outbox::append(transaction, env, Kind::CandidateRaise, fresh(), household, of_visit, &body)
            }
            Self::Correction => {
                let body = work::correction(home, what.code);
                outbox::append(transaction, env, Kind::RosterPropose, fresh(), household, of_visit, &body)
            }
        };
        let op_id = appended.map_err(|e| format!("an operation could not be saved: {e}"))?;
        match self {
            Self::Visit => keep(transaction, what, visit, op_id, &record)?,
            Self::Amend(visit) => keep(transaction, what, *visit, op_id, &record)?,
            Self::Finding | Self::Candidate | Self::Correction => {}
        }
        Ok(op_id)
    }
}

/// The own-visits row, as saving on the screen writes it: damaged operations are made whole from it.
fn keep(
    transaction: &Transaction<'_>,
    what: &Writing,
    visit: VisitId,
    op_id: OpId,
    record: &VisitRecord,
) -> Result<(), String> {
    let record = serde_json::to_string(record).map_err(|e| e.to_string())?;
    transaction
        .execute(
            "INSERT INTO visit (visit_id, household_id, version, record, reason, op_id, head_name, place,
                 mode, visited_on, saved_at)
             SELECT ?1, ?2, 1 + coalesce(max(version), 0), ?3, '模拟', ?4, '', '', 'face', '', ''
             FROM visit WHERE visit_id = ?1",
            (
                visit.0.as_bytes().as_slice(),
                what.household.0.as_bytes().as_slice(),
                record,
                op_id.0.as_bytes().as_slice(),
            ),
        )
        .map(drop)
        .map_err(|e| e.to_string())
}

fn draft_id(chance: &mut Chance) -> uuid::Uuid {
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&chance.draw().to_be_bytes());
    bytes[8..].copy_from_slice(&chance.draw().to_be_bytes());
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}
