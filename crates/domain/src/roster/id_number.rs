//! 证件号码 (GB 11643; domain, section 2.4). Old papers contain errors: at the door a faulty number is kept as typed and
//! marked 待核; only an import is stopped by it.

use std::fmt;

use chrono::NaiveDate;

/// Which area codes are taken for real ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdRegion {
    /// The provinces' codes only.
    Real,
    /// Also 99, which no province has: all test data, so that no fixture can be a real person's number.
    WithTestArea,
}

/// What the number stands on; a disability certificate adds category, level and replacement to the ID number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdPaper {
    Resident,
    DisabilityCertificate,
}

impl IdPaper {
    /// By the code of the enumeration `id_type`; the paper decides which lengths are allowed.
    #[must_use]
    pub fn from_code(id_type: &str) -> Self {
        if id_type == "2" { Self::DisabilityCertificate } else { Self::Resident }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sex {
    Male,
    Female,
}

impl Sex {
    /// Code of the enumeration `sex`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Male => "1",
            Self::Female => "2",
        }
    }
}

/// A number that passed every check. Its `Debug` is masked.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct IdNumber {
    digits: String,
    birth: NaiveDate,
}

/// What is wrong with a number. The number itself is not in the fault: faults reach logs.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdFault {
    #[error(
        "the number has {got} characters; 18 belong to an ID number, 20 or 22 to a disability certificate"
    )]
    Length { got: usize },
    #[error("character {at} does not belong into an ID number; digits, and X as the 18th, do")]
    Pattern { at: usize },
    #[error("{0} is no area code of a province")]
    Area(String),
    #[error("digits 7 to 14 are no date of birth between 1900-01-01 and today")]
    Birth,
    #[error("the check digit does not fit; compare with the paper")]
    CheckDigit,
    #[error("characters 19 to 22 are no category (1-7), level (1-4) and replacement (B and a digit)")]
    Certificate,
}

/// What was typed, kept either way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IdEntry {
    Valid(IdNumber),
    /// 待核: blocks an import (E15), only warns in the field (section 2.4, rule 5).
    Doubtful {
        typed: String,
        fault: IdFault,
    },
}

impl IdEntry {
    #[must_use]
    pub fn read(typed: &str, paper: IdPaper, region: IdRegion, today: NaiveDate) -> Self {
        match IdNumber::parse(typed, paper, region, today) {
            Ok(number) => Self::Valid(number),
            Err(fault) => Self::Doubtful { typed: typed.to_owned(), fault },
        }
    }
}

const PROVINCES: [&str; 35] = [
    "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42",
    "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82",
    "83",
];
const TEST_AREA: &str = "99";
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];

impl IdNumber {
    /// Reads a number as typed or pasted: spaces around it, full-width digits and a small x are put right first.
    ///
    /// # Errors
    /// The first rule the number breaks.
    pub fn parse(typed: &str, paper: IdPaper, region: IdRegion, today: NaiveDate) -> Result<Self, IdFault> {
        let digits: String = typed.trim().chars().map(narrow).collect();
        let chars: Vec<char> = digits.chars().collect();
        let lengths: &[usize] = match paper {
            IdPaper::Resident => &[18],
            IdPaper::DisabilityCertificate => &[18, 20, 22],
        };
        if !lengths.contains(&chars.len()) {
            return Err(IdFault::Length { got: chars.len() });
        }
        check_pattern(&chars)?;
        check_area(&digits[..2], region)?;
        let birth = NaiveDate::parse_from_str(&digits[6..14], "%Y%m%d").map_err(|_| IdFault::Birth)?;
        let earliest = NaiveDate::from_ymd_opt(1900, 1, 1).ok_or(IdFault::Birth)?;
        if birth < earliest || birth > today {
            return Err(IdFault::Birth);
        }
        if check_digit(&digits[..17]) != chars.get(17).copied() {
            return Err(IdFault::CheckDigit);
        }
        check_certificate(&chars[18..])?;
        Ok(Self { digits, birth })
    }

    /// The whole number; personal data of level L3.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.digits
    }

    #[must_use]
    pub fn birth(&self) -> NaiveDate {
        self.birth
    }

    /// Digit 17: odd is male, even is female.
    #[must_use]
    pub fn sex(&self) -> Sex {
        let odd = self.digits.as_bytes().get(16).is_some_and(|digit| digit % 2 == 1);
        if odd { Sex::Male } else { Sex::Female }
    }

    /// `990101********001X`.
    #[must_use]
    pub fn masked(&self) -> String {
        mask_id(&self.digits)
    }
}

impl fmt::Debug for IdNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IdNumber({})", self.masked())
    }
}

