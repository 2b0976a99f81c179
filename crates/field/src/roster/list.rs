//! The list in memory: households in walking order with what is known of each visit, and the search over them.
//!
//! Lines are read from the database when they change (a pull); what changes with every tap (drafts, unsent work) is
//! read before each answer, because it is little and must never be stale.

mod load;

use std::collections::HashMap;

use chrono::NaiveDate;
use rusqlite::Connection;
use uuid::Uuid;
use zoufang_domain::ids::{HouseholdId, VillageId, VisitId};
use zoufang_domain::roster::{Village, VisitRank};
use zoufang_domain::visit::ModeKind;
use zoufang_search::{Hit, Query, SearchIndex};

use crate::error::FieldError;
use crate::view::{
    GroupCount, HouseholdFilter, HouseholdPage, HouseholdRow, ListCounts, RowVisit, VillageCount,
};

/// Rows of one page at most.
pub const PAGE: u32 = 100;

/// The list in memory.
pub struct Roster {
    villages: Vec<Village>,
    entries: Vec<Entry>,
    by_id: HashMap<Uuid, u32>,
    index: SearchIndex,
    /// The day for which ranks and marks hold.
    day: NaiveDate,
    revision: load::Revision,
}

/// One household of the list.
struct Entry {
    id: Uuid,
    /// Place in `villages`; the last place stands for a village that has not come yet.
    village: usize,
    line: super::line::Line,
    left: bool,
    open_findings: u32,
    open_candidates: u32,
    /// As the office knows.
    marked: Option<(NaiveDate, ModeKind)>,
    /// As this device knows.
    own: Option<(NaiveDate, ModeKind)>,
    draft: Option<Uuid>,
    unsent: bool,
}

impl Entry {
    fn visited(&self) -> Option<(NaiveDate, ModeKind)> {
        match (self.marked, self.own) {
            (Some(marked), Some(own)) => Some(if own.0 >= marked.0 { own } else { marked }),
            (marked, own) => marked.or(own),
        }
    }

    /// 重点对象 (domain, section 5).
    fn is_priority(&self, day: NaiveDate) -> bool {
        self.line.standing(day).rank < VisitRank::Ordinary
    }

    fn wanted(&self, filter: &HouseholdFilter, village: Option<usize>, day: NaiveDate) -> bool {
        village.is_none_or(|wanted| wanted == self.village)
            && filter.group.as_ref().is_none_or(|group| *group == self.line.group)
            && (!filter.not_visited || (self.visited().is_none() && !self.left))
            && (!filter.priority || self.is_priority(day))
            && (!filter.unsent || self.unsent)
            && (!filter.with_problems || self.open_findings + self.open_candidates > 0)
            && (!filter.drafts || self.draft.is_some())
            && (!self.left || self.unsent || self.draft.is_some())
    }
}

impl Roster {
    /// Reads the list as it stands on `day` and builds the search.
    ///
    /// # Errors
    /// When the database fails.
    pub fn load(connection: &Connection, day: NaiveDate) -> Result<Self, FieldError> {
        load::load(connection, day)
    }

    /// Brings the list up to date; cheap when only taps happened since.
    ///
    /// # Errors
    /// When the database fails.
    pub fn refresh(&mut self, connection: &Connection, day: NaiveDate) -> Result<(), FieldError> {
        load::refresh(self, connection, day)
    }

    /// A page of the list: walking order, or best match first when something is searched.
    #[must_use]
    pub fn page(
        &self,
        filter: &HouseholdFilter,
        search: Option<&str>,
        offset: u32,
        limit: u32,
    ) -> HouseholdPage {
        let query = search.map(Query::new).filter(|query| !query.is_empty());
        let village = filter.village_id.map(|id| self.village_place(id));
        let wanted = |at: u32| {
            self.entries.get(at as usize).is_some_and(|entry| entry.wanted(filter, village, self.day))
        };
        let hits = query.map_or_else(
            || {
                (0..u32::try_from(self.entries.len()).unwrap_or(u32::MAX))
                    .filter(|at| wanted(*at))
                    .map(|at| Hit { entry: at, person: Some(0), rank: zoufang_search::Rank::Exact })
                    .collect()
            },
            |query| self.index.search(&query, wanted),
        );
        HouseholdPage {
            total: u32::try_from(hits.len()).unwrap_or(u32::MAX),
            rows: hits
                .iter()
                .skip(offset as usize)
                .take(limit.min(PAGE) as usize)
                .filter_map(|hit| self.row_at(hit.entry, hit.person))
                .collect(),
        }
    }

