//! A checked file into the roster: all of it in one transaction, or nothing.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;
use zoufang_domain::ids::VillageId;
use zoufang_wire::{ApiError, Entity, ErrorCode};

use super::{ImportJob, ImportState};
use crate::audit::{By, Event, audit};
use crate::effects::scope;
use crate::error::Refusal;
use crate::office::Office;
use crate::storage::roster::Origin;
use crate::storage::{StorageError, Writes};

impl Office {
    /// Writes what the preview shows into the roster and sends it to the devices of whoever visits there. With
    /// `only_good` households with an error stay out, each as a whole; without it one error keeps everything out
    /// (domain, section 6: row errors reject the import as a whole by default).
    ///
    /// # Errors
    /// `NotFound`, `ImportNotReady`, `ImportFaulty`; `RosterChanged` when the preview is old; or the database fails.
    /// Nothing is written then.
    pub fn commit_import(&self, id: Uuid, by: &By, only_good: bool) -> Result<ImportJob, ApiError> {
        let (now, by) = (self.now(), by.clone());
        self.change(move |rows| {
            let job = match may_be_written(rows, id, only_good) {
                Ok(job) => job,
                Err(Refusal::Told(refused)) => return Ok(Err(refused)),
                Err(Refusal::Storage(failed)) => return Err(failed),
            };
            let mut groups: BTreeMap<VillageId, BTreeSet<String>> = BTreeMap::new();
            for household in rows.import_households(id)? {
                // The village it leaves, if it moves, is counted anew as well.
                if let Some(before) = rows.household_place(household.id)? {
                    groups.entry(before.village).or_default();
                }
                groups.entry(household.village_id).or_default().insert(household.group.clone());
                rows.put_household(&household, Origin::Roster)?;
                scope::show_household(rows, household.id, now)?;
            }
            for (village, groups) in groups {
                note_in_village(rows, village, groups)?;
            }
            rows.spend_import(id)?;
            let job = ImportJob { state: ImportState::Done, ..job };
            rows.put_import(&job)?;
            let detail = format!(
                "{} new, {} changed, {} kept out households",
                job.summary.new, job.summary.changed, job.summary.faulty
            );
            audit(rows, now, &by, Event::RosterImport, &format!("import {id}"), &detail)?;
            Ok(Ok(job))
        })?
    }
}

fn may_be_written(rows: &dyn Writes, id: Uuid, only_good: bool) -> Result<ImportJob, Refusal> {
    let missing = || ApiError::new(ErrorCode::NotFound).with("what", "import");
    let job = rows.import_job(id)?.ok_or_else(missing)?;
    if job.state != ImportState::Ready {
        return Err(ApiError::new(ErrorCode::ImportNotReady).into());
    }
    if job.revision != rows.roster_revision()? {
        return Err(ApiError::new(ErrorCode::RosterChanged).into());
    }
    if job.summary.errors > 0 && !only_good {
        return Err(ApiError::new(ErrorCode::ImportFaulty).with("count", job.summary.errors).into());
    }
    Ok(job)
}

/// The village's row knows its groups and how many households it has; devices show both.
fn note_in_village(rows: &dyn Writes, id: VillageId, groups: BTreeSet<String>) -> Result<(), StorageError> {
    let Some(mut village) = rows.village(id)? else { return Ok(()) };
    for group in groups {
        if !village.groups.contains(&group) {
            village.groups.push(group);
        }
    }
    village.households = u32::try_from(rows.households_of(id)?.len()).unwrap_or(u32::MAX);
    rows.put_village(&village)?;
    scope::refresh(rows, Entity::Village, id.0)
}
