//! 规模性返贫预警 (F1.19): a hint when in one village at least 5 % of the households, or ten, raise the same risk within
//! fourteen days (domain, section 7.5). A hint, never a verdict.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use serde::Serialize;
use zoufang_domain::finding::Decision;
use zoufang_domain::ids::{HouseholdId, VillageId};

use super::answers::Words;
use crate::storage::ledger::LeadFilter;
use crate::storage::{Reads, Scope, StorageError};

/// Days looked back, today included.
const WINDOW: u64 = 14;
/// Households of one village that are always worth a look.
const MANY: usize = 10;
/// One household in so many.
const ONE_IN: usize = 20;

/// The same risk at many households of a village.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
#[ts(export, rename = "ConsoleCluster", export_to = "ConsoleCluster.ts")]
pub struct Cluster {
    pub village_id: VillageId,
    pub village: String,
    /// Item of the checklist that raised it.
    pub item: String,
    pub title_zh: String,
    pub title_en: String,
    pub households: u32,
    /// Households of the village on the roster.
    pub of: u32,
}

pub fn of(
    rows: &dyn Reads,
    scope: &Scope,
    words: &Words,
    today: NaiveDate,
) -> Result<Vec<Cluster>, StorageError> {
    let raised_from = today.checked_sub_days(Days::new(WINDOW - 1));
    let filter = LeadFilter { scope: scope.clone(), raised_from, limit: u32::MAX, ..LeadFilter::default() };
    let mut seen: BTreeMap<(VillageId, String), BTreeSet<HouseholdId>> = BTreeMap::new();
    for lead in rows.list_leads(&filter)?.0 {
        let Some(place) = rows.household_place(lead.household_id)? else { continue };
        for why in &lead.reasons {
            if !matches!(why.decision, Decision::Rejected { .. }) {
                let key = (place.village, why.reason.item.0.clone());
                seen.entry(key).or_default().insert(lead.household_id);
            }
        }
    }
    let roster = rows.coverage(scope)?;
    let names = rows.villages()?;
    let mut clusters = Vec::new();
    for ((village_id, item), households) in seen {
        let of = roster.iter().find(|line| line.village_id == village_id).map_or(0, |line| line.households);
        if !is_cluster(households.len(), of as usize) {
            continue;
        }
        let (title_zh, title_en) = words.title(&zoufang_domain::ids::ItemId(item.clone()));
        let village = names.iter().find(|village| village.id == village_id);
        clusters.push(Cluster {
            village_id,
            village: village.map_or_else(String::new, |village| village.name.clone()),
            item,
            title_zh,
            title_en,
            households: u32::try_from(households.len()).unwrap_or(u32::MAX),
            of,
        });
    }
    clusters.sort_by_key(|cluster| std::cmp::Reverse(cluster.households));
    Ok(clusters)
}

/// Two households at least: one alone is no cluster, however small the village.
const fn is_cluster(households: usize, of: usize) -> bool {
    households >= MANY || (households >= 2 && households * ONE_IN >= of)
}

#[cfg(test)]
mod tests {
    use super::is_cluster;

    #[test]
    fn ten_households_or_one_in_twenty_make_a_hint() {
        assert!(is_cluster(10, 4000));
        assert!(!is_cluster(9, 4000));
        assert!(is_cluster(5, 100));
        assert!(!is_cluster(4, 100));
        assert!(!is_cluster(1, 4), "one household alone is no cluster");
    }
}
