//! What has become of operations that were put off: a device that asks learns it, because nothing else would tell it.

use zoufang_domain::ids::{AccountId, OpId};
use zoufang_wire::Fate;

use crate::storage::{Reads, StorageError};

/// The outcomes of an account's own operations, as they stand now. What the office does not have is left out.
pub fn of(rows: &dyn Reads, account: AccountId, asks: &[OpId]) -> Result<Vec<Fate>, StorageError> {
    let mut fates = Vec::with_capacity(asks.len());
    for op_id in asks {
        let Some(stored) = rows.stored_op(*op_id)?.filter(|stored| stored.account == account) else {
            continue;
        };
        fates.push(Fate {
            op_id: *op_id,
            hash: stored.hash,
            r: stored.outcome.result,
            code: stored.outcome.code,
            detail: stored.outcome.detail,
        });
    }
    Ok(fates)
}
