//! An operation of the outbox: immutable, self-describing, hashed as it is stored and sent.
//!
//! The canonical bytes of an operation are the JSON text that the device wrote once, when the work was saved. They
//! are stored, sent, hashed and kept by the office unchanged. Nothing of the stream is inside, so an operation keeps
//! its identity when a forked stream is renumbered (design, section 3, rule 11).

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use zoufang_domain::ids::OpId;

use crate::digest::Digest;

/// What an operation does. Kinds are text on the wire, so that an older office can keep what it does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export)]
pub enum Kind {
    #[serde(rename = "visit.record")]
    VisitRecord,
    #[serde(rename = "visit.amend")]
    VisitAmend,
    #[serde(rename = "candidate.raise")]
    CandidateRaise,
    #[serde(rename = "finding.raise")]
    FindingRaise,
    #[serde(rename = "roster.propose")]
    RosterPropose,
}

impl Kind {
    /// Every kind this build applies.
    pub const ALL: [Self; 5] =
        [Self::VisitRecord, Self::VisitAmend, Self::CandidateRaise, Self::FindingRaise, Self::RosterPropose];

    /// The name on the wire.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::VisitRecord => "visit.record",
            Self::VisitAmend => "visit.amend",
            Self::CandidateRaise => "candidate.raise",
            Self::FindingRaise => "finding.raise",
            Self::RosterPropose => "roster.propose",
        }
    }

    /// The newest body version this build writes and applies.
    #[must_use]
    pub const fn version(self) -> u32 {
        1
    }

    /// The kind of that name, if this build knows it.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// The device's clock when an operation was written (rule 12): wall time may lie, so the rest comes with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export, optional_fields)]
pub struct ClockStamp {
    /// Office time minus device time in ms, as last measured; missing before the first contact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(type = "number")]
    pub offset_ms: Option<i64>,
    /// Random per start of the device or app.
    pub boot: String,
    /// Milliseconds since that start.
    #[ts(type = "number")]
    pub mono_ms: u64,
}

/// An operation with its body still as raw JSON text.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Operation {
    pub op_id: OpId,
    /// Name of a [`Kind`], or one this build does not know.
    pub kind: String,
    /// Version of the body's form.
    pub v: u32,
    /// Wall time of the device.
    pub occurred_at: DateTime<FixedOffset>,
    pub clock: ClockStamp,
    pub body: Box<RawValue>,
}

impl Operation {
    /// The bytes that are stored, sent and hashed.
    ///
    /// # Errors
    /// Never for operations built from our own types; serde's signature forces the `Result`.
    pub fn canonical(&self) -> Result<Box<RawValue>, serde_json::Error> {
        serde_json::value::to_raw_value(self)
    }

    /// Reads the head of stored or received bytes; the body stays unread.
    ///
    /// # Errors
    /// When the text is not an operation; the message names line and column.
    pub fn parse(canonical: &RawValue) -> Result<Self, serde_json::Error> {
        serde_json::from_str(canonical.get())
    }
}

/// Hash of an operation's canonical bytes.
#[must_use]
pub fn hash(canonical: &RawValue) -> Digest {
    Digest::of(&[canonical.get().as_bytes()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operation_read_and_written_again_keeps_its_bytes() {
        let text = r#"{"op_id":"01890a5d-ac96-774b-bcce-b302099a8057","kind":"visit.record","v":1,"occurred_at":"2022-05-12T09:30:00+08:00","clock":{"boot":"5e1f","mono_ms":12},"body":{"b":1.50,"a":[ ]}}"#;
        let raw: Box<RawValue> = serde_json::from_str(text).unwrap();
        let operation = Operation::parse(&raw).unwrap();
        assert_eq!(operation.canonical().unwrap().get(), text);
        assert_eq!(hash(&raw), Digest::of(&[text.as_bytes()]));
    }

    #[test]
    fn every_kind_is_found_by_its_name() {
        for kind in Kind::ALL {
            assert_eq!(Kind::from_name(kind.name()), Some(kind));
            assert_eq!(serde_json::to_string(&kind).unwrap(), format!("\"{}\"", kind.name()));
        }
        assert_eq!(Kind::from_name("visit.unheard"), None);
    }
}
