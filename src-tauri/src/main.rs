#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]

use std::process::ExitCode;

fn main() -> ExitCode {
    match zoufang_app::start() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("zoufang: the window could not be opened: {error}");
            ExitCode::FAILURE
        }
    }
}
