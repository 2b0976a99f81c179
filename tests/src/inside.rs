//! The real server inside the test's own process, for what the program has no flag for: another clock, another
//! lowest app version. Sockets, HTTP and database are the same.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::time::Duration;

use tokio::task::JoinHandle;
use zoufang_office::{Config, serve};

use crate::program::until_free;

/// A serving office; dropping it stops listening.
pub struct Inside(JoinHandle<()>);

impl Drop for Inside {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Serves `data` on loopback `port`, plain, as soon as that is free, and waits until it answers.
///
/// # Panics
/// When it does not.
#[allow(clippy::unwrap_used, clippy::panic, reason = "tests cannot go on without it")]
pub async fn serve_inside(data: &Path, port: u16, config: Config) -> Inside {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let data = data.to_owned();
    until_free(port).await;
    let serving = Inside(tokio::spawn(async move { serve::serve(&data, address, config).await.unwrap() }));
    for _ in 0..400 {
        if tokio::net::TcpStream::connect(address).await.is_ok() {
            return serving;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the office does not listen on {address}");
}
