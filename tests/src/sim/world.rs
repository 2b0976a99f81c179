//! The world of one run: devices, network, office and everything that happens to them by chance.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::TransactionBehavior;
use tempfile::TempDir;
use zoufang_domain::ids::{AccountId, AssignmentId, CandidateId, FindingId, OpId, VillageId, VisitId};
use zoufang_domain::roster::Assignment;
use zoufang_domain::visit::VisitAmend;
use zoufang_field::clock::Clock as _;
use zoufang_field::outbox;
use zoufang_field::sync::core::Event;
use zoufang_field::sync::faults::{Faults, SeededBug};
use zoufang_wire::{Digest, Kind};

use super::chance::Chance;
use super::device::{Device, Told, Touched};
use super::network::{Network, Packet, Reply, Sent, Weather, latency, refusal};
use super::office_end::OfficeEnd;
use super::oracle::{self, Check, Oracle};
use super::town::{Town, fast_folder, first_morning, household};
use super::{town, work};

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
    pub row_checks: u64,
}

pub struct World {
    _folder: TempDir,
    pub chance: Chance,
    pub weather: Weather,
    pub now_ms: u64,
    network: Network,
    pub office: OfficeEnd,
    pub devices: Vec<Device>,
    pub oracle: Oracle,
    pub assigned: BTreeMap<AssignmentId, (AccountId, VillageId)>,
    pub story: Story,
    faults: Faults,
    town: &'static Town,
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
            _folder: folder,
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

    /// Something happens.
    ///
    /// # Errors
    /// The broken invariant.
    pub fn step(&mut self) -> Check {
        self.story.steps += 1;
        let device = self.chance.index(self.devices.len());
        match self.chance.below(100) {
            0..=39 => {
                let ms = self.chance.between(50, 8_000);
                self.pass(ms)
            }
            40..=63 => self.save(device),
            64..=69 => self.tell(device, Event::Tapped),
            70..=75 => {
                let up = !self.devices[device].link_up;
                self.devices[device].link_up = up;
                if up { self.tell(device, Event::NetworkChanged) } else { Ok(()) }
            }
            76..=81 => {
                self.story.crashes += 1;
                self.devices[device].crash();
                Ok(())
            }
            82..=87 => self.start(device),
            88..=89 => {
                let days = i64::try_from(self.chance.below(800)).unwrap_or_default() - 400;
                let clock = &self.devices[device].clock;
                clock.set_wall(clock.now() + chrono::Duration::days(days));
                Ok(())
            }
            90..=91 => {
                self.story.crashes += 1;
                self.office.crash();
                Ok(())
            }
            92 => self.office.back_up(),
            93 => self.restore(),
            94..=95 => self.reassign(),
            96..=97 => self.change_roster(),
            98 => self.clone_device(device),
            _ => {
                self.weather = Weather::of(&mut self.chance);
                Ok(())
            }
        }
    }

    fn restore(&mut self) -> Check {
        // Rare, or little of a run would be left of what it built up.
        if self.chance.happens(500) && self.office.restore()? {
            self.story.restores += 1;
            let office = self.office.office()?;
            self.oracle.restored(&office)?;
            // The backup has the assignments of its day; an officer puts the newest ones back.
            for (id, (account, village)) in self.assigned.clone() {
                office.assign(assignment(id, account, village)).map_err(|e| e.to_string())?;
            }
        }
        Ok(())
    }

    fn reassign(&mut self) -> Check {
        self.story.reassigned += 1;
        let index = self.chance.index(self.assigned.len());
        let (id, (account, _)) =
            self.assigned.iter().nth(index).map(|(id, to)| (*id, *to)).ok_or("no assignment")?;
        let village = self.town.villages[self.chance.index(self.town.villages.len())];
        self.assigned.insert(id, (account, village));
        self.office.office()?.assign(assignment(id, account, village)).map_err(|e| e.to_string())
    }

    fn change_roster(&mut self) -> Check {
        let index = self.chance.index(self.town.households.len());
        let (_, village) = self.town.households[index];
        let mut row = household(village, index as u64 + 1);
        row.address = Some(format!("改{}号", self.chance.below(1000)));
        row.roster_version = 2;
        self.office.office()?.put_household(row).map_err(|e| e.to_string())
    }

    /// A copy of a phone's files wakes up on a second phone.
    fn clone_device(&mut self, device: usize) -> Check {
        if self.devices.len() >= 5 {
            return Ok(());
        }
        self.story.clones += 1;
        self.devices[device].crash();
        let number = self.devices.len();
        let path = self._folder.path().join(format!("device-{number}.db"));
        let seed = self.chance.draw();
        let mut clone = self.devices[device].cloned(path, seed)?;
        clone.start(self.faults)?;
        self.devices.push(clone);
        self.start(device)?;
        self.tell(number, Event::Tick)
    }

    /// A cadre finishes a visit, sometimes with a finding, a lead, a correction, or corrects an earlier visit. The
    /// id was made with the draft. The app may die before the commit, or between the commit and the screen's word.
    fn save(&mut self, device: usize) -> Check {
        if self.devices[device].running.is_none() {
            return Ok(());
        }
        let what = Writing::choose(&mut self.chance, self.town, &mut self.devices[device]);
        let dies = self.chance.happens(30);
        let commits = !dies || self.chance.happens(500);
        self.write(device, &what, commits)?;
        if dies {
            self.story.crashes += 1;
            self.devices[device].crash();
            return Ok(());
        }
        self.tell(device, Event::Saved)
    }

