//! `doctor`: whether the database is sound and the audit log whole, and what is in it. Names nobody.

use super::{Data, Done, data};

pub fn doctor(at: &Data) -> Done {
    let office = data::existing(at)?;
    let mut faults = office.storage().check()?;
    faults.extend(office.look(crate::audit::verify)?);
    let (row, counts, villages, devices) = office.look(|rows| {
        Ok((rows.office()?, rows.op_counts()?, rows.villages()?.len(), rows.devices()?.len()))
    })?;
    println!("program      {} (protocol {})", env!("CARGO_PKG_VERSION"), zoufang_wire::PROTOCOL);
    println!("sqlite       {}", rusqlite::version());
    println!("schema       {}", crate::storage::sqlite::MIGRATIONS.len());
    println!("epoch        {}", row.epoch);
    println!("change       {} (secured {})", row.change_seq, row.secured);
    println!(
        "operations   {} ({} in quarantine, {} conflicting)",
        counts.ops, counts.quarantined, counts.conflicts
    );
    println!("villages     {villages}");
    println!("devices      {devices}");
    if faults.is_empty() {
        println!("database     sound");
        return Ok(());
    }
    for fault in &faults {
        println!("fault        {fault}");
    }
    Err(format!("{} faults; keep the folder as it is and restore a backup beside it", faults.len()).into())
}
