//! The campaign of the repository, a town of two villages, and a roster with one household.
#![allow(dead_code)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use uuid::Uuid;
use zoufang_domain::checklist::Checklist;
use zoufang_domain::ids::VillageId;
use zoufang_domain::roster::id_number::{IdRegion, check_digit};
use zoufang_sheets::{Context, SheetTemplate, Taken, Templates, VillageRef};

pub fn checklist() -> Checklist {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../checklists/2022-shaoyun");
    let mut files = Vec::new();
    for folder in [root.clone(), root.join("items")] {
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_file() {
                let name = path.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
                files.push((name, std::fs::read_to_string(path).unwrap()));
            }
        }
    }
    Checklist::from_files(files.iter().map(|(name, text)| (name.as_str(), text.as_str()))).unwrap()
}

pub fn templates() -> Templates {
    Templates::of(&checklist()).unwrap()
}

pub fn attachment2(templates: &Templates) -> &SheetTemplate {
    templates.get("attachment2").unwrap()
}

/// A valid number of area 99.
pub fn id_number(birth: &str, sequence: u32) -> String {
    let first = format!("990101{}{sequence:03}", birth.replace('-', ""));
    let last = check_digit(&first).unwrap();
    format!("{first}{last}")
}

pub struct Town {
    pub villages: Vec<VillageRef>,
    pub roster: BTreeMap<String, Taken>,
}

impl Town {
    pub fn new() -> Self {
        let village = |number, name: &str, permitted| VillageRef {
            id: VillageId(Uuid::from_u128(number)),
            name: name.to_owned(),
            permitted,
        };
        let taken = Taken {
            village: "示例村".to_owned(),
            group: "1组".to_owned(),
            head: "周六".to_owned(),
            head_id: id_number("1950-01-01", 1),
        };
        Self {
            villages: vec![village(1, "示例村", true), village(2, "邻村", false)],
            roster: BTreeMap::from([(id_number("1976-05-06", 666), taken)]),
        }
    }

    pub fn context(&self) -> Context<'_> {
        Context {
            day: "2022-05-20".parse().unwrap(),
            region: IdRegion::WithTestArea,
            villages: &self.villages,
            roster: &self.roster,
            progress: None,
        }
    }
}

pub fn goldens(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/goldens").join(folder);
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}
