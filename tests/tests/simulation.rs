//! Three devices and more, two cadres, one office, and a bad day for all of them; see `zoufang_tests::sim`.
//!
//! `ZOUFANG_SIM_SEEDS=n` runs so many seeds, `ZOUFANG_SIM_SEED=n` replays one.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::sync::atomic::{AtomicU64, Ordering};

use zoufang_field::sync::faults::SeededBug;
use zoufang_tests::sim::{Story, run_seed};

/// Seeds of a plain run.
const SEEDS: u64 = 300;
/// A seeded bug must show within so many seeds.
const SEEDS_PER_BUG: u64 = 60;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// Runs seeds on every core and returns their stories or the first failures.
fn run(seeds: std::ops::Range<u64>) -> Result<Vec<Story>, Vec<String>> {
    let next = AtomicU64::new(seeds.start);
    let workers = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    let results: Vec<Result<Story, String>> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..workers)
            .map(|_| {
                scope.spawn(|| {
                    let mut done = Vec::new();
                    loop {
                        let seed = next.fetch_add(1, Ordering::Relaxed);
                        if seed >= seeds.end {
                            return done;
                        }
                        done.push(run_seed(seed, None));
                    }
                })
            })
            .collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    let (good, bad): (Vec<_>, Vec<_>) = results.into_iter().partition(Result::is_ok);
    if bad.is_empty() {
        Ok(good.into_iter().map(Result::unwrap).collect())
    } else {
        Err(bad.into_iter().filter_map(Result::err).collect())
    }
}

#[test]
fn no_bad_day_loses_or_doubles_anything() {
    if let Some(seed) = number("ZOUFANG_SIM_SEED") {
        println!("{:#?}", run_seed(seed, None).unwrap_or_else(|broken| panic!("{broken}")));
        return;
    }
    let seeds = number("ZOUFANG_SIM_SEEDS").unwrap_or(SEEDS);
    let stories = run(0..seeds).unwrap_or_else(|broken| {
        panic!("{} of {seeds} seeds failed:\n{}", broken.len(), broken[..broken.len().min(5)].join("\n"))
    });
    let sum = |of: fn(&Story) -> u64| stories.iter().map(of).sum::<u64>();
    let told = [
        ("steps", sum(|s| s.steps)),
        ("operations saved", sum(|s| s.saved)),
        ("requests", sum(|s| s.requests)),
        ("crashes", sum(|s| s.crashes)),
        ("deaths between results and rows", sum(|s| s.deaths_between_halves)),
        ("restores of the office", sum(|s| s.restores)),
        ("operations offered again after a restore", sum(|s| s.reoffers)),
        ("copied phones", sum(|s| s.clones)),
        ("forked streams", sum(|s| s.forks)),
        ("operations set aside", sum(|s| s.parked)),
        ("conflicting bytes kept", sum(|s| s.conflicts)),
        ("bodies freed", sum(|s| s.freed)),
        ("reassignments", sum(|s| s.reassigned)),
        ("visits judged by an officer", sum(|s| s.judged)),
        ("operations damaged on a phone", sum(|s| s.rotten)),
        ("damaged operations made whole", sum(|s| s.made_whole)),
        ("damaged operations set aside", sum(|s| s.set_aside)),
        ("comparisons of rows", sum(|s| s.row_checks)),
    ];
    for (what, count) in told {
        println!("{count:>8}  {what}");
        // A run in which something never happens proves nothing about it.
        assert!(count > 0 || seeds < 100, "{what} never happened in {seeds} seeds");
    }
}

#[test]
fn each_seeded_bug_is_caught() {
    for bug in SeededBug::ALL {
        let caught = (0..SEEDS_PER_BUG).find_map(|seed| run_seed(seed, Some(bug)).err());
        let broken = caught.unwrap_or_else(|| panic!("{bug:?} went unnoticed in {SEEDS_PER_BUG} seeds"));
        println!("{bug:?}: {}", broken.lines().next().unwrap());
    }
}
