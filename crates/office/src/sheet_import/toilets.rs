//! 附件3: the survey of toilets becomes ready answers of the households it names.

use std::collections::HashSet;

use zoufang_domain::roster::Household;
use zoufang_sheets::{Templates, ToiletImport, toilet_changes};

use super::check::{Found, said, shown};
use super::known::Known;
use super::{Outcome, PreviewRow};

pub fn preview(templates: &Templates, import: ToiletImport, known: &Known) -> Found {
    let mut found = Found::of_rows(import.rows);
    let mut named = HashSet::new();
    for row in import.good {
        // E27 has told of rows without a household, and E17 of a second one for the same.
        let Some(at) = known.at(&row.head_id).filter(|at| named.insert(*at)) else { continue };
        let before = &known.households[at];
        let after = row.merge_into(before);
        let changed = after != *before;
        let outcome = if changed { Outcome::Changed } else { Outcome::Unchanged };
        let changes = toilet_changes(templates, before, &after);
        let line = line(outcome, row.head_name, vec![row.row], Some((before, known)));
        found.rows.push((PreviewRow { changes: shown(changes), ..line }, changed.then_some(after)));
    }
    for (row, head) in import.bad {
        found.rows.push((line(Outcome::Faulty, head, vec![row], None), None));
    }
    found.rows.sort_by_key(|(row, _)| row.rows.first().copied());
    found.messages = import.messages.into_iter().map(said).collect();
    found.count();
    found
}

fn line(outcome: Outcome, head: String, rows: Vec<u32>, home: Option<(&Household, &Known)>) -> PreviewRow {
    PreviewRow {
        outcome,
        head,
        village: home.map(|(home, known)| known.village(home.village_id)).unwrap_or_default(),
        group: home.map(|(home, _)| home.group.clone()).unwrap_or_default(),
        people: home.map_or(0, |(home, _)| u32::try_from(home.active_members().count()).unwrap_or(u32::MAX)),
        rows,
        changes: Vec::new(),
        absent: Vec::new(),
    }
}
