//! What somebody typed, made comparable.

use super::readings::Readings;

/// A search text: words that must all match.
#[derive(Debug, Clone, Default)]
pub struct Query(Vec<Term>);

/// One word.
#[derive(Debug, Clone)]
pub(super) struct Term {
    /// Without full-width forms and capitals.
    pub letters: Vec<char>,
    /// The word when it is Latin letters only, with `ü` as `v`.
    pub latin: String,
    /// The word when it is a number (an ID tail may end in X).
    pub digits: String,
    pub has_characters: bool,
    /// Characters and Latin letters together, such as `张san`.
    pub mixed: bool,
    /// Readings of a word with characters, the usual one first.
    pub sounds: Vec<String>,
}

/// Longest text looked at; nobody types more, and no more is worth the time.
const LONGEST: usize = 40;

impl Query {
    #[must_use]
    pub fn new(text: &str) -> Self {
        let plain: String = text.chars().take(LONGEST).map(half_width).collect();
        Self(plain.split_whitespace().map(Term::new).collect())
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn terms(&self) -> &[Term] {
        &self.0
    }
}

impl Term {
    fn new(word: &str) -> Self {
        let is_number = word.starts_with(|c: char| c.is_ascii_digit())
            && word.chars().all(|c| c.is_ascii_digit() || c == 'x' || c == '-');
        let has_characters = !word.is_ascii();
        let latin = |c: char| c.is_ascii_alphabetic();
        Self {
            letters: word.chars().collect(),
            latin: word.chars().filter(|c| latin(*c)).collect(),
            digits: if is_number { word.to_ascii_uppercase() } else { String::new() },
            has_characters,
            mixed: has_characters && word.chars().any(latin),
            sounds: if has_characters {
                Readings::default().of(word).into_iter().map(|way| way.full).collect()
            } else {
                Vec::new()
            },
        }
    }
}

/// Full-width letters and digits as half-width, capitals as small ones, `ü` as `v`.
fn half_width(c: char) -> char {
    let c = match c {
        '\u{3000}' => ' ',
        'ü' | 'Ü' => 'v',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '’' | '\'' => ' ',
        _ => c,
    };
    c.to_ascii_lowercase()
}
