//! The real programs, started and killed as an operating system does it.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A program of this workspace, built beside the running one.
///
/// # Panics
/// When it is not there, with the command that builds it.
#[must_use]
#[allow(clippy::panic, reason = "tests cannot go on without it")]
pub fn binary(name: &str) -> PathBuf {
    let mut folder = std::env::current_exe().unwrap_or_default();
    while folder.pop() {
        let path = folder.join(name);
        if path.is_file() {
            return path;
        }
    }
    panic!("{name} is not built; run `cargo build --workspace` first");
}

/// A running program that is killed when it goes out of sight.
pub struct Program(pub Child);

impl Program {
    /// SIGKILL: no handler runs, nothing is flushed.
    pub fn kill(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A loopback port that is free now.
///
/// # Errors
/// When none is.
pub fn free_port() -> std::io::Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// Starts `zoufang-office serve` over `data` and waits until it answers.
///
/// # Errors
/// When it does not start, or does not answer within 20 seconds.
pub fn serve_office(data: &Path, port: u16) -> std::io::Result<Program> {
    let address = SocketAddr::from(([127, 0, 0, 1], port));
    serve_office_at(data, address, &format!("http://{address}"))
}

/// The same at any address: without TLS on loopback, with TLS elsewhere. `public_url` is what devices are told.
///
/// # Errors
/// As [`serve_office`].
pub fn serve_office_at(data: &Path, address: SocketAddr, public_url: &str) -> std::io::Result<Program> {
    let child = Command::new(binary("zoufang-office"))
        .args(["serve", "--data"])
        .arg(data)
        .args(["--listen", &address.to_string(), "--public-url", public_url])
        .args(["--per-device", "0", "--per-address", "0"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let mut program = Program(child);
    let start = Instant::now();
    while TcpStream::connect(address).is_err() {
        if let Some(status) = program.0.try_wait()? {
            return Err(std::io::Error::other(format!("zoufang-office ended at once: {status}")));
        }
        if start.elapsed() > Duration::from_secs(20) {
            return Err(std::io::Error::other("zoufang-office does not answer"));
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    Ok(program)
}
