//! SHA-256 digests, as 32 bytes inside and as URL-safe base64 without padding outside.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest as _, Sha256};

/// A SHA-256 digest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, ts_rs::TS, utoipa::ToSchema)]
#[schema(value_type = String, example = "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU")]
#[ts(export, type = "string")]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// Digest of the concatenation of `parts`.
    #[must_use]
    pub fn of(parts: &[&[u8]]) -> Self {
        let mut hasher = Sha256::new();
        for part in parts {
            hasher.update(part);
        }
        Self(hasher.finalize().into())
    }

    /// Bitwise sum of a set of digests: the order does not matter, so both ends may list their rows as they like.
    pub fn fold(&mut self, other: Self) {
        for (mine, theirs) in self.0.iter_mut().zip(other.0) {
            *mine ^= theirs;
        }
    }

    /// The neutral element of [`Self::fold`].
    #[must_use]
    pub const fn zero() -> Self {
        Self([0; 32])
    }

    /// # Errors
    /// When `bytes` are not exactly 32, such as in a damaged database row.
    pub fn from_slice(bytes: &[u8]) -> Result<Self, WrongLength> {
        bytes.try_into().map(Self).map_err(|_| WrongLength { got: bytes.len() })
    }
}

/// A digest must have 32 bytes.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("a SHA-256 digest has 32 bytes, this one has {got}")]
pub struct WrongLength {
    pub got: usize,
}

impl std::fmt::Display for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&URL_SAFE_NO_PAD.encode(self.0))
    }
}

impl std::fmt::Debug for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Digest({self})")
    }
}

impl std::str::FromStr for Digest {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|e| format!("digest is not base64url: {e}"))?;
        Self::from_slice(&bytes).map_err(|e| e.to_string())
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_survives_text_and_rejects_anything_else() {
        let digest = Digest::of(&[b"a", b"b"]);
        assert_eq!(digest, Digest::of(&[b"ab"]));
        assert_eq!(digest.to_string().parse(), Ok(digest));
        assert!("xyz".parse::<Digest>().is_err());
    }

    #[test]
    fn folding_a_set_ignores_its_order_and_cancels_itself() {
        let (a, b) = (Digest::of(&[b"a"]), Digest::of(&[b"b"]));
        let mut left = Digest::zero();
        left.fold(a);
        left.fold(b);
        let mut right = Digest::zero();
        right.fold(b);
        right.fold(a);
        assert_eq!(left, right);
        left.fold(a);
        left.fold(b);
        assert_eq!(left, Digest::zero());
    }
}
