//! Files made with openpyxl and LibreOffice (`goldens/make.py`), never with our own writer alone.
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use std::fmt::Write as _;

use support::{Town, attachment2, goldens, templates};
use zoufang_sheets::{Import, Limits, Message, import_households};

fn import(bytes: &[u8]) -> Result<Import, Vec<Message>> {
    let templates = templates();
    let town = Town::new();
    import_households(&templates, attachment2(&templates), bytes, Limits::default(), town.context())
}

#[test]
fn good_files_of_every_making_hold_the_same_two_households() {
    let files = goldens("good");
    assert!(files.len() >= 11, "{files:?}");
    let first = import(&std::fs::read(&files[0]).unwrap()).unwrap();
    assert_eq!((first.good.len(), first.bad.len(), first.rows), (2, 0, 3));
    for file in files {
        let name = file.display().to_string();
        let read = import(&std::fs::read(&file).unwrap()).unwrap_or_else(|told| panic!("{name}: {told:?}"));
        assert_eq!(read.good, first.good, "{name}: {:?}", read.messages);
        assert!(read.is_faultless(), "{name}: {:?}", read.messages);
    }
}

/// `expected.txt` holds each file's name, then its messages, then the households that may go in.
#[test]
fn every_faulty_file_is_told_with_exactly_its_messages() {
    let files = goldens("faulty");
    assert!(files.len() >= 40);
    let mut told = String::new();
    for file in files {
        writeln!(told, "# {}", file.file_name().unwrap().to_string_lossy()).unwrap();
        let (messages, good, bad) = match import(&std::fs::read(&file).unwrap()) {
            Ok(import) => (import.messages, import.good.len(), import.bad.len()),
            Err(messages) => (messages, 0, 0),
        };
        for message in messages {
            let column = message.column.clone().unwrap_or_default();
            let row = message.row.map(|row| row.to_string()).unwrap_or_default();
            writeln!(told, "{column}{row}\t{message}").unwrap();
        }
        writeln!(told, "= {good} good, {bad} bad").unwrap();
    }
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/goldens/expected.txt");
    if std::env::var_os("ZOUFANG_WRITE_GOLDENS").is_some() {
        std::fs::write(&path, &told).unwrap();
    }
    let expected = std::fs::read_to_string(path).unwrap();
    for (told, expected) in told.split("# ").zip(expected.split("# ")) {
        assert_eq!(told, expected);
    }
    assert_eq!(told, expected);
}
