//! Trains the dictionary of coding `zf1` on real traffic: visits that the field core recorded over the demo township,
//! and the pages that the office sent.
//!
//! A dictionary is part of the protocol once it is released; until then it may be trained anew.

use std::path::Path;

use zoufang_domain::ids::StreamId;
use zoufang_field::sync::driver::{Sender, coded, post};
use zoufang_wire::sync::{Pull, SyncRequest};

use super::Trouble;
use super::office::{Running, Transport};
use super::push::request;
use super::visits;

/// Larger ones gain less than a byte in a hundred and cost memory on the phone.
const SIZE: usize = 32 * 1024;
/// Visits in the training set; the measurements use others.
const VISITS: u32 = 500;
const SEED: u64 = 11;
const HOUSEHOLDS: usize = 3_000;

/// Makes the traffic in `dir` and returns the dictionary.
///
/// # Errors
/// When office or field refuse anything.
pub async fn train(dir: &Path) -> Result<Vec<u8>, Trouble> {
    let office = Running::start(&dir.join("office"), HOUSEHOLDS, 1, Transport::Plain, 0)?;
    let recorded = visits::record(dir, &office, VISITS, SEED).await?;
    let mut samples = pages(&office).await?;
    for (n, operations) in (1..).zip(&recorded) {
        samples.push(request(StreamId(operations[0].op_id.0), n * 3, operations)?);
    }
    Ok(zstd::dict::from_samples(&samples, SIZE)?)
}

/// Pages of the list as the office sends them.
async fn pages(office: &Running) -> Result<Vec<Vec<u8>>, Trouble> {
    const PAGE: u32 = 6;
    let client = office.client()?;
    let sender = Sender { access: &office.tokens[0], app_version: env!("CARGO_PKG_VERSION"), pending: 0 };
    let (mut cursor, mut pages) = (None, Vec::new());
    for _ in 0..250 {
        let body = SyncRequest {
            stream_id: StreamId(uuid::Uuid::from_u128(7)),
            device_time: "2022-05-12T18:00:00+08:00".parse()?,
            ops: vec![],
            digest: None,
            pull: Some(Pull { cursor: cursor.take(), limit: PAGE, digest: false, knows: vec![] }),
            asks: vec![],
        };
        let body = coded(&serde_json::to_vec(&body)?).map_err(|error| error.to_string())?;
        let answer = post(&client, &office.url(office.address), &sender, body)
            .await
            .map_err(|failure| format!("{failure:?}"))?;
        pages.push(serde_json::to_vec(&answer.response)?);
        if !answer.response.more {
            break;
        }
        cursor.clone_from(&answer.response.cursor);
    }
    Ok(pages)
}
