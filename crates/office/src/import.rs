//! The roster coming in: campaign, checklists, villages, households, and who visits where.

use zoufang_domain::campaign::Campaign;
use zoufang_domain::checklist::Checklist;
use zoufang_domain::ids::AssignmentId;
use zoufang_domain::roster::{Assignment, Household, Village};
use zoufang_wire::{Action, ApiError, Entity, ErrorCode};

use crate::audit::{By, Event, audit};
use crate::clock::Instant;
use crate::effects::scope;
use crate::ids::named;
use crate::office::Office;
use crate::storage::roster::Origin;
use crate::storage::{StorageError, Writes};

/// What is brought in at once.
#[derive(Debug, Clone, Default)]
pub struct Township {
    pub campaign: Option<Campaign>,
    /// `(campaign, version, document)`.
    pub checklists: Vec<(String, u32, String)>,
    pub villages: Vec<Village>,
    pub households: Vec<Household>,
}

impl Office {
    /// Brings a township in, in one transaction, and feeds every account that may see it.
    ///
    /// # Errors
    /// `ChecklistFaulty` with file, item and field; or the database fails. Nothing was brought in then.
    pub fn import(&self, township: Township) -> Result<(), ApiError> {
        let now = self.now();
        for (_, _, document) in &township.checklists {
            let faulty = |faults| ApiError::new(ErrorCode::ChecklistFaulty).with("detail", faults);
            Checklist::from_document(document).map_err(faulty)?;
        }
        let (villages, households) = (township.villages.len(), township.households.len());
        let detail = format!("{villages} villages, {households} households");
        self.change(move |rows| {
            bring_in(rows, &township, now)?;
            audit(rows, now, &By::command_line(), Event::RosterImport, "roster", &detail)
        })
    }

    /// Publishes a campaign's next checklist to every device; households go on under the version their visit began
    /// with.
    ///
    /// # Errors
    /// `ChecklistReleased` when this version is out with other content; or the database fails.
    pub fn publish(&self, checklist: &Checklist, by: &By) -> Result<(), ApiError> {
        let (campaign, version, document) =
            (checklist.campaign(), checklist.version(), checklist.to_document());
        let known = self.look(|rows| rows.checklist(&campaign.id.0, version))?;
        if known.is_some_and(|known| known != document) {
            return Err(ApiError::new(ErrorCode::ChecklistReleased).with("version", version));
        }
        let checklists = vec![(campaign.id.0.clone(), version, document)];
        let subject = format!("checklist {} version {version}", campaign.id.0);
        let township = Township { campaign: Some(campaign), checklists, ..Township::default() };
        let (now, by) = (self.now(), by.clone());
        self.change(move |rows| {
            bring_in(rows, &township, now)?;
            audit(rows, now, &by, Event::ChecklistPublish, &subject, "")
        })
    }

    /// A new village, or a change of one; it reaches the devices of whoever visits there.
    ///
    /// # Errors
    /// When the database fails.
    pub fn put_village(&self, village: Village, by: &By) -> Result<(), ApiError> {
        let (now, by) = (self.now(), by.clone());
        self.change(move |rows| {
            rows.put_village(&village)?;
            scope::refresh(rows, Entity::Village, village.id.0)?;
            let detail = format!("{} {}, {} groups", village.code, village.name, village.groups.len());
            audit(rows, now, &by, Event::VillageWrite, &format!("village {}", village.id), &detail)
        })
    }

    /// A change of one household's roster row.
    ///
    /// # Errors
    /// When the database fails.
    pub fn put_household(&self, household: Household) -> Result<(), ApiError> {
        self.import(Township { households: vec![household], ..Township::default() })
    }

    /// Gives a cadre a village, groups or households; a known id is replaced. What is no longer covered leaves the
    /// devices of whoever had it.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`] for a village that the office does not hold, or when the database fails.
    pub fn assign(&self, assignment: Assignment) -> Result<(), ApiError> {
        self.assign_by(assignment, &By::command_line())
    }