    fn write(&mut self, device: usize, what: &Writing, commits: bool) -> Check {
        let phone = &mut self.devices[device];
        let Some(running) = &mut phone.running else { return Ok(()) };
        let env = running.env.clone();
        let transaction = running
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(|e| e.to_string())?;
        let mut written = Vec::new();
        for part in what.parts(&env) {
            let op_id = part.append(&transaction, &env, what)?;
            let (hash, bytes): ([u8; 32], String) = transaction
                .query_row(
                    "SELECT hash, bytes FROM outbox WHERE op_id = ?1",
                    [op_id.0.as_bytes().as_slice()],
                    |row| Ok((row.get(0)?, row.get(1)?)),
                )
                .map_err(|e| e.to_string())?;
            if Digest::of(&[bytes.as_bytes()]) != Digest(hash) {
                return Err("I1: a hash is not that of its bytes".into());
            }
            written.push((op_id, Digest(hash)));
        }
        if !commits {
            drop(transaction);
            return Ok(());
        }
        transaction.commit().map_err(|e| e.to_string())?;
        self.story.saved += written.len() as u64;
        phone.saved.extend(written);
        phone.drafts.retain(|(op_id, _)| *op_id != what.op_id);
        if what.amends.is_none() {
            phone.visits.push((VisitId(what.op_id.0), what.household));
        }
        Ok(())
    }

    /// Villages of an account as assigned now.
    #[must_use]
    pub fn villages_of(&self, account: AccountId) -> BTreeSet<VillageId> {
        self.assigned.values().filter(|(to, _)| *to == account).map(|(_, village)| *village).collect()
    }
}

fn assignment(id: AssignmentId, account_id: AccountId, village_id: VillageId) -> Assignment {
    Assignment { id, account_id, village_id, groups: vec![], households: vec![] }
}

/// One thing a cadre saves.
struct Writing {
    op_id: OpId,
    household: zoufang_domain::ids::HouseholdId,
    amends: Option<VisitId>,
    remark: String,
    extra: u64,
    code: u64,
}

/// An operation of it.
enum Part {
    Visit,
    Amend(VisitId),
    Finding,
    Candidate,
    Correction,
}

impl Writing {
    fn choose(chance: &mut Chance, town: &Town, phone: &mut Device) -> Self {
        // Drafts are begun long before they are saved, and a copied phone knows them as well.
        if phone.drafts.len() < 3 {
            let household = town.households[chance.index(town.households.len())].0;
            phone.drafts.push((OpId(draft_id(chance)), household));
        }
        let amends = if chance.happens(120) && !phone.visits.is_empty() {
            Some(phone.visits[chance.index(phone.visits.len())])
        } else {
            None
        };
        let (op_id, household) = match amends {
            Some((_, household)) => (OpId(draft_id(chance)), household),
            None => phone.drafts[chance.index(phone.drafts.len())],
        };
        // Now and then a remark too long for the office's limit of the day, and one that does not compress.
        let long = if chance.happens(15) { 60_000 } else { chance.below(60) };
        let remark = (0..long).map(|_| char::from(b'a' + (chance.below(26) as u8))).collect();
        Self {
            op_id,
            household,
            amends: amends.map(|(visit, _)| visit),
            remark,
            extra: chance.below(8),
            code: chance.below(4),
        }
    }

    fn parts(&self, _env: &zoufang_field::env::Env) -> Vec<Part> {
        let mut parts = vec![self.amends.map_or(Part::Visit, Part::Amend)];
        if self.amends.is_none() {
            match self.extra {
                0 => parts.push(Part::Finding),
                1 => parts.push(Part::Candidate),
                2 => parts.extend([Part::Finding, Part::Candidate]),
                3 => parts.push(Part::Correction),
                _ => {}
            }
        }
        parts
    }
}

impl Part {
    fn append(
        &self,
        transaction: &rusqlite::Transaction<'_>,
        env: &zoufang_field::env::Env,
        what: &Writing,
    ) -> Result<OpId, String> {
        let now = env.clock.now();
        let (visit, home) = (VisitId(what.op_id.0), what.household);
        let record = work::visit(home, now, what.remark.clone());
        let fresh = || OpId(env.ids.uuid());
        let (household, of_visit) = (Some(home), Some(visit));
        let appended = match self {
            Self::Visit => {
                outbox::append(transaction, env, Kind::VisitRecord, what.op_id, household, of_visit, &record)
            }
            Self::Amend(visit_id) => {
                let body = VisitAmend { visit_id: *visit_id, reason: "模拟".into(), record };
                outbox::append(transaction, env, Kind::VisitAmend, what.op_id, household, of_visit, &body)
            }
            Self::Finding => {
                let id = FindingId(env.ids.uuid());
                let body = work::finding(id, visit, home, now.date_naive(), what.code);
                outbox::append(transaction, env, Kind::FindingRaise, fresh(), household, of_visit, &body)
            }
            Self::Candidate => {
                let id = CandidateId(env.ids.uuid());
                let body = work::candidate(id, visit, home, now.date_naive());
                outbox::append(transaction, env, Kind::CandidateRaise, fresh(), household, of_visit, &body)
            }
            Self::Correction => {
                let body = work::correction(home, what.code);
                outbox::append(transaction, env, Kind::RosterPropose, fresh(), household, of_visit, &body)
            }
        };
        appended.map_err(|e| format!("an operation could not be saved: {e}"))
    }
}

fn draft_id(chance: &mut Chance) -> uuid::Uuid {
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&chance.draw().to_be_bytes());
    bytes[8..].copy_from_slice(&chance.draw().to_be_bytes());
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}
