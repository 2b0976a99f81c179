//! The body of an operation, read once, before the writer has to wait for it.

use serde::de::DeserializeOwned;
use zoufang_domain::candidate::CandidateRaise;
use zoufang_domain::finding::FindingRaise;
use zoufang_domain::roster::RosterProposal;
use zoufang_domain::visit::{VisitAmend, VisitRecord};
use zoufang_wire::{Kind, Operation};

/// A body in its type, or why it has none.
#[derive(Debug)]
pub enum Body {
    VisitRecord(Box<VisitRecord>),
    VisitAmend(Box<VisitAmend>),
    CandidateRaise(Box<CandidateRaise>),
    FindingRaise(Box<FindingRaise>),
    RosterPropose(Box<RosterProposal>),
    /// A kind or version that this office does not know yet; kept until it does.
    Unknown,
    /// Place of the fault.
    Invalid(String),
}

impl Body {
    #[must_use]
    pub fn of(operation: &Operation) -> Self {
        let text = operation.body.get();
        match Kind::from_name(&operation.kind).filter(|kind| operation.v == kind.version()) {
            Some(Kind::VisitRecord) => read(text, Self::VisitRecord),
            Some(Kind::VisitAmend) => read(text, Self::VisitAmend),
            Some(Kind::CandidateRaise) => read(text, Self::CandidateRaise),
            Some(Kind::FindingRaise) => read(text, Self::FindingRaise),
            Some(Kind::RosterPropose) => read(text, Self::RosterPropose),
            None => Self::Unknown,
        }
    }
}

fn read<T: DeserializeOwned>(text: &str, wrap: impl FnOnce(Box<T>) -> Body) -> Body {
    match serde_json::from_str(text) {
        Ok(body) => wrap(Box::new(body)),
        Err(_) => Body::Invalid(fault_path::<T>(text)),
    }
}

/// Reads once more, noting where it fails; only faulty bodies pay for it.
fn fault_path<T: DeserializeOwned>(text: &str) -> String {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    match serde_path_to_error::deserialize::<_, T>(&mut deserializer) {
        Ok(_) => "body".into(),
        Err(fault) if fault.path().iter().len() == 0 => {
            // The fault is the body as a whole, such as a missing field, which serde names in its message.
            let message = fault.inner().to_string();
            message.split('`').nth(1).map_or_else(|| "body".into(), str::to_owned)
        }
        Err(fault) => fault.path().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_named_by_its_place() {
        assert_eq!(fault_path::<VisitRecord>(r#"{"household_id":7}"#), "household_id");
        let missing = r#"{"household_id":"01890a5d-ac96-774b-bcce-b302099a8057"}"#;
        assert_eq!(fault_path::<VisitRecord>(missing), "campaign");
    }
}
