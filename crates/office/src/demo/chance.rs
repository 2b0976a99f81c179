//! The demo's own dice: a small fixed generator, so that one seed gives one township on every machine and for ever.
//! A library's generator may change between versions; then two offices would no longer show the same demo.

use chrono::{Days, NaiveDate};
use uuid::Uuid;

/// SplitMix64 with the draws the demo needs.
#[derive(Debug, Clone)]
pub struct Chance {
    state: u64,
    /// Milliseconds for the next id, so that ids look like those of one busy afternoon.
    clock_ms: u64,
}

impl Chance {
    /// Ids are stamped from the start of `on`.
    #[must_use]
    pub fn new(seed: u64, on: NaiveDate) -> Self {
        let midnight = on.and_time(chrono::NaiveTime::MIN).and_utc();
        Self {
            state: seed ^ 0x5A4F_5546_414E_4721,
            clock_ms: u64::try_from(midnight.timestamp_millis()).unwrap_or(0),
        }
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `bound`; 0 when the bound is 0.
    pub fn below(&mut self, bound: usize) -> usize {
        let high = (u128::from(self.next()) * bound as u128) >> 64;
        usize::try_from(high).unwrap_or(0)
    }

    /// A number of `low..=high`.
    pub fn between(&mut self, low: i32, high: i32) -> i32 {
        let width = usize::try_from(high - low + 1).unwrap_or(1);
        low + i32::try_from(self.below(width)).unwrap_or(0)
    }

    /// True in `per_mille` of 1000 cases.
    pub fn happens(&mut self, per_mille: usize) -> bool {
        self.below(1000) < per_mille
    }

    /// One of a non-empty list.
    pub fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }

    /// One of a non-empty list, in proportion to the weights.
    pub fn weighted<T: Copy>(&mut self, list: &[(T, usize)]) -> T {
        let total: usize = list.iter().map(|(_, weight)| weight).sum();
        let mut at = self.below(total);
        for (value, weight) in list {
            if at < *weight {
                return *value;
            }
            at -= weight;
        }
        list[list.len() - 1].0
    }

    /// The next id, shaped as UUIDv7.
    pub fn id(&mut self) -> Uuid {
        self.clock_ms += 1;
        let mut random = [0; 10];
        random[..8].copy_from_slice(&self.next().to_be_bytes());
        random[8..].copy_from_slice(&self.next().to_be_bytes()[..2]);
        uuid::Builder::from_unix_timestamp_millis(self.clock_ms, &random).into_uuid()
    }

    /// A birth date that makes somebody `age` full years old on `on`.
    pub fn birth(&mut self, age: i32, on: NaiveDate) -> NaiveDate {
        let youngest =
            on.checked_sub_months(chrono::Months::new(u32::try_from(age).unwrap_or(0) * 12)).unwrap_or(on);
        let days = self.below(360) as u64;
        youngest.checked_sub_days(Days::new(days)).unwrap_or(on)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_seed_always_draws_the_same() {
        let on = NaiveDate::from_ymd_opt(2022, 5, 6).unwrap();
        let mut dice = Chance::new(7, on);
        let drawn: Vec<usize> = (0..5).map(|_| dice.below(100)).collect();
        assert_eq!(drawn, [60, 49, 70, 85, 45]);
        let id = dice.id();
        assert_eq!(id.get_version_num(), 7);
        assert!(id.to_string().starts_with("01809"));
    }

    #[test]
    fn somebody_born_for_an_age_has_that_age() {
        let on = NaiveDate::from_ymd_opt(2024, 2, 29).unwrap();
        let mut dice = Chance::new(1, on);
        for age in 0..95 {
            let birth = dice.birth(age, on);
            assert_eq!(on.years_since(birth), u32::try_from(age).ok());
        }
    }
}
