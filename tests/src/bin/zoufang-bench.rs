//! What `make bench` runs of our own: every part prints rows of a Markdown table.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use zoufang_tests::bench::office::{Running, Transport};
use zoufang_tests::bench::push::{Run, cost, push};
use zoufang_tests::bench::{Trouble, dictionary, import, pull, save, stored, visits};

#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    part: Part,
}

#[derive(Subcommand)]
enum Part {
    /// Saving answers and visits on the device: waits, and syncs of the disk.
    Save {
        #[arg(long, default_value_t = 200)]
        visits: usize,
    },
    /// The part of `save` that runs under a tracer.
    #[command(hide = true)]
    SaveOnly {
        #[arg(long)]
        visits: usize,
        #[arg(long)]
        dir: PathBuf,
    },
    /// The first list of a new device.
    Pull {
        #[arg(long, default_value_t = 10_000)]
        households: usize,
    },
    /// Handing in, from 1, 4 and 16 devices in batches of 1, 10 and 100.
    Push {
        #[arg(long, default_value_t = 20_000)]
        visits: usize,
    },
    /// Bytes of a visit on the wire.
    Bytes,
    /// Memory, disk and the cost of one sync with more and more visits stored.
    Stored {
        #[arg(default_values_t = [10_000, 100_000, 1_000_000])]
        visits: Vec<usize>,
    },
    /// A file of households through the console; 31,000 are just under the 100,000 rows that one file may have.
    Import {
        #[arg(default_values_t = [3_100, 31_000])]
        households: Vec<usize>,
    },
    /// An office for the browser's part (tests/e2e/scroll.mjs): prints an enrolment text, and runs until it is killed.
    #[command(hide = true)]
    Hold {
        #[arg(long)]
        households: usize,
    },
    /// Trains the dictionary of coding zf1 and writes it to a file.
    Train { file: PathBuf },
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> ExitCode {
    match run(Arguments::parse().part).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(part: Part) -> Result<(), Trouble> {
    let dir = tempfile::tempdir()?;
    match part {
        Part::Save { visits } => measure_save(dir.path(), visits).await,
        Part::SaveOnly { visits, dir } => save::work(&dir, visits).map(|_| ()),
        Part::Pull { households } => {
            println!("| first pull | seconds | bytes per household |\n|---|---:|---:|");
            for transport in [Transport::Plain, Transport::Tls] {
                let pulled =
                    pull::pull(&dir.path().join(format!("{transport:?}")), households, transport).await?;
                let each = pulled.bytes as f64 / f64::from(pulled.households);
                println!(
                    "| {} households, {transport:?} | {:.2} | {each:.0} |",
                    pulled.households, pulled.seconds
                );
            }
            Ok(())
        }
        Part::Push { visits } => measure_push(dir.path(), visits).await,
        Part::Bytes => measure_bytes(dir.path()).await,
        Part::Stored { visits } => {
            println!(
                "| visits stored | one sync p50 / p99 ms | office memory MB | disk MB |\n|---:|---:|---:|---:|"
            );
            for grown in stored::grow(&dir.path().join("office"), &visits).await? {
                println!(
                    "| {} | {:.2} / {:.2} | {:.0} | {:.0} |",
                    grown.visits, grown.p50_ms, grown.p99_ms, grown.memory_mb, grown.disk_mb
                );
            }
            Ok(())
        }
        Part::Import { households } => {
            println!(
                "| rows | file MB | preview s | commit s | office's peak MB | new / unchanged households |\n|---:|---:|---:|---:|---:|---:|"
            );
            for households in households {
                let done = import::import(&dir.path().join(households.to_string()), households).await?;
                println!(
                    "| {} | {:.1} | {:.2} | {:.2} | {:.0} | {} / {} |",
                    done.rows,
                    done.file_mb,
                    done.preview_s,
                    done.commit_s,
                    done.peak_mb,
                    done.summary["new"],
                    done.summary["unchanged"]
                );
            }
            Ok(())
        }
        Part::Hold { households } => {
            let office = Running::start(&dir.path().join("office"), households, 0, Transport::Plain, 0)?;
            println!("{}", office.ticket);
            std::io::copy(&mut std::io::stdin(), &mut std::io::sink())?;
            Ok(())
        }
        Part::Train { file } => {
            let dictionary = dictionary::train(dir.path()).await?;
            std::fs::write(&file, &dictionary)?;
            println!("{} bytes in {}", dictionary.len(), file.display());
            Ok(())
        }
    }
}

async fn measure_save(dir: &std::path::Path, visits: usize) -> Result<(), Trouble> {
    save::prepare(dir, visits * 2).await?;
    let waits = save::work(dir, visits)?;
    println!("| on the device | p50 ms | p99 ms |\n|---|---:|---:|");
    println!(
        "| one answer kept ({} answers) | {:.2} | {:.2} |",
        waits.answers, waits.answer_p50, waits.answer_p99
    );
    println!("| a visit saved ({} visits) | {:.2} | {:.2} |", waits.visits, waits.save_p50, waits.save_p99);
    let syncs = save::syncs(dir, visits / 4)?;
    if syncs.is_empty() {
        return Err("the tracer saw no save".into());
    }
    let exact = syncs.iter().filter(|(log, _)| *log == 1).count();
    let others = syncs.iter().filter(|(_, other)| *other > 0).count();
    println!("\n{exact} of {} saves made exactly one sync of the write-ahead log.", syncs.len());
    println!("In {others} of them something else was synced too (checkpoints).");
    Ok(())
}

async fn measure_push(dir: &std::path::Path, visits: usize) -> Result<(), Trouble> {
    println!("| devices | batch | visits per second | request p50 / p99 ms |\n|---:|---:|---:|---:|");
    for devices in [1, 4, 16] {
        let office =
            Running::start(&dir.join(format!("office{devices}")), 10_000, devices, Transport::Plain, 0)?;
        for batch in [1, 10, 100] {
            let total = if batch == 1 { visits / 4 } else { visits };
            let pushed = push(&office, Run(batch as u64), devices, batch, total).await?;
            println!(
                "| {devices} | {batch} | {:.0} | {:.2} / {:.2} |",
                pushed.per_second, pushed.p50_ms, pushed.p99_ms
            );
        }
    }
    Ok(())
}

async fn measure_bytes(dir: &std::path::Path) -> Result<(), Trouble> {
    const VISITS: u32 = 600;
    let source = Running::start(&dir.join("office"), 2_000, 0, Transport::Plain, 0)?;
    let recorded = visits::record(dir, &source, VISITS, 4_711).await?;
    let plain: usize = recorded.iter().flatten().map(|operation| operation.raw.get().len()).sum();
    let operations = recorded.iter().map(Vec::len).sum::<usize>() as f64 / recorded.len() as f64;
    println!(
        "{} visits of {operations:.1} operations, {} bytes of JSON each.\n",
        recorded.len(),
        plain / recorded.len()
    );
    println!("| transport | batch | bytes up | bytes down | both |\n|---|---:|---:|---:|---:|");
    for transport in [Transport::Plain, Transport::Tls] {
        for batch in [1, 10, 100] {
            let office = Running::start(&dir.join(format!("{transport:?}{batch}")), 2_000, 1, transport, 0)?;
            let cost = cost(&office, &recorded, batch).await?;
            println!(
                "| {transport:?} | {batch} | {:.0} | {:.0} | {:.0} |",
                cost.up,
                cost.down,
                cost.up + cost.down
            );
        }
    }
    Ok(())
}
