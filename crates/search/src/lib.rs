//! Finding a household as one types: by name, pinyin, initials, same sound, ID tail, phone, house number, group.
//!
//! The index is built in memory, on a device at unlock, in the office when somebody looks at the roster (full-text search finds nothing for names of two characters). Better kinds
//! of match come first; within a kind the head before members, and then the walking order of the list.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::panic))]

mod column;
mod near;
mod query;
mod readings;
mod surnames;
#[cfg(test)]
mod tests;
mod walking;

use column::{Column, Gathering, Who};
use near::Near;
pub use query::Query;
use query::Term;
use readings::Readings;
pub use walking::WalkingOrder;

/// A person to be found.
#[derive(Debug, Clone, Default)]
pub struct Person<'a> {
    pub name: &'a str,
    pub id_tail: Option<&'a str>,
    pub phone: Option<&'a str>,
}

/// A household to be found.
#[derive(Debug, Clone, Default)]
pub struct Subject<'a> {
    /// The head first.
    pub people: Vec<Person<'a>>,
    pub phone: Option<&'a str>,
    pub address: Option<&'a str>,
    pub group: &'a str,
    pub village: &'a str,
}

/// Why something was found; better ones first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    Exact,
    Prefix,
    Initials,
    Substring,
    /// Same sound, other characters.
    Sound,
    Fuzzy,
}

/// A household that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// Its number in the order the households were given.
    pub entry: u32,
    /// Who matched; 0 is the head. `None`: the place or the household's own phone.
    pub person: Option<u8>,
    pub rank: Rank,
}

/// The index over all households of a list.
pub struct SearchIndex {
    names: Column<char>,
    pinyin: Column<u8>,
    initials: Column<u8>,
    /// Phones and ID tails.
    numbers: Column<u8>,
    /// Group, house number, village.
    places: Column<char>,
    entries: usize,
}

/// Person number that stands for the household itself.
const HOUSE: usize = 15;

impl SearchIndex {
    /// Builds the index, the pinyin beside the rest: the cadre waits for it at the lock screen.
    #[must_use]
    pub fn build<'a>(subjects: impl IntoIterator<Item = Subject<'a>>) -> Self {
        let subjects: Vec<Subject<'a>> = subjects.into_iter().collect();
        let (sounds, rest) = std::thread::scope(|scope| {
            let beside = std::thread::Builder::new().spawn_scoped(scope, || sounds(&subjects));
            let rest = (names(&subjects), numbers(&subjects), places(&subjects));
            // A phone without another thread to give builds one after the other.
            let sounds = match beside.map(std::thread::ScopedJoinHandle::join) {
                Ok(Ok(built)) => built,
                Ok(Err(_)) | Err(_) => sounds(&subjects),
            };
            (sounds, rest)
        });
        let ((pinyin, initials), (names, numbers, places)) = (sounds, rest);
        Self { names, pinyin, initials, numbers, places, entries: subjects.len() }
    }

    /// All households that match every word of `query`, best first. `wanted` narrows to a filter of the list.
    #[must_use]
    pub fn search(&self, query: &Query, wanted: impl Fn(u32) -> bool) -> Vec<Hit> {
        let mut sum: Option<Scores> = None;
        for term in query.terms() {
            let mut scores = Scores::new(self.entries);
            self.term(term, &mut scores);
            sum = Some(match sum {
                None => scores,
                Some(others) => others.and(&scores),
            });
        }
        sum.map_or_else(Vec::new, |scores| scores.in_order(wanted))
    }

    fn term(&self, term: &Term, scores: &mut Scores) {
        if !term.digits.is_empty() {
            self.numbers(&term.digits, scores);
        }
        self.places(&term.letters, scores);
        if term.has_characters {
            self.characters(term, scores);
        } else if !term.latin.is_empty() {
            self.latin(term.latin.as_bytes(), scores);
        }
    }

    fn numbers(&self, digits: &str, scores: &mut Scores) {
        let typed = digits.as_bytes();
        self.numbers.beginning(typed, |whole, who| {
            scores.raise(who, if whole { Rank::Exact } else { Rank::Prefix });
        });
        if typed.len() >= 4 {
            self.numbers.ending(typed, |who| scores.raise(who, Rank::Prefix));
            self.numbers.containing(typed, |who| scores.raise(who, Rank::Substring));
        }
        // A whole ID number: only its tail is on the list.
        if typed.len() == 18 {
            self.numbers.beginning(&typed[12..], |_, who| scores.raise(who, Rank::Exact));
        } else if typed.len() >= 7 {
            self.numbers.resembling(typed, |_, who| scores.raise(who, Rank::Fuzzy));
        }
    }

    fn places(&self, letters: &[char], scores: &mut Scores) {
        self.places.beginning(letters, |whole, who| {
            scores.raise(who, if whole { Rank::Exact } else { Rank::Prefix });
        });
        self.places.containing(letters, |who| scores.raise(who, Rank::Substring));
    }

    fn characters(&self, term: &Term, scores: &mut Scores) {
        if !term.mixed {
            let typed = &term.letters;
            self.names.beginning(typed, |whole, who| {
                scores.raise(who, if whole { Rank::Exact } else { Rank::Prefix });
            });
            self.names.containing(typed, |who| scores.raise(who, Rank::Substring));
            if typed.len() >= 3 {
                self.names.resembling(typed, |_, who| scores.raise(who, Rank::Fuzzy));
            }
        }
        for way in &term.sounds {
            self.pinyin.beginning(way.as_bytes(), |whole, who| {
                let rank = match (term.mixed, whole) {
                    (true, true) => Rank::Exact,
                    (true, false) => Rank::Prefix,
                    (false, _) => Rank::Sound,
                };
                scores.raise(who, rank);
            });
        }
        if let Some(usual) = term.sounds.first().filter(|usual| usual.len() >= 4) {
            self.pinyin.resembling(usual.as_bytes(), |how, who| {
                if how == Near::Whole {
                    scores.raise(who, Rank::Fuzzy);
                }
            });
        }
    }

    fn latin(&self, typed: &[u8], scores: &mut Scores) {
        self.pinyin.beginning(typed, |whole, who| {
            scores.raise(who, if whole { Rank::Exact } else { Rank::Prefix });
        });
        self.initials.beginning(typed, |_, who| scores.raise(who, Rank::Initials));
        if typed.len() >= 2 {
            self.pinyin.containing(typed, |who| scores.raise(who, Rank::Substring));
        }
        if typed.len() >= 4 {
            self.pinyin.resembling(typed, |_, who| scores.raise(who, Rank::Fuzzy));
        }
    }
}

