//! The real programs, started and killed as an operating system does it.

use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
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

/// Waits until nobody listens on loopback `port` any more, so that somebody else can.
///
/// # Panics
/// When it stays taken.
#[allow(clippy::panic, reason = "tests cannot go on without it")]
pub async fn until_free(port: u16) {
    for _ in 0..200 {
        // Some listeners look whether they are still wanted only when somebody comes.
        drop(TcpStream::connect((Ipv4Addr::LOCALHOST, port)));
        if tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.is_ok() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("port {port} stays taken");
}

/// Starts `zoufang-office serve` over `data` on loopback, plain, and waits until it answers.
///
/// # Errors
/// When it does not start, or does not answer within 20 seconds.
pub fn serve_office(data: &Path, port: u16) -> std::io::Result<Program> {
    serve(data, SocketAddr::from((Ipv4Addr::LOCALHOST, port)), &[])
}

/// Starts it for every address of this machine, hence with TLS under its own CA, as in a township.
///
/// # Errors
/// As [`serve_office`].
pub fn serve_office_with_tls(data: &Path, port: u16) -> std::io::Result<Program> {
    let url = format!("https://127.0.0.1:{port}");
    serve(data, SocketAddr::from((Ipv4Addr::UNSPECIFIED, port)), &["--public-url", &url])
}

fn serve(data: &Path, listen: SocketAddr, more: &[&str]) -> std::io::Result<Program> {
    let mut command = Command::new(binary("zoufang-office"));
    command
        .args(["serve", "--data"])
        .arg(data)
        .args(["--listen", &listen.to_string(), "--per-device", "0", "--per-address", "0"])
        .args(more);
    start(command, listen.port())
}

/// Starts a command and waits until it listens on loopback `port`.
///
/// # Errors
/// When it ends at once, or does not answer within 20 seconds.
pub fn start(mut command: Command, port: u16) -> std::io::Result<Program> {
    let mut program = Program(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?);
    let begun = Instant::now();
    while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
        if let Some(status) = program.0.try_wait()? {
            return Err(std::io::Error::other(format!("it ended at once: {status}")));
        }
        if begun.elapsed() > Duration::from_secs(20) {
            return Err(std::io::Error::other("it does not answer"));
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    Ok(program)
}
