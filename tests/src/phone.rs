//! A cadre's device over real ends: the real field core in a folder, a whole visit in one call, waits that end.

use std::path::Path;
use std::time::{Duration, Instant};

use zoufang_domain::ids::{HouseholdId, VisitId};
use zoufang_domain::visit::ModeKind;
use zoufang_field::keys::KdfParams;
use zoufang_field::view::{HouseholdFilter, SyncStatus};
use zoufang_field::{Env, Field};
use zoufang_wire::{ApiError, ErrorCode};

use crate::hand::{self, Script};

pub const PIN: &str = "202259";
/// Unlocking is not what these tests are about.
const CHEAP: KdfParams = KdfParams { memory: 64, passes: 1, lanes: 1 };
/// Longest wait for anything that must come about.
const PATIENCE: Duration = Duration::from_secs(30);
/// Pauses between two failed tries grow; a tap begins anew, as an impatient thumb does.
const TAP_EVERY: Duration = Duration::from_millis(700);

/// A device with its own folder.
pub struct Phone {
    pub field: Field,
}

#[allow(clippy::unwrap_used, clippy::panic, reason = "tests cannot go on without it")]
impl Phone {
    #[must_use]
    pub fn at(folder: &Path) -> Self {
        Self::with(folder, Env::system(), env!("CARGO_PKG_VERSION"))
    }

    /// With its own clock or app version.
    #[must_use]
    pub fn with(folder: &Path, env: Env, app_version: &str) -> Self {
        Self { field: Field::new(folder, env, app_version).with_kdf(CHEAP) }
    }

    /// Enrols and waits for the whole list.
    ///
    /// # Panics
    /// When either does not come about.
    pub async fn enrol(&self, ticket: &str) {
        self.field.enrol(ticket, "测试机", PIN).await.unwrap();
        self.pull().await;
    }

    /// # Panics
    /// When the list does not come.
    pub async fn pull(&self) {
        self.until("the list", |now| {
            let progress = &now.progress;
            progress.last_success_at.is_some() && progress.rows_pulled > 0 && !progress.more_rows
        })
        .await;
    }

    /// Waits until `done`, tapping now and then.
    ///
    /// # Panics
    /// When it takes longer than anybody would wait.
    pub async fn until(&self, what: &str, done: impl Fn(&SyncStatus) -> bool) -> SyncStatus {
        let start = Instant::now();
        let mut tapped: Option<Instant> = None;
        loop {
            let now = self.field.sync_status().unwrap();
            if done(&now) {
                return now;
            }
            assert!(start.elapsed() < PATIENCE, "waited in vain for {what}: {now:#?}");
            if tapped.is_none_or(|at| at.elapsed() > TAP_EVERY) {
                self.field.sync_now().unwrap();
                tapped = Some(Instant::now());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Waits until sync fails with `code`, and returns what the person is told.
    ///
    /// # Panics
    /// When it does not.
    pub async fn told(&self, code: ErrorCode) -> String {
        let is_it = |now: &SyncStatus| now.progress.last_error.as_ref().is_some_and(|e| e.code == code);
        let now = self.until(&format!("{code:?}"), is_it).await;
        words(&now.progress.last_error.unwrap())
    }

    /// Waits until nothing is left to hand in.
    ///
    /// # Panics
    /// When something is left.
    pub async fn hand_in(&self) {
        self.until("the empty outbox", |now| now.pending == 0 && now.accepted > 0).await;
    }

    /// An ordinary visit of the next household, up to 已存本机.
    ///
    /// # Panics
    /// When it cannot be saved.
    pub fn visit(&self) -> VisitId {
        let visit = self.begin();
        self.field.save_visit(visit).unwrap().visit_id
    }

    /// The first household that nobody has visited.
    ///
    /// # Panics
    /// When there is none.
    #[must_use]
    pub fn next(&self) -> HouseholdId {
        let filter = HouseholdFilter { not_visited: true, ..HouseholdFilter::default() };
        self.field.households(&filter, None, 0, 1).unwrap().rows.first().unwrap().id
    }

    /// The same as [`Phone::visit`] up to the last tap before saving.
    ///
    /// # Panics
    /// When an answer is not taken.
    #[must_use]
    pub fn begin(&self) -> VisitId {
        let visit = self.field.start_visit(self.next()).unwrap().visit_id;
        let script = Script::ordinary(ModeKind::Face);
        let checklist = self.field.checklist().unwrap().unwrap();
        hand::open(&self.field, visit, &script).unwrap();
        hand::answer_fast(&self.field, visit, &checklist, &script).unwrap();
        hand::decide(&self.field, visit).unwrap();
        visit
    }
}

/// What a cadre reads.
///
/// # Panics
/// When a sentence has a hole that nothing fills.
#[must_use]
pub fn words(error: &ApiError) -> String {
    let text = error.in_chinese();
    assert!(!text.contains('{'), "a parameter of {:?} is missing: {text}", error.code);
    text
}