    /// The same for an officer.
    ///
    /// # Errors
    /// As [`Office::assign`].
    pub fn assign_by(&self, assignment: Assignment, by: &By) -> Result<(), ApiError> {
        let (now, by) = (self.now(), by.clone());
        let village = assignment.village_id;
        let found = self.change(move |rows| {
            // Devices are fed the village's row: naming one that is not there would stop their pull.
            if rows.village(village)?.is_none() {
                return Ok(false);
            }
            let before = rows.assignment(assignment.id)?;
            rows.put_assignment(&assignment)?;
            if let Some(before) = before
                && before.account_id != assignment.account_id
            {
                take_away(rows, &before)?;
                scope::follow_assignments(rows, before.account_id, now)?;
            }
            if let Some(viewer) = rows.viewer(assignment.account_id)? {
                rows.feed(viewer, Entity::Assignment, assignment.id.0, Action::Upsert)?;
            }
            scope::follow_assignments(rows, assignment.account_id, now)?;
            let subject = format!("village {village}");
            let detail = format!("to account {}", assignment.account_id);
            audit(rows, now, &by, Event::Assign, &subject, &detail)?;
            Ok(true)
        })?;
        if found {
            Ok(())
        } else {
            Err(ApiError::new(ErrorCode::NotFound).with("what", format!("village {village}")))
        }
    }

    /// Takes an assignment back.
    ///
    /// # Errors
    /// When the database fails.
    pub fn unassign(&self, id: AssignmentId) -> Result<(), ApiError> {
        self.unassign_by(id, &By::command_line())
    }

    /// The same for an officer.
    ///
    /// # Errors
    /// When the database fails.
    pub fn unassign_by(&self, id: AssignmentId, by: &By) -> Result<(), ApiError> {
        let (now, by) = (self.now(), by.clone());
        self.change(move |rows| {
            let Some(before) = rows.assignment(id)? else { return Ok(()) };
            rows.drop_assignment(id)?;
            take_away(rows, &before)?;
            scope::follow_assignments(rows, before.account_id, now)?;
            let subject = format!("village {}", before.village_id);
            let detail = format!("from account {}", before.account_id);
            audit(rows, now, &by, Event::Assign, &subject, &detail)
        })
    }
}

fn bring_in(rows: &dyn Writes, township: &Township, now: Instant) -> Result<(), StorageError> {
    if let Some(campaign) = &township.campaign {
        let id = named(&["campaign", &campaign.id.0]);
        rows.put_campaign(id, campaign)?;
        feed_all(rows, Entity::Campaign, id)?;
    }
    for (campaign, version, body) in &township.checklists {
        let id = checklist_id(campaign, *version);
        rows.put_checklist(id, campaign, *version, body)?;
        feed_all(rows, Entity::Checklist, id)?;
    }
    for village in &township.villages {
        rows.put_village(village)?;
        scope::refresh(rows, Entity::Village, village.id.0)?;
    }
    for household in &township.households {
        rows.put_household(household, Origin::Roster)?;
        scope::show_household(rows, household.id, now)?;
    }
    Ok(())
}

/// One id for each version of a campaign's checklist.
#[must_use]
pub fn checklist_id(campaign: &str, version: u32) -> uuid::Uuid {
    named(&["checklist", campaign, &version.to_string()])
}

fn take_away(rows: &dyn Writes, assignment: &Assignment) -> Result<(), StorageError> {
    match rows.viewer(assignment.account_id)? {
        Some(viewer) => rows.feed(viewer, Entity::Assignment, assignment.id.0, Action::Delete),
        None => Ok(()),
    }
}

fn feed_all(rows: &dyn Writes, entity: Entity, id: uuid::Uuid) -> Result<(), StorageError> {
    rows.all_viewers()?.into_iter().try_for_each(|viewer| rows.feed(viewer, entity, id, Action::Upsert))
}
