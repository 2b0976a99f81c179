//! The database key as a type that cannot be printed and is wiped when dropped.

use sha2::{Digest as _, Sha256};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// A raw 256-bit database key. Random, never a password: SQLCipher then skips its slow derivation (design, §4).
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct StoreKey([u8; 32]);

impl StoreKey {
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes, for wrapping them under another key.
    #[must_use]
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// SQLCipher's form of a raw key: `x'…64 hex digits…'`.
    pub(crate) fn literal(&self) -> Zeroizing<String> {
        let mut text = String::with_capacity(67);
        text.push_str("x'");
        for byte in self.0 {
            for nibble in [byte >> 4, byte & 15] {
                text.push(char::from_digit(u32::from(nibble), 16).unwrap_or('0'));
            }
        }
        text.push('\'');
        Zeroizing::new(text)
    }

    /// Tells this key from others without telling what it is: a digest of 256 random bits gives nothing away.
    pub(crate) fn fingerprint(&self) -> [u8; 32] {
        let mut hasher = Sha256::new();
        hasher.update(b"zoufang database key check 1");
        hasher.update(self.0);
        hasher.finalize().into()
    }
}

impl std::fmt::Debug for StoreKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("StoreKey(redacted)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_never_shows_itself() {
        let key = StoreKey::new([0xab; 32]);
        assert_eq!(format!("{key:?}"), "StoreKey(redacted)");
        assert_eq!(key.literal().as_str(), format!("x'{}'", "ab".repeat(32)));
    }
}