fn letters(text: &str, into: &mut Vec<char>) {
    into.clear();
    into.extend(text.chars().filter(|c| !c.is_whitespace()));
}

fn each_person<'s>(subjects: &'s [Subject<'_>]) -> impl Iterator<Item = (Who, &'s Person<'s>)> {
    (0_u32..).zip(subjects).flat_map(|(entry, subject)| {
        let people = subject.people.iter().enumerate();
        people.map(move |(at, person)| (Who::new(entry, at.min(HOUSE - 1)), person))
    })
}

fn names(subjects: &[Subject<'_>]) -> Column<char> {
    let (mut names, mut typed) = (Gathering::new(), Vec::new());
    for (who, person) in each_person(subjects) {
        letters(person.name, &mut typed);
        names.add(&typed, who);
    }
    names.in_order()
}

fn sounds(subjects: &[Subject<'_>]) -> (Column<u8>, Column<u8>) {
    let mut readings = Readings::default();
    let (mut pinyin, mut initials) = (Gathering::new(), Gathering::new());
    for (who, person) in each_person(subjects) {
        for way in readings.of(person.name) {
            pinyin.add(way.full.as_bytes(), who);
            initials.add(way.initials.as_bytes(), who);
        }
    }
    (pinyin.in_order(), initials.in_order())
}

fn numbers(subjects: &[Subject<'_>]) -> Column<u8> {
    let mut numbers = Gathering::new();
    for (who, person) in each_person(subjects) {
        for number in [person.phone, person.id_tail].into_iter().flatten() {
            numbers.add(number.as_bytes(), who);
        }
    }
    for (entry, subject) in (0_u32..).zip(subjects) {
        if let Some(phone) = subject.phone {
            numbers.add(phone.as_bytes(), Who::new(entry, HOUSE));
        }
    }
    numbers.in_order()
}

fn places(subjects: &[Subject<'_>]) -> Column<char> {
    let (mut places, mut typed) = (Gathering::new(), Vec::new());
    for (entry, subject) in (0_u32..).zip(subjects) {
        for place in [subject.address, Some(subject.group), Some(subject.village)].into_iter().flatten() {
            letters(place, &mut typed);
            places.add(&typed, Who::new(entry, HOUSE));
        }
    }
    places.in_order()
}

/// Best match per household: rank and person in one byte, 255 for none.
struct Scores(Vec<u8>);

const NONE: u8 = u8::MAX;

impl Scores {
    fn new(entries: usize) -> Self {
        Self(vec![NONE; entries])
    }

    fn raise(&mut self, people: &[Who], rank: Rank) {
        for who in people {
            let score = (rank as u8) << 4 | who.person();
            if let Some(best) = self.0.get_mut(who.entry() as usize) {
                *best = (*best).min(score);
            }
        }
    }

    /// Both words must match; the weaker match counts, the person of a name rather than the house.
    fn and(mut self, others: &Self) -> Self {
        for (mine, theirs) in self.0.iter_mut().zip(&others.0) {
            if *mine == NONE || *theirs == NONE {
                *mine = NONE;
            } else {
                let rank = (*mine >> 4).max(*theirs >> 4);
                let person = (*mine & 15).min(*theirs & 15);
                *mine = rank << 4 | person;
            }
        }
        self
    }

    /// Households in order of rank, head before members, then walking order: a counting sort.
    fn in_order(&self, wanted: impl Fn(u32) -> bool) -> Vec<Hit> {
        let mut buckets: [Vec<u32>; 12] = Default::default();
        for (entry, score) in (0_u32..).zip(&self.0) {
            if *score != NONE && wanted(entry) {
                let is_other = usize::from(*score & 15 != 0);
                if let Some(bucket) = buckets.get_mut(usize::from(*score >> 4) * 2 + is_other) {
                    bucket.push(entry);
                }
            }
        }
        let hit = |entry: &u32| {
            let score = self.0[*entry as usize];
            let person = score & 15;
            Hit {
                entry: *entry,
                person: (usize::from(person) != HOUSE).then_some(person),
                rank: match score >> 4 {
                    0 => Rank::Exact,
                    1 => Rank::Prefix,
                    2 => Rank::Initials,
                    3 => Rank::Substring,
                    4 => Rank::Sound,
                    _ => Rank::Fuzzy,
                },
            }
        };
        buckets.iter().flatten().map(hit).collect()
    }
}
