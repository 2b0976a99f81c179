//! Both ends in one process over real HTTP: an office whose clock is in our hand, a link, and a device enrolled
//! through it.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use rusqlite::Connection;
use zoufang_field::Env;
use zoufang_field::keys::{self, FileSecret};
use zoufang_office::clock::{Clock as _, ManualClock, SystemClock};
use zoufang_office::{Config, Office};

use crate::inside::{Inside, serve_inside};
use crate::link::Link;
use crate::phone::{PIN, Phone};
use crate::program::free_port;
use crate::township;

/// An office, a link and a device.
pub struct Ends {
    pub clock: Arc<ManualClock>,
    pub link: Link,
    pub phone: Phone,
    /// The office's data.
    pub data: PathBuf,
    phone_dir: PathBuf,
    config: Config,
    port: u16,
    office: Option<Inside>,
    _folder: tempfile::TempDir,
}

#[allow(clippy::unwrap_used, reason = "tests cannot go on without it")]
impl Ends {
    /// A small township, served, with a device that has its list.
    ///
    /// # Panics
    /// When that does not come about.
    pub async fn meet() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("office");
        let (port, road) = (free_port().unwrap(), free_port().unwrap());
        let url = format!("http://127.0.0.1:{road}");
        let ticket = township::prepare_at(&data, &url, 20);
        let clock = Arc::new(ManualClock::at(SystemClock.now()));
        let mut config = township::config(&data, &url);
        config.clock = clock.clone();
        let office = serve_inside(&data, port, config.clone()).await;
        let at = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let link = Link::open_at(at(road), at(port)).await.unwrap();
        let phone_dir = folder.path().join("phone");
        let phone = Phone::at(&phone_dir);
        phone.enrol(&ticket).await;
        let office = Some(office);
        Self { clock, link, phone, data, phone_dir, config, port, office, _folder: folder }
    }

    /// A second hand on the office's data, as an officer's command line has it.
    ///
    /// # Panics
    /// When it does not open.
    #[must_use]
    pub fn office(&self) -> Office {
        Office::open(&self.data, self.config.clone()).unwrap()
    }

    /// Stops the office and starts it again, with `between` while it is down.
    ///
    /// # Panics
    /// When it does not come back.
    pub async fn restart_office(&mut self, between: impl FnOnce(&Self)) {
        self.office = None;
        between(self);
        self.office = Some(serve_inside(&self.data, self.port, self.config.clone()).await);
    }

    /// The file of the device's database.
    #[must_use]
    pub fn phone_file(&self) -> PathBuf {
        self.phone_dir.join("field.db")
    }

    /// The device's database, opened beside the app.
    ///
    /// # Panics
    /// When it does not open.
    #[must_use]
    pub fn phone_database(&self) -> Connection {
        let secret = FileSecret::new(self.phone_dir.join("device.secret"));
        let key = keys::unlock(&self.phone_dir, PIN, &secret, &Env::system()).unwrap();
        zoufang_store::open(&self.phone_file(), Some(&key)).unwrap()
    }

    /// Hands a visit in, which needs a token that is good now.
    ///
    /// # Panics
    /// When it does not arrive.
    pub async fn visit_arrives(&self) {
        let visit = self.phone.visit();
        self.phone.hand_in().await;
        assert!(township::visits_in(&self.data).contains(&visit));
    }
}
