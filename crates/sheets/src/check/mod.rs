//! Every row against its template: all errors at once, each with code, place and what would be right (domain, section
//! 6.5). Nothing is guessed: a value is either read or told.

mod row;
mod value;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use zoufang_domain::ids::VillageId;
use zoufang_domain::roster::id_number::IdRegion;

pub(crate) use row::RowCheck;
pub use value::Value;

use crate::message::Message;

/// A village of the town.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VillageRef {
    pub id: VillageId,
    pub name: String,
    /// Whether whoever imports may write there (E30).
    pub permitted: bool,
}

/// Where an ID number already stands in the roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    pub village: String,
    pub group: String,
    pub head: String,
    /// The household's key in the templates: its head's ID number.
    pub head_id: String,
}

/// What the roster knows; the office answers from its database, or from a map loaded before.
pub trait Roster {
    /// Household in which an active member has this number (E18, E27).
    fn household_of(&self, id_no: &str) -> Option<Taken>;

    /// Whether the roster knows this person as dead.
    fn has_died(&self, id_no: &str) -> bool;
}

impl Roster for BTreeMap<String, Taken> {
    fn household_of(&self, id_no: &str) -> Option<Taken> {
        self.get(id_no).cloned()
    }

    fn has_died(&self, _: &str) -> bool {
        false
    }
}

/// What a check needs besides the file.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// Day of the import, Asia/Shanghai; nobody is born after it.
    pub day: NaiveDate,
    pub region: IdRegion,
    pub villages: &'a [VillageRef],
    pub roster: &'a dyn Roster,
    /// Told the rows read so far, once a thousand, for a progress bar.
    pub progress: Option<&'a dyn Fn(u32)>,
}

/// A row after its checks; `values` in the template's order.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckedRow {
    pub row: u32,
    pub values: Vec<Value>,
    pub messages: Vec<Message>,
    /// The template's example, to be deleted (E29); it belongs to no household.
    pub example: bool,
}

impl CheckedRow {
    /// Whether it may be imported as far as the row alone tells.
    #[must_use]
    pub fn is_good(&self) -> bool {
        !self.messages.iter().any(|message| message.scope.stops())
    }
}
