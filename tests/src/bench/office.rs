//! An office in a process of its own, with a township and one device for each client.

use std::net::SocketAddr;
use std::path::Path;

use zoufang_domain::ids::HouseholdId;
use zoufang_office::office::Office;
use zoufang_office::tls::Authority;
use zoufang_wire::enrol::EnrolRequest;

use super::Trouble;
use crate::program::{Program, free_port, serve_office, serve_office_with_tls};
use crate::township;

/// How devices reach the office.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    /// HTTP/1.1 without TLS, as on loopback.
    Plain,
    /// HTTP/2 over TLS with the office's own CA, as everywhere else.
    Tls,
}

/// A running office and the means to talk to it.
pub struct Running {
    pub program: Program,
    pub address: SocketAddr,
    pub transport: Transport,
    /// Access tokens, one for each device.
    pub tokens: Vec<String>,
    pub households: Vec<HouseholdId>,
    /// For one more device, enrolled by the field core itself.
    pub ticket: String,
    ca: Vec<u8>,
}

impl Running {
    /// Makes an office with `households` households and `devices` devices of one cadre and starts it. `device_port` is
    /// what the ticket names; 0 for the office's own.
    ///
    /// # Errors
    /// When it cannot be made or started.
    pub fn start(
        data: &Path,
        households: usize,
        devices: usize,
        transport: Transport,
        device_port: u16,
    ) -> Result<Self, Trouble> {
        let port = free_port()?;
        let named = if device_port == 0 { port } else { device_port };
        let scheme = if transport == Transport::Tls { "https" } else { "http" };
        let office = Office::open(data, township::config(data, &format!("{scheme}://127.0.0.1:{named}")))?;
        let account = township::fill(&office, households);
        let code = office.issue_code(account).map_err(|error| error.to_string())?;
        let ticket = office.ticket(&code).map_err(|error| error.to_string())?.to_text()?;
        let mut tokens = Vec::new();
        for n in 0..devices {
            let code = office.issue_code(account).map_err(|error| error.to_string())?;
            let request = EnrolRequest {
                account_id: None,
                code,
                device_name: format!("{n}"),
                app_version: "0.1.0".into(),
            };
            tokens.push(office.enrol(&request).map_err(|error| error.to_string())?.tokens.access);
        }
        drop(office);
        let program = match transport {
            Transport::Plain => serve_office(data, port)?,
            Transport::Tls => serve_office_with_tls(data, port)?,
        };
        Ok(Self {
            program,
            address: SocketAddr::from(([127, 0, 0, 1], port)),
            transport,
            tokens,
            households: zoufang_office::demo::roster(households, 1).1.iter().map(|one| one.id).collect(),
            ticket,
            ca: Authority::open(data)?.certificate,
        })
    }

    /// The address in the form devices use, at `port` (a link in between) or the office's own.
    #[must_use]
    pub fn url(&self, address: SocketAddr) -> String {
        match self.transport {
            Transport::Plain => format!("http://{address}"),
            Transport::Tls => format!("https://{address}"),
        }
    }

    /// A client as the field app makes it.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn client(&self) -> Result<reqwest::Client, Trouble> {
        let ca = (self.transport == Transport::Tls).then_some(self.ca.as_slice());
        Ok(zoufang_field::sync::driver::http_client(ca).map_err(|error| error.to_string())?)
    }

    /// Resident memory of the office, in MB.
    ///
    /// # Errors
    /// When the system does not tell.
    pub fn memory_mb(&self) -> Result<f64, Trouble> {
        memory_of(self.program.0.id(), "VmRSS")
    }
}

/// A process's memory in MB: `VmRSS` now, `VmHWM` at its most.
///
/// # Errors
/// When the system does not tell.
pub fn memory_of(process: u32, what: &str) -> Result<f64, Trouble> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find(|line| line.starts_with(what)).ok_or("the system does not tell")?;
    let kb: f64 = line.split_whitespace().nth(1).ok_or("no number")?.parse()?;
    Ok(kb / 1024.0)
}
