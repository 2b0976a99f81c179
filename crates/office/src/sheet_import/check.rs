//! Reading a file against the roster of this moment.

use std::collections::HashSet;

use uuid::Uuid;
use zoufang_domain::ids::VillageId;
use zoufang_domain::roster::Household;
use zoufang_domain::roster::id_number::IdRegion;
use zoufang_sheets::{
    Change, Context, HeldBack, HouseholdRow, Limits, Message, SheetTemplate, Templates, VillageRef, changes,
    import_households, import_toilets,
};
use zoufang_wire::{ApiError, ErrorCode};

use super::known::Known;
use super::{
    FieldChange, ImportState, ImportSummary, Outcome, PreviewRow, RowMessage, TOILETS, importable, locked,
    toilets,
};
use crate::clock::in_china;
use crate::office::Office;

/// What a check found.
#[derive(Default)]
pub struct Found {
    summary: ImportSummary,
    pub rows: Vec<(PreviewRow, Option<Household>)>,
    pub messages: Vec<RowMessage>,
    /// Whether the file could be read at all.
    readable: bool,
}

impl Office {
    /// Reads a file that was received, or one whose preview is old, and keeps what it would change. Takes seconds for
    /// a large file; returns at once when the same file is being checked already.
    ///
    /// # Errors
    /// `NotFound`; `ImportNotReady` when it is in the roster; or the disk or database fails. What is wrong with the
    /// file is no error here: it is what the check finds.
    pub fn check_import(&self, id: Uuid) -> Result<(), ApiError> {
        let Some(_running) = self.imports().begin(id) else { return Ok(()) };
        let _turn = locked(&self.imports().turn);
        let mut job = self.import_job(id)?;
        if job.state == ImportState::Done {
            return Err(ApiError::new(ErrorCode::ImportNotReady));
        }
        let bytes = self.bytes_of(id)?;
        let templates = self.templates()?;
        let template = importable(&templates, &job.template)?;
        let (revision, households, villages) =
            self.look(|rows| Ok((rows.roster_revision()?, rows.households()?, rows.villages()?)))?;
        let known = Known::of(households, &villages);
        let progress = |rows| {
            locked(&self.imports().progress).insert(id, rows);
        };
        let villages: Vec<VillageRef> = villages
            .into_iter()
            .map(|village| VillageRef { id: village.id, name: village.name, permitted: true })
            .collect();
        let context = Context {
            day: in_china(self.now()).date_naive(),
            region: IdRegion::WithTestArea,
            villages: &villages,
            roster: &known,
            progress: Some(&progress),
        };
        let limits = Limits::default();
        let found = if job.template == TOILETS {
            import_toilets(&templates, template, &bytes, limits, context)
                .map(|import| toilets::preview(&templates, import, &known))
        } else {
            import_households(&templates, template, &bytes, limits, context)
                .map(|import| self.preview(&templates, template, import, &known))
        };
        let found = found.unwrap_or_else(unreadable);
        job.state = if found.readable { ImportState::Ready } else { ImportState::Refused };
        (job.revision, job.summary) = (revision, found.summary);
        self.change(move |rows| {
            // Thrown away or written meanwhile.
            if rows.import_job(id)?.is_none_or(|now| now.state == ImportState::Done) {
                return Ok(());
            }
            rows.clear_import(id)?;
            for (n, (row, household)) in (0..).zip(&found.rows) {
                rows.put_import_row(id, n, row, household.as_ref())?;
            }
            for (n, message) in (0..).zip(&found.messages) {
                rows.put_import_message(id, n, message)?;
            }
            rows.put_import(&job)
        })
    }

    fn preview(
        &self,
        templates: &Templates,
        template: &SheetTemplate,
        import: zoufang_sheets::Import,
        known: &Known,
    ) -> Found {
        let mut found = Found::of_rows(import.rows);
        let (mut named, mut villages) = (HashSet::new(), HashSet::new());
        for row in &import.good {
            villages.insert(row.village);
            let home = known.home_of(row).filter(|home| named.insert(*home));
            found.rows.push(self.compared(templates, template, row, known, home));
        }
        for held in import.bad {
            named.extend(held.head_id.as_deref().and_then(|head| known.at(head)));
            found.rows.push((faulty(held), None));
        }
        found.rows.sort_by_key(|(row, _)| row.rows.first().copied());
        found.rows.extend(missing(known, &named, &villages));
        found.messages = import.messages.into_iter().map(said).collect();
        found.count();
        found
    }

