//! Somebody between device and office: ends TLS with a certificate of an authority of his own, hands out the office's
//! true CA certificate (it is public), and writes down everything he gets to read.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use zoufang_office::tls::Authority;

/// A running impostor; dropping him frees the address.
pub struct Impostor {
    heard: Arc<Mutex<Vec<String>>>,
    task: JoinHandle<()>,
}

impl Impostor {
    /// Listens at `address` under `authority`'s name and shows `ca` to whoever asks for a CA certificate.
    ///
    /// # Errors
    /// When the address is taken or the authority cannot sign.
    pub async fn open_at(address: SocketAddr, authority: &Authority, ca: Vec<u8>) -> std::io::Result<Self> {
        let mut settings = authority.server(vec!["127.0.0.1".to_owned()]).map_err(std::io::Error::other)?;
        Arc::make_mut(&mut settings).alpn_protocols = vec![b"http/1.1".to_vec()];
        let acceptor = TlsAcceptor::from(settings);
        let listener = TcpListener::bind(address).await?;
        let heard = Arc::new(Mutex::new(Vec::new()));
        let notes = heard.clone();
        let task = tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                // A device that sees through him breaks off here, which is the point.
                let _ = answer(&acceptor, socket, &ca, &notes).await;
            }
        });
        Ok(Self { heard, task })
    }

    /// First lines of all requests he could read.
    #[must_use]
    pub fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Impostor {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn answer(
    acceptor: &TlsAcceptor,
    socket: TcpStream,
    ca: &[u8],
    notes: &Mutex<Vec<String>>,
) -> std::io::Result<()> {
    let mut stream = acceptor.accept(socket).await?;
    let mut buffer = vec![0; 16 * 1024];
    let n = stream.read(&mut buffer).await?;
    let text = String::from_utf8_lossy(&buffer[..n]);
    let line = text.lines().next().unwrap_or_default().to_owned();
    let body: &[u8] = if line.starts_with("GET /v1/ca ") { ca } else { b"{}" };
    if n > 0 {
        notes.lock().unwrap_or_else(PoisonError::into_inner).push(line);
    }
    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body).await?;
    stream.shutdown().await
}
