//! A simulated phone: the real engine over its own real encrypted database, with clocks and chance from the world.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rusqlite::Connection;
use zoufang_domain::ids::{AccountId, DeviceId, HouseholdId, OpId, StreamId, VisitId};
use zoufang_field::clock::{Clock as _, SetClock};
use zoufang_field::env::Env;
use zoufang_field::ids::SeededIds;
use zoufang_field::sync::core::{Core, Event, Failure, Instruction};
use zoufang_field::sync::execute::{self, Arrival, Outgoing};
use zoufang_field::sync::faults::Faults;
use zoufang_store::StoreKey;
use zoufang_wire::{ApiError, Coding, Digest, ErrorCode, SyncResponse};

use super::chance::Chance;
use super::network::{Reply, Sent};
use super::town::first_morning;

/// Bytes that an answer may have once decoded.
const LARGEST: usize = 64 << 20;

/// A phone with what a person believes to be saved on it.
pub struct Device {
    pub device: DeviceId,
    pub account: AccountId,
    pub path: PathBuf,
    pub clock: Arc<SetClock>,
    pub running: Option<Running>,
    pub link_up: bool,
    /// Ids that were made with drafts, not yet saved.
    pub drafts: Vec<(OpId, HouseholdId)>,
    pub visits: Vec<(VisitId, HouseholdId)>,
    /// What the screen called saved.
    pub saved: BTreeMap<OpId, Digest>,
    pub streams: Vec<StreamId>,
    /// What the world damaged, with the bytes it left.
    pub rotten: BTreeMap<OpId, Vec<u8>>,
    seed: u64,
    starts: u64,
}

/// A running app.
pub struct Running {
    pub connection: Connection,
    pub env: Env,
    core: Core,
    faults: Faults,
    awaiting: Option<Awaiting>,
    /// On the device's monotonic clock; `None` while something is under way.
    pub wake_ms: Option<u64>,
}

struct Awaiting {
    nonce: u64,
    outgoing: Option<Outgoing>,
    started_ms: u64,
}

/// What reached the database, for the oracle.
#[derive(Debug, Default, Clone, Copy)]
pub struct Touched {
    pub new_stream: bool,
    pub parked: bool,
    pub reoffered: bool,
    pub died_between_halves: bool,
}

pub type Told = Result<(Vec<(u64, Sent)>, Touched), String>;

impl Device {
    #[must_use]
    pub fn new(device: DeviceId, account: AccountId, path: PathBuf, seed: u64) -> Self {
        Self {
            device,
            account,
            path,
            clock: Arc::new(SetClock::at(first_morning())),
            running: None,
            link_up: true,
            drafts: vec![],
            visits: vec![],
            saved: BTreeMap::new(),
            streams: vec![],
            rotten: BTreeMap::new(),
            seed,
            starts: 0,
        }
    }

    /// A second phone from a copy of this one's files, taken while the app is closed. It knows the same drafts.
    ///
    /// # Errors
    /// When the files cannot be copied.
    pub fn cloned(&self, path: PathBuf, seed: u64) -> Result<Self, String> {
        for suffix in ["", "-wal", "-shm"] {
            let from = with_suffix(&self.path, suffix);
            if from.exists() {
                std::fs::copy(&from, with_suffix(&path, suffix)).map_err(|e| e.to_string())?;
            }
        }
        let mut clone = Self::new(self.device, self.account, path, seed);
        clone.clock.set_wall(self.clock.now());
        clone.drafts.clone_from(&self.drafts);
        clone.visits.clone_from(&self.visits);
        clone.saved.clone_from(&self.saved);
        clone.streams.clone_from(&self.streams);
        clone.rotten.clone_from(&self.rotten);
        Ok(clone)
    }

