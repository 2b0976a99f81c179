//! The checklist of the repository, read from its folder.
#![allow(dead_code)]

pub mod people;

use std::path::{Path, PathBuf};

use zoufang_domain::checklist::Checklist;

pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../checklists")
}

/// Files of `2022-shaoyun` as (name, text).
pub fn files() -> Vec<(String, String)> {
    let root = folder().join("2022-shaoyun");
    let mut files = Vec::new();
    for folder in [root.clone(), root.join("items")] {
        for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
            if entry.file_type().unwrap().is_file() {
                let path = entry.path();
                let name = path.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
                files.push((name, std::fs::read_to_string(path).unwrap()));
            }
        }
    }
    files
}

pub fn read(files: &[(String, String)]) -> Result<Checklist, zoufang_domain::checklist::Faults> {
    Checklist::from_files(files.iter().map(|(name, text)| (name.as_str(), text.as_str())))
}

pub fn checklist() -> Checklist {
    read(&files()).unwrap_or_else(|faults| panic!("{faults}"))
}
