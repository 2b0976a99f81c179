//! 行动: name, dates, phases and deadline buckets of one campaign. All of it is data: next year's campaign is another
//! folder, not another program (domain, section 0, A11).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::ids::{BucketCode, CampaignId};

/// A campaign as devices receive it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export)]
pub struct Campaign {
    pub id: CampaignId,
    pub name: String,
    pub name_en: String,
    /// Town that runs it, such as `少云镇`.
    pub town: String,
    pub starts_on: NaiveDate,
    pub ends_on: NaiveDate,
    pub phases: Vec<Phase>,
    pub buckets: Vec<Bucket>,
    /// Numeric parameters of the condition language (`c.*`), in yuan, days, per cent or months.
    pub parameters: BTreeMap<String, f64>,
    /// Version of the checklist that new drafts use.
    pub checklist_version: u32,
    /// Privacy notice read or shown at the door (domain, section 9).
    pub notice_zh: String,
    pub notice_en: String,
}

/// An information window, never a lock (section 0, A2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export)]
pub struct Phase {
    pub number: u8,
    pub name: String,
    pub starts_on: NaiveDate,
    pub ends_on: NaiveDate,
}

/// A deadline bucket: either a number of days after discovery or a fixed date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[ts(export)]
pub struct Bucket {
    pub code: BucketCode,
    pub name: String,
    pub name_en: String,
    pub due: BucketDue,
}

/// When things of a bucket are due, at the end of the day, Asia/Shanghai.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum BucketDue {
    DaysAfterDiscovery(u32),
    On(NaiveDate),
}

impl Campaign {
    /// The running phase: the latest whose start is not after `day`; 0 before the first. An information, never a lock
    /// (section 0, A2 and A3: 06-05 ends phase 2 and begins phase 3, and counts as phase 3).
    #[must_use]
    pub fn phase_on(&self, day: NaiveDate) -> u8 {
        let begun = self.phases.iter().filter(|phase| phase.starts_on <= day);
        begun.max_by_key(|phase| phase.starts_on).map_or(0, |phase| phase.number)
    }
}
