//! 整改时限: when a finding is due (domain, section 7.2; notice: “区分‘立查立改、7月底、9月底’3个节点明确整改时限”).

use chrono::{Days, NaiveDate};

use crate::campaign::{BucketDue, Campaign};
use crate::ids::BucketCode;

/// Why a bucket cannot be given to a finding.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeadlineError {
    #[error("the campaign has no bucket `{0}`; use one of its buckets")]
    UnknownBucket(BucketCode),
    #[error("bucket `{bucket}` ended on {ended}; choose one of {open:?}")]
    Passed { bucket: BucketCode, ended: NaiveDate, open: Vec<BucketCode> },
    #[error("{0} plus the bucket's days is no date; correct the day of discovery")]
    OutOfCalendar(NaiveDate),
}

impl Campaign {
    /// Last day of a finding discovered on `discovered`; due at 23:59:59, Asia/Shanghai.
    ///
    /// # Errors
    /// A bucket whose date has passed is refused and the open ones are offered.
    pub fn due_on(&self, bucket: &BucketCode, discovered: NaiveDate) -> Result<NaiveDate, DeadlineError> {
        let found = self.buckets.iter().find(|one| one.code == *bucket);
        match found.map(|one| &one.due) {
            None => Err(DeadlineError::UnknownBucket(bucket.clone())),
            Some(BucketDue::On(date)) if discovered > *date => Err(DeadlineError::Passed {
                bucket: bucket.clone(),
                ended: *date,
                open: self.open_buckets(discovered),
            }),
            Some(BucketDue::On(date)) => Ok(*date),
            Some(BucketDue::DaysAfterDiscovery(days)) => discovered
                .checked_add_days(Days::new(u64::from(*days)))
                .ok_or(DeadlineError::OutOfCalendar(discovered)),
        }
    }

    /// Buckets that can still be chosen on a day.
    #[must_use]
    pub fn open_buckets(&self, day: NaiveDate) -> Vec<BucketCode> {
        let open = self.buckets.iter().filter(|bucket| match bucket.due {
            BucketDue::On(date) => day <= date,
            BucketDue::DaysAfterDiscovery(_) => true,
        });
        open.map(|bucket| bucket.code.clone()).collect()
    }

    /// The bucket an item proposes, or the next later one that is still open, with its due day.
    #[must_use]
    pub fn propose_bucket(
        &self,
        proposed: &BucketCode,
        discovered: NaiveDate,
    ) -> Option<(BucketCode, NaiveDate)> {
        let wanted = self.buckets.iter().position(|bucket| bucket.code == *proposed)?;
        let later = self.buckets[wanted..].iter().chain(&self.buckets[..wanted]);
        later
            .map(|bucket| &bucket.code)
            .find_map(|code| Some((code.clone(), self.due_on(code, discovered).ok()?)))
    }

    /// Due after the campaign's last fixed date: shown as “超出活动期，移交常态化”.
    #[must_use]
    pub fn is_beyond(&self, due: NaiveDate) -> bool {
        let fixed = self.buckets.iter().filter_map(|bucket| match bucket.due {
            BucketDue::On(date) => Some(date),
            BucketDue::DaysAfterDiscovery(_) => None,
        });
        fixed.max().is_some_and(|last| due > last)
    }
}

/// Overdue from 00:00 of the day after the due day.
#[must_use]
pub fn is_overdue(due: NaiveDate, today: NaiveDate) -> bool {
    today > due
}

/// Moving a finding to a later day needs a reason and the task force; the original day is kept (原定时限).
#[must_use]
pub fn needs_approval(due: NaiveDate, new_due: NaiveDate) -> bool {
    new_due > due
}