/// Full-width characters to half-width, small x to X.
fn narrow(c: char) -> char {
    let half = match u32::from(c) {
        wide @ 0xFF01..=0xFF5E => char::from_u32(wide - 0xFEE0).unwrap_or(c),
        _ => c,
    };
    half.to_ascii_uppercase()
}

fn check_pattern(chars: &[char]) -> Result<(), IdFault> {
    let fits = |at: usize, c: char| match at {
        0 => ('1'..='9').contains(&c),
        1..=16 => c.is_ascii_digit(),
        17 => c.is_ascii_digit() || c == 'X',
        _ => c.is_ascii_alphanumeric(),
    };
    match chars.iter().enumerate().find(|(at, c)| !fits(*at, **c)) {
        Some((at, _)) => Err(IdFault::Pattern { at: at + 1 }),
        None => Ok(()),
    }
}

fn check_area(province: &str, region: IdRegion) -> Result<(), IdFault> {
    let test = region == IdRegion::WithTestArea && province == TEST_AREA;
    if test || PROVINCES.contains(&province) { Ok(()) } else { Err(IdFault::Area(province.to_owned())) }
}

/// The 18th character that belongs to the first 17; `None` unless these are digits.
#[must_use]
pub fn check_digit(first: &str) -> Option<char> {
    let digits: Vec<u32> = first.chars().map(|c| c.to_digit(10)).collect::<Option<_>>()?;
    if digits.len() != WEIGHTS.len() {
        return None;
    }
    let sum: u32 = digits.iter().zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
    CHECKS.get((sum % 11) as usize).copied()
}

fn check_certificate(rest: &[char]) -> Result<(), IdFault> {
    let within = |c: Option<&char>, last: char| c.is_some_and(|c| ('1'..=last).contains(c));
    let fits = match rest.len() {
        0 => true,
        2 => within(rest.first(), '7') && within(rest.get(1), '4'),
        _ => {
            let replaced = rest.get(2) == Some(&'B') && rest.get(3).is_some_and(char::is_ascii_digit);
            within(rest.first(), '7') && within(rest.get(1), '4') && replaced
        }
    };
    if fits { Ok(()) } else { Err(IdFault::Certificate) }
}

/// First six, last four, stars between (domain, section 9); a text too short for that becomes all stars.
#[must_use]
pub fn mask_id(number: &str) -> String {
    mask(number, 6, 4)
}

/// `138****0000`; a landline keeps its area code and last three digits.
#[must_use]
pub fn mask_phone(number: &str) -> String {
    match number.split_once('-') {
        Some((area, rest)) => format!("{area}-{}", mask(rest, 0, 3)),
        None => mask(number, 3, 4),
    }
}

/// `张**`, however long the name is (domain, section 9).
#[must_use]
pub fn mask_name(name: &str) -> String {
    name.chars().next().map_or_else(String::new, |first| format!("{first}**"))
}

fn mask(text: &str, head: usize, tail: usize) -> String {
    let length = text.chars().count();
    let shown = |at: usize| length > head + tail && (at < head || at >= length - tail);
    text.chars().enumerate().map(|(at, c)| if shown(at) { c } else { '*' }).collect()
}

/// `^1[3-9]\d{9}$`, or a landline `0\d{2,3}-\d{7,8}` (section 2.1).
#[must_use]
pub fn is_phone(number: &str) -> bool {
    let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    match number.split_once('-') {
        Some((area, rest)) => {
            let area_fits = area.starts_with('0') && matches!(area.len(), 3 | 4) && digits(area);
            area_fits && matches!(rest.len(), 7 | 8) && digits(rest)
        }
        None => is_mobile(number),
    }
}