    /// A household of the file beside the roster's.
    fn compared(
        &self,
        templates: &Templates,
        template: &SheetTemplate,
        row: &HouseholdRow,
        known: &Known,
        home: Option<usize>,
    ) -> (PreviewRow, Option<Household>) {
        let mut id = || self.config().ids.uuid();
        let line = |outcome, changes, absent| PreviewRow {
            outcome,
            head: row.head_name.clone(),
            village: known.village(row.village),
            group: row.group.clone(),
            people: u32::try_from(row.members.len()).unwrap_or(u32::MAX),
            rows: row.rows(),
            changes,
            absent,
        };
        let Some(before) = home.map(|home| &known.households[home]) else {
            return (line(Outcome::New, Vec::new(), Vec::new()), Some(row.to_household(&mut id)));
        };
        let after = row.merge_into(before, &mut id);
        let gone = row.missing_from(before);
        let absent = before.members.iter().filter(|member| gone.contains(&member.id));
        let absent = absent.map(|member| member.name.clone()).collect();
        if after == *before {
            return (line(Outcome::Unchanged, Vec::new(), absent), None);
        }
        let village = |household: &Household| known.village(household.village_id);
        let differing = changes(template, templates.checklist(), before, &after, &village);
        (line(Outcome::Changed, shown(differing), absent), Some(after))
    }
}

impl Found {
    /// Of a file that can be read.
    pub fn of_rows(rows: u32) -> Self {
        Self {
            summary: ImportSummary { rows, ..ImportSummary::default() },
            readable: true,
            ..Self::default()
        }
    }

    pub fn count(&mut self) {
        for (row, _) in &self.rows {
            let counter = match row.outcome {
                Outcome::New => &mut self.summary.new,
                Outcome::Changed => &mut self.summary.changed,
                Outcome::Unchanged => &mut self.summary.unchanged,
                Outcome::Missing => &mut self.summary.missing,
                Outcome::Faulty => &mut self.summary.faulty,
            };
            *counter += 1;
        }
        for message in &self.messages {
            let counter = if message.stops { &mut self.summary.errors } else { &mut self.summary.hints };
            *counter += 1;
        }
    }
}

fn unreadable(messages: Vec<Message>) -> Found {
    let mut found = Found { messages: messages.into_iter().map(said).collect(), ..Found::default() };
    found.count();
    found
}

fn faulty(held: HeldBack) -> PreviewRow {
    PreviewRow {
        outcome: Outcome::Faulty,
        head: held.head_name,
        village: String::new(),
        group: String::new(),
        people: u32::try_from(held.rows.len()).unwrap_or(u32::MAX),
        rows: held.rows,
        changes: Vec::new(),
        absent: Vec::new(),
    }
}

/// Households of the file's villages that it does not name.
fn missing(
    known: &Known,
    named: &HashSet<usize>,
    villages: &HashSet<VillageId>,
) -> Vec<(PreviewRow, Option<Household>)> {
    let all = known.households.iter().enumerate();
    let missing = all.filter(|(at, home)| villages.contains(&home.village_id) && !named.contains(at));
    let line = |home: &Household| PreviewRow {
        outcome: Outcome::Missing,
        head: home.head().map(|head| head.name.clone()).unwrap_or_default(),
        village: known.village(home.village_id),
        group: home.group.clone(),
        people: u32::try_from(home.active_members().count()).unwrap_or(u32::MAX),
        rows: Vec::new(),
        changes: Vec::new(),
        absent: Vec::new(),
    };
    missing.map(|(_, home)| (line(home), None)).collect()
}

pub fn shown(changes: Vec<Change>) -> Vec<FieldChange> {
    let shown = |change: Change| FieldChange {
        person: change.person,
        header: change.header,
        old: change.old,
        new: change.new,
    };
    changes.into_iter().map(shown).collect()
}

pub fn said(message: Message) -> RowMessage {
    RowMessage {
        stops: message.scope.stops(),
        row: message.row,
        column: message.column,
        header: message.header,
        code: message.code,
        text: message.text,
    }
}
