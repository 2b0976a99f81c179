//! How much of a name, a sentence or an amount somebody may read: the inspector gets `张**` and bands (domain,
//! section 9). Numbers of persons and phones are masked for everybody.

use zoufang_domain::roster::id_number::mask_name;

/// What an officer reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    Full,
    Masked,
}

impl Sight {
    pub fn name(self, name: String) -> String {
        match self {
            Self::Full => name,
            Self::Masked => mask_name(&name),
        }
    }

    /// Free text may name anybody, so it is shown whole or not at all.
    pub fn text(self, text: Option<String>) -> Option<String> {
        match self {
            Self::Full => text,
            Self::Masked => text.map(|_| "……".to_owned()),
        }
    }
}
