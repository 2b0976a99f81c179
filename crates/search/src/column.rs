//! One thing people search by (names, pinyin, numbers …): distinct keys in order, each with the people it leads to.
//!
//! Keys lie in one flat arena and are sorted, so that a beginning is a binary search, and looking through all of them
//! reads memory in one line.

use super::near::{Near, near};

/// A person of a household: place of the household in the list, place of the person in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Who(u32);

impl Who {
    /// Members beyond the fifteenth share a number; they are found, only the hint names somebody else.
    const PERSON_BITS: u32 = 4;

    pub(super) fn new(entry: u32, person: usize) -> Self {
        let person = u32::try_from(person).unwrap_or(u32::MAX).min(15);
        Self(entry << Self::PERSON_BITS | person)
    }

    pub(super) const fn entry(self) -> u32 {
        self.0 >> Self::PERSON_BITS
    }

    pub(super) const fn person(self) -> u8 {
        (self.0 & 15) as u8
    }
}

/// A letter of a key; some letters together give a number that sorts as they do.
pub(super) trait Letter: Copy + Ord {
    fn number(letters: &[Self]) -> u64;
}

impl Letter for u8 {
    fn number(letters: &[Self]) -> u64 {
        let mut first = [0; 8];
        let length = letters.len().min(first.len());
        first[..length].copy_from_slice(&letters[..length]);
        u64::from_be_bytes(first)
    }
}

impl Letter for char {
    fn number(letters: &[Self]) -> u64 {
        let at = |place: usize| letters.get(place).map_or(0, |letter| u64::from(u32::from(*letter)));
        at(0) << 42 | at(1) << 21 | at(2)
    }
}

/// Collects keys before they are put in order: one arena and small entries, because there are hundreds of thousands
/// and the cadre waits at the lock screen.
pub(super) struct Gathering<T> {
    arena: Vec<T>,
    spans: Vec<Span>,
}

struct Span {
    /// [`Letter::number`] of the key; most comparisons end here.
    first: u64,
    from: u32,
    length: u32,
    who: Who,
}

impl Span {
    fn key<'a, T>(&self, arena: &'a [T]) -> &'a [T] {
        &arena[self.from as usize..(self.from + self.length) as usize]
    }
}

impl<T: Letter> Gathering<T> {
    pub(super) fn new() -> Self {
        Self { arena: Vec::new(), spans: Vec::new() }
    }

    pub(super) fn add(&mut self, key: &[T], who: Who) {
        // Beyond 4 billion letters there is no township; such keys are left out rather than mixed up.
        let (Ok(from), Ok(length)) = (u32::try_from(self.arena.len()), u32::try_from(key.len())) else {
            return;
        };
        if length > 0 && from.checked_add(length).is_some() {
            self.arena.extend_from_slice(key);
            self.spans.push(Span { first: T::number(key), from, length, who });
        }
    }

    pub(super) fn in_order(mut self) -> Column<T> {
        let arena = &self.arena;
        self.spans.sort_unstable_by(|left, right| {
            let keys = || left.key(arena).cmp(right.key(arena));
            left.first.cmp(&right.first).then_with(keys).then_with(|| left.who.0.cmp(&right.who.0))
        });
        let mut column =
            Column { arena: Vec::new(), ends: Vec::new(), people: Vec::new(), people_ends: Vec::new() };
        for span in &self.spans {
            let key = span.key(arena);
            if column.ends.last().is_some() && column.key(column.ends.len() - 1) == key {
                if column.people.last() != Some(&span.who) {
                    column.people.push(span.who);
                }
            } else {
                column.arena.extend_from_slice(key);
                column.ends.push(column.arena.len());
                column.people.push(span.who);
                column.people_ends.push(0);
            }
            if let Some(end) = column.people_ends.last_mut() {
                *end = column.people.len();
            }
        }
        column
    }
}

pub(super) struct Column<T> {
    arena: Vec<T>,
    ends: Vec<usize>,
    people: Vec<Who>,
    people_ends: Vec<usize>,
}

impl<T: Copy + Ord> Column<T> {
    fn key(&self, at: usize) -> &[T] {
        let from = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.arena[from..self.ends[at]]
    }

    fn people(&self, at: usize) -> &[Who] {
        let from = if at == 0 { 0 } else { self.people_ends[at - 1] };
        &self.people[from..self.people_ends[at]]
    }

    /// People whose key begins with `typed`; says whether the key is `typed` and no more.
    pub(super) fn beginning(&self, typed: &[T], mut found: impl FnMut(bool, &[Who])) {
        let (mut low, mut high) = (0, self.ends.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            if self.key(middle) < typed {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        while low < self.ends.len() && self.key(low).starts_with(typed) {
            found(self.key(low).len() == typed.len(), self.people(low));
            low += 1;
        }
    }

    /// People whose key holds `typed` anywhere.
    pub(super) fn containing(&self, typed: &[T], mut found: impl FnMut(&[Who])) {
        let Some(first) = typed.first() else { return };
        let mut from = 0;
        for (at, end) in self.ends.iter().enumerate() {
            let key = &self.arena[from..*end];
            from = *end;
            if key.len() < typed.len() {
                continue;
            }
            let last_start = key.len() - typed.len();
            let holds = (0..=last_start).any(|start| key[start] == *first && key[start..].starts_with(typed));
            if holds {
                found(self.people(at));
            }
        }
    }

    /// People whose key ends with `typed`.
    pub(super) fn ending(&self, typed: &[T], mut found: impl FnMut(&[Who])) {
        for at in 0..self.ends.len() {
            if self.key(at).ends_with(typed) {
                found(self.people(at));
            }
        }
    }

    /// People whose key, or its beginning, is `typed` but for one slip.
    pub(super) fn resembling(&self, typed: &[T], mut found: impl FnMut(Near, &[Who])) {
        let mut from = 0;
        for (at, end) in self.ends.iter().enumerate() {
            let key = &self.arena[from..*end];
            from = *end;
            if key.len() + 1 < typed.len() {
                continue;
            }
            // A slip touches one of the first two letters or the other: one of them must fit somewhere near.
            if key[0] != typed[0] && key.get(1) != Some(&typed[0]) && typed.get(1) != Some(&key[0]) {
                let wrong_first = key.get(1) == typed.get(1);
                if !wrong_first {
                    continue;
                }
            }
            if let Some(how) = near(typed, key) {
                found(how, self.people(at));
            }
        }
    }
}