    /// Opens the app.
    ///
    /// # Errors
    /// When the database does not open, which nothing in the simulation may cause.
    pub fn start(&mut self, faults: Faults) -> Result<(), String> {
        self.starts += 1;
        self.clock.restart(&format!("boot-{}-{}", self.seed, self.starts));
        let ids = SeededIds::new(self.seed.wrapping_mul(1_000_003).wrapping_add(self.starts));
        let env = Env::new(self.clock.clone(), Arc::new(ids));
        let key = StoreKey::new([7; 32]);
        let mut connection = zoufang_field::store::open_current(&self.path, &key, &env)
            .map_err(|error| format!("the device's database does not open: {error}"))?;
        execute::free_bodies(&mut connection, &env).map_err(|e| e.to_string())?;
        self.running = Some(Running {
            connection,
            env,
            core: Core::new(faults),
            faults,
            awaiting: None,
            wake_ms: Some(0),
        });
        Ok(())
    }

    /// The app dies as it stands.
    pub fn crash(&mut self) {
        self.running = None;
    }

    #[must_use]
    pub fn is_due(&self) -> bool {
        self.due_in().is_some_and(|ms| ms == 0)
    }

    /// Milliseconds until the engine wants to be called.
    #[must_use]
    pub fn due_in(&self) -> Option<u64> {
        let wake = self.running.as_ref()?.wake_ms?;
        Some(wake.saturating_sub(self.clock.mono_ms()))
    }

    /// Gives the engine an event and carries out what it says.
    ///
    /// # Errors
    /// When something fails that nothing in the simulation can cause.
    pub fn tell(&mut self, event: Event, chance: &mut Chance) -> Told {
        let mut touched = Touched::default();
        let Some(running) = &mut self.running else { return Ok((vec![], touched)) };
        let sent = running.tell(event, chance, &mut touched)?;
        self.note_stream()?;
        Ok((sent, touched))
    }

    /// A reply arrives. The app may die between storing results and storing rows.
    ///
    /// # Errors
    /// As [`Self::tell`].
    pub fn receive(&mut self, nonce: u64, reply: &Reply, chance: &mut Chance, dies: bool) -> Told {
        let Some(running) = &mut self.running else { return Ok((vec![], Touched::default())) };
        let Some(awaiting) = running.awaiting.take_if(|awaiting| awaiting.nonce == nonce) else {
            return Ok((vec![], Touched::default()));
        };
        match running.understand(&awaiting, reply, dies)? {
            Some(event) => self.tell(event, chance),
            None => {
                self.crash();
                Ok((vec![], Touched { died_between_halves: true, ..Touched::default() }))
            }
        }
    }

    fn note_stream(&mut self) -> Result<(), String> {
        let Some(running) = &self.running else { return Ok(()) };
        let bytes: [u8; 16] = running
            .connection
            .query_row("SELECT stream_id FROM stream", [], |row| row.get(0))
            .map_err(|e| e.to_string())?;
        let stream = StreamId(uuid::Uuid::from_bytes(bytes));
        if !self.streams.contains(&stream) {
            self.streams.push(stream);
        }
        Ok(())
    }
}

impl Running {
    fn tell(
        &mut self,
        event: Event,
        chance: &mut Chance,
        touched: &mut Touched,
    ) -> Result<Vec<(u64, Sent)>, String> {
        let mut sent = Vec::new();
        let mut next = Some(event);
        let mut turns = 0;
        while let Some(event) = next.take() {
            turns += 1;
            if turns > 50 {
                return Err("the engine spins without sending anything".into());
            }
            if let Event::Exchanged(done) = &event {
                touched.reoffered |= done.reoffer;
                if let Some(error) = &done.pull_error {
                    return Err(format!("rows could not be stored: {error}"));
                }
            }
            let moment = execute::moment(&self.connection, &self.env, chance.jitter()).map_err(failed)?;
            // The driver looks again after a while when it is told nothing at all.
            self.wake_ms = self.awaiting.is_none().then_some(moment.mono_ms + 60_000);
            for instruction in self.core.handle(&moment, event) {
                self.wake_ms = None;
                match instruction {
                    Instruction::WaitUntil { mono_ms } => self.wake_ms = Some(mono_ms),
                    Instruction::Probe => sent.push(self.sends(Sent::Probe, None, chance)),
                    Instruction::RefreshToken => sent.push(self.sends(Sent::Token, None, chance)),
                    Instruction::Exchange(plan) => {
                        match execute::compose(&mut self.connection, &self.env, &plan).map_err(failed)? {
                            Some(outgoing) => {
                                let body = Coding::ZstdDict1.encode(&outgoing.body, 1).map_err(failed)?;
                                sent.push(self.sends(Sent::Request(body), Some(outgoing), chance));
                            }
                            None => next = Some(Event::NothingToSend),
                        }
                    }
                    Instruction::ParkFirst => {
                        touched.parked = true;
                        execute::park_first(&mut self.connection).map_err(failed)?;
                    }
                    Instruction::RequeueParked => {
                        execute::requeue_parked(&mut self.connection).map_err(failed)?;
                    }
                    Instruction::NewStream => {
                        touched.new_stream = true;
                        execute::new_stream(&mut self.connection, &self.env).map_err(failed)?;
                    }
                    Instruction::ResetPull => {
                        execute::reset_pull(&mut self.connection).map_err(failed)?;
                    }
                }
            }
        }
        Ok(sent)
    }

