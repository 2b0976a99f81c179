//! One page of a long list.

use serde::{Deserialize, Deserializer, Serialize};

/// Rows of a list with the length of the whole.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
#[ts(export, export_to = "ConsolePage.ts", rename = "ConsolePage")]
pub struct Page<T> {
    pub rows: Vec<T>,
    pub total: u32,
}

/// Rows of one page at most.
pub const MOST: u32 = 200;

/// An empty query parameter counts as missing, because that is what an emptied form field sends.
pub fn blank_is_none<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: std::str::FromStr,
    T::Err: std::fmt::Display,
{
    let text = Option::<String>::deserialize(deserializer)?;
    match text.as_deref().map(str::trim) {
        None | Some("") => Ok(None),
        Some(text) => text.parse().map(Some).map_err(serde::de::Error::custom),
    }
}
