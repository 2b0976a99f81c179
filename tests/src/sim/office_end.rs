//! The office's end of a run: the real office, opened, killed, backed up and restored, behind the coding and parsing
//! that its HTTP door does.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, FixedOffset};
use zoufang_domain::ids::{AccountId, DeviceId};
use zoufang_field::sync::faults::SeededBug;
use zoufang_office::clock::ManualClock;
use zoufang_office::storage;
use zoufang_office::{Caller, Office};
use zoufang_wire::caps::SERVICE;
use zoufang_wire::coding::CodingError;
use zoufang_wire::operation::hash;
use zoufang_wire::sync::run_digest;
use zoufang_wire::{Caps, Coding, Digest, ErrorCode, Operation, PROTOCOL, SyncRequest, SyncResponse};

use super::network::Reply;
use super::town::config;

/// Operations per request and rows per answer: small, so that runs meet every page boundary.
const MAX_OPS: u32 = 8;
const MAX_ROWS: u32 = 7;

pub struct OfficeEnd {
    folder: PathBuf,
    office: Option<Office>,
    clock: Arc<ManualClock>,
    seed: u64,
    opens: u64,
    backed_up: bool,
    /// Bytes of a decoded request; low at first, so that some visits are refused until an officer raises it.
    pub max_plain: usize,
    bug: Option<SeededBug>,
    /// The data folder is a backup's and has not been opened since.
    restored: bool,
    /// The last request carried operations, so that the log may have grown.
    pub pushed: bool,
}

impl OfficeEnd {
    /// # Errors
    /// When the template cannot be copied or opened.
    pub fn new(
        template: &Path,
        folder: PathBuf,
        start: DateTime<FixedOffset>,
        seed: u64,
        bug: Option<SeededBug>,
    ) -> Result<Self, String> {
        copy_folder(template, &folder.join("data"))?;
        let clock = Arc::new(ManualClock::at(start));
        let mut end = Self {
            folder,
            office: None,
            clock,
            seed,
            opens: 0,
            backed_up: false,
            max_plain: 40_000,
            bug,
            restored: false,
            pushed: false,
        };
        end.office()?;
        Ok(end)
    }

    /// The running office; started again when it is down.
    ///
    /// # Errors
    /// When its data do not open, which nothing in a run may cause.
    pub fn office(&mut self) -> Result<Office, String> {
        if let Some(office) = &self.office {
            return Ok(office.clone());
        }
        self.opens += 1;
        let config = config(self.clock.clone(), self.seed.wrapping_mul(7919).wrapping_add(self.opens + 10));
        let data = self.folder.join("data");
        let opened = if std::mem::take(&mut self.restored) {
            Office::open_restored(&data, config)
        } else {
            Office::open(&data, config)
        };
        let office = opened.map_err(|e| format!("the office does not open: {e}"))?;
        self.office = Some(office.clone());
        Ok(office)
    }

    pub fn set_time(&self, now: DateTime<FixedOffset>) {
        self.clock.set(now);
    }

    /// The process dies; committed work stays in its files.
    pub fn crash(&mut self) {
        self.office = None;
    }

    /// Takes a backup, after which everything in it counts as secured.
    ///
    /// # Errors
    /// When the copy fails.
    pub fn back_up(&mut self) -> Result<(), String> {
        let target = self.folder.join("backup");
        if target.exists() {
            std::fs::remove_dir_all(&target).map_err(|e| e.to_string())?;
        }
        std::fs::create_dir_all(&target).map_err(|e| e.to_string())?;
        let office = self.office()?;
        let through = office.backup_to(&target).map_err(|e| format!("backup: {e}"))?;
        office.mark_secured(through).map_err(|e| format!("secured: {e}"))?;
        self.backed_up = true;
        Ok(())
    }

    /// The office's disk is lost, and its last backup takes its place. Returns whether there was one.
    ///
    /// # Errors
    /// When the files cannot be put back.
    pub fn restore(&mut self) -> Result<bool, String> {
        if !self.backed_up {
            return Ok(false);
        }
        self.office = None;
        let data = self.folder.join("data");
        std::fs::remove_dir_all(&data).map_err(|e| e.to_string())?;
        copy_folder(&self.folder.join("backup"), &data)?;
        self.restored = true;
        self.office()?;
        Ok(true)
    }

