//! What must hold, whatever happened: invariants I1–I9, I11 and I12 of design section 3.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;
use uuid::Uuid;
use zoufang_domain::ids::{AccountId, OpId, VillageId, VisitId};
use zoufang_domain::roster::Household;
use zoufang_office::storage::ledger::LedgerFilter;
use zoufang_office::storage::op_log::StoredOp;
use zoufang_office::storage::visit::VisitFilter;
use zoufang_office::storage::{self, Scope, StorageError};
use zoufang_office::{Caller, Office};
use zoufang_wire::change::row_digest;
use zoufang_wire::{Action, Digest, Entity, OpResult, Pull, SyncRequest};

use super::device::Device;

/// A broken invariant, with its number and what was seen.
pub type Check = Result<(), String>;

/// What the checks remember.
#[derive(Debug, Default)]
pub struct Oracle {
    /// The office's log as last seen.
    pub log: BTreeMap<OpId, Digest>,
    /// In the log before the last restore and not since: the devices have to bring them again.
    pub lost: BTreeSet<(OpId, Digest)>,
    /// A restore may have taken kept conflicts along as well; the end of the run counts them.
    conflicts_may_be_lost: bool,
}

impl Oracle {
    /// I2 in the office: what was in the log stays in it, byte for byte. Run after every request that carries operations, and with the expensive checks.
    ///
    /// # Errors
    /// The broken invariant.
    pub fn log_only_grows(&mut self, office: &Office) -> Check {
        let now = log_of(office)?;
        for (op_id, hash) in &self.log {
            if now.get(op_id) != Some(hash) {
                return Err(format!("I2: {op_id} was in the office's log and is not, or with other bytes"));
            }
        }
        self.lost.retain(|(op_id, hash)| now.get(op_id) != Some(hash));
        self.log = now;
        Ok(())
    }

    /// The office went back to its backup.
    ///
    /// # Errors
    /// When its log cannot be read.
    pub fn restored(&mut self, office: &Office) -> Check {
        let now = log_of(office)?;
        self.conflicts_may_be_lost = true;
        let before = std::mem::take(&mut self.log);
        self.lost.extend(before.into_iter().filter(|(op_id, _)| !now.contains_key(op_id)));
        self.log = now;
        Ok(())
    }

    /// I1, I2, I11 and I12 on one device: everything called saved is there, unchanged and complete, and nothing is
    /// called handed in that the office does not have. Run after every event of the device.
    ///
    /// # Errors
    /// The broken invariant.
    pub fn device_keeps_its_work(&self, device: &Device, office: &Office) -> Check {
        let Some(running) = &device.running else { return Ok(()) };
        let rows = outbox_of(&running.connection)?;
        if rows.len() != device.saved.len() {
            return Err(format!(
                "I11: {} operations saved, {} in the outbox",
                device.saved.len(),
                rows.len()
            ));
        }
        for row in rows {
            if device.saved.get(&row.op_id) != Some(&row.hash) {
                return Err(format!("I1: {} is not as it was saved", row.op_id));
            }
            let in_log = self.log.get(&row.op_id) == Some(&row.hash);
            if row.bytes.is_none() && !in_log {
                return Err(format!("I1: the body of {} is on no side", row.op_id));
            }
            // Damage that the world did is kept as it is or made whole, never made worse.
            let known_damage = row.bytes.is_some() && device.rotten.get(&row.op_id) == row.bytes.as_ref();
            if !known_damage && row.bytes.is_some_and(|bytes| Digest::of(&[&bytes]) != row.hash) {
                return Err(format!("I1: the bytes of {} have changed", row.op_id));
            }
            let lost = self.lost.contains(&(row.op_id, row.hash));
            match row.state.as_str() {
                "pending" => {}
                "accepted" if in_log || lost => {}
                "accepted" => {
                    return Err(format!("I2: {} counts as accepted, the office lacks it", row.op_id));
                }
                _ if in_log
                    || self.lost.iter().any(|(op_id, _)| *op_id == row.op_id)
                    || self.conflict_kept(office, row.op_id)? => {}
                state => return Err(format!("I2: {} is {state}, the office lacks it", row.op_id)),
            }
        }
        Ok(())
    }

    /// Whether the office keeps other bytes beside the logged ones; how many is compared at the end of a run.
    fn conflict_kept(&self, office: &Office, op_id: OpId) -> Result<bool, String> {
        let counts = storage::read(office.storage(), |rows| rows.op_counts()).map_err(told)?;
        Ok(self.log.contains_key(&op_id) && (counts.conflicts > 0 || self.conflicts_may_be_lost))
    }
}

