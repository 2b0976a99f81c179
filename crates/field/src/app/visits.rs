//! Visits: drafts, saving, own visits, corrections.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::DateTime;
use zoufang_domain::checklist::Checklist;
use zoufang_domain::ids::{CandidateId, HouseholdId, VisitId};
use zoufang_domain::roster::Household;
use zoufang_domain::visit::proposal::proposals;
use zoufang_wire::{ApiError, ErrorCode};

use super::lists::{member_views, place};
use super::{Field, Open};
use crate::draft::{self, Around, Draft};
use crate::roster::read;
use crate::store::checkpoint;
use crate::view::{DraftChange, DraftSummary, DraftView, OwnVisit, Saved};
use crate::{Env, FieldError, visit};

impl Field {
    /// Begins a visit; several of one household may be open at once.
    ///
    /// # Errors
    /// When the household or the checklist is not here.
    pub fn start_visit(&self, household: HouseholdId) -> Result<DraftView, ApiError> {
        let cadre = self.profile().map(|profile| profile.account_name);
        self.with(|open, env| {
            read::household(&open.connection, household)?;
            checkpoint(&open.connection);
            let draft = Draft {
                visit_id: VisitId(env.ids.uuid()),
                household_id: household,
                checklist_version: open.checklist(None)?.version(),
                candidate_id: CandidateId(env.ids.uuid()),
                started_at: env.clock.now(),
                cadres: cadre.into_iter().collect(),
                mode: None,
                mode_reason: None,
                notice: None,
                members_check: None,
                answers: Vec::new(),
                remark: None,
                decisions: Default::default(),
                amends: None,
                amend_reason: None,
                raised_before: BTreeSet::new(),
            };
            open.begin(env, &draft)
        })
    }

    /// All drafts, the newest change first.
    ///
    /// # Errors
    /// When locked, or the database fails.
    pub fn drafts(&self) -> Result<Vec<DraftSummary>, ApiError> {
        self.with(|open, env| {
            open.roster.refresh(&open.connection, env.clock.today())?;
            let drafts = draft::all(&open.connection)?;
            drafts.into_iter().map(|(draft, updated_at)| open.summary(&draft, &updated_at)).collect()
        })
    }

    /// A draft with everything the rules say of it.
    ///
    /// # Errors
    /// When there is no such draft.
    pub fn draft(&self, visit: VisitId) -> Result<DraftView, ApiError> {
        self.with(|open, env| open.view(env, visit))
    }

    /// Stores one change before anything is shown.
    ///
    /// # Errors
    /// When it cannot be stored: the draft is then as it was.
    pub fn change_draft(&self, visit: VisitId, change: DraftChange) -> Result<DraftView, ApiError> {
        self.with(|open, env| {
            let (mut draft, _) = draft::load(&open.connection, visit)?;
            let (household, checklist) = open.ground(&draft)?;
            let transaction = open.connection.transaction()?;
            if change == DraftChange::Undo {
                draft::undo(&transaction, env, visit)?;
            } else {
                draft::apply(&mut draft, change, &household, &checklist, env);
                draft::update(&transaction, env, &draft)?;
            }
            transaction.commit()?;
            open.view(env, visit)
        })
    }

    /// Throws a draft away, which only a person does.
    ///
    /// # Errors
    /// When there is no such draft.
    pub fn discard_draft(&self, visit: VisitId) -> Result<(), ApiError> {
        self.with(|open, _| {
            let transaction = open.connection.transaction()?;
            draft::remove(&transaction, visit)?;
            crate::roster::purge_left(&transaction)?;
            transaction.commit()?;
            Ok(())
        })
    }

    /// Saves a complete draft. What comes back is true: the commit is done.
    ///
    /// # Errors
    /// [`ErrorCode::VisitIncomplete`] with the number of gaps; anything else leaves the draft as it was.
    pub fn save_visit(&self, visit: VisitId) -> Result<Saved, ApiError> {
        self.with(|open, env| {
            let view = open.view(env, visit)?;
            if !view.gaps.is_empty() {
                return Err(ApiError::new(ErrorCode::VisitIncomplete).with("count", view.gaps.len()).into());
            }
            let (draft, _) = draft::load(&open.connection, visit)?;
            let (household, checklist) = open.ground(&draft)?;
            let transaction = open.connection.transaction()?;
            let written = visit::save(&transaction, env, &draft, &household, &checklist, &view.place)?;
            transaction.commit()?;
            open.saved();
            open.roster.refresh(&open.connection, env.clock.today())?;
            Ok(Saved {
                visit_id: written.visit_id,
                saved_at: env.clock.now(),
                operations: written.operations,
                next: open.roster.next_unvisited(household.id),
            })
        })
    }

