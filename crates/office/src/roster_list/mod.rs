//! The town's roster as officers look through it: in walking order, with the search that devices have and with what is
//! doubtful in it. Kept in memory and made anew when the roster or the day has changed, because full-text search finds
//! nothing for names of two characters.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::NaiveDate;
use zoufang_domain::checklist::Checklist;
use zoufang_domain::ids::{HouseholdId, VillageId};
use zoufang_domain::roster::categories::categories;
use zoufang_domain::roster::id_number::IdRegion;
use zoufang_domain::roster::quality::{QualityContext, QualityHit, check};
use zoufang_domain::roster::{Household, HouseholdType, MonitorState, Village};
use zoufang_search::{Person, Query, SearchIndex, Subject, WalkingOrder};
use zoufang_wire::ApiError;

use crate::checklists;
use crate::clock::in_china;
use crate::office::Office;
use crate::storage::{Reads, Scope, StorageError};

/// A household in the list.
#[derive(Debug, Clone)]
pub struct RosterLine {
    pub id: HouseholdId,
    pub village: VillageId,
    pub village_name: String,
    pub group: String,
    pub address: Option<String>,
    pub head: String,
    /// Active members.
    pub people: u32,
    pub household_type: HouseholdType,
    pub monitor: MonitorState,
    /// K1–K9 of domain, section 2.5.
    pub categories: Vec<String>,
    /// 户编号 is known.
    pub in_national_system: bool,
    pub faults: Vec<QualityHit>,
}

/// A part of the list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
#[ts(export, rename = "ConsoleRosterPart", export_to = "ConsoleRosterPart.ts")]
pub enum RosterPart {
    #[default]
    All,
    Lifted,
    /// In any step of monitoring.
    Monitored,
    /// In any category K1–K9.
    Priority,
    /// Breaks a rule of data quality.
    Doubtful,
    /// 户编号 is not known.
    NotInNationalSystem,
}

/// Which households to list.
#[derive(Debug, Clone, Default)]
pub struct RosterFilter {
    pub scope: Scope,
    pub village: Option<VillageId>,
    pub part: RosterPart,
    /// A rule of data quality, such as `DQ05`.
    pub fault: Option<String>,
    pub search: Option<String>,
    pub offset: usize,
    pub limit: usize,
}

/// The list at one moment.
pub struct RosterList {
    revision: u64,
    day: NaiveDate,
    lines: Vec<RosterLine>,
    index: SearchIndex,
}

/// The newest list; empty until somebody asks for one.
#[derive(Default)]
pub struct RosterDesk(Mutex<Option<Arc<RosterList>>>);

impl Office {
    /// The list as the roster stands now.
    ///
    /// # Errors
    /// When the database fails.
    pub fn roster_list(&self) -> Result<Arc<RosterList>, ApiError> {
        let day = in_china(self.now()).date_naive();
        // Held while it is made: two officers who ask at once wait for one list.
        let mut kept = self.roster_desk().0.lock().unwrap_or_else(PoisonError::into_inner);
        let revision = self.look(|rows| rows.roster_revision())?;
        if let Some(list) = kept.as_ref().filter(|list| (list.revision, list.day) == (revision, day)) {
            return Ok(Arc::clone(list));
        }
        let list = Arc::new(self.look(|rows| RosterList::read(rows, day))?);
        *kept = Some(Arc::clone(&list));
        Ok(list)
    }
}

impl RosterList {
    fn read(rows: &dyn Reads, day: NaiveDate) -> Result<Self, StorageError> {
        let revision = rows.roster_revision()?;
        let villages = rows.villages()?;
        let checklist = checklists::newest(rows)?;
        Ok(Self::of(revision, day, rows.households()?, &villages, checklist.as_ref()))
    }

