//! Accounts, enrolment texts and who visits where from the command line.

use zoufang_domain::ids::{AccountId, AssignmentId, VillageId};
use zoufang_domain::roster::Assignment;
use zoufang_wire::{ApiError, ErrorCode};

use super::{Data, Done, data};
use crate::{Office, ids};

pub fn enrol_code(at: &Data, account: &str) -> Done {
    let office = data::existing(at)?;
    let account = office.account_named(account).map_err(|e| e.in_english())?;
    let code = office.issue_code(account.id)?;
    println!("{}", office.ticket(&code)?.to_text()?);
    Ok(())
}

pub fn add(at: &Data, name: &str, role: &str, password_stdin: bool) -> Done {
    let office = data::existing(at)?;
    let mut password = String::new();
    if password_stdin {
        std::io::stdin().read_line(&mut password)?;
    }
    let account = office.add_account(name, role).map_err(|e| e.in_english())?;
    if password_stdin {
        office.set_password(account, password.trim_end_matches(['\r', '\n'])).map_err(|e| e.in_english())?;
    }
    println!("{account}");
    Ok(())
}

pub fn villages(at: &Data, name: &str, villages: &[String]) -> Done {
    let office = data::existing(at)?;
    let account = office.account_named(name).map_err(|e| e.in_english())?;
    let ids = villages.iter().map(|village| named(&office, name, village).map(|(_, id)| id));
    let ids: Vec<VillageId> = ids.collect::<Result<_, _>>().map_err(|e| e.in_english())?;
    Ok(office.set_account_villages(account.id, &ids).map_err(|e| e.in_english())?)
}

pub fn assign(at: &Data, name: &str, village: &str, groups: Vec<String>) -> Done {
    let office = data::existing(at)?;
    let (account_id, village_id) = named(&office, name, village).map_err(|e| e.in_english())?;
    let mut assignment = assigned(&office, account_id, village_id)?.pop().unwrap_or_else(|| Assignment {
        id: AssignmentId(ids::named(&["assignment", &account_id.to_string(), &village_id.to_string()])),
        account_id,
        village_id,
        groups: Vec::new(),
        households: Vec::new(),
    });
    assignment.groups = groups;
    Ok(office.assign(assignment).map_err(|e| e.in_english())?)
}

pub fn unassign(at: &Data, name: &str, village: &str) -> Done {
    let office = data::existing(at)?;
    let (account, village_id) = named(&office, name, village).map_err(|e| e.in_english())?;
    let known = assigned(&office, account, village_id)?;
    if known.is_empty() {
        return Err(format!("{name} has not been given {village}").into());
    }
    for assignment in known {
        office.unassign(assignment.id).map_err(|e| e.in_english())?;
    }
    Ok(())
}

fn named(office: &Office, name: &str, village: &str) -> Result<(AccountId, VillageId), ApiError> {
    let account = office.account_named(name)?;
    let villages = office.look(|rows| rows.villages())?;
    let found = villages.into_iter().find(|known| known.name == village);
    let found = found.ok_or_else(|| ApiError::new(ErrorCode::NotFound).with("what", village))?;
    Ok((account.id, found.id))
}

fn assigned(office: &Office, account: AccountId, village: VillageId) -> Result<Vec<Assignment>, ApiError> {
    let all = office.look(move |rows| rows.assignments_of(account))?;
    Ok(all.into_iter().filter(|known| known.village_id == village).collect())
}
