//! 附件4: the ledger as an officer sees it, row for row.

use std::collections::HashMap;

use zoufang_domain::finding::{Finding, Subject};
use zoufang_domain::ids::VillageId;
use zoufang_domain::roster::Household;
use zoufang_sheets::{LedgerPlace, Masking, ledger_cells};
use zoufang_wire::{ApiError, Entity, ErrorCode};

use super::{Purpose, Sheet};
use crate::accounts::SignedIn;
use crate::ledger::name_of;
use crate::office::Office;
use crate::storage::ledger::FindingFilter;
use crate::storage::{Reads, StorageError};

impl Office {
    /// Every row that the filter lists, in its order; its page does not narrow.
    ///
    /// # Errors
    /// `NoChecklist`; or the disk or database fails.
    pub fn export_ledger(
        &self,
        by: &SignedIn,
        filter: FindingFilter,
        purpose: &Purpose,
    ) -> Result<Sheet, ApiError> {
        let templates = self.templates()?;
        let template = templates.get("attachment4").ok_or(ApiError::new(ErrorCode::NoChecklist))?;
        let filter = FindingFilter { offset: 0, limit: u32::MAX, ..filter };
        let listed = self.look(|rows| {
            let numbers = rows.ledger_numbers()?;
            let villages: HashMap<VillageId, (String, String)> =
                rows.villages()?.into_iter().map(|one| (one.id, (one.name, one.code))).collect();
            let (findings, _) = rows.list_ledger(&filter)?;
            let mut listed = Vec::new();
            for finding in findings {
                let mut place = place_of(rows, &finding, &villages)?;
                if let Some(filed) = numbers.get(&finding.id) {
                    let code = villages.get(&filed.village).map_or("", |(_, code)| code.as_str());
                    place.number = format!("{code}-{}-{:04}", filed.year, filed.serial);
                }
                listed.push((finding, place));
            }
            Ok(listed)
        })?;
        let mut rows = Vec::new();
        for (finding, place) in &listed {
            rows.extend(ledger_cells(template, templates.checklist(), finding, place, rows.len() + 1));
        }
        self.take_out(by, template, &rows, Masking::Masked, purpose)
    }
}

fn place_of(
    rows: &dyn Reads,
    finding: &Finding,
    villages: &HashMap<VillageId, (String, String)>,
) -> Result<LedgerPlace, StorageError> {
    let named = |id| villages.get(&id).map(|(name, _)| name.clone()).unwrap_or_default();
    // Whoever raised it first.
    let found_by = match rows.ledger_events(Entity::Finding, finding.id.0)?.first() {
        Some(raised) => name_of(rows, raised.account)?,
        None => String::new(),
    };
    let at_home = |home: Household, found_by| LedgerPlace {
        number: String::new(),
        village: named(home.village_id),
        head: home.head().map(|head| head.name.clone()).unwrap_or_default(),
        household_type: Some(home.household_type),
        group: home.group,
        found_by,
    };
    Ok(match &finding.subject {
        Subject::Household { household_id } | Subject::Member { household_id, .. } => {
            match rows.household(*household_id)? {
                Some(home) => at_home(home, found_by),
                None => LedgerPlace { found_by, ..LedgerPlace::default() },
            }
        }
        Subject::Village { village_id, .. } => {
            LedgerPlace { village: named(*village_id), found_by, ..LedgerPlace::default() }
        }
    })
}
