//! What a file changes in a household, field by field, in the words of the template: what an officer reads before
//! anything is written.

use zoufang_domain::checklist::Checklist;
use zoufang_domain::roster::id_number::{mask_id, mask_phone};
use zoufang_domain::roster::{Household, Member};

use crate::template::{Column, Format, SheetTemplate};
use crate::write::{of_household, of_member};

/// One field that differs; numbers of papers and phones are masked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Whose field; `None` for the household's own.
    pub person: Option<String>,
    pub header: String,
    pub old: String,
    pub new: String,
}

/// Every field of the template that differs; `village` gives a village's name. Somebody new is told by name alone.
#[must_use]
pub fn changes(
    template: &SheetTemplate,
    checklist: &Checklist,
    before: &Household,
    after: &Household,
    village: &dyn Fn(&Household) -> String,
) -> Vec<Change> {
    let mut found = Vec::new();
    for column in &template.columns {
        let of = |household: &Household| match column.header.as_str() {
            "行政村" => Some(village(household)),
            header => of_household(header, checklist, household),
        };
        found.extend(differing(column, None, of(before), of(after)));
    }
    for member in after.members.iter().filter(|member| member.status.is_active()) {
        let same = |known: &&Member| known.id == member.id && known.status.is_active();
        let known = before.members.iter().find(same);
        let Some(known) = known else {
            found.push(Change {
                person: Some(member.name.clone()),
                header: "姓名".to_owned(),
                old: String::new(),
                new: member.name.clone(),
            });
            continue;
        };
        for column in &template.columns {
            let of = |member: &Member| of_member(&column.header, checklist, member);
            found.extend(differing(column, Some(&known.name), of(known), of(member)));
        }
    }
    found
}

fn differing(
    column: &Column,
    person: Option<&str>,
    old: Option<String>,
    new: Option<String>,
) -> Option<Change> {
    let (old, new) = (old.unwrap_or_default(), new.unwrap_or_default());
    if old == new {
        return None;
    }
    let shown = |text: String| match column.format {
        Format::IdNumber => mask_id(&text),
        Format::Phone { .. } => mask_phone(&text),
        _ => text,
    };
    let person = person.map(str::to_owned);
    Some(Change { person, header: column.header.clone(), old: shown(old), new: shown(new) })
}
