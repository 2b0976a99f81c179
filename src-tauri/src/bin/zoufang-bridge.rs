//! Serves the field app to a browser on this machine, over the real commands: `zoufang-bridge [--port N] [--ui FOLDER]`.
//! `ZOUFANG_DATA` names the device's data folder, `ZOUFANG_BRIDGE_PORT` the port.

use std::process::ExitCode;

use zoufang_app::bridge::{BridgeOptions, serve};

fn main() -> ExitCode {
    match BridgeOptions::read(std::env::args().skip(1)).and_then(serve) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("zoufang-bridge: {error}");
            ExitCode::FAILURE
        }
    }
}
