//! Which items apply and what the answers raise, for one environment.
//!
//! An item whose condition is unknown is shown (“名册缺此信息，请确认”), so its answer counts; a `when` that is unknown
//! raises nothing. An item that was not answered raises nothing either.

use serde_json::Value;

use super::condition::{Env, Truth};
use super::document::Checklist;
use super::item::{Item, Raise, Scope};

/// Whether an item is to be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Applies {
    Yes,
    No,
    /// The roster lacks something: show the item and ask.
    Unknown,
}

impl Applies {
    /// Unknown is shown too.
    #[must_use]
    pub fn is_shown(self) -> bool {
        self != Self::No
    }
}

impl From<Truth> for Applies {
    fn from(truth: Truth) -> Self {
        match truth {
            Truth::True => Self::Yes,
            Truth::False => Self::No,
            Truth::Unknown => Self::Unknown,
        }
    }
}

/// A raise whose condition has come true.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Raised<'c> {
    pub item: &'c Item,
    /// Place of the member in the environment's list.
    pub member: Option<usize>,
    pub raise: &'c Raise,
}

impl Item {
    /// Whether the item applies in `env` (section 4.1).
    #[must_use]
    pub fn applies(&self, env: &Env<'_>) -> Applies {
        self.applies_if.eval(env).into()
    }

    /// What the answer in `env.own` raises; nothing without an answer, nothing when the item does not apply.
    #[must_use]
    pub fn raised(&self, env: &Env<'_>) -> Vec<&Raise> {
        if env.own.is_none_or(Value::is_null) || !self.applies(env).is_shown() {
            return Vec::new();
        }
        self.raises.iter().filter(|raise| raise.when.eval(env) == Truth::True).collect()
    }

    /// The environments the item is asked in: one per member for member items, else one. Own answers are filled in.
    #[must_use]
    pub fn askings<'v>(&self, root: &'v Value) -> Vec<(Option<usize>, Env<'v>)> {
        let id = self.id.0.as_str();
        let answer_in = |holder: &'v Value| holder.get("ans").and_then(|answers| answers.get(id));
        if self.scope != Scope::Member {
            return vec![(None, Env::household(root).answering(answer_in(root)))];
        }
        let members = root.get("members").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let asked = members.iter().enumerate();
        asked.map(|(k, m)| (Some(k), Env::household(root).of_member(m).answering(answer_in(m)))).collect()
    }
}

impl Checklist {
    /// Everything the answers in `root` raise, in the order of the checklist, members in their order.
    #[must_use]
    pub fn raised(&self, root: &Value) -> Vec<Raised<'_>> {
        let mut raised = Vec::new();
        for item in &self.items {
            for (member, env) in item.askings(root) {
                raised.extend(item.raised(&env).into_iter().map(|raise| Raised { item, member, raise }));
            }
        }
        raised
    }
}
