//! Accounts and enrolment texts from the command line.

use super::{Data, Done, data};

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