    fn of(
        revision: u64,
        day: NaiveDate,
        mut households: Vec<Household>,
        villages: &[Village],
        checklist: Option<&Checklist>,
    ) -> Self {
        let place: HashMap<VillageId, usize> = villages.iter().map(|one| one.id).zip(0..).collect();
        households.sort_by_cached_key(|home| {
            let address = home.address.as_deref().unwrap_or_default();
            let village = place.get(&home.village_id).copied().unwrap_or(villages.len());
            (village, WalkingOrder::of(&home.group, address), home.id)
        });
        let shared = shared_numbers(&households);
        let faults = |home: &Household| {
            let context = |checklist| QualityContext {
                checklist,
                day,
                region: IdRegion::WithTestArea,
                taken: &shared,
                income: None,
                rigid: None,
            };
            checklist.map_or_else(Vec::new, |checklist| check(home, &context(checklist)))
        };
        let name = |id| place.get(&id).map(|at| villages[*at].name.as_str()).unwrap_or_default();
        let lines = households.iter().map(|home| RosterLine {
            id: home.id,
            village: home.village_id,
            village_name: name(home.village_id).to_owned(),
            group: home.group.clone(),
            address: home.address.clone(),
            head: home.head().map(|head| head.name.clone()).unwrap_or_default(),
            people: u32::try_from(home.active_members().count()).unwrap_or(u32::MAX),
            household_type: home.household_type,
            monitor: home.monitor,
            categories: categories(home, None, day),
            in_national_system: home.national_no.is_some(),
            faults: faults(home),
        });
        let index = SearchIndex::build(households.iter().map(|home| subject(home, name(home.village_id))));
        Self { revision, day, lines: lines.collect(), index }
    }

    /// A page with the length of the whole: walking order, or best match first when something is searched.
    #[must_use]
    pub fn page(&self, filter: &RosterFilter) -> (Vec<&RosterLine>, usize) {
        let query = filter.search.as_deref().map(Query::new).filter(|query| !query.is_empty());
        let found: Vec<&RosterLine> = match query {
            None => self.lines.iter().filter(|line| line.is_in(filter)).collect(),
            Some(query) => {
                let at = |entry: u32| self.lines.get(entry as usize);
                let hits =
                    self.index.search(&query, |entry| at(entry).is_some_and(|line| line.is_in(filter)));
                hits.into_iter().filter_map(|hit| at(hit.entry)).collect()
            }
        };
        let total = found.len();
        (found.into_iter().skip(filter.offset).take(filter.limit).collect(), total)
    }

    /// How many households of the scope break each rule of data quality.
    #[must_use]
    pub fn faults(&self, scope: &Scope) -> Vec<(String, u32)> {
        let mut counts: HashMap<&str, u32> = HashMap::new();
        for line in self.lines.iter().filter(|line| scope.reaches(line.village)) {
            let codes: BTreeSet<&str> = line.faults.iter().map(|hit| hit.code.as_str()).collect();
            for code in codes {
                *counts.entry(code).or_default() += 1;
            }
        }
        let mut counts: Vec<(String, u32)> =
            counts.into_iter().map(|(code, count)| (code.to_owned(), count)).collect();
        counts.sort();
        counts
    }

    /// One household's line.
    #[must_use]
    pub fn line(&self, id: HouseholdId) -> Option<&RosterLine> {
        self.lines.iter().find(|line| line.id == id)
    }
}

impl RosterLine {
    fn is_in(&self, filter: &RosterFilter) -> bool {
        let part = match filter.part {
            RosterPart::All => true,
            RosterPart::Lifted => self.household_type == HouseholdType::Lifted,
            RosterPart::Monitored => self.monitor != MonitorState::None,
            RosterPart::Priority => !self.categories.is_empty(),
            RosterPart::Doubtful => !self.faults.is_empty(),
            RosterPart::NotInNationalSystem => !self.in_national_system,
        };
        let fault = filter.fault.as_ref();
        part && filter.scope.reaches(self.village)
            && filter.village.is_none_or(|village| village == self.village)
            && fault.is_none_or(|code| self.faults.iter().any(|hit| hit.code == *code))
    }
}

/// Numbers that stand in more than one household (DQ02).
fn shared_numbers(households: &[Household]) -> BTreeSet<String> {
    let (mut seen, mut shared) = (BTreeSet::new(), BTreeSet::new());
    for home in households {
        let own: BTreeSet<&str> = home.active_members().filter_map(|one| one.id_no.as_deref()).collect();
        shared.extend(own.iter().filter(|number| seen.contains(*number)).map(|number| (*number).to_owned()));
        seen.extend(own);
    }
    shared
}

fn subject<'a>(home: &'a Household, village: &'a str) -> Subject<'a> {
    let mut people: Vec<_> = home.active_members().collect();
    people.sort_by_key(|member| member.id != home.head_member_id);
    Subject {
        people: people
            .into_iter()
            .map(|member| Person {
                name: &member.name,
                id_tail: member.id_no.as_deref().map(tail),
                phone: member.phone.as_deref(),
            })
            .collect(),
        phone: home.phone.as_deref(),
        address: home.address.as_deref(),
        group: &home.group,
        village,
    }
}

/// The last six signs of a number.
fn tail(number: &str) -> &str {
    let from = number.len().saturating_sub(6);
    number.get(from..).unwrap_or(number)
}
