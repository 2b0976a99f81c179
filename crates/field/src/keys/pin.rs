//! What may be a PIN: at least six digits, and not one that everybody tries first (design, section 5).

use zeroize::Zeroizing;
use zoufang_wire::{ApiError, ErrorCode};

/// A PIN that was accepted when it was set.
pub struct Pin(Zeroizing<String>);

impl Pin {
    /// # Errors
    /// [`ErrorCode::PinTooShort`] for fewer than six digits or anything else than digits,
    /// [`ErrorCode::PinTooSimple`] for one digit repeated and for runs such as 123456.
    pub fn parse(text: &str) -> Result<Self, ApiError> {
        let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_digit).collect();
        if digits.len() != text.len() || digits.len() < 6 {
            return Err(ApiError::new(ErrorCode::PinTooShort));
        }
        let steps: Vec<i16> = digits.windows(2).map(|pair| i16::from(pair[1]) - i16::from(pair[0])).collect();
        let is_run = |step: i16| steps.iter().all(|s| *s == step || (step != 0 && *s == -9 * step));
        let repeats = |len: usize| digits.chunks(len).all(|chunk| digits.starts_with(chunk));
        if is_run(0) || is_run(1) || is_run(-1) || repeats(2) || repeats(3) {
            return Err(ApiError::new(ErrorCode::PinTooSimple));
        }
        Ok(Self(Zeroizing::new(text.to_owned())))
    }

    pub(super) fn text(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Pin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pin(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_has_six_digits_that_are_not_the_first_to_be_tried() {
        for (text, code) in [
            ("12345", ErrorCode::PinTooShort),
            ("12345a", ErrorCode::PinTooShort),
            ("１２３４５６", ErrorCode::PinTooShort),
            ("111111", ErrorCode::PinTooSimple),
            ("123456", ErrorCode::PinTooSimple),
            ("654321", ErrorCode::PinTooSimple),
            ("567890", ErrorCode::PinTooSimple),
            ("121212", ErrorCode::PinTooSimple),
            ("123123", ErrorCode::PinTooSimple),
        ] {
            assert_eq!(Pin::parse(text).map(|_| ()).map_err(|e| e.code), Err(code), "{text}");
        }
        assert!(Pin::parse("202579").is_ok());
    }
}
