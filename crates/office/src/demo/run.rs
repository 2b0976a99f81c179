//! Writes the demo township into an empty office and says how to get in: the console's account and an enrolment text
//! for each cadre, on the terminal and in `demo.json`.

use std::fmt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use zoufang_wire::ApiError;

use super::campaign;
use crate::Office;
use crate::import::Township;

/// File with the accounts and enrolment texts, beside the database.
pub const FILE: &str = "demo.json";

/// How to get into the demo.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoAccess {
    pub console: ConsoleAccess,
    pub cadres: Vec<CadreAccess>,
}

/// Who may sign in to the console.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsoleAccess {
    pub account: String,
    pub password: String,
}

/// A cadre with an enrolment text for one device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CadreAccess {
    pub name: String,
    pub villages: Vec<String>,
    pub ticket: String,
}

/// Why there is no demo.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    #[error(
        "this office already holds {villages} villages; the demo only goes into an empty one. \
         Choose another --data folder, or add --if-empty to leave this one as it is"
    )]
    NotEmpty { villages: usize },
    #[error("the checklist of this build is faulty:\n{0}")]
    Checklist(#[from] zoufang_domain::checklist::Faults),
    #[error("the office refused: {0}")]
    Office(#[from] ApiError),
    #[error("cannot write {path}: {why}")]
    File { path: PathBuf, why: String },
}

/// Fills an empty office. One seed and one day give one township; passwords and codes are fresh each time.
///
/// # Errors
/// `NotEmpty` when there are villages already; nothing was changed then.
pub fn run(office: &Office, data_dir: &Path, seed: u64) -> Result<DemoAccess, DemoError> {
    let villages = office.look(|rows| rows.villages())?.len();
    if villages > 0 {
        return Err(DemoError::NotEmpty { villages });
    }
    let today = office.now().date_naive();
    let list = campaign::checklist(today)?;
    let town = super::township(seed, today);
    let names: Vec<_> = town.villages.iter().map(|village| (village.id, village.name.clone())).collect();
    let campaign = list.campaign();
    office.import(Township {
        checklists: vec![(campaign.id.0.clone(), list.version(), list.to_document())],
        campaign: Some(campaign),
        villages: town.villages,
        households: town.households,
    })?;
    let mut cadres = Vec::new();
    for cadre in town.cadres {
        let account = office.add_account(cadre.name, "cadre")?;
        for assignment in town.assignments.iter().filter(|assignment| assignment.account_id == cadre.id) {
            let mut assignment = assignment.clone();
            assignment.account_id = account;
            office.assign(assignment)?;
        }
        let ticket = office.ticket(&office.issue_code(account)?)?;
        let own = names.iter().filter(|(id, _)| cadre.villages.contains(id));
        cadres.push(CadreAccess {
            name: cadre.name.to_owned(),
            villages: own.map(|(_, name)| name.clone()).collect(),
            ticket: ticket.to_text().map_err(|why| unwritten(data_dir, &why))?,
        });
    }
    let access = DemoAccess { console: console(office)?, cadres };
    let text = serde_json::to_string_pretty(&access).map_err(|why| unwritten(data_dir, &why))?;
    std::fs::write(data_dir.join(FILE), text).map_err(|why| unwritten(data_dir, &why))?;
    Ok(access)
}

fn unwritten(data_dir: &Path, why: &dyn fmt::Display) -> DemoError {
    DemoError::File { path: data_dir.join(FILE), why: why.to_string() }
}

/// The town's information officer with a fresh password.
fn console(office: &Office) -> Result<ConsoleAccess, ApiError> {
    let account = office.add_account("zhenxinxi", "info_officer")?;
    let password = spell(office.config().ids.secret());
    office.set_password(account, &password)?;
    Ok(ConsoleAccess { account: "zhenxinxi".to_owned(), password })
}

/// Three groups of four letters and digits that nobody mixes up: 60 bits.
fn spell(secret: [u8; 32]) -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let letters: Vec<char> =
        secret.iter().take(12).map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect();
    letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

impl fmt::Display for DemoAccess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "办公端 / console:  账号 {}  密码 {}", self.console.account, self.console.password)?;
        for cadre in &self.cadres {
            writeln!(f, "\n{}（{}）登记码 / enrolment text:", cadre.name, cadre.villages.join("、"))?;
            writeln!(f, "{}", cadre.ticket)?;
        }
        Ok(())
    }
}
