//! Visits that the field core itself recorded: the only honest load for bytes on the wire and for training.

use std::path::Path;
use std::time::Duration;

use serde_json::Value;
use serde_json::value::RawValue;
use zoufang_domain::checklist::Checklist;
use zoufang_domain::visit::ModeKind;
use zoufang_field::view::HouseholdFilter;
use zoufang_field::{Env, Field};
use zoufang_wire::{ApiError, Kind, operation};

use super::Trouble;
use super::body::Prepared;
use super::office::Running;
use crate::hand::{self, Script};

/// Records `count` visits on a new device of `office`, hands them in, and returns each with the flags it raised, as
/// the office's log has them.
///
/// # Errors
/// When office or field refuse anything.
pub async fn record(
    dir: &Path,
    office: &Running,
    count: u32,
    seed: u64,
) -> Result<Vec<Vec<Prepared>>, Trouble> {
    work(dir, office, count, seed).await.map_err(|error| error.to_string())?;
    let connection = zoufang_store::open(&dir.join("office").join(zoufang_office::office::DATABASE), None)?;
    let mut statement = connection.prepare("SELECT bytes FROM op_log ORDER BY rowid")?;
    let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
    let mut visits: Vec<Vec<Prepared>> = Vec::new();
    for bytes in rows {
        let raw = RawValue::from_string(bytes?)?;
        let value: Value = serde_json::from_str(raw.get())?;
        let operation = Prepared {
            op_id: serde_json::from_value(value["op_id"].clone())?,
            hash: operation::hash(&raw),
            raw,
        };
        // A visit is saved before the flags it raised.
        match visits.last_mut() {
            Some(visit) if value["kind"] != Kind::VisitRecord.name() => visit.push(operation),
            _ => visits.push(vec![operation]),
        }
    }
    Ok(visits)
}

/// Visits as different as a village's, in every mode, handed in by the engine.
async fn work(dir: &Path, office: &Running, count: u32, seed: u64) -> Result<(), ApiError> {
    let field = Field::new(dir.join("device"), Env::system(), env!("CARGO_PKG_VERSION"));
    field.enrol(&office.ticket, "bench", "202259").await?;
    while (field.overview()?.counts.total as usize) < office.households.len() {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let checklist = crate::township::checklist();
    let mut state = seed;
    let filter = HouseholdFilter::default();
    for n in 0..count {
        let page = field.households(&filter, None, n, 1)?;
        let Some(row) = page.rows.first() else { break };
        let script = script(&checklist, &mut state);
        let visit = field.start_visit(row.id)?.visit_id;
        hand::open(&field, visit, &script)?;
        hand::answer_fast(&field, visit, &checklist, &script)?;
        hand::decide(&field, visit)?;
        field.save_visit(visit)?;
    }
    field.sync_now()?;
    while field.sync_status()?.pending > 0 {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Ok(())
}

/// A face, phone or proxy visit with up to five answers that are not the usual one.
fn script(checklist: &Checklist, state: &mut u64) -> Script {
    let mut roll = |sides: usize| {
        *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(*state >> 33).unwrap_or(0) % sides
    };
    let mode = [ModeKind::Face, ModeKind::Face, ModeKind::Phone, ModeKind::Proxy][roll(4)];
    let items: Vec<_> = checklist.items.iter().filter(|item| !item.options.is_empty()).collect();
    let answers = (0..roll(6))
        .map(|_| {
            let item = items[roll(items.len())];
            let option = item.options[roll(item.options.len())].code.clone();
            (&*item.id.0.clone().leak(), &*option.leak())
        })
        .collect();
    Script { mode, answers }
}