fn told(error: StorageError) -> String {
    format!("the office cannot be read: {error}")
}

fn log_of(office: &Office) -> Result<BTreeMap<OpId, Digest>, String> {
    let mut log = BTreeMap::new();
    each_op(office, |op| {
        if Digest::of(&[op.bytes.as_bytes()]) != op.hash {
            return Err(format!("I2: the office's bytes of {} do not have their hash", op.op_id));
        }
        log.insert(op.op_id, op.hash);
        Ok(())
    })?;
    Ok(log)
}

fn each_op(office: &Office, mut each: impl FnMut(StoredOp) -> Check) -> Check {
    let mut broken = Ok(());
    storage::read(office.storage(), |rows| {
        rows.each_op(&mut |op| {
            if broken.is_ok() {
                broken = each(op);
            }
            Ok(())
        })
    })
    .map_err(told)?;
    broken
}

/// A row of a device's outbox.
pub struct OutboxLine {
    pub op_id: OpId,
    pub hash: Digest,
    pub state: String,
    pub bytes: Option<Vec<u8>>,
}

impl OutboxLine {
    /// Damaged by the world and not made whole since.
    #[must_use]
    pub fn is_rotten(&self) -> bool {
        self.bytes.as_ref().is_some_and(|bytes| Digest::of(&[bytes]) != self.hash)
    }
}

/// # Errors
/// When it cannot be read.
pub fn outbox_of(connection: &Connection) -> Result<Vec<OutboxLine>, String> {
    let mut statement = connection
        .prepare_cached("SELECT op_id, hash, state, CAST(bytes AS BLOB) FROM outbox ORDER BY n")
        .map_err(|e| e.to_string())?;
    let rows = statement
        .query_map([], |row| {
            Ok(OutboxLine {
                op_id: OpId(Uuid::from_bytes(row.get(0)?)),
                hash: Digest(row.get(1)?),
                state: row.get(2)?,
                bytes: row.get(3)?,
            })
        })
        .map_err(|e| e.to_string())?;
    rows.collect::<Result<_, _>>().map_err(|e| e.to_string())
}

/// I5 and I6: the device's rows plus everything the office has after the device's cursor are the office's rows. With
/// `caught_up`, nothing may be left to fetch. Returns whether there was something to compare.
///
/// # Errors
/// The broken invariant.
pub fn rows_are_the_offices(device: &Device, office: &Office, caught_up: bool) -> Result<bool, String> {
    let Some(running) = &device.running else { return Ok(false) };
    let (cursor, staging): (Option<String>, bool) = running
        .connection
        .query_row("SELECT cursor, staging_cursor IS NOT NULL FROM stream", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .map_err(|e| e.to_string())?;
    let Some(mut cursor) = cursor.filter(|_| !staging) else { return Ok(false) };
    let mut rows = pulled_of(&running.connection)?;
    loop {
        let pull = Pull { cursor: Some(cursor), limit: 1000, digest: true, knows: Pull::known_here() };
        let request = SyncRequest {
            stream_id: device.streams.last().copied().ok_or("a device without a stream")?,
            device_time: office.now(),
            ops: vec![],
            digest: None,
            pull: Some(pull),
            asks: vec![],
        };
        let answer = office
            .handle_sync(Caller::new(device.account, device.device), request)
            .map_err(|e| format!("the shadow pull failed: {e}"))?;
        if answer.reset {
            return if caught_up { Err("I6: the cursor is of another epoch".into()) } else { Ok(false) };
        }
        if caught_up && !answer.changes.is_empty() {
            return Err(format!("I6: {} changes were never fetched", answer.changes.len()));
        }
        for change in answer.changes {
            match (change.action, change.row) {
                (Action::Upsert, Some(row)) => {
                    rows.insert((change.entity, change.id), row_digest(change.entity, change.id, row.get()));
                }
                _ => drop(rows.remove(&(change.entity, change.id))),
            }
        }
        cursor = answer.cursor.ok_or("a pull without a cursor")?;
        if answer.more {
            continue;
        }
        let mut sum = Digest::zero();
        rows.values().for_each(|digest| sum.fold(*digest));
        return if answer.digest == Some(sum) {
            Ok(true)
        } else {
            Err("I5/I6: the cursor is ahead of the rows, or rows differ from the office's".into())
        };
    }
}

fn pulled_of(connection: &Connection) -> Result<BTreeMap<(Entity, Uuid), Digest>, String> {
    let mut statement = connection
        .prepare_cached("SELECT entity, id, body FROM pulled WHERE left = 0")
        .map_err(|e| e.to_string())?;
    let rows = statement
        .query_map([], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, [u8; 16]>(1)?, row.get::<_, String>(2)?))
        })
        .map_err(|e| e.to_string())?;
    let mut known = BTreeMap::new();
    for row in rows {
        let (entity, id, body) = row.map_err(|e| e.to_string())?;
        let entity = Entity::from_name(&entity).ok_or("a row of an unknown entity")?;
        let id = Uuid::from_bytes(id);
        known.insert((entity, id), row_digest(entity, id, &body));
    }
    Ok(known)
}

