//! One message of an import with its place (domain, section 6.5). The words come from the campaign's `messages.json`;
//! ID and phone numbers are masked here, because results are mailed around and reach logs.

use std::collections::BTreeMap;

use zoufang_domain::checklist::Checklist;

use crate::cell::column_letters;

/// What a message is about, and so what it stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    /// Nothing of the file is read.
    File,
    /// Stops the row's household.
    Row,
    /// Stops the household.
    Household,
    /// A hint; stops nothing.
    Warn,
    /// Told for information.
    Info,
}

impl Scope {
    /// Whether the household it belongs to must stay out.
    #[must_use]
    pub fn stops(self) -> bool {
        matches!(self, Self::File | Self::Row | Self::Household)
    }
}

/// One message: code, place, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// `E01`…`E30`, `W01`, `W02`.
    pub code: String,
    pub scope: Scope,
    pub sheet: String,
    /// Row number as the sheet shows it, from 1.
    pub row: Option<u32>,
    /// Column letters, such as `Q`.
    pub column: Option<String>,
    pub header: Option<String>,
    /// What stands there, masked where it is an ID or phone number.
    pub value: Option<String>,
    /// What would be right, in the template's own words.
    pub want: Option<String>,
    /// The sentence to show.
    pub text: String,
}

impl std::fmt::Display for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.code, self.text)
    }
}

/// The campaign's sentences by code.
#[derive(Debug, Clone)]
pub struct Words(BTreeMap<String, (String, Scope)>);

/// Where a message belongs.
#[derive(Debug, Clone, Default)]
pub struct Place<'a> {
    pub sheet: &'a str,
    pub row: Option<u32>,
    pub column: Option<(usize, &'a str)>,
    pub value: Option<String>,
    pub want: Option<String>,
}

impl Words {
    pub fn of(checklist: &Checklist) -> Self {
        let scope = |text: &str| match text {
            "file" => Scope::File,
            "household" => Scope::Household,
            "warn" => Scope::Warn,
            "info" => Scope::Info,
            _ => Scope::Row,
        };
        let all = checklist.messages.iter();
        Self(all.map(|one| (one.code.clone(), (one.zh.clone(), scope(&one.scope)))).collect())
    }

    /// Whether the campaign has words for this code; the loader asks for each that this crate uses.
    pub fn has(&self, code: &str) -> bool {
        self.0.contains_key(code)
    }

    /// The message with its words filled in from the place and `extra`.
    pub fn message(&self, code: &str, place: Place<'_>, extra: &[(&str, String)]) -> Message {
        let (template, scope) =
            self.0.get(code).map_or((code, Scope::Row), |(words, scope)| (words.as_str(), *scope));
        let mut parts: Vec<(&str, String)> = extra.to_vec();
        parts.extend(place.row.map(|row| ("row", row.to_string())));
        parts.extend(place.column.map(|(_, header)| ("header", header.to_owned())));
        parts.extend(place.value.clone().map(|value| ("value", value)));
        parts.extend(place.want.clone().map(|want| ("format", want)));
        Message {
            code: code.to_owned(),
            scope,
            sheet: place.sheet.to_owned(),
            row: place.row,
            column: place.column.map(|(at, _)| column_letters(at)),
            header: place.column.map(|(_, header)| header.to_owned()),
            value: place.value,
            want: place.want,
            text: fill(template, &parts),
        }
    }
}

/// Fills `{name}` in one pass, so that a value that contains braces is not filled again.
fn fill(template: &str, parts: &[(&str, String)]) -> String {
    let mut text = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let Some((name, tail)) = after.split_once('}') else { break };
        text.push_str(parts.iter().find(|(key, _)| *key == name).map_or("", |(_, value)| value));
        rest = tail;
    }
    text + rest
}
