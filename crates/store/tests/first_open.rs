//! The first databases of a process, opened by several threads at the same instant.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::process::Command;
use std::sync::Barrier;

use zoufang_store::{StoreKey, open};

/// Only the first opening of a process can go wrong, and does so once in about twenty processes, so the test runs
/// itself this often.
const PROCESSES: usize = 80;
const THREADS: usize = 32;
const FOLDER: &str = "ZOUFANG_FIRST_OPEN_FOLDER";
const NAME: &str = "many_threads_may_open_the_first_databases_of_a_process_together";

#[test]
fn many_threads_may_open_the_first_databases_of_a_process_together() {
    if let Some(folder) = std::env::var_os(FOLDER) {
        return open_together(folder.as_ref());
    }
    for _ in 0..PROCESSES {
        let dir = tempfile::tempdir().unwrap();
        let output = Command::new(std::env::current_exe().unwrap())
            .args([NAME, "--exact", "--nocapture"])
            .env(FOLDER, dir.path())
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let opened = (0..THREADS).filter(|thread| dir.path().join(format!("{thread}.db")).exists()).count();
        assert_eq!(opened, THREADS, "the child did not run the openings");
    }
}

fn open_together(folder: &std::path::Path) {
    let start = Barrier::new(THREADS);
    std::thread::scope(|scope| {
        for thread in 0..THREADS {
            let start = &start;
            scope.spawn(move || {
                let path = folder.join(format!("{thread}.db"));
                start.wait();
                open(&path, Some(&StoreKey::new([7; 32]))).unwrap();
            });
        }
    });
}