    /// Own visits, newest first.
    ///
    /// # Errors
    /// When locked, or the database fails.
    pub fn my_visits(&self) -> Result<Vec<OwnVisit>, ApiError> {
        self.with(|open, _| visit::own_visits(&open.connection))
    }

    /// Begins the correction of an own visit, or goes on with one.
    ///
    /// # Errors
    /// When the visit is not one of this device's.
    pub fn amend(&self, visit: VisitId) -> Result<DraftView, ApiError> {
        self.with(|open, env| {
            let begun =
                draft::all(&open.connection)?.into_iter().find(|(draft, _)| draft.amends == Some(visit));
            if let Some((draft, _)) = begun {
                return open.view(env, draft.visit_id);
            }
            let record = visit::latest_record(&open.connection, visit)?;
            let (household, _) = read::household(&open.connection, record.household_id)?;
            let checklist = open.checklist(Some(record.checklist_version))?;
            let raised = proposals(&checklist, &household, &record.answers, env.clock.today());
            let draft = Draft {
                visit_id: VisitId(env.ids.uuid()),
                household_id: record.household_id,
                checklist_version: record.checklist_version,
                candidate_id: CandidateId(env.ids.uuid()),
                started_at: record.started_at,
                cadres: record.cadres,
                mode: Some(record.mode),
                mode_reason: record.mode_reason,
                notice: record.notice,
                members_check: record.members_check,
                answers: record.answers,
                remark: record.remark,
                decisions: Default::default(),
                amends: Some(visit),
                amend_reason: None,
                raised_before: draft::keys(&raised).into_iter().collect(),
            };
            open.begin(env, &draft)
        })
    }
}

impl Open {
    fn begin(&mut self, env: &Env, draft: &Draft) -> Result<DraftView, FieldError> {
        let transaction = self.connection.transaction()?;
        draft::start(&transaction, env, draft)?;
        transaction.commit()?;
        self.view(env, draft.visit_id)
    }

    /// What a draft stands on: its household and the checklist it was begun with.
    fn ground(&mut self, draft: &Draft) -> Result<(Household, Arc<Checklist>), FieldError> {
        let (household, _) = read::household(&self.connection, draft.household_id)?;
        Ok((household, self.checklist(Some(draft.checklist_version))?))
    }

    fn view(&mut self, env: &Env, id: VisitId) -> Result<DraftView, FieldError> {
        let (draft, updated_at) = draft::load(&self.connection, id)?;
        let (household, checklist) = self.ground(&draft)?;
        let around = Around {
            place: self.roster.row(household.id).as_ref().map_or_else(|| household.group.clone(), place),
            updated_at: instant(&updated_at)?,
            members: member_views(&household, env),
            can_undo: draft::can_undo(&self.connection, id)?,
            remarks: match draft.amends {
                Some(corrected) => visit::open_remarks(&self.connection, corrected)?,
                None => Vec::new(),
            },
        };
        Ok(draft::evaluate(&draft, &household, &checklist, env.clock.today(), around))
    }

    fn summary(&self, draft: &Draft, updated_at: &str) -> Result<DraftSummary, FieldError> {
        let row = self.roster.row(draft.household_id);
        Ok(DraftSummary {
            visit_id: draft.visit_id,
            household_id: draft.household_id,
            head_name: row.as_ref().map_or_else(String::new, |row| row.head_name.clone()),
            place: row.as_ref().map_or_else(String::new, place),
            updated_at: instant(updated_at)?,
            amends: draft.amends,
        })
    }
}

fn instant(text: &str) -> Result<DateTime<chrono::FixedOffset>, FieldError> {
    DateTime::parse_from_rfc3339(text)
        .map_err(|error| ApiError::new(ErrorCode::Internal).with("detail", format!("{text}: {error}")).into())
}