    /// One household's line, if it is on the list.
    #[must_use]
    pub fn row(&self, id: HouseholdId) -> Option<HouseholdRow> {
        self.row_at(*self.by_id.get(&id.0)?, Some(0))
    }

    /// The next household in walking order without a visit, after `id` and in its village first.
    #[must_use]
    pub fn next_unvisited(&self, id: HouseholdId) -> Option<HouseholdId> {
        let from = self.by_id.get(&id.0).map_or(0, |at| *at as usize);
        let after = self.entries.iter().skip(from + 1);
        after
            .chain(self.entries.iter().take(from))
            .find(|entry| entry.visited().is_none() && entry.draft.is_none() && !entry.left)
            .map(|entry| HouseholdId(entry.id))
    }

    /// Counts behind the filters.
    #[must_use]
    pub fn counts(&self) -> ListCounts {
        let count = |is: &dyn Fn(&Entry) -> bool| {
            u32::try_from(self.entries.iter().filter(|entry| is(entry)).count()).unwrap_or(u32::MAX)
        };
        ListCounts {
            total: count(&|entry| !entry.left),
            visited: count(&|entry| !entry.left && entry.visited().is_some()),
            priority: count(&|entry| !entry.left && entry.is_priority(self.day)),
            unsent: count(&|entry| entry.unsent),
            with_problems: count(&|entry| !entry.left && entry.open_findings + entry.open_candidates > 0),
            drafts: count(&|entry| entry.draft.is_some()),
        }
    }

    /// Villages with their groups in walking order, and how far each is.
    #[must_use]
    pub fn villages(&self) -> Vec<VillageCount> {
        let mut counts: Vec<VillageCount> = self
            .villages
            .iter()
            .map(|village| VillageCount {
                id: village.id,
                name: village.name.clone(),
                total: 0,
                visited: 0,
                groups: Vec::new(),
            })
            .collect();
        // Entries are in walking order, so a group's households stand together.
        for entry in self.entries.iter().filter(|entry| !entry.left) {
            let Some(village) = counts.get_mut(entry.village) else {
                continue;
            };
            let visited = u32::from(entry.visited().is_some());
            village.total += 1;
            village.visited += visited;
            match village.groups.last_mut() {
                Some(group) if group.name == entry.line.group => {
                    group.total += 1;
                    group.visited += visited;
                }
                _ => village.groups.push(GroupCount { name: entry.line.group.clone(), total: 1, visited }),
            }
        }
        counts.retain(|village| village.total > 0);
        counts
    }

    fn village_place(&self, id: VillageId) -> usize {
        self.villages.iter().position(|village| village.id == id).unwrap_or(usize::MAX)
    }

    fn row_at(&self, at: u32, person: Option<u8>) -> Option<HouseholdRow> {
        let entry = self.entries.get(at as usize)?;
        let line = &entry.line;
        let standing = line.standing(self.day);
        let note = person
            .filter(|person| *person > 0)
            .and_then(|person| line.people.get(usize::from(person)))
            .map(|person| person.name.clone());
        Some(HouseholdRow {
            id: HouseholdId(entry.id),
            village_id: VillageId(line.village),
            village_name: self
                .villages
                .get(entry.village)
                .map_or_else(String::new, |village| village.name.clone()),
            group: line.group.clone(),
            address: line.address.clone(),
            head_name: line.people.first().map_or_else(String::new, |head| head.name.clone()),
            members: line.members,
            marks: standing.marks.clone(),
            rank: standing.rank,
            visited: entry.visited().map(|(on, mode)| RowVisit { on, mode }),
            draft: entry.draft.map(VisitId),
            unsent: entry.unsent,
            open_findings: entry.open_findings,
            open_candidates: entry.open_candidates,
            left: entry.left,
            match_note: note,
        })
    }
}

impl std::fmt::Debug for Roster {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Roster").field("households", &self.entries.len()).finish_non_exhaustive()
    }
}