/// An 11-digit mobile number.
#[must_use]
pub fn is_mobile(number: &str) -> bool {
    let bytes = number.as_bytes();
    bytes.len() == 11 && bytes.iter().all(u8::is_ascii_digit) && bytes[0] == b'1' && bytes[1] >= b'3'
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(typed: &str) -> Result<IdNumber, IdFault> {
        let today = NaiveDate::from_ymd_opt(2022, 5, 12).unwrap();
        IdNumber::parse(typed, IdPaper::Resident, IdRegion::WithTestArea, today)
    }

    fn certificate(typed: &str) -> Result<IdNumber, IdFault> {
        let today = NaiveDate::from_ymd_opt(2022, 5, 12).unwrap();
        IdNumber::parse(typed, IdPaper::DisabilityCertificate, IdRegion::WithTestArea, today)
    }

    #[test]
    fn the_vectors_of_the_domain_document_hold() {
        for (typed, sex, birth) in [
            ("99010119700101001X", Sex::Male, "1970-01-01"),
            ("99010119720202002X", Sex::Female, "1972-02-02"),
            ("990101201403030039", Sex::Male, "2014-03-03"),
            ("990101195004040047", Sex::Female, "1950-04-04"),
        ] {
            let number = read(typed).unwrap();
            assert_eq!((number.sex(), number.birth().to_string()), (sex, birth.to_owned()));
        }
        assert_eq!(read("990101201403030038"), Err(IdFault::CheckDigit));
    }

    #[test]
    fn the_check_digits_of_the_standards_own_examples_come_out() {
        assert_eq!(check_digit("11010519491231002"), Some('X'));
        assert_eq!(check_digit("44052418800101001"), Some('4'));
    }

    #[test]
    fn pasted_numbers_are_put_right_first() {
        assert_eq!(read(" ９９０１０１１９７００１０１００１ｘ ").unwrap().as_str(), "99010119700101001X");
    }

    #[test]
    fn every_rule_has_its_own_fault() {
        assert_eq!(read("9901011970010100"), Err(IdFault::Length { got: 16 }));
        assert_eq!(read("99010119700101O01X"), Err(IdFault::Pattern { at: 15 }));
        assert_eq!(read("98010119700101001X"), Err(IdFault::Area("98".to_owned())));
        assert_eq!(read("99010119700230001X"), Err(IdFault::Birth));
        assert_eq!(read("99010120220513001X"), Err(IdFault::Birth));
        assert_eq!(read("990101197001010011"), Err(IdFault::CheckDigit));
        let today = NaiveDate::from_ymd_opt(2022, 5, 12).unwrap();
        let real = IdNumber::parse("99010119700101001X", IdPaper::Resident, IdRegion::Real, today);
        assert_eq!(real, Err(IdFault::Area("99".to_owned())));
    }

    #[test]
    fn a_disability_certificate_adds_category_level_and_replacement() {
        assert!(certificate("99010119700101001X43").is_ok());
        assert!(certificate("99010119700101001X43B1").is_ok());
        assert_eq!(certificate("99010119700101001X83"), Err(IdFault::Certificate));
        assert_eq!(certificate("99010119700101001X43C1"), Err(IdFault::Certificate));
        assert_eq!(read("99010119700101001X43"), Err(IdFault::Length { got: 20 }));
    }

    #[test]
    fn a_faulty_number_is_kept_as_typed() {
        let today = NaiveDate::from_ymd_opt(2022, 5, 12).unwrap();
        let entry = IdEntry::read(" 990101197001010011", IdPaper::Resident, IdRegion::WithTestArea, today);
        let kept = IdEntry::Doubtful { typed: " 990101197001010011".to_owned(), fault: IdFault::CheckDigit };
        assert_eq!(entry, kept);
    }

    #[test]
    fn numbers_are_masked_also_when_printed_for_debugging() {
        let number = read("99010119700101001X").unwrap();
        assert_eq!(number.masked(), "990101********001X");
        assert_eq!(format!("{number:?}"), "IdNumber(990101********001X)");
        assert_eq!(mask_id("123"), "***");
        assert_eq!(mask_phone("13800000000"), "138****0000");
        assert_eq!(mask_phone("023-45671234"), "023-*****234");
    }

    #[test]
    fn phones_are_mobiles_or_landlines_with_area_code() {
        assert!(is_phone("13800000000") && is_phone("023-4567123") && is_phone("0793-45671234"));
        assert!(
            !is_phone("12800000000")
                && !is_phone("1380000000")
                && !is_phone("23-4567123")
                && !is_phone("023-45a7123")
        );
    }

    proptest! {
        #[test]
        fn a_number_made_with_its_check_digit_is_read_back(days in 0_i64..44_000, sequence in 0_u32..1000) {
            let birth = NaiveDate::from_ymd_opt(1900, 1, 1).unwrap() + chrono::Duration::days(days);
            let first = format!("990101{}{sequence:03}", birth.format("%Y%m%d"));
            let number = read(&format!("{first}{}", check_digit(&first).unwrap())).unwrap();
            prop_assert_eq!(number.birth(), birth);
            prop_assert_eq!(number.sex() == Sex::Male, sequence % 2 == 1);
        }

        #[test]
        fn one_wrong_digit_never_passes(at in 0_usize..17, shift in 1_u32..10) {
            let mut chars: Vec<char> = "990101195004040047".chars().collect();
            let digit = chars[at].to_digit(10).unwrap();
            chars[at] = char::from_digit((digit + shift) % 10, 10).unwrap();
            prop_assert!(read(&chars.iter().collect::<String>()).is_err());
        }

        #[test]
        fn no_text_makes_the_reader_panic(typed in "\\PC{0,24}") {
            let _ = read(&typed);
            let _ = certificate(&typed);
            prop_assert_eq!(mask_id(&typed).chars().count(), typed.chars().count());
            let _ = mask_phone(&typed);
            let _ = is_phone(&typed);
        }
    }
}
