//! Pushing visits: how many a second are durably committed, and what each costs on the wire.

use std::time::{Duration, Instant};

use zoufang_domain::ids::StreamId;
use zoufang_field::sync::driver::{Sender, coded, post};
use zoufang_wire::sync::{OpFrame, SyncRequest, run_digest};

use super::Trouble;
use super::body::{Prepared, Writer};
use super::office::Running;
use crate::link::Link;

/// Outcome of one measurement.
#[derive(Debug, Clone, Copy)]
pub struct Pushed {
    pub per_second: f64,
    /// Slowest of a hundred requests, in milliseconds.
    pub p99_ms: f64,
    pub p50_ms: f64,
}

/// Bytes of one visit on the wire, headers (and TLS) included.
#[derive(Debug, Clone, Copy)]
pub struct Cost {
    pub up: f64,
    pub down: f64,
}

/// A device's requests, compressed beforehand: the device's work is not what is measured here.
struct Load {
    token: String,
    /// `(body, last number in it)`.
    requests: Vec<(Vec<u8>, u64)>,
}

/// Tells the devices of one run apart from those of the next.
#[derive(Debug, Clone, Copy)]
pub struct Run(pub u64);

/// `total` visits from `clients` devices in batches of `batch`.
///
/// # Errors
/// When the office refuses anything.
pub async fn push(
    office: &Running,
    run: Run,
    clients: usize,
    batch: usize,
    total: usize,
) -> Result<Pushed, Trouble> {
    let loads = loads(office, run, clients, batch, (total / clients / batch).max(1))?;
    let count = loads.iter().map(|load| load.requests.len()).sum::<usize>() * batch;
    let url = office.url(office.address);
    let begun = Instant::now();
    let mut tasks = Vec::new();
    for load in loads {
        tasks.push(tokio::spawn(send(office.client()?, url.clone(), load)));
    }
    let mut times = Vec::new();
    for task in tasks {
        times.extend(task.await??.into_iter().map(|time| time.as_secs_f64() * 1000.0));
    }
    let per_second = count as f64 / begun.elapsed().as_secs_f64();
    Ok(Pushed {
        per_second,
        p50_ms: super::quantile(&mut times, 0.5),
        p99_ms: super::quantile(&mut times, 0.99),
    })
}

/// What one of `visits` costs with the flags it raised, in batches of `batch` visits, over one connection that is
/// already there. The office refuses none of them: ids and hashes are those of another office's log.
///
/// # Errors
/// When the office refuses anything.
pub async fn cost(office: &Running, visits: &[Vec<Prepared>], batch: usize) -> Result<Cost, Trouble> {
    let link = Link::open(office.address).await?;
    let (url, client) = (office.url(link.address), office.client()?);
    #[allow(clippy::disallowed_methods, reason = "each measurement is a new stream")]
    let stream = StreamId(uuid::Uuid::now_v7());
    let (mut next, mut bodies) = (1, Vec::new());
    for chunk in visits.chunks_exact(batch) {
        let operations: Vec<_> = chunk.iter().flatten().cloned().collect();
        let plain = request(stream, next, &operations)?;
        next += operations.len() as u64;
        bodies.push((coded(&plain).map_err(|error| error.to_string())?, next - 1));
    }
    // The first request pays for the connection, and for TLS a certificate: once in a sync of many batches.
    let rest = bodies.split_off(1);
    let load = |requests| Load { token: office.tokens[0].clone(), requests };
    let count = (rest.len() * batch) as f64;
    send(client.clone(), url.clone(), load(bodies)).await?;
    let before = link.bytes();
    send(client, url, load(rest)).await?;
    let after = link.bytes();
    Ok(Cost { up: (after.0 - before.0) as f64 / count, down: (after.1 - before.1) as f64 / count })
}

#[allow(clippy::disallowed_methods, reason = "each device is a new stream")]
fn loads(
    office: &Running,
    run: Run,
    clients: usize,
    batch: usize,
    requests: usize,
) -> Result<Vec<Load>, Trouble> {
    let checklist = crate::township::checklist();
    let start = "2022-05-12T09:00:00+08:00".parse()?;
    let mut loads = Vec::new();
    for (client, token) in office.tokens.iter().take(clients).enumerate() {
        let mut writer = Writer::new(&checklist, start, run.0 * 1000 + client as u64);
        let stream = StreamId(uuid::Uuid::now_v7());
        let mut bodies = Vec::new();
        for n in 0..requests {
            let visits = (n * batch..(n + 1) * batch)
                .map(|n| writer.visit(office.households[n % office.households.len()], n as u64))
                .collect::<Result<Vec<_>, _>>()?;
            let plain = request(stream, (n * batch) as u64 + 1, &visits)?;
            bodies.push((coded(&plain).map_err(|error| error.to_string())?, ((n + 1) * batch) as u64));
        }
        loads.push(Load { token: token.clone(), requests: bodies });
    }
    Ok(loads)
}

/// A request as the field core makes it when it only hands in.
///
/// # Errors
/// Never for our own types.
pub fn request(stream_id: StreamId, first: u64, visits: &[Prepared]) -> Result<Vec<u8>, Trouble> {
    let request = SyncRequest {
        stream_id,
        device_time: "2022-05-12T18:00:00+08:00".parse()?,
        ops: (first..).zip(visits).map(|(seq, visit)| OpFrame { seq, op: visit.raw.clone() }).collect(),
        digest: Some(run_digest(visits.iter().map(|visit| (&visit.op_id, &visit.hash)))),
        pull: None,
        asks: vec![],
    };
    Ok(serde_json::to_vec(&request)?)
}

async fn send(client: reqwest::Client, url: String, load: Load) -> Result<Vec<Duration>, Trouble> {
    let sender = Sender { access: &load.token, app_version: env!("CARGO_PKG_VERSION"), pending: 0 };
    let mut times = Vec::new();
    for (body, through) in load.requests {
        let begun = Instant::now();
        let answer = post(&client, &url, &sender, body).await.map_err(|failure| format!("{failure:?}"))?;
        times.push(begun.elapsed());
        if answer.response.accepted_through < through {
            return Err("the office did not take the whole batch".into());
        }
    }
    Ok(times)
}
