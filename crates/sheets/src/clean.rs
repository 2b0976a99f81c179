//! Auto-cleaning that never needs asking (domain, section 6): spaces around, full-width digits and letters. What was
//! cleaned is told once a row (E28).

/// Text put right, and whether anything had to be.
#[must_use]
pub fn clean(text: &str) -> (String, bool) {
    let cleaned: String = text.chars().map(narrow).filter(|c| !is_invisible(*c)).collect();
    let cleaned = without_mark(cleaned.trim()).to_owned();
    let changed = cleaned != text;
    (cleaned, changed)
}

/// Whether Excel would take the text for a formula when it reads it from a CSV.
#[must_use]
pub fn begins_a_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// Without the apostrophe our exports put before such a text.
fn without_mark(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| begins_a_formula(rest)).unwrap_or(text)
}

/// Full-width digits, letters and space; Chinese punctuation stays, it belongs into Chinese text.
fn narrow(c: char) -> char {
    match c {
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '\u{3000}' | '\u{a0}' | '\t' => ' ',
        _ => c,
    }
}

/// Zero-width marks that chat programs and web pages leave in copied text.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// A header without line breaks, spaces and the asterisk of required columns, brackets made equal.
#[must_use]
pub fn header(text: &str) -> String {
    let same = |c: char| match c {
        '(' => '（',
        ')' => '）',
        _ => c,
    };
    clean(text).0.chars().filter(|c| !c.is_whitespace() && !matches!(c, '*' | '＊')).map(same).collect()
}
