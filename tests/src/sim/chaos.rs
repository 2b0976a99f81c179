//! What happens to a world by chance: taps, saves, crashes, clocks, backups, officers, copied phones.

use rusqlite::TransactionBehavior;
use zoufang_domain::ids::{AccountId, AssignmentId, VillageId, VisitId};
use zoufang_domain::roster::Assignment;
use zoufang_field::clock::Clock as _;
use zoufang_field::sync::core::Event;
use zoufang_wire::Digest;

use super::network::Weather;
use super::oracle::{self, Check};
use super::town::household;
use super::world::World;
use super::writing::Writing;

impl World {
    /// Something happens.
    ///
    /// # Errors
    /// The broken invariant.
    pub fn step(&mut self) -> Check {
        self.story.steps += 1;
        let device = self.chance.index(self.devices.len());
        match self.chance.below(100) {
            0 => self.rot(device),
            1..=39 => {
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
            96 => self.change_roster(),
            97 => self.judge_a_visit(),
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

    /// A bit flips in an operation of a phone.
    fn rot(&mut self, device: usize) -> Check {
        let phone = &mut self.devices[device];
        let Some(running) = &phone.running else { return Ok(()) };
        let rows = oracle::outbox_of(&running.connection)?;
        let whole: Vec<_> = rows.into_iter().filter(|row| row.bytes.is_some() && !row.is_rotten()).collect();
        if whole.is_empty() {
            return Ok(());
        }
        let row = &whole[self.chance.index(whole.len())];
        let mut bytes = row.bytes.clone().unwrap_or_default();
        let at = self.chance.index(bytes.len());
        bytes[at] ^= 0x15;
        running
            .connection
            .execute(
                "UPDATE outbox SET bytes = CAST(?2 AS TEXT) WHERE op_id = ?1",
                (row.op_id.0.as_bytes().as_slice(), &bytes),
            )
            .map_err(|e| e.to_string())?;
        phone.rotten.insert(row.op_id, bytes);
        self.story.rotten += 1;
        Ok(())
    }

    /// A copy of a phone's files wakes up on a second phone.
    fn clone_device(&mut self, device: usize) -> Check {
        if self.devices.len() >= 5 {
            return Ok(());
        }
        self.story.clones += 1;
        self.devices[device].crash();
        let number = self.devices.len();
        let path = self.folder.path().join(format!("device-{number}.db"));
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
        for part in what.parts() {
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
}

fn assignment(id: AssignmentId, account_id: AccountId, village_id: VillageId) -> Assignment {
    Assignment { id, account_id, village_id, groups: vec![], households: vec![] }
}
