//! The world of one run: devices, network and office, and how time and messages pass between them.

use std::collections::{BTreeMap, BTreeSet};

use tempfile::TempDir;
use zoufang_domain::ids::{AccountId, AssignmentId, VillageId};
use zoufang_field::sync::core::Event;
use zoufang_field::sync::faults::{Faults, SeededBug};

use super::chance::Chance;
use super::device::{Device, Told, Touched};
use super::network::{Network, Packet, Reply, Sent, Weather, latency, refusal};
use super::office_end::OfficeEnd;
use super::oracle::{self, Check, Oracle};
use super::town::{self, Town, fast_folder, first_morning};

/// A device gives up on a request after this.
const TIMEOUT_MS: u64 = 30_000;

/// How often the rare things happened, so that a test can tell that they did.
#[derive(Debug, Default, Clone, Copy)]
pub struct Story {
    pub steps: u64,
    pub saved: u64,
    pub requests: u64,
    pub crashes: u64,
    pub deaths_between_halves: u64,
    pub restores: u64,
    pub reoffers: u64,
    pub clones: u64,
    pub forks: u64,
    pub parked: u64,
    pub conflicts: u64,
    pub freed: u64,
    pub reassigned: u64,
    /// Visits accepted or returned by an officer.
    pub judged: u64,
    pub row_checks: u64,
    /// Rows of outboxes damaged, and of these made whole or set aside by the end.
    pub rotten: u64,
    pub made_whole: u64,
    pub set_aside: u64,
}

pub struct World {
    pub(super) folder: TempDir,
    pub chance: Chance,
    pub weather: Weather,
    pub now_ms: u64,
    network: Network,
    pub office: OfficeEnd,
    pub devices: Vec<Device>,
    pub oracle: Oracle,
    pub assigned: BTreeMap<AssignmentId, (AccountId, VillageId)>,
    pub story: Story,
    pub(super) faults: Faults,
    pub(super) town: &'static Town,
}

impl World {
    /// # Errors
    /// When the parts do not open.
    pub fn new(seed: u64, bug: Option<SeededBug>) -> Result<Self, String> {
        let town = town::town();
        let folder = fast_folder();
        let mut chance = Chance::new(seed);
        let office = OfficeEnd::new(&town.data, folder.path().join("office"), first_morning(), seed, bug)?;
        let mut devices = Vec::new();
        for (number, (device, account)) in (0_u64..).zip(&town.devices) {
            let path = folder.path().join(format!("device-{number}.db"));
            devices.push(Device::new(*device, *account, path, seed.wrapping_mul(16).wrapping_add(number)));
        }
        let faults = match bug {
            Some(bug) => Faults::seeded(bug),
            None => Faults::NONE,
        };
        let weather = Weather::of(&mut chance);
        let mut world = Self {
            folder,
            chance,
            weather,
            now_ms: 0,
            network: Network::default(),
            office,
            devices,
            oracle: Oracle::default(),
            assigned: town.assigned.clone(),
            story: Story::default(),
            faults,
            town,
        };
        for device in 0..world.devices.len() {
            world.start(device)?;
        }
        Ok(world)
    }

    /// Starts a device's app and its engine.
    ///
    /// # Errors
    /// When its database does not open.
    pub fn start(&mut self, device: usize) -> Check {
        if self.devices[device].running.is_some() {
            return Ok(());
        }
        let before = self.freed(device)?;
        self.devices[device].start(self.faults)?;
        let after = self.freed(device)?;
        self.story.freed += after.saturating_sub(before);
        self.tell(device, Event::Tick)
    }

    fn freed(&self, device: usize) -> Result<u64, String> {
        let Some(running) = &self.devices[device].running else { return Ok(0) };
        Ok(oracle::outbox_of(&running.connection)?.iter().filter(|row| row.bytes.is_none()).count() as u64)
    }

    /// Time passes, and everything due in it happens in order.
    ///
    /// # Errors
    /// The broken invariant.
    pub fn pass(&mut self, ms: u64) -> Check {
        let end = self.now_ms + ms;
        loop {
            let wake = self.devices.iter().filter_map(Device::due_in).min().map(|ms| self.now_ms + ms);
            let due = [wake, self.network.next_at()].into_iter().flatten().min();
            let Some(at) = due.filter(|at| *at <= end) else { break };
            self.clocks_to(at.max(self.now_ms));
            if self.network.next_at().is_some_and(|next| next <= self.now_ms) {
                self.deliver()?;
            } else if let Some(device) = self.devices.iter().position(Device::is_due) {
                self.tell(device, Event::Tick)?;
            }
        }
        self.clocks_to(end);
        Ok(())
    }

