//! What stands beside each answer of a visit when it is reviewed: what the roster says, and what the household said at
//! the visit before.

use std::collections::HashMap;

use chrono::NaiveDate;
use serde::Serialize;
use zoufang_domain::checklist::Checklist;
use zoufang_domain::ids::{ItemId, MemberId, VisitId};
use zoufang_domain::roster::Household;
use zoufang_domain::visit::{Answer, AnswerStatus, AnswerValue, ModeKind, VisitEnv, VisitRecord};

use crate::record::record_of;
use crate::storage::visit::VisitRow;
use crate::storage::{Reads, StorageError};

/// Another answer to the same asking, in words.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
#[ts(export, rename = "ConsoleBeside", export_to = "ConsoleBeside.ts")]
pub struct Said {
    /// Of the visit before; the roster has none.
    pub status: Option<AnswerStatus>,
    pub value_zh: String,
    pub value_en: String,
    /// Equal to the answer under review.
    pub same: bool,
}

/// The visit before the one under review.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
#[ts(export, rename = "ConsoleLastVisit", export_to = "ConsoleLastVisit.ts")]
pub struct LastVisit {
    pub id: VisitId,
    pub mode: ModeKind,
    pub cadre: String,
    #[ts(type = "string")]
    pub visited_on: NaiveDate,
}

type Asking = (ItemId, Option<MemberId>);

/// Values by asking.
#[derive(Default)]
pub struct Beside {
    pub roster: HashMap<Asking, AnswerValue>,
    pub last: HashMap<Asking, Answer>,
}

impl Beside {
    /// The roster as it is today, read with the checklist of the visit, and the answers of the visit before.
    pub fn of(
        rows: &dyn Reads,
        checklist: Option<&Checklist>,
        household: Option<&Household>,
        record: &VisitRecord,
        last: Option<&VisitRow>,
    ) -> Result<Self, StorageError> {
        let mut beside = Self::default();
        if let (Some(checklist), Some(household)) = (checklist, household) {
            let day = record.finished_at.date_naive();
            let facts = VisitEnv::build(checklist, household, &record.answers, day);
            for answer in &record.answers {
                let item = checklist.item(&answer.item.0);
                if let Some(value) = item.and_then(|item| facts.prefill(item, answer.member)) {
                    beside.roster.insert((answer.item.clone(), answer.member), value);
                }
            }
        }
        if let Some(last) = last {
            let answers = record_of(rows, last)?.answers.into_iter();
            beside.last = answers.map(|answer| ((answer.item.clone(), answer.member), answer)).collect();
        }
        Ok(beside)
    }
}

/// The household's visit before this one.
pub fn before(rows: &dyn Reads, visit: &VisitRow) -> Result<Option<VisitRow>, StorageError> {
    let newest_first = rows.visits_of(visit.household_id)?;
    Ok(newest_first.into_iter().skip_while(|other| other.id != visit.id).nth(1))
}

impl LastVisit {
    pub fn of(visit: &VisitRow) -> Self {
        Self { id: visit.id, mode: visit.mode, cadre: visit.cadre.clone(), visited_on: visit.visited_on }
    }
}
