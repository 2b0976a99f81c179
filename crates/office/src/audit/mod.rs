//! The audit log: who did what, when, to which row. Append-only and hash-chained: each row's hash covers its content
//! and the hash before, so that a row changed or removed later is named by [`verify`] (`zoufang-office doctor`). There is no key in it: whoever
//! can write the database file can also compute a new chain. It shows mistakes and clumsy tampering, no more.
//!
//! A row is written in the transaction of the change it tells of: neither can exist without the other. Subjects are
//! ids, details are field names, states and counts, never a person's data: the log outlives the campaign.

mod event;

use zoufang_domain::ids::AccountId;
use zoufang_wire::Digest;

pub use event::Event;

use crate::clock::{Instant, in_china};
use crate::storage::account::Account;
use crate::storage::audit::AuditRow;
use crate::storage::{Reads, StorageError, Writes};

/// Who did something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct By {
    pub account: Option<AccountId>,
    pub name: String,
}

impl By {
    #[must_use]
    pub fn account(account: &Account) -> Self {
        Self { account: Some(account.id), name: account.name.clone() }
    }

    /// A name that no account has.
    #[must_use]
    pub fn nobody() -> Self {
        Self { account: None, name: "(unknown name)".to_owned() }
    }

    /// Whoever has the office's computer; the program cannot tell who that is.
    #[must_use]
    pub fn command_line() -> Self {
        Self { account: None, name: "(command line)".to_owned() }
    }
}

/// Adds a row. `subject` holds ids, `detail` no personal data.
///
/// # Errors
/// When the database fails; the change it belongs to must then fail as well.
pub fn audit(
    rows: &dyn Writes,
    at: Instant,
    by: &By,
    event: Event,
    subject: &str,
    detail: &str,
) -> Result<(), StorageError> {
    let (n, previous) = rows.audit_head()?.unwrap_or((0, Digest([0; 32])));
    let mut row = AuditRow {
        n: n + 1,
        at: in_china(at).to_rfc3339(),
        account: by.account,
        who: by.name.clone(),
        event: event.code().to_owned(),
        subject: subject.to_owned(),
        detail: detail.to_owned(),
        previous,
        hash: previous,
    };
    row.hash = hash_of(&row)?;
    rows.append_audit(&row)
}

/// Rows that do not fit the chain, in words; empty means sound.
///
/// # Errors
/// When the database fails.
pub fn verify(rows: &dyn Reads) -> Result<Vec<String>, StorageError> {
    let mut faults = Vec::new();
    let (mut last, mut before) = (0, Digest([0; 32]));
    loop {
        let part = rows.audit_after(last, 1000)?;
        if part.is_empty() {
            break;
        }
        for row in part {
            if row.n != last + 1 {
                faults.push(format!("audit rows {} to {} were removed", last + 1, row.n - 1));
            } else if row.previous != before {
                faults.push(format!("audit row {} does not follow row {last}", row.n));
            }
            if row.hash != hash_of(&row)? {
                faults.push(format!("audit row {} was changed", row.n));
            }
            (last, before) = (row.n, row.hash);
        }
    }
    match rows.audit_head()? {
        Some((n, _)) if n > last => faults.push(format!("audit rows {} to {n} were removed", last + 1)),
        Some((n, hash)) if n < last || hash != before => {
            faults.push(format!("the audit log's newest row is {last}, not the one noted ({n})"));
        }
        None if last > 0 => faults.push("the note of the audit log's newest row was removed".to_owned()),
        _ => {}
    }
    Ok(faults)
}

/// Covers everything of a row but the hash itself; a JSON list keeps its parts apart.
fn hash_of(row: &AuditRow) -> Result<Digest, StorageError> {
    let parts = (
        row.n,
        &row.at,
        row.account,
        &row.who,
        &row.event,
        &row.subject,
        &row.detail,
        row.previous.to_string(),
    );
    let bytes = serde_json::to_vec(&parts).map_err(|e| StorageError::Failed(e.to_string()))?;
    Ok(Digest::of(&[b"zoufang audit 1 ", &bytes]))
}
