//! What is wrong with a checklist, said so that whoever edits the files finds the place and knows the remedy.

use std::fmt;

/// One fault: where it is, what is there, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {}{field}: {problem}; {remedy}", .item.as_ref().map(|item| format!("{item}: ")).unwrap_or_default())]
pub struct Fault {
    /// File of the checklist's folder, such as `items/F2.json`.
    pub file: String,
    /// Item, when the fault is in one.
    pub item: Option<String>,
    /// Field inside the item or file, such as `raises[0].when`.
    pub field: String,
    pub problem: String,
    /// What would be right.
    pub remedy: String,
}

/// All faults of a checklist at once; never empty when returned as an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Faults(pub Vec<Fault>);

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} faults in the checklist:", self.0.len())?;
        self.0.iter().try_for_each(|fault| writeln!(f, "  {fault}"))
    }
}

impl std::error::Error for Faults {}
