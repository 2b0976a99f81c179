//! The loop: an event in, its instructions out, each carried out, and the outcome is the next event.

use std::path::Path;
use std::time::Duration;

use chrono::TimeDelta;
use reqwest::Client;
use rusqlite::Connection;
use tokio::sync::{mpsc, watch};
use zoufang_wire::{ApiError, ErrorCode};

use super::client::http_client;
use super::exchange::{Answer, Sender, exchange};
use super::identity::{self, Identity};
use super::{probe, token};
use crate::env::Env;
use crate::store;
use crate::sync::core::{Core, Event, Failure, Instruction, Plan};
use crate::sync::execute::{self, Arrival, ExecuteError};
use crate::sync::faults::Faults;
use crate::sync::progress::SyncProgress;

/// Everything one engine owns.
pub(super) struct Engine {
    connection: Connection,
    env: Env,
    core: Core,
    client: Client,
    identity: Identity,
    app_version: String,
    /// The address that last answered as the office.
    address: String,
    shown: watch::Sender<SyncProgress>,
}

impl Engine {
    pub fn new(
        connection: Connection,
        env: Env,
        app_version: &str,
        shown: watch::Sender<SyncProgress>,
    ) -> Result<Self, ApiError> {
        let identity = identity::read(&connection)?;
        let client = http_client(identity.ca.as_deref())?;
        let address =
            identity.addresses.first().cloned().ok_or_else(|| ApiError::new(ErrorCode::NotEnrolled))?;
        let (core, app_version) = (Core::new(Faults::NONE), app_version.to_owned());
        Ok(Self { connection, env, core, client, identity, app_version, address, shown })
    }

    /// Runs until the handle is dropped.
    pub async fn run(mut self, mut nudges: mpsc::Receiver<Event>) {
        if let Err(error) = execute::free_bodies(&mut self.connection, &self.env) {
            tracing::warn!(%error, "storage of old bodies could not be given back");
        }
        let mut event = Event::Tick;
        loop {
            let (todo, moment_ms) = self.judge(event);
            event = match self.carry_out(todo).await {
                Next::Event(event) => event,
                Next::WaitUntil(mono_ms) => {
                    self.show();
                    let pause = Duration::from_millis(mono_ms.saturating_sub(moment_ms).max(1));
                    tokio::select! {
                        nudge = nudges.recv() => match nudge {
                            Some(event) => event,
                            None => return,
                        },
                        () = tokio::time::sleep(pause) => Event::Tick,
                    }
                }
            };
        }
    }

    fn judge(&mut self, event: Event) -> (Vec<Instruction>, u64) {
        let mut jitter = [0; 4];
        self.env.ids.fill(&mut jitter);
        let jitter = u32::from_ne_bytes(jitter);
        match execute::moment(&self.connection, &self.env, jitter) {
            Ok(moment) => (self.core.handle(&moment, event), moment.mono_ms),
            Err(error) => {
                let _ = self.store_failed(error);
                let mono_ms = self.env.clock.mono_ms();
                (vec![Instruction::WaitUntil { mono_ms: mono_ms + 5_000 }], mono_ms)
            }
        }
    }

    async fn carry_out(&mut self, todo: Vec<Instruction>) -> Next {
        for instruction in todo {
            let local = match instruction {
                Instruction::WaitUntil { mono_ms } => return Next::WaitUntil(mono_ms),
                Instruction::Probe => return Next::Event(self.probe().await),
                Instruction::RefreshToken => return Next::Event(self.renew().await),
                Instruction::Exchange(plan) => return Next::Event(self.exchange(&plan).await),
                Instruction::ParkFirst => execute::park_first(&mut self.connection),
                Instruction::RequeueParked => execute::requeue_parked(&mut self.connection),
                Instruction::NewStream => execute::new_stream(&mut self.connection, &self.env),
                Instruction::ResetPull => execute::reset_pull(&mut self.connection),
            };
            if let Err(error) = local {
                return Next::Event(self.store_failed(error));
            }
        }
        Next::WaitUntil(self.env.clock.mono_ms() + 1_000)
    }

    async fn probe(&mut self) -> Event {
        self.show();
        match probe::find_office(&self.client, &self.identity.addresses).await {
            Ok((address, caps)) => {
                self.address = address;
                Event::Probed(Box::new(caps))
            }
            Err(error) => Event::ProbeFailed(error),
        }
    }

    async fn renew(&mut self) -> Event {
        self.show();
        let tokens = match token::renew(&self.client, &self.address, &self.identity).await {
            Ok(tokens) => tokens,
            Err(error) => return Event::TokenRefused(error),
        };
        if let Err(error) =
            identity::store_tokens(&self.connection, &self.env, self.identity.device_id, &tokens)
        {
            return Event::StoreFailed(error);
        }
        self.identity.access = tokens.access;
        self.identity.refresh = tokens.refresh;
        Event::TokenFresh
    }

    async fn exchange(&mut self, plan: &Plan) -> Event {
        self.show();
        let outgoing = match execute::compose(&mut self.connection, &self.env, plan) {
            Ok(Some(outgoing)) => outgoing,
            Ok(None) => return Event::NothingToSend,
            Err(error) => return self.store_failed(error),
        };
        let started = self.env.clock.mono_ms();
        let sender = Sender {
            access: &self.identity.access,
            app_version: &self.app_version,
            pending: self.core.progress().pending,
        };
        let answer = exchange(&self.client, &self.address, &sender, &outgoing.body).await;
        let Answer { response, bytes_up, bytes_down } = match answer {
            Ok(answer) => answer,
            Err(failure) => {
                if let Failure::Status { status, .. } = failure {
                    let _ = execute::refused(&mut self.connection, Faults::NONE, &outgoing, status);
                }
                return Event::Failed(failure);
            }
        };
        let arrival = Arrival {
            at: self.env.clock.now(),
            round_trip_ms: self.env.clock.mono_ms().saturating_sub(started),
            bytes_up,
            bytes_down,
        };
        let done =
            execute::absorb(&mut self.connection, &self.env, Faults::NONE, &outgoing, &response, &arrival);
        match done {
            Ok(done) => Event::Exchanged(done),
            Err(error) => self.store_failed(error),
        }
    }

    /// Trying again cannot mend a broken file, but the rescue at the next unlock can.
    fn store_failed(&self, error: ExecuteError) -> Event {
        tracing::error!(%error, "the engine could not use the database");
        if error.is_damage()
            && let Some(path) = self.connection.path()
        {
            store::suspect(Path::new(path));
        }
        Event::StoreFailed(error.into())
    }

    fn show(&self) {
        let mut progress = self.core.progress().clone();
        progress.next_try_at = progress
            .next_try_in_ms
            .and_then(|ms| Some(self.env.clock.now() + TimeDelta::milliseconds(i64::try_from(ms).ok()?)));
        self.shown.send_replace(progress);
    }
}

/// What follows from a list of instructions.
enum Next {
    Event(Event),
    WaitUntil(u64),
}
