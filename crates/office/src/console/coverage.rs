//! 走访覆盖率 by village and mode (domain, sections 5 and 7.5): a household counts once, by its best mode.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use zoufang_domain::ids::VillageId;

use super::Console;
use super::places::read;
use super::refusal::Refusal;
use super::session::Officer;
use crate::accounts::Right;
use crate::storage::Scope;
use crate::storage::ledger::LedgerFilter;
use crate::storage::visit::VisitFilter;

/// Coverage of the town and of each village, and what else has arrived.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
#[ts(export, rename = "ConsoleCoverage", export_to = "ConsoleCoverage.ts")]
pub struct CoverageView {
    /// Name of the campaign; missing while none is set up.
    pub campaign: Option<String>,
    pub campaign_en: Option<String>,
    pub total: CoverageLine,
    pub villages: Vec<CoverageLine>,
    /// Visits received, also several of one household.
    pub visits: u32,
    pub candidates: u32,
    pub findings: u32,
    /// Only for those who may read the list of devices.
    pub devices: Option<u32>,
    /// Operations kept until something or someone releases them; they belong to no village yet.
    #[ts(type = "number | null")]
    pub quarantined: Option<u64>,
    pub office_time: String,
}

/// One village, or the town.
#[derive(Debug, Clone, Default, PartialEq, Serialize, ts_rs::TS)]
#[ts(export, rename = "ConsoleCoverageLine", export_to = "ConsoleCoverageLine.ts", optional_fields)]
pub struct CoverageLine {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub village_id: Option<VillageId>,
    pub name: String,
    /// The denominator: all households on the roster.
    pub households: u32,
    pub visited: u32,
    pub face: u32,
    pub phone: u32,
    pub proxy: u32,
    /// Per cent with one decimal, rounded down: 100 means everybody.
    pub percent: f64,
}

impl CoverageLine {
    fn summed(mut self) -> Self {
        self.visited = self.face + self.phone + self.proxy;
        let per_mille = u64::from(self.visited) * 1000 / u64::from(self.households.max(1));
        self.percent = f64::from(u32::try_from(per_mille).unwrap_or(0)) / 10.0;
        self
    }

    fn add(&mut self, other: &Self) {
        self.households += other.households;
        self.face += other.face;
        self.phone += other.phone;
        self.proxy += other.proxy;
    }
}

pub async fn coverage(
    State(console): State<Console>,
    officer: Officer,
) -> Result<Json<CoverageView>, Refusal> {
    let office_time = console.office.now().to_rfc3339();
    let view = console
        .blocking(move |office| {
            let town = office.town()?;
            read(office, |rows| {
                let names = rows.villages()?;
                let villages: Vec<CoverageLine> = rows
                    .coverage(&officer.scope)?
                    .into_iter()
                    .map(|line| {
                        let village = names.iter().find(|village| village.id == line.village_id);
                        CoverageLine {
                            village_id: Some(line.village_id),
                            name: village.map_or_else(String::new, |village| village.name.clone()),
                            households: line.households,
                            face: line.face,
                            phone: line.phone,
                            proxy: line.proxy,
                            ..CoverageLine::default()
                        }
                        .summed()
                    })
                    .collect();
                let mut total = CoverageLine { name: town, ..CoverageLine::default() };
                for line in &villages {
                    total.add(line);
                }
                let campaign = rows.campaigns()?.into_iter().next();
                let scope = officer.scope.clone();
                let ledger = LedgerFilter { scope: scope.clone(), limit: 1, ..LedgerFilter::default() };
                let visits = VisitFilter { scope, limit: 1, ..VisitFilter::default() };
                let devices = officer.may(Right::ReadDevices).then(|| rows.devices()).transpose()?;
                let whole = officer.scope == Scope::Town;
                Ok(CoverageView {
                    campaign_en: campaign.as_ref().map(|campaign| campaign.name_en.clone()),
                    campaign: campaign.map(|campaign| campaign.name),
                    total: total.summed(),
                    villages,
                    visits: rows.list_visits(&visits)?.1,
                    candidates: rows.list_candidates(&ledger)?.1,
                    findings: rows.list_findings(&ledger)?.1,
                    devices: devices.map(|all| u32::try_from(all.len()).unwrap_or(u32::MAX)),
                    quarantined: whole
                        .then(|| rows.op_counts())
                        .transpose()?
                        .map(|counts| counts.quarantined),
                    office_time,
                })
            })
        })
        .await?;
    Ok(Json(view))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_household_missing_is_not_a_hundred_per_cent() {
        let line =
            CoverageLine { households: 4800, face: 4700, phone: 90, proxy: 9, ..CoverageLine::default() };
        let line = line.summed();
        assert_eq!((line.visited, line.percent), (4799, 99.9));
        assert_eq!(CoverageLine::default().summed().percent, 0.0);
    }
}