    fn clocks_to(&mut self, at_ms: u64) {
        let passed = at_ms.saturating_sub(self.now_ms);
        self.now_ms += passed;
        for device in &self.devices {
            device.clock.advance_ms(passed);
        }
        let elapsed = chrono::Duration::milliseconds(i64::try_from(self.now_ms).unwrap_or_default());
        self.office.set_time(first_morning() + elapsed);
    }

    /// Gives a device an event.
    ///
    /// # Errors
    /// The broken invariant.
    pub fn tell(&mut self, device: usize, event: Event) -> Check {
        let told = self.devices[device].tell(event, &mut self.chance);
        self.after(device, told)
    }

    /// What every event of a device leads to: its messages go out, and its work is checked.
    fn after(&mut self, device: usize, told: Told) -> Check {
        let (sent, touched) = told?;
        self.note(touched);
        for (nonce, message) in sent {
            self.send(device, nonce, message)?;
        }
        let office = self.office.office()?;
        self.oracle.device_keeps_its_work(&self.devices[device], &office)
    }

    fn note(&mut self, touched: Touched) {
        self.story.forks += u64::from(touched.new_stream);
        self.story.parked += u64::from(touched.parked);
        self.story.reoffers += u64::from(touched.reoffered);
        self.story.deaths_between_halves += u64::from(touched.died_between_halves);
    }

    fn send(&mut self, device: usize, nonce: u64, message: Sent) -> Check {
        let answer_in = latency(&mut self.chance, &self.weather);
        let reply = |reply| Packet::ToDevice { device, nonce, reply };
        let lost = self.chance.happens(self.weather.lose);
        if !self.devices[device].link_up {
            self.network.push(self.now_ms + 100, reply(Reply::Unreachable));
            return Ok(());
        }
        self.network.push(self.now_ms + TIMEOUT_MS, reply(Reply::TimedOut));
        match message {
            Sent::Request(mut body) => {
                self.story.requests += 1;
                if self.chance.happens(self.weather.refuse) {
                    let answer = refusal(&mut self.chance);
                    self.network.push(self.now_ms + answer_in, reply(answer));
                    return Ok(());
                }
                if self.chance.happens(self.weather.cut) {
                    let left = self.chance.index(body.len());
                    body.truncate(left);
                }
                if self.chance.happens(self.weather.repeat) {
                    let later = self.now_ms + latency(&mut self.chance, &self.weather) * 3;
                    self.network.push(later, Packet::ToOffice { device, nonce, body: body.clone() });
                }
                if !lost {
                    self.network.push(self.now_ms + answer_in, Packet::ToOffice { device, nonce, body });
                }
            }
            Sent::Probe if self.chance.happens(self.weather.refuse) => {
                self.network.push(self.now_ms + answer_in, reply(Reply::NotAnOffice));
            }
            Sent::Probe if !lost => {
                let caps = self.office.caps(first_morning())?;
                self.network.push(self.now_ms + answer_in, reply(caps));
            }
            Sent::Token if !lost => self.network.push(self.now_ms + answer_in, reply(Reply::Token)),
            Sent::Probe | Sent::Token => {}
        }
        Ok(())
    }

    fn deliver(&mut self) -> Check {
        match self.network.pop() {
            Some(Packet::ToOffice { device, nonce, body }) => self.at_office(device, nonce, &body),
            Some(Packet::ToDevice { device, nonce, reply }) => {
                let dies = matches!(reply, Reply::Answer(_)) && self.chance.happens(20) && self.is_wild();
                let told = self.devices[device].receive(nonce, &reply, &mut self.chance, dies);
                self.after(device, told)
            }
            None => Ok(()),
        }
    }

    fn is_wild(&self) -> bool {
        self.weather.lose + self.weather.cut + self.weather.repeat > 0
    }

    fn at_office(&mut self, device: usize, nonce: u64, body: &[u8]) -> Check {
        let (account, id) = (self.devices[device].account, self.devices[device].device);
        let reply = self.office.receive(account, id, body, self.weather.pulls_fail)?;
        if self.office.pushed {
            self.oracle.log_only_grows(&self.office.office()?)?;
        }
        if self.chance.happens(self.weather.lose / 2) {
            return Ok(());
        }
        let reply = match reply {
            Reply::Answer(mut coded) if self.chance.happens(self.weather.cut / 2) => {
                let left = self.chance.index(coded.len());
                coded.truncate(left);
                Reply::Answer(coded)
            }
            reply => reply,
        };
        let at = self.now_ms + latency(&mut self.chance, &self.weather);
        self.network.push(at, Packet::ToDevice { device, nonce, reply });
        Ok(())
    }

    /// Villages of an account as assigned now.
    #[must_use]
    pub fn villages_of(&self, account: AccountId) -> BTreeSet<VillageId> {
        self.assigned.values().filter(|(to, _)| *to == account).map(|(_, village)| *village).collect()
    }
}
