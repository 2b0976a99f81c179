//! Invented ID numbers with the unassigned area code 99 and a right check digit (domain, section 2.4, rule 6): no
//! number of the demo can ever be a real person's.

use std::collections::HashSet;

use chrono::{Datelike as _, NaiveDate};

use super::chance::Chance;

/// Gives out each number and each phone once.
#[derive(Debug, Default)]
pub struct Numbers {
    given: HashSet<u64>,
    phones: usize,
}

impl Numbers {
    /// A number for somebody of that sex (`1` male, `2` female) born on that day, from the village's area.
    pub fn id_number(&mut self, dice: &mut Chance, area: usize, sex: &str, birth: NaiveDate) -> String {
        loop {
            let pair = u64::try_from(dice.below(500)).unwrap_or(0);
            let sequence = pair * 2 + u64::from(sex == "1");
            let date = format!("{:04}{:02}{:02}", birth.year(), birth.month(), birth.day());
            let body = format!("99{:04}{date}{sequence:03}", 101 + area % 9000);
            if self.given.insert(body.parse().unwrap_or(0)) {
                return format!("{body}{}", check_digit(&body));
            }
        }
    }

    /// A mobile number from blocks that read as invented; unique up to 80,000 calls.
    pub fn phone(&mut self) -> String {
        const BLOCKS: [&str; 8] =
            ["1380000", "1390000", "1370000", "1360000", "1350000", "1580000", "1590000", "1880000"];
        let (block, tail) = ((self.phones / 10_000) % BLOCKS.len(), self.phones % 10_000);
        self.phones += 1;
        // 7919 is prime to 10,000: neighbours do not get neighbouring numbers, none comes twice.
        format!("{}{:04}", BLOCKS[block], (tail * 7919 + 137) % 10_000)
    }
}

/// Check digit of GB 11643 over the first 17 digits.
#[must_use]
pub fn check_digit(body: &str) -> char {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = body
        .chars()
        .filter_map(|digit| digit.to_digit(10))
        .zip(WEIGHTS)
        .map(|(digit, weight)| digit * weight)
        .sum();
    char::from(b"10X98765432"[sum as usize % 11])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits_are_those_of_the_standard() {
        for number in [
            "11010519491231002X",
            "440524188001010014",
            "99010119700101001X",
            "990101201403030039",
            "990101195004040047",
        ] {
            assert_eq!(check_digit(&number[..17]), number.chars().last().unwrap());
        }
    }
}
