//! A new device's first list, by the field core itself: the network, the office and its own encrypted database.

use std::path::Path;
use std::time::{Duration, Instant};

use zoufang_field::{Env, Field};

use super::Trouble;
use super::office::{Running, Transport};
use crate::link::Link;
use crate::program::free_port;

/// How long a list may take.
const PATIENCE: Duration = Duration::from_secs(120);

/// What the first pull took.
#[derive(Debug, Clone, Copy)]
pub struct Pulled {
    pub households: u32,
    pub seconds: f64,
    /// Bytes from the office, headers, campaign and checklist included.
    pub bytes: u64,
}

/// Enrols a device and waits until its list is whole. Enrolment is not counted.
///
/// # Errors
/// When the list does not come within two minutes.
pub async fn pull(dir: &Path, households: usize, transport: Transport) -> Result<Pulled, Trouble> {
    let port = free_port()?;
    let office = Running::start(&dir.join("office"), households, 0, transport, port)?;
    let link = Link::open_at(([127, 0, 0, 1], port).into(), office.address).await?;
    let field = Field::new(dir.join("device"), Env::system(), env!("CARGO_PKG_VERSION"));
    field.enrol(&office.ticket, "bench", "202259").await.map_err(|error| error.to_string())?;
    let (begun, before) = (Instant::now(), link.bytes().1);
    let mut watch = field.progress().ok_or("no sync engine")?;
    loop {
        let progress = watch.borrow_and_update().clone();
        if !progress.more_rows && progress.last_success_at.is_some() {
            let total = field.overview().map_err(|error| error.to_string())?.counts.total;
            let seconds = begun.elapsed().as_secs_f64();
            if total as usize >= office.households.len() {
                return Ok(Pulled { households: total, seconds, bytes: link.bytes().1 - before });
            }
        }
        if begun.elapsed() > PATIENCE {
            return Err(format!("the list is not whole after {PATIENCE:?}: {progress:?}").into());
        }
        let _ = tokio::time::timeout(Duration::from_millis(200), watch.changed()).await;
    }
}
