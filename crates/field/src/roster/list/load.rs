//! Reading the list from the database.

use std::collections::HashMap;

use chrono::NaiveDate;
use rusqlite::Connection;
use uuid::Uuid;
use zoufang_domain::visit::ModeKind;
use zoufang_search::{Person, SearchIndex, Subject, WalkingOrder};

use super::super::line::Line;
use super::super::read::{self, id_column};
use super::{Entry, Roster};
use crate::error::FieldError;

/// What the database's revision was when the list was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Revision {
    lines: i64,
    marks: i64,
}

fn revision(connection: &Connection) -> Result<Revision, FieldError> {
    Ok(connection
        .prepare_cached("SELECT lines, marks FROM roster_revision")?
        .query_row([], |row| Ok(Revision { lines: row.get(0)?, marks: row.get(1)? }))?)
}

pub(super) fn load(connection: &Connection, day: NaiveDate) -> Result<Roster, FieldError> {
    let revision = revision(connection)?;
    let villages = read::villages(connection)?;
    let places: HashMap<Uuid, usize> =
        villages.iter().enumerate().map(|(place, village)| (village.id.0, place)).collect();
    let mut entries = entries(connection, &places, villages.len())?;
    // Cached: the comparison would otherwise read the number out of each text many times.
    entries.sort_by_cached_key(|entry| {
        let address = entry.line.address.as_deref().unwrap_or_default();
        (entry.village, WalkingOrder::of(&entry.line.group, address), entry.id)
    });
    let subjects = entries.iter().map(|entry| subject(entry, &villages));
    let index = SearchIndex::build(subjects);
    let by_id = (0_u32..).zip(&entries).map(|(at, entry)| (entry.id, at)).collect();
    let mut roster = Roster { villages, entries, by_id, index, day, revision };
    read_own(&mut roster, connection)?;
    Ok(roster)
}

pub(super) fn refresh(
    roster: &mut Roster,
    connection: &Connection,
    day: NaiveDate,
) -> Result<(), FieldError> {
    let now = revision(connection)?;
    if now.lines != roster.revision.lines {
        *roster = load(connection, day)?;
        return Ok(());
    }
    if now.marks != roster.revision.marks {
        read_marks(roster, connection)?;
        roster.revision = now;
    }
    roster.day = day;
    read_own(roster, connection)
}

fn subject<'a>(entry: &'a Entry, villages: &'a [zoufang_domain::roster::Village]) -> Subject<'a> {
    Subject {
        people: entry
            .line
            .people
            .iter()
            .map(|person| Person {
                name: &person.name,
                id_tail: person.id_tail.as_deref(),
                phone: person.phone.as_deref(),
            })
            .collect(),
        phone: entry.line.phone.as_deref(),
        address: entry.line.address.as_deref(),
        group: &entry.line.group,
        village: villages.get(entry.village).map_or("", |village| village.name.as_str()),
    }
}

fn entries(
    connection: &Connection,
    places: &HashMap<Uuid, usize>,
    unknown: usize,
) -> Result<Vec<Entry>, FieldError> {
    let mut statement = connection.prepare(include_str!("lines.sql"))?;
    let mut rows = statement.query([])?;
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        let line: Line = match serde_json::from_str(row.get_ref(1)?.as_str().unwrap_or_default()) {
            Ok(line) => line,
            Err(error) => {
                tracing::warn!(%error, "line of the list not understood");
                continue;
            }
        };
        entries.push(Entry {
            id: id_column(row, 0)?,
            village: places.get(&line.village).copied().unwrap_or(unknown),
            line,
            open_findings: row.get(2)?,
            open_candidates: row.get(3)?,
            marked: visit(row, 4)?,
            left: row.get(6)?,
            own: None,
            draft: None,
            unsent: false,
        });
    }
    Ok(entries)
}

/// Date and mode from two neighbouring columns.
fn visit(row: &rusqlite::Row<'_>, at: usize) -> Result<Option<(NaiveDate, ModeKind)>, FieldError> {
    let (on, mode): (Option<String>, Option<String>) = (row.get(at)?, row.get(at + 1)?);
    Ok(on
        .and_then(|on| on.get(..10).and_then(|day| day.parse().ok()))
        .zip(mode.as_deref().and_then(mode_named)))
}

fn mode_named(name: &str) -> Option<ModeKind> {
    match name {
        "face" => Some(ModeKind::Face),
        "phone" => Some(ModeKind::Phone),
        "proxy" => Some(ModeKind::Proxy),
        _ => None,
    }
}

fn read_marks(roster: &mut Roster, connection: &Connection) -> Result<(), FieldError> {
    let mut statement = connection.prepare_cached(
        "SELECT household_id, open_findings, open_candidates, visited_on, visited_mode FROM household_line",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let Some(at) = roster.by_id.get(&id_column(row, 0)?) else {
            continue;
        };
        if let Some(entry) = roster.entries.get_mut(*at as usize) {
            entry.open_findings = row.get(1)?;
            entry.open_candidates = row.get(2)?;
            entry.marked = visit(row, 3)?;
        }
    }
    Ok(())
}

/// Drafts, unsent work and own visits.
fn read_own(roster: &mut Roster, connection: &Connection) -> Result<(), FieldError> {
    for entry in &mut roster.entries {
        entry.own = None;
        entry.draft = None;
        entry.unsent = false;
    }
    let mut statement = connection.prepare_cached(include_str!("own.sql"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let Some(at) = roster.by_id.get(&id_column(row, 0)?) else {
            continue;
        };
        let Some(entry) = roster.entries.get_mut(*at as usize) else {
            continue;
        };
        match row.get_ref(1)?.as_str().unwrap_or_default() {
            "draft" => entry.draft = Some(id_column(row, 2)?),
            "unsent" => entry.unsent = true,
            _ => entry.own = visit(row, 3)?,
        }
    }
    Ok(())
}
