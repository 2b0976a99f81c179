//! Compression of bodies, with limits on what comes out.
//!
//! Short messages of one shape compress badly alone and well with a trained dictionary, so the dictionary is part of
//! the protocol: versioned, built in, never changed once released.

use std::io::{Read as _, Write as _};
use std::sync::{LazyLock, OnceLock};

use zstd::dict::{DecoderDictionary, EncoderDictionary};

/// How a body is coded; the name is the value of `Content-Encoding`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coding {
    Identity,
    Zstd,
    /// zstd with dictionary 1 (`dict/v1.zdict`).
    ZstdDict1,
}

/// Dictionary of [`Coding::ZstdDict1`].
static DICT_1: &[u8] = include_bytes!("../dict/v1.zdict");
/// Digesting the dictionary costs more than coding a visit, so it is done once, for coding once for each level.
static DECODING_1: LazyLock<DecoderDictionary<'static>> = LazyLock::new(|| DecoderDictionary::copy(DICT_1));
static ENCODING_1: [OnceLock<EncoderDictionary<'static>>; 20] = [const { OnceLock::new() }; 20];

fn encoding_1(level: i32) -> &'static EncoderDictionary<'static> {
    let level = level.clamp(1, 19);
    let place = usize::try_from(level).unwrap_or(1);
    ENCODING_1[place].get_or_init(|| EncoderDictionary::copy(DICT_1, level))
}

/// What went wrong with a coded body.
#[derive(Debug, thiserror::Error)]
pub enum CodingError {
    #[error("the body is larger than {limit} bytes once decompressed")]
    TooLarge { limit: usize },
    #[error("the body cannot be decompressed: {0}")]
    Damaged(#[from] std::io::Error),
}

impl Coding {
    /// Value of `Content-Encoding` and `Accept-Encoding`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Zstd => "zstd",
            Self::ZstdDict1 => "zf1",
        }
    }

    /// The coding of that name; an empty or missing header is `identity`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        match name.trim() {
            "" | "identity" => Some(Self::Identity),
            "zstd" => Some(Self::Zstd),
            "zf1" => Some(Self::ZstdDict1),
            _ => None,
        }
    }

    /// Codes `plain`. `level` is zstd's, 1–19.
    ///
    /// # Errors
    /// When zstd fails, which means memory ran out.
    pub fn encode(self, plain: &[u8], level: i32) -> Result<Vec<u8>, CodingError> {
        match self {
            Self::Identity => Ok(plain.to_vec()),
            Self::Zstd => Ok(zstd::bulk::compress(plain, level)?),
            Self::ZstdDict1 => {
                let mut encoder = zstd::Encoder::with_prepared_dictionary(Vec::new(), encoding_1(level))?;
                encoder.set_pledged_src_size(Some(plain.len() as u64))?;
                encoder.include_contentsize(false)?;
                encoder.include_dictid(false)?;
                encoder.write_all(plain)?;
                Ok(encoder.finish()?)
            }
        }
    }

    /// Decodes `coded` and refuses to make more than `limit` bytes of it, however small the input (zstd bombs).
    ///
    /// # Errors
    /// [`CodingError::TooLarge`] at the limit, [`CodingError::Damaged`] for anything that is not such a body.
    pub fn decode(self, coded: &[u8], limit: usize) -> Result<Vec<u8>, CodingError> {
        let mut plain = Vec::new();
        match self {
            Self::Identity => plain.extend_from_slice(coded),
            Self::Zstd => read_capped(zstd::Decoder::new(coded)?, limit, &mut plain)?,
            Self::ZstdDict1 => {
                read_capped(zstd::Decoder::with_prepared_dictionary(coded, &DECODING_1)?, limit, &mut plain)?
            }
        }
        if plain.len() > limit { Err(CodingError::TooLarge { limit }) } else { Ok(plain) }
    }
}

/// A window of 8 MB is more than any of our messages needs and keeps a bomb from asking for gigabytes.
const WINDOW_LOG: u32 = 23;

fn read_capped<R: std::io::BufRead>(
    mut decoder: zstd::Decoder<'_, R>,
    limit: usize,
    plain: &mut Vec<u8>,
) -> Result<(), CodingError> {
    decoder.window_log_max(WINDOW_LOG)?;
    decoder.take(limit as u64 + 1).read_to_end(plain)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_coding_gives_back_what_it_took() {
        let plain = r#"{"household_id":"x","answers":[]}"#.repeat(9);
        for coding in [Coding::Identity, Coding::Zstd, Coding::ZstdDict1] {
            let coded = coding.encode(plain.as_bytes(), 3).unwrap();
            assert_eq!(coding.decode(&coded, 10_000).unwrap(), plain.as_bytes());
            assert_eq!(Coding::from_name(coding.name()), Some(coding));
        }
    }

    #[test]
    fn a_zstd_bomb_stops_at_the_limit() {
        let bomb = zstd::bulk::compress(&vec![0; 50_000_000], 19).unwrap();
        assert!(bomb.len() < 10_000);
        assert!(matches!(
            Coding::Zstd.decode(&bomb, 1_000_000),
            Err(CodingError::TooLarge { limit: 1_000_000 })
        ));
    }

    #[test]
    fn a_damaged_body_is_refused() {
        let mut coded = Coding::ZstdDict1.encode(&[7; 1000], 3).unwrap();
        coded.truncate(coded.len() - 3);
        assert!(matches!(Coding::ZstdDict1.decode(&coded, 10_000), Err(CodingError::Damaged(_))));
    }
}