/// I3 and I7: one effect per operation, ledger versions without gaps, states that a rule allows.
///
/// # Errors
/// The broken invariant.
pub fn effects_happen_once(office: &Office) -> Check {
    let mut visits = BTreeSet::new();
    let mut raised = 0_u64;
    each_op(office, |op| {
        if op.outcome.result == OpResult::Accepted {
            match op.kind.as_str() {
                "visit.record" => drop(visits.insert(op.op_id)),
                "finding.raise" | "candidate.raise" => raised += 1,
                _ => {}
            }
        }
        Ok(())
    })?;
    let (events, listed) = storage::read(office.storage(), |rows| {
        let filter = VisitFilter { scope: Scope::Town, limit: 10_000, ..VisitFilter::default() };
        let (listed, _) = rows.list_visits(&filter)?;
        let filter = LedgerFilter { scope: Scope::Town, limit: 10_000, ..LedgerFilter::default() };
        let mut events = Vec::new();
        for finding in rows.list_findings(&filter)?.0 {
            events.push((finding.version, rows.ledger_events(Entity::Finding, finding.id.0)?));
        }
        for candidate in rows.list_candidates(&filter)?.0 {
            events.push((candidate.version, rows.ledger_events(Entity::Candidate, candidate.id.0)?));
        }
        Ok((listed.len(), events)).map(|(listed, events)| (events, listed))
    })
    .map_err(told)?;
    if listed != visits.len() {
        return Err(format!("I3: {} visits accepted, {listed} in the office", visits.len()));
    }
    let mut causes = BTreeSet::new();
    for (newest, steps) in &events {
        let mut version = 0;
        for step in steps {
            if !causes.insert(step.op_id) {
                return Err(format!("I3: {} had two effects on the ledger", step.op_id));
            }
            if step.version != version && step.version != version + 1 {
                return Err(format!("I7: a ledger version went from {version} to {}", step.version));
            }
            version = step.version;
            if step.what == "raised" && step.version != 1 {
                return Err("I7: something raised does not begin with version 1".into());
            }
        }
        if version != *newest {
            return Err(format!("I7: the ledger is at version {newest}, its steps at {version}"));
        }
    }
    if (causes.len() as u64) > raised {
        return Err(format!("I3: {raised} raised, {} effects", causes.len()));
    }
    Ok(())
}

/// I4: the streams of a device have no gaps in the office.
///
/// # Errors
/// The broken invariant.
pub fn streams_have_no_gaps(device: &Device, office: &Office) -> Check {
    for stream in &device.streams {
        let slots = storage::read(office.storage(), |rows| rows.slots(*stream)).map_err(told)?;
        for (expected, (seq, _)) in (1_u64..).zip(&slots) {
            if *seq != expected {
                return Err(format!("I4: stream {stream} has {seq} where {expected} should be"));
            }
        }
    }
    Ok(())
}

/// I8: an account sees the households of its villages and no others, and reviews of its own visits there.
///
/// # Errors
/// The broken invariant.
pub fn only_assigned_is_visible(
    office: &Office,
    account: AccountId,
    villages: &BTreeSet<VillageId>,
) -> Check {
    let mut broken = Ok(());
    storage::read(office.storage(), |rows| {
        let Some(viewer) = rows.viewer(account)? else { return Ok(()) };
        rows.feed_live(viewer, &mut |entity, id, row| {
            if entity == Entity::Household {
                match serde_json::from_str::<Household>(row) {
                    Ok(household) if villages.contains(&household.village_id) => {}
                    _ => broken = Err(format!("I8: {account} sees household {id} outside its assignment")),
                }
            }
            if entity == Entity::VisitReview {
                let visit = rows.visit(VisitId(id))?.filter(|visit| visit.account == account);
                let place =
                    visit.map(|visit| rows.household_place(visit.household_id)).transpose()?.flatten();
                if !place.is_some_and(|place| villages.contains(&place.village)) {
                    broken = Err(format!("I8: {account} sees the review of {id}, which is not its own"));
                }
            }
            Ok(())
        })
    })
    .map_err(told)?;
    broken
}
