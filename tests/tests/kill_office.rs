//! kill -9 of the real office while it commits: what it acknowledged is there, byte for byte, and nothing is twice.
//!
//! The clients here are not ours: they speak the protocol from its document, so that the office is also held against
//! `docs/protocol.md`. `ZOUFANG_KILL_ROUNDS` sets the rounds (100; the field process has the other hundred).
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::value::RawValue;
use zoufang_domain::ids::{HouseholdId, OpId, StreamId};
use zoufang_field::sync::driver::http_client;
use zoufang_office::config::Config;
use zoufang_office::import::Township;
use zoufang_office::office::Office;
use zoufang_office::storage;
use zoufang_tests::program::{free_port, serve_office};
use zoufang_wire::enrol::EnrolRequest;
use zoufang_wire::sync::{OpFrame, SyncRequest, SyncResponse, run_digest};
use zoufang_wire::{Digest, operation};

const CLIENTS: usize = 3;
const BATCH: u64 = 7;

fn rounds() -> usize {
    std::env::var("ZOUFANG_KILL_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(100)
}

/// A small township with one cadre who sees all of it, and a token for each client's device.
fn prepare(data: &Path) -> (Vec<String>, Vec<HouseholdId>) {
    let office = Office::open(data, Config::for_tests()).unwrap();
    let (villages, households) = zoufang_office::demo::roster(60, 1);
    let ids = households.iter().map(|household| household.id).collect();
    office.import(Township { villages: villages.clone(), households, ..Township::default() }).unwrap();
    let account = office.add_account("走访员", "cadre").unwrap();
    for village in &villages {
        office
            .assign(zoufang_domain::roster::Assignment {
                id: zoufang_domain::ids::AssignmentId(fresh_uuid()),
                account_id: account,
                village_id: village.id,
                groups: Vec::new(),
                households: Vec::new(),
            })
            .unwrap();
    }
    let tokens = (0..CLIENTS).map(|n| {
        let code = office.issue_code(account).unwrap();
        let request = EnrolRequest {
            account_id: None,
            code,
            device_name: format!("device {n}"),
            app_version: "0.1.0".into(),
        };
        office.enrol(&request).unwrap().tokens.access
    });
    (tokens.collect(), ids)
}

#[allow(clippy::disallowed_methods, reason = "an independent client makes its own ids")]
fn fresh_uuid() -> uuid::Uuid {
    uuid::Uuid::now_v7()
}

/// An operation as a stranger would write it from the protocol's document.
fn visit(household: HouseholdId, n: u64) -> (OpId, Box<RawValue>) {
    let op_id = OpId(fresh_uuid());
    let text = format!(
        r#"{{"op_id":"{op_id}","kind":"visit.record","v":1,"occurred_at":"2022-05-12T09:30:00+08:00","clock":{{"boot":"b","mono_ms":{n}}},"body":{{"household_id":"{household}","campaign":"2022-shaoyun","checklist_version":1,"mode":{{"kind":"face","respondent":null,"respondent_name":"本人","place":"at_home","place_note":null}},"started_at":"2022-05-12T09:20:00+08:00","finished_at":"2022-05-12T09:30:00+08:00","cadres":["走访员"],"answers":[{{"item":"F2.01","status":"answered","value":"yes"}}]}}}}"#
    );
    (op_id, RawValue::from_string(text).unwrap())
}

/// Everything a client was told is safe: id → hash.
type Acknowledged = Arc<Mutex<HashMap<OpId, Digest>>>;

/// Sends batches for ever, each until it is acknowledged; starts anew from what the office says it has.
async fn client(
    url: String,
    token: String,
    households: Vec<HouseholdId>,
    stop: Arc<AtomicBool>,
    acknowledged: Acknowledged,
) -> StreamId {
    let http = http_client(None).unwrap();
    let stream_id = StreamId(fresh_uuid());
    let mut next = 1_u64;
    while !stop.load(Ordering::Relaxed) {
        let ops: Vec<_> = (0..BATCH)
            .map(|n| (next + n, visit(households[usize::try_from(next + n).unwrap() % households.len()], n)))
            .collect();
        let pairs: Vec<_> = ops.iter().map(|(_, (id, raw))| (*id, operation::hash(raw))).collect();
        let request = SyncRequest {
            stream_id,
            device_time: "2022-05-12T09:31:00+08:00".parse().unwrap(),
            ops: ops.iter().map(|(seq, (_, raw))| OpFrame { seq: *seq, op: raw.clone() }).collect(),
            digest: Some(run_digest(pairs.iter().map(|(id, hash)| (id, hash)))),
            pull: None,
            asks: vec![],
        };
        let body = serde_json::to_vec(&request).unwrap();
        loop {
            if let Some(answer) = send(&http, &url, &token, body.clone()).await {
                check_runs(&answer, next, &pairs);
                acknowledged.lock().unwrap().extend(pairs.iter().copied());
                next += BATCH;
                break;
            }
            if stop.load(Ordering::Relaxed) {
                return stream_id;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
    stream_id
}

async fn send(http: &reqwest::Client, url: &str, token: &str, body: Vec<u8>) -> Option<SyncResponse> {
    let request = http.post(url).bearer_auth(token).header("content-type", "application/json").body(body);
    let answer = request.send().await.ok()?;
    let status = answer.status();
    let bytes = answer.bytes().await.ok()?;
    assert!(status.is_success(), "{status}: {}", String::from_utf8_lossy(&bytes));
    Some(serde_json::from_slice(&bytes).unwrap())
}

/// Every operation of the batch is covered by a run whose digest is ours.
fn check_runs(answer: &SyncResponse, first: u64, pairs: &[(OpId, Digest)]) {
    let mut covered = 0;
    for run in &answer.results {
        let from = usize::try_from(run.from - first).unwrap();
        let through = usize::try_from(run.through - first).unwrap();
        let own = &pairs[from..=through];
        assert_eq!(run.digest, run_digest(own.iter().map(|(id, hash)| (id, hash))));
        covered += own.len();
    }
    assert_eq!(covered, pairs.len());
    assert!(answer.accepted_through >= first + BATCH - 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_office_killed_while_it_commits_loses_and_doubles_nothing_it_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let (tokens, households) = prepare(folder.path());
    let port = free_port().unwrap();
    let url = format!("http://127.0.0.1:{port}/v1/sync");
    let stop = Arc::new(AtomicBool::new(false));
    let acknowledged = Acknowledged::default();
    let clients: Vec<_> = tokens
        .into_iter()
        .map(|token| {
            tokio::spawn(client(url.clone(), token, households.clone(), stop.clone(), acknowledged.clone()))
        })
        .collect();

    let kills = AtomicU64::new(0);
    for round in 0..rounds() {
        let mut office = serve_office(folder.path(), port).unwrap();
        let before = acknowledged.lock().unwrap().len();
        // Between 10 and 129 ms, another moment of the commit each time.
        tokio::time::sleep(Duration::from_millis(10 + (round as u64 * 37) % 120)).await;
        office.kill();
        kills.fetch_add(u64::from(acknowledged.lock().unwrap().len() > before), Ordering::Relaxed);
    }
    stop.store(true, Ordering::Relaxed);
    let mut streams = Vec::new();
    for client in clients {
        streams.push(client.await.unwrap());
    }
    assert!(kills.load(Ordering::Relaxed) > 0, "no round got as far as an acknowledgement");
    judge(folder.path(), &streams, &acknowledged.lock().unwrap());
}

fn judge(data: &Path, streams: &[StreamId], acknowledged: &HashMap<OpId, Digest>) {
    let office = Office::open(data, Config::for_tests()).unwrap();
    let mut stored: HashMap<OpId, Digest> = HashMap::new();
    storage::read(office.storage(), |rows| {
        rows.each_op(&mut |op| {
            let raw = RawValue::from_string(op.bytes.clone()).unwrap();
            assert!(stored.insert(op.op_id, operation::hash(&raw)).is_none(), "{} is there twice", op.op_id);
            Ok(())
        })
    })
    .unwrap();
    for (id, hash) in acknowledged {
        assert_eq!(stored.get(id), Some(hash), "{id} was acknowledged and is lost or changed");
    }
    let mut slots = 0;
    for stream in streams {
        let numbers = storage::read(office.storage(), |rows| rows.slots(*stream)).unwrap();
        for (expected, (seq, _)) in (1..).zip(&numbers) {
            assert_eq!(*seq, expected, "stream {stream} has a gap");
        }
        slots += numbers.len();
    }
    assert_eq!(slots, stored.len(), "every operation stands in exactly one slot");
    let counts = storage::read(office.storage(), |rows| rows.coverage(&storage::Scope::Town)).unwrap();
    assert!(!counts.is_empty());
    println!("{} acknowledged, {} stored, nothing lost, nothing doubled", acknowledged.len(), stored.len());
}
