//! The history of a problem or lead: who did what, when, what was written, and what it changed.

use serde::Serialize;
use uuid::Uuid;
use zoufang_domain::ids::VisitId;
use zoufang_wire::Entity;

use super::sight::Sight;
use crate::ledger::name_of;
use crate::storage::ledger::FieldChange;
use crate::storage::{Reads, StorageError};

/// One line of a history, oldest first.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
#[ts(export, rename = "ConsoleEvent", export_to = "ConsoleEvent.ts")]
pub struct EventLine {
    pub version: u32,
    /// `raised`, `observed`, `merged`, or the name of a step.
    pub what: String,
    /// State after it.
    pub state: String,
    pub who: String,
    pub at: String,
    pub text: Option<String>,
    pub visit_id: Option<VisitId>,
    pub changes: Vec<FieldChange>,
}

pub fn of(rows: &dyn Reads, sight: Sight, entity: Entity, id: Uuid) -> Result<Vec<EventLine>, StorageError> {
    let events = rows.ledger_events(entity, id)?.into_iter();
    events
        .map(|event| {
            Ok(EventLine {
                version: event.version,
                what: event.what,
                state: event.state,
                who: sight.name(name_of(rows, event.account)?),
                at: event.at.to_rfc3339(),
                text: sight.text(event.text),
                visit_id: event.visit,
                // Values may name people; who sees no names sees that something changed, not what.
                changes: if sight == Sight::Full { event.changes } else { Vec::new() },
            })
        })
        .collect()
}