    /// # Errors
    /// When the office does not open.
    pub fn caps(&mut self, now: DateTime<FixedOffset>) -> Result<Reply, String> {
        Ok(Reply::Office(Box::new(Caps {
            service: SERVICE.into(),
            town: "少云镇".into(),
            protocols: vec![PROTOCOL],
            kinds: vec![],
            max_body: 1 << 20,
            max_decompressed: 1 << 20,
            max_ops: MAX_OPS,
            max_rows: MAX_ROWS,
            min_app_for_pull: "0.1.0".into(),
            office_epoch: self.office()?.epoch().map_err(|e| e.to_string())?,
            office_time: now,
        })))
    }

    /// One `POST /v1/sync` as the HTTP door takes it.
    ///
    /// # Errors
    /// When the office does not open or cannot be read.
    pub fn receive(
        &mut self,
        account: AccountId,
        device: DeviceId,
        coded: &[u8],
        pulls_fail: bool,
    ) -> Result<Reply, String> {
        let refuse =
            |code: ErrorCode| Reply::Status { status: code.status(), code: Some(code), retry_after_s: None };
        let plain = match Coding::ZstdDict1.decode(coded, self.max_plain) {
            Ok(plain) => plain,
            Err(CodingError::TooLarge { .. }) => return Ok(refuse(ErrorCode::BodyTooLarge)),
            Err(CodingError::Damaged(_)) => return Ok(refuse(ErrorCode::BodyInvalid)),
        };
        let Ok(request) = serde_json::from_slice::<SyncRequest>(&plain) else {
            return Ok(refuse(ErrorCode::BodyInvalid));
        };
        self.pushed = !request.ops.is_empty();
        if pulls_fail && request.pull.is_some() {
            return Ok(Reply::Status { status: 500, code: Some(ErrorCode::Internal), retry_after_s: None });
        }
        let caller = Caller::new(account, device);
        let answer = if self.bug == Some(SeededBug::IgnoreOnConflict) {
            self.ignore_on_conflict(caller, request)?
        } else {
            self.office()?.handle_sync(caller, request)
        };
        match answer {
            Ok(response) => {
                let plain = serde_json::to_vec(&response).map_err(|e| e.to_string())?;
                Ok(Reply::Answer(Coding::ZstdDict1.encode(&plain, 1).map_err(|e| e.to_string())?))
            }
            Err(error) if error.code == ErrorCode::Internal => Err(format!("the office failed: {error}")),
            Err(error) => {
                Ok(Reply::Status { status: error.code.status(), code: Some(error.code), retry_after_s: None })
            }
        }
    }

    /// The seeded mistake: a known id counts as a repetition, whatever its bytes.
    fn ignore_on_conflict(
        &mut self,
        caller: Caller,
        mut request: SyncRequest,
    ) -> Result<Result<SyncResponse, zoufang_wire::ApiError>, String> {
        let office = self.office()?;
        let mut theirs: Vec<(zoufang_domain::ids::OpId, Digest)> = Vec::new();
        let mut ours = Vec::new();
        for frame in &mut request.ops {
            let op_id = Operation::parse(&frame.op).map_err(|e| e.to_string())?.op_id;
            theirs.push((op_id, hash(&frame.op)));
            let known =
                storage::read(office.storage(), |rows| rows.stored_op(op_id)).map_err(|e| e.to_string())?;
            if let Some(known) = known {
                frame.op =
                    serde_json::value::RawValue::from_string(known.bytes).map_err(|e| e.to_string())?;
            }
            ours.push((op_id, hash(&frame.op)));
        }
        if let Some(digest) = &mut request.digest {
            *digest = run_digest(ours.iter().map(|(id, hash)| (id, hash)));
        }
        let first = request.ops.first().map_or(1, |frame| frame.seq);
        let mut answer = office.handle_sync(caller, request);
        if let Ok(response) = &mut answer {
            for run in &mut response.results {
                let from = usize::try_from(run.from - first).map_err(|e| e.to_string())?;
                let through = usize::try_from(run.through - first).map_err(|e| e.to_string())?;
                run.digest = run_digest(theirs[from..=through].iter().map(|(id, hash)| (id, hash)));
            }
        }
        Ok(answer)
    }
}

fn copy_folder(from: &Path, to: &Path) -> Result<(), String> {
    std::fs::create_dir_all(to).map_err(|e| e.to_string())?;
    for entry in std::fs::read_dir(from).map_err(|e| e.to_string())? {
        let entry = entry.map_err(|e| e.to_string())?;
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), target).map_err(|e| e.to_string())?;
        }
    }
    Ok(())
}
