//! A small office for tests: part of the demo township, the real checklist, one cadre who sees all of it.

use std::collections::BTreeSet;
use std::path::Path;

use zoufang_domain::checklist::Checklist;
use zoufang_domain::ids::{AccountId, AssignmentId, VisitId};
use zoufang_domain::roster::Assignment;
use zoufang_office::config::Config;
use zoufang_office::import::Township;
use zoufang_office::office::Office;
use zoufang_office::storage;
use zoufang_office::tls::Authority;

/// Makes an office in `data` and returns an enrolment text whose address is loopback `port`.
///
/// # Panics
/// When the office cannot be made: no test can go on then.
#[must_use]
pub fn prepare(data: &Path, port: u16, households: usize) -> String {
    prepare_at(data, &format!("http://127.0.0.1:{port}"), households)
}

/// The same for any address; for https the office founds its CA now, so that the text can name it.
///
/// # Panics
/// When the office cannot be made: no test can go on then.
#[must_use]
#[allow(clippy::unwrap_used, reason = "tests cannot go on without it")]
pub fn prepare_at(data: &Path, url: &str, households: usize) -> String {
    let office = Office::open(data, config(data, url)).unwrap();
    let account = fill(&office, households);
    let code = office.issue_code(account).unwrap();
    office.ticket(&code).unwrap().to_text().unwrap()
}

/// Settings of the office in `data` for an address, without rates.
///
/// # Panics
/// When its CA cannot be made.
#[must_use]
#[allow(clippy::unwrap_used, reason = "tests cannot go on without it")]
pub fn config(data: &Path, url: &str) -> Config {
    let authority = url.starts_with("https:").then(|| Authority::open(data).unwrap());
    Config {
        public_urls: vec![url.to_owned()],
        ca_fingerprint: authority.map(|authority| authority.fingerprint()),
        ..Config::for_tests()
    }
}

/// Part of the demo township and one cadre who sees all of it.
///
/// # Panics
/// When the office does not take it.
#[allow(clippy::unwrap_used, reason = "tests cannot go on without it")]
pub fn fill(office: &Office, households: usize) -> AccountId {
    let checklist = checklist();
    let (villages, households) = zoufang_office::demo::roster(households, 1);
    let ids: Vec<_> = villages.iter().map(|village| village.id).collect();
    let township = Township {
        campaign: Some(checklist.campaign()),
        checklists: vec![(checklist.campaign().id.0, checklist.version(), checklist.to_document())],
        villages,
        households,
    };
    office.import(township).unwrap();
    let account = office.add_account("张示例", "cadre").unwrap();
    for (n, village_id) in (1..).zip(ids) {
        let id = AssignmentId(uuid::Uuid::from_u128(n));
        let assignment =
            Assignment { id, account_id: account, village_id, groups: vec![], households: vec![] };
        office.assign(assignment).unwrap();
    }
    account
}

/// The checklist of 2022 as the repository keeps it.
///
/// # Panics
/// When it is faulty.
#[must_use]
#[allow(clippy::unwrap_used, reason = "tests cannot go on without it")]
pub fn checklist() -> Checklist {
    let files = checklist_files();
    Checklist::from_files(files.iter().map(|(name, text)| (name.as_str(), text.as_str()))).unwrap()
}

/// Its files: name relative to the folder, and text.
///
/// # Panics
/// When they cannot be read.
#[must_use]
pub fn checklist_files() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../checklists/2022-shaoyun");
    let mut files = Vec::new();
    collect(&root, &root, &mut files);
    files
}

#[allow(clippy::unwrap_used, reason = "tests cannot go on without it")]
fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, files);
        } else if path.extension().is_some_and(|ending| ending == "json") {
            let name = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
            files.push((name, std::fs::read_to_string(&path).unwrap()));
        }
    }
}

/// Visits that the office in `data` holds.
///
/// # Panics
/// When it cannot be read.
#[must_use]
#[allow(clippy::unwrap_used, reason = "tests cannot go on without it")]
pub fn visits_in(data: &Path) -> BTreeSet<VisitId> {
    let office = Office::open(data, Config::for_tests()).unwrap();
    let mut visits = BTreeSet::new();
    storage::read(office.storage(), |rows| {
        rows.each_op(&mut |op| {
            if op.kind == "visit.record" {
                visits.insert(VisitId(op.op_id.0));
            }
            Ok(())
        })
    })
    .unwrap();
    visits
}
