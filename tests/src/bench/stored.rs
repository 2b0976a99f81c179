//! Whether what is stored already makes the next sync dearer, and how much memory the office needs.

use std::path::Path;

use super::Trouble;
use super::office::{Running, Transport};
use super::push::{Run, push};

/// The office after so many visits.
#[derive(Debug, Clone, Copy)]
pub struct Grown {
    pub visits: usize,
    pub memory_mb: f64,
    /// One sync of one visit, milliseconds.
    pub p50_ms: f64,
    pub p99_ms: f64,
    pub disk_mb: f64,
}

/// Fills an office up to each of `steps` (rising) and measures at each.
///
/// # Errors
/// When the office refuses anything.
pub async fn grow(dir: &Path, steps: &[usize]) -> Result<Vec<Grown>, Trouble> {
    const DEVICES: usize = 8;
    let office = Running::start(dir, 10_000, DEVICES, Transport::Plain, 0)?;
    let (mut stored, mut run, mut grown) = (0, 0, Vec::new());
    for &step in steps {
        while stored < step {
            let part = (step - stored).min(80_000).next_multiple_of(DEVICES * 100);
            run += 1;
            push(&office, Run(run), DEVICES, 100, part).await?;
            stored += part;
        }
        // The filling leaves gigabytes to be written back, and every sync of the disk would queue behind them.
        let settled = std::process::Command::new("sync").status()?;
        if !settled.success() {
            return Err(format!("sync ended with {settled}").into());
        }
        run += 1;
        let alone = push(&office, Run(run), 1, 1, 1_000).await?;
        stored += 1_000;
        grown.push(Grown {
            visits: stored,
            memory_mb: office.memory_mb()?,
            p50_ms: alone.p50_ms,
            p99_ms: alone.p99_ms,
            disk_mb: std::fs::read_dir(dir)?
                .filter_map(|entry| Some(entry.ok()?.metadata().ok()?.len()))
                .sum::<u64>() as f64
                / 1e6,
        });
    }
    Ok(grown)
}
