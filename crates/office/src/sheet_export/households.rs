//! 附件2: households as the national system takes them in.

use zoufang_domain::ids::VillageId;
use zoufang_sheets::{Masking, roster_cells};
use zoufang_wire::{ApiError, ErrorCode};

use super::{Purpose, Sheet};
use crate::accounts::SignedIn;
use crate::office::Office;
use crate::sheet_import::HOUSEHOLDS;

/// Which households go out, and how.
#[derive(Debug, Clone, Copy, Default)]
pub struct WantedHouseholds {
    pub village: Option<VillageId>,
    /// Those with a national number as well; else only those that are not in the national system yet.
    pub all: bool,
    /// ID and phone numbers whole: what an import needs.
    pub whole: bool,
}

impl Office {
    /// Households of the officer's villages, head first in each.
    ///
    /// # Errors
    /// `NoChecklist`; or the disk or database fails.
    pub fn export_households(
        &self,
        by: &SignedIn,
        wanted: WantedHouseholds,
        purpose: &Purpose,
    ) -> Result<Sheet, ApiError> {
        let templates = self.templates()?;
        let template = templates.get(HOUSEHOLDS).ok_or(ApiError::new(ErrorCode::NoChecklist))?;
        let (households, villages) = self.look(|rows| Ok((rows.households()?, rows.villages()?)))?;
        let mut rows = Vec::new();
        for household in households {
            let asked = wanted.village.is_none_or(|village| village == household.village_id);
            let known = household.national_no.is_some() && !wanted.all;
            if !asked || known || !by.scope.reaches(household.village_id) {
                continue;
            }
            let village = villages.iter().find(|village| village.id == household.village_id);
            let village = village.map_or("", |village| village.name.as_str());
            let first = rows.len() + 1;
            rows.extend(roster_cells(template, templates.checklist(), &household, village, first));
        }
        let masking = if wanted.whole { Masking::Whole } else { Masking::Masked };
        self.take_out(by, template, &rows, masking, purpose)
    }
}
