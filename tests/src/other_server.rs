//! An HTTP server that is not the office: the village's router, a hotel's sign-in page, an office of another time.
//! Answers every request alike with 200, and writes down what it was asked.

use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::program::until_free;

/// A running server; dropping it frees the address.
pub struct OtherServer {
    asked: Arc<Mutex<Vec<String>>>,
    task: JoinHandle<()>,
}

impl OtherServer {
    /// Listens on loopback `port` as soon as it is free.
    ///
    /// # Panics
    /// When it does not become free.
    #[allow(clippy::unwrap_used, reason = "tests cannot go on without it")]
    pub async fn at(port: u16, kind: &'static str, body: Vec<u8>) -> Self {
        until_free(port).await;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let task = tokio::spawn(serve(listener, kind, body, asked.clone()));
        Self { asked, task }
    }

    /// First lines of all requests.
    #[must_use]
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for OtherServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(listener: TcpListener, kind: &str, body: Vec<u8>, asked: Arc<Mutex<Vec<String>>>) {
    while let Ok((socket, _)) = listener.accept().await {
        // Whoever hangs up early has learnt enough.
        let _ = answer(socket, kind, &body, &asked).await;
    }
}

async fn answer(
    mut socket: TcpStream,
    kind: &str,
    body: &[u8],
    asked: &Mutex<Vec<String>>,
) -> std::io::Result<()> {
    let mut buffer = vec![0; 64 * 1024];
    let n = socket.read(&mut buffer).await?;
    let text = String::from_utf8_lossy(&buffer[..n]);
    let line = text.lines().next().unwrap_or_default().to_owned();
    asked.lock().unwrap_or_else(PoisonError::into_inner).push(line);
    let length = body.len();
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
    );
    socket.write_all(head.as_bytes()).await?;
    socket.write_all(body).await?;
    socket.shutdown().await
}
