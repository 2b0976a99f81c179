//! 排查清单: items, their conditions and what they raise, as data (domain, section 4).
//!
//! One checklist is run by phone, desktop and office alike. If it is read or judged differently in one place, a
//! household gets a flag that nobody can explain, or misses one.

pub mod condition;
pub mod document;
pub mod fault;
pub mod item;
pub mod judge;
mod lint;
mod loader;
pub mod names;
mod reader;
pub mod vector;

pub use condition::{Condition, Truth};
pub use document::{Checklist, Template, TemplateColumn};
pub use fault::{Fault, Faults};
/// An item under the name its TypeScript type has.
pub use item::Item as ChecklistItem;
pub use item::{
    AnswerType, Ask, Evidence, EvidenceKind, Item, ItemOption, Raise, RaiseKind, Scope, SheetField,
};
pub use judge::{Applies, Raised};
pub use vector::{EvalLineError, eval_vector_line};
