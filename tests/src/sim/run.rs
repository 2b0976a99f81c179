//! One run: chaos for a while, then fair weather in which everything must come right by itself.

use std::collections::{BTreeMap, BTreeSet};

use zoufang_domain::ids::OpId;
use zoufang_field::outbox;
use zoufang_field::sync::faults::SeededBug;
use zoufang_office::storage;
use zoufang_wire::Digest;

use super::network::Weather;
use super::oracle::{self, Check};
use super::reviews::reviews_follow_their_visits;
pub use super::world::Story;
use super::world::World;

/// Steps of chaos.
const STEPS: u64 = 220;
/// Steps between two runs of the expensive checks.
pub const CHECK_EVERY: u64 = 20;
/// In fair weather, everything that the office can take is handed in within this time: several of the longest pauses.
const DRAIN_MS: u64 = 45 * 60_000;
/// And what was set aside within this: it is queued again every hour.
const REQUEUE_MS: u64 = 95 * 60_000;

/// How to see a failing run again.
#[must_use]
pub fn replay_command(seed: u64) -> String {
    format!("ZOUFANG_SIM_SEED={seed} cargo test -p zoufang-tests --test simulation -- --nocapture")
}

/// Runs one seed.
///
/// # Errors
/// The broken invariant, with the seed and step.
pub fn run_seed(seed: u64, bug: Option<SeededBug>) -> Result<Story, String> {
    let mut world = World::new(seed, bug).map_err(|broken| format!("seed {seed}, start: {broken}"))?;
    let told = tell_story(&mut world);
    told.map(|()| world.story).map_err(|broken| {
        format!(
            "seed {seed}, step {}, {} ms: {broken}\nreplay: {}",
            world.story.steps,
            world.now_ms,
            replay_command(seed)
        )
    })
}

fn tell_story(world: &mut World) -> Check {
    for step in 1..=STEPS {
        world.step()?;
        if step % CHECK_EVERY == 0 {
            expensive_checks(world, false)?;
        }
    }
    work_arrives_while_pulls_fail(world)?;
    everything_comes_right(world)?;
    everything_saved_is_in_the_office(world)
}

/// Every [`CHECK_EVERY`] steps and at the end: I3 to I8.
fn expensive_checks(world: &mut World, caught_up: bool) -> Check {
    let office = world.office.office()?;
    world.oracle.log_only_grows(&office)?;
    oracle::effects_happen_once(&office)?;
    reviews_follow_their_visits(&office)?;
    for device in &world.devices {
        oracle::streams_have_no_gaps(device, &office)?;
        let compared = oracle::rows_are_the_offices(device, &office, caught_up)?;
        world.story.row_checks += u64::from(compared);
        if caught_up && !compared {
            return Err("I6: a device has no rows to compare in fair weather".into());
        }
        let villages = world.villages_of(device.account);
        oracle::only_assigned_is_visible(&office, device.account, &villages)?;
    }
    Ok(())
}

/// I9 with rule 5: no event but time, and every pull fails; still all that the office can take is handed in.
fn work_arrives_while_pulls_fail(world: &mut World) -> Check {
    world.weather = Weather { pulls_fail: true, ..Weather::CLEAR };
    for device in 0..world.devices.len() {
        world.devices[device].link_up = true;
        world.start(device)?;
    }
    world.pass(DRAIN_MS)?;
    for device in &world.devices {
        let Some(running) = &device.running else { return Err("a device is not running".into()) };
        let levels = outbox::levels(&running.connection).map_err(|e| e.to_string())?;
        if levels.waiting > parked_at_most(device)? {
            return Err(format!("I9: too much waits in fair weather: {levels:?}"));
        }
    }
    Ok(())
}

/// Operations larger than the office's limit of the day may wait or be set aside; there are no others.
fn parked_at_most(device: &super::device::Device) -> Result<u64, String> {
    let Some(running) = &device.running else { return Ok(0) };
    let rows = oracle::outbox_of(&running.connection)?;
    let large = |row: &&oracle::OutboxLine| row.bytes.as_ref().is_some_and(|bytes| bytes.len() > 39_000);
    Ok(rows.iter().filter(large).filter(|row| row.state == "pending").count() as u64)
}

/// An officer raises the limit and pulls work again: nothing may wait, and every list is the office's.
fn everything_comes_right(world: &mut World) -> Check {
    world.weather = Weather::CLEAR;
    world.office.max_plain = 4 << 20;
    world.pass(REQUEUE_MS)?;
    for device in &world.devices {
        let Some(running) = &device.running else { return Err("a device is not running".into()) };
        let levels = outbox::levels(&running.connection).map_err(|e| e.to_string())?;
        if (levels.waiting, levels.parked) != (0, 0) {
            return Err(format!("I9: operations wait or are set aside in fair weather: {levels:?}"));
        }
    }
    expensive_checks(world, true)
}

/// I1 and I12 at the end: every saved operation is in the office's log, or kept as the other bytes of a conflict.
fn everything_saved_is_in_the_office(world: &mut World) -> Check {
    // Under a known id, other bytes of a copied phone may have come first; they are counted below.
    let rotten = rotten_for_good(world)?;
    let missing = |op_id: &OpId| !world.oracle.log.contains_key(op_id) && !rotten.contains(op_id);
    let lost = world.oracle.lost.iter().filter(|(op_id, _)| missing(op_id)).count();
    if lost > 0 {
        return Err(format!("I1: {lost} operations lost by a restore never came back"));
    }
    let office = world.office.office()?;
    let mut others: BTreeMap<(OpId, Digest), ()> = BTreeMap::new();
    for device in &world.devices {
        for (op_id, hash) in &device.saved {
            match world.oracle.log.get(op_id) {
                Some(known) if known == hash => {}
                Some(_) if rotten.contains(op_id) => {}
                Some(_) => drop(others.insert((*op_id, *hash), ())),
                None if rotten.contains(op_id) => {}
                None => return Err(format!("I1: {op_id} was saved and is not in the office")),
            }
        }
    }
    let counts = storage::read(office.storage(), |rows| rows.op_counts()).map_err(|e| e.to_string())?;
    if counts.conflicts < others.len() as u64 {
        return Err(format!("I1: {} conflicting bytes, {} kept", others.len(), counts.conflicts));
    }
    world.story.conflicts += counts.conflicts;
    Ok(())
}

/// What was damaged beyond repair: on a device as the damage left it (the oracle saw to that), without a number.
fn rotten_for_good(world: &mut World) -> Result<BTreeSet<OpId>, String> {
    let mut rotten = BTreeSet::new();
    for device in &world.devices {
        let Some(running) = &device.running else { return Err("a device is not running".into()) };
        let rows = oracle::outbox_of(&running.connection)?;
        let here: BTreeSet<_> = rows.iter().filter(|row| row.is_rotten()).map(|row| row.op_id).collect();
        let levels = outbox::levels(&running.connection).map_err(|e| e.to_string())?;
        world.story.set_aside += levels.damaged;
        world.story.made_whole += device.rotten.keys().filter(|op_id| !here.contains(op_id)).count() as u64;
        rotten.extend(here);
    }
    Ok(rotten)
}
