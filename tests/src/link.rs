//! A loopback link that can be cut: stands between a device and the office, as the mountain does.
//!
//! Real TCP on both sides. Cutting it closes every open connection and refuses new ones, so both ends see what a
//! phone sees when it loses its signal.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// A forwarder from a loopback port of its own to `target`.
pub struct Link {
    /// Where devices connect.
    pub address: SocketAddr,
    up: watch::Sender<bool>,
    counts: Arc<Counts>,
}

#[derive(Default)]
struct Counts {
    to_office: AtomicU64,
    to_device: AtomicU64,
    closing: AtomicBool,
    /// Beginning of the request whose answer is to be lost.
    doomed: Mutex<Option<&'static str>>,
    lost: AtomicU64,
}

impl Counts {
    /// Whether `chunk` begins the doomed request; then it is doomed no more.
    fn dooms(&self, chunk: &[u8]) -> bool {
        let mut doomed = self.doomed.lock().unwrap_or_else(PoisonError::into_inner);
        let is_it = doomed.is_some_and(|start| chunk.starts_with(start.as_bytes()));
        if is_it {
            *doomed = None;
        }
        is_it
    }
}

impl Link {
    /// Opens the link, up.
    ///
    /// # Errors
    /// When no loopback port is free.
    pub async fn open(target: SocketAddr) -> std::io::Result<Self> {
        Self::open_at(SocketAddr::from(([127, 0, 0, 1], 0)), target).await
    }

    /// Opens the link at a port of its own choice, so that a device enrolled through it finds it again.
    ///
    /// # Errors
    /// When the port is taken.
    pub async fn open_at(address: SocketAddr, target: SocketAddr) -> std::io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let (up, state) = watch::channel(true);
        let counts = Arc::new(Counts::default());
        tokio::spawn(accept(listener, target, state, counts.clone()));
        Ok(Self { address, up, counts })
    }

    /// No signal: open connections break, new ones are closed at once.
    pub fn cut(&self) {
        self.up.send_replace(false);
    }

    /// Signal again.
    pub fn mend(&self) {
        self.up.send_replace(true);
    }

    /// The office gets the next request that begins with `start` and answers it; the answer never arrives. Plain
    /// HTTP/1.1 only.
    pub fn lose_answer_to(&self, start: &'static str) {
        *self.counts.doomed.lock().unwrap_or_else(PoisonError::into_inner) = Some(start);
    }

    /// Answers lost on purpose so far.
    #[must_use]
    pub fn lost(&self) -> u64 {
        self.counts.lost.load(Ordering::Relaxed)
    }

    /// Bytes carried so far, `(to the office, to the device)`, headers included.
    #[must_use]
    pub fn bytes(&self) -> (u64, u64) {
        (self.counts.to_office.load(Ordering::Relaxed), self.counts.to_device.load(Ordering::Relaxed))
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.counts.closing.store(true, Ordering::Relaxed);
        self.up.send_replace(false);
    }
}

async fn accept(
    listener: TcpListener,
    target: SocketAddr,
    state: watch::Receiver<bool>,
    counts: Arc<Counts>,
) {
    while let Ok((device, _)) = listener.accept().await {
        if counts.closing.load(Ordering::Relaxed) {
            return;
        }
        if *state.borrow() {
            tokio::spawn(forward(device, target, state.clone(), counts.clone()));
        }
    }
}

async fn forward(
    device: TcpStream,
    target: SocketAddr,
    mut state: watch::Receiver<bool>,
    counts: Arc<Counts>,
) -> std::io::Result<()> {
    let office = TcpStream::connect(target).await?;
    device.set_nodelay(true)?;
    office.set_nodelay(true)?;
    let (device_in, device_out) = device.into_split();
    let (office_in, office_out) = office.into_split();
    let doomed = AtomicBool::new(false);
    let outward = |chunk: &[u8]| {
        doomed.fetch_or(counts.dooms(chunk), Ordering::Relaxed);
        Ok(())
    };
    let homeward = |_: &[u8]| {
        if doomed.load(Ordering::Relaxed) {
            counts.lost.fetch_add(1, Ordering::Relaxed);
            return Err(std::io::ErrorKind::ConnectionReset.into());
        }
        Ok(())
    };
    tokio::select! {
        result = async { tokio::try_join!(
            carry(device_in, office_out, &counts.to_office, outward),
            carry(office_in, device_out, &counts.to_device, homeward),
        ) } => result.map(|_| ()),
        _ = state.wait_for(|up| !up) => Ok(()),
    }
}

async fn carry(
    mut from: tokio::net::tcp::OwnedReadHalf,
    mut to: tokio::net::tcp::OwnedWriteHalf,
    count: &AtomicU64,
    look: impl Fn(&[u8]) -> std::io::Result<()>,
) -> std::io::Result<()> {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let n = from.read(&mut buffer).await?;
        if n == 0 {
            return to.shutdown().await;
        }
        look(&buffer[..n])?;
        to.write_all(&buffer[..n]).await?;
        count.fetch_add(n as u64, Ordering::Relaxed);
    }
}
