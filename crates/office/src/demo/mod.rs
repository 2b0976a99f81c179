//! A synthetic township: twelve villages, about 4,800 households, 15,000 people, four cadres. It is what a newcomer
//! tries first and what tests and benches run on, so it must be the same for one seed on every machine, must look
//! like a real town, and must not contain a single number that could belong to a real person.

pub mod campaign;
pub mod chance;
mod family;
pub mod faults;
mod household;
pub mod id_number;
mod monitoring;
mod names;
mod people;
mod person;
mod prefill;
mod run;
mod villages;
mod work;

use chrono::NaiveDate;
use zoufang_domain::roster::{Assignment, Household, Village};

pub use faults::Fault;
pub use people::Cadre;
pub use run::{CadreAccess, ConsoleAccess, DemoAccess, DemoError, FILE, run};

/// Households of the demo township.
pub const HOUSEHOLDS: usize = 4800;

/// Everything the demo office holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Township {
    pub villages: Vec<Village>,
    /// In village order.
    pub households: Vec<Household>,
    pub cadres: Vec<Cadre>,
    pub assignments: Vec<Assignment>,
    /// The data faults planted on purpose, and no others.
    pub faults: Vec<Fault>,
}

/// The demo township of that seed; ages and schooling are right on the day `on`.
#[must_use]
pub fn township(seed: u64, on: NaiveDate) -> Township {
    let mut dice = chance::Chance::new(seed, on);
    let villages = villages::villages(&mut dice, HOUSEHOLDS);
    let mut households = settle(&mut dice, on, &villages);
    let faults = faults::plant(&mut dice, on, &mut households);
    let (cadres, assignments) = people::cadres(&mut dice, &villages);
    Township { villages, households, cadres, assignments, faults }
}

/// `count` households and their villages for tests and benches, without planted faults, as of 6 May 2022.
#[must_use]
pub fn roster(count: usize, seed: u64) -> (Vec<Village>, Vec<Household>) {
    let on = NaiveDate::from_ymd_opt(2022, 5, 6).unwrap_or_default();
    let mut dice = chance::Chance::new(seed, on);
    let villages = villages::villages(&mut dice, count);
    let households = settle(&mut dice, on, &villages);
    (villages, households)
}

fn settle(dice: &mut chance::Chance, on: NaiveDate, villages: &[Village]) -> Vec<Household> {
    let mut numbers = id_number::Numbers::default();
    let mut settled = Vec::new();
    for (area, village) in villages.iter().enumerate() {
        for _ in 0..village.households {
            settled.push(household::household(dice, &mut numbers, on, area, village));
        }
    }
    settled
}

#[cfg(test)]
mod tests;
