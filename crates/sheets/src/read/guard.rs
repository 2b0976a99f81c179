//! What a file is, judged before any parser sees it: its name says nothing, its first bytes do. Every part is unpacked
//! once and counted, because the sizes a zip states may be lies.

use std::io::{Cursor, Read as _};

use super::{FileKind, Limits, Unreadable};

const CFB: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
/// Below this, packing well is no sign of a bomb.
const RATIO_FROM: u64 = 16 << 20;

pub(super) fn kind(bytes: &[u8], limits: Limits) -> Result<FileKind, Unreadable> {
    if bytes.starts_with(&CFB) {
        return Err(if holds_utf16(bytes, "EncryptedPackage") {
            Unreadable::Password
        } else if holds_utf16(bytes, "Workbook") || holds_utf16(bytes, "Book") {
            Unreadable::OldXls
        } else {
            Unreadable::NotAWorkbook
        });
    }
    if bytes.starts_with(b"PK") {
        return workbook(bytes, limits);
    }
    let binary = bytes.iter().take(4096).any(|byte| matches!(byte, 0..=8 | 14..=31));
    let pretends = bytes.starts_with(b"%PDF") || bytes.trim_ascii_start().starts_with(b"<");
    if binary || pretends { Err(Unreadable::NotAWorkbook) } else { Ok(FileKind::Csv) }
}

fn holds_utf16(bytes: &[u8], name: &str) -> bool {
    let wanted: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

fn workbook(bytes: &[u8], limits: Limits) -> Result<FileKind, Unreadable> {
    let damaged = |error: zip::result::ZipError| Unreadable::Damaged(error.to_string());
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    let names = archive.file_names().map(|name| name.map(|name| name.into_owned()));
    let names: Vec<String> = names.collect::<Result<_, _>>().map_err(damaged)?;
    if names.iter().any(|name| name.to_ascii_lowercase().ends_with("vbaproject.bin")) {
        return Err(Unreadable::Macro);
    }
    if !names.iter().any(|name| name.eq_ignore_ascii_case("xl/workbook.xml")) {
        return Err(Unreadable::NotAWorkbook);
    }
    let packed = bytes.len() as u64;
    let by_ratio = packed.saturating_mul(limits.ratio).max(RATIO_FROM);
    let most = limits.unpacked.min(by_ratio);
    let mut total = 0;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(damaged)?;
        let counted = std::io::copy(&mut part.take(most + 1 - total), &mut std::io::sink());
        total += counted.map_err(|error| Unreadable::Damaged(error.to_string()))?;
        if total > most {
            return Err(Unreadable::Bomb(most >> 20));
        }
    }
    Ok(FileKind::Xlsx)
}
