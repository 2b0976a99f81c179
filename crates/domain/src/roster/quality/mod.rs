//! 数据质量: the checks counties run against the national system's exports (domain, section 2.7). A fault found here saves
//! the town a round of data cleaning. Words and levels of the rules are data (`data-quality.json`).

mod household;
mod member;

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Household;
use super::id_number::IdRegion;
use crate::checklist::Checklist;
use crate::ids::MemberId;
use crate::income::{IncomeSheet, RigidSpending};

/// One rule that a household breaks.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema,
)]
#[ts(export, optional_fields)]
pub struct QualityHit {
    /// `DQ01`…`DQ30`.
    pub code: String,
    /// Whose row; none when the household as a whole is meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<MemberId>,
    /// Key of the data dictionary, such as `id_no`.
    pub field: String,
}

/// What a check needs besides the household.
#[derive(Debug, Clone, Copy)]
pub struct QualityContext<'a> {
    pub checklist: &'a Checklist,
    pub day: NaiveDate,
    pub region: IdRegion,
    /// ID numbers that stand in other households of the town (DQ02); empty where only one household is at hand.
    pub taken: &'a BTreeSet<String>,
    /// Income and spending of the visit, where known (DQ21, DQ26).
    pub income: Option<&'a IncomeSheet>,
    pub rigid: Option<&'a RigidSpending>,
}

/// Every rule the household breaks, in the order of the codes.
///
/// Judged is what the roster has the facts for. It has no wages of single people: DQ19 is found only when a household's
/// wages together cannot reach the least for all who work (and not when one earns much and another little). It has no
/// drinking water: DQ27 looks at income, housing and insurance after clearing, and schooling is DQ15. It holds one
/// scheme of insurance a person: “both” of DQ12 is found only where an official list names the other one.
#[must_use]
pub fn check(household: &Household, context: &QualityContext<'_>) -> Vec<QualityHit> {
    let mut hits = household::check(household, context);
    for member in household.active_members() {
        hits.extend(member::check(member, context));
    }
    hits.extend(member::shared_numbers(household, context));
    hits.sort();
    hits.dedup();
    hits
}

fn hit(code: &str, member: Option<MemberId>, field: &str) -> QualityHit {
    QualityHit { code: code.to_owned(), member, field: field.to_owned() }
}