    fn sends(&mut self, what: Sent, outgoing: Option<Outgoing>, chance: &mut Chance) -> (u64, Sent) {
        let nonce = chance.draw();
        self.awaiting = Some(Awaiting { nonce, outgoing, started_ms: self.env.clock.mono_ms() });
        (nonce, what)
    }

    /// What a reply means to the engine; `None` when the app dies in the middle of it.
    fn understand(
        &mut self,
        awaiting: &Awaiting,
        reply: &Reply,
        dies: bool,
    ) -> Result<Option<Event>, String> {
        let unreachable = || ApiError::new(ErrorCode::OfficeUnreachable);
        let Some(outgoing) = &awaiting.outgoing else {
            return Ok(Some(match reply {
                Reply::Office(caps) => Event::Probed(caps.clone()),
                Reply::Token => Event::TokenFresh,
                Reply::NotAnOffice => Event::ProbeFailed(ApiError::new(ErrorCode::NotAnOffice)),
                _ => Event::ProbeFailed(unreachable()),
            }));
        };
        Ok(Some(match reply {
            Reply::Answer(coded) => match read(coded) {
                Some(response) => return self.absorb(awaiting, outgoing, &response, coded.len(), dies),
                None => Event::Failed(Failure::TimedOut(unreachable())),
            },
            Reply::Status { status, code, retry_after_s } => {
                execute::refused(&mut self.connection, self.faults, outgoing, *status).map_err(failed)?;
                Event::Failed(Failure::Status {
                    status: *status,
                    code: *code,
                    retry_after_s: *retry_after_s,
                    error: ApiError::new(code.unwrap_or(ErrorCode::Internal)),
                })
            }
            Reply::TimedOut => Event::Failed(Failure::TimedOut(unreachable())),
            _ => Event::Failed(Failure::Unreachable(unreachable())),
        }))
    }

    fn absorb(
        &mut self,
        awaiting: &Awaiting,
        outgoing: &Outgoing,
        response: &SyncResponse,
        bytes: usize,
        dies: bool,
    ) -> Result<Option<Event>, String> {
        let arrival = Arrival {
            at: self.env.clock.now(),
            round_trip_ms: self.env.clock.mono_ms().saturating_sub(awaiting.started_ms),
            bytes_up: outgoing.body.len() as u64,
            bytes_down: bytes as u64,
        };
        let mut done = execute::absorb_results(
            &mut self.connection,
            &self.env,
            self.faults,
            outgoing,
            response,
            &arrival,
        )
        .map_err(failed)?;
        if dies {
            return Ok(None);
        }
        execute::absorb_rows(&mut self.connection, &self.env, outgoing, response, &mut done)
            .map_err(failed)?;
        Ok(Some(Event::Exchanged(done)))
    }
}

fn read(coded: &[u8]) -> Option<SyncResponse> {
    let plain = Coding::ZstdDict1.decode(coded, LARGEST).ok()?;
    serde_json::from_slice(&plain).ok()
}

#[allow(clippy::needless_pass_by_value)]
fn failed<E: std::fmt::Display>(error: E) -> String {
    format!("an instruction failed: {error}")
}

/// The database file or one of its companions.
#[must_use]
pub fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}
