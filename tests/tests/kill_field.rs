//! kill -9 of the real field process while it saves and while it syncs: every visit that it called saved reaches the
//! office, byte for byte, and nothing is doubled. `ZOUFANG_KILL_ROUNDS` sets the rounds (100).
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::HashSet;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use zoufang_domain::ids::OpId;
use zoufang_office::config::Config;
use zoufang_office::office::Office;
use zoufang_office::storage;
use zoufang_tests::program::{Program, binary, free_port, serve_office};
use zoufang_tests::township;

const PIN: &str = "202259";

fn hand(dir: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(binary("zoufang-hand"));
    command.arg("--dir").arg(dir).args(["--pin", PIN]).args(arguments);
    command
}

fn run(dir: &Path, arguments: &[&str]) {
    let output = hand(dir, arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_device_killed_while_it_saves_and_syncs_loses_and_doubles_nothing_it_called_saved() {
    let rounds = std::env::var("ZOUFANG_KILL_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(100);
    let folder = tempfile::tempdir().unwrap();
    let (office_dir, device) = (folder.path().join("office"), folder.path().join("device"));
    std::fs::create_dir_all(&device).unwrap();
    let port = free_port().unwrap();
    let ticket = township::prepare(&office_dir, port, 1000);
    let office = serve_office(&office_dir, port).unwrap();
    run(&device, &["enrol", "--ticket", &ticket]);
    run(&device, &["pull"]);

    let mut saved: HashSet<OpId> = HashSet::new();
    for round in 0..rounds {
        let mut child = Program(hand(&device, &["toil"]).stdout(Stdio::piped()).spawn().unwrap());
        let out = BufReader::new(child.0.stdout.take().unwrap());
        let (unlocked, ready) = std::sync::mpsc::channel();
        let reader = std::thread::spawn(move || {
            let lines = out.lines().map_while(Result::ok);
            let told = lines.inspect(|line| {
                if line == "UNLOCKED" {
                    unlocked.send(()).unwrap();
                }
            });
            told.filter_map(|line| saved_visit(&line)).collect::<Vec<_>>()
        });
        // A kill while the PIN is checked counts as a try, as it should; so the clock starts after it. Then another
        // moment of saving or syncing each time.
        ready.recv_timeout(Duration::from_secs(30)).unwrap();
        std::thread::sleep(Duration::from_millis(5 + (round * 53) % 300));
        child.kill();
        saved.extend(reader.join().unwrap());
    }
    assert!(saved.len() > 10, "only {} visits were saved in {rounds} rounds", saved.len());
    run(&device, &["sync"]);
    drop(office);
    judge(&office_dir, &saved);
}

fn saved_visit(line: &str) -> Option<OpId> {
    line.strip_prefix("SAVED ")?.split(' ').next()?.parse().ok()
}

fn judge(data: &Path, saved: &HashSet<OpId>) {
    let office = Office::open(data, Config::for_tests()).unwrap();
    let mut stored = HashSet::new();
    let mut households = HashSet::new();
    storage::read(office.storage(), |rows| {
        rows.each_op(&mut |op| {
            assert!(stored.insert(op.op_id), "{} is there twice", op.op_id);
            if op.kind == "visit.record" {
                let body: serde_json::Value = serde_json::from_str(&op.bytes).unwrap();
                let household = body["body"]["household_id"].as_str().unwrap().to_owned();
                assert!(
                    households.insert(household),
                    "one household was visited twice: a save was done again"
                );
            }
            Ok(())
        })
    })
    .unwrap();
    let lost: Vec<_> = saved.difference(&stored).collect();
    assert!(lost.is_empty(), "called saved and not in the office: {lost:?}");
    println!(
        "{} visits called saved, all in the office once; {} operations in all",
        saved.len(),
        stored.len()
    );
}
