//! When a phone or proxy visit fits its condition, and which evidence each mode asks for (domain, section 5).
//!
//! “原则上采用面访，对整户长期外出区外的可电访，对确因年龄、身体等原因整户不具备正常沟通能力的可由亲属或村干部代答” (notice, 三).
//! The rules are soft: outside its condition a visit is kept with a written reason and marked, never blocked.

use serde::{Deserialize, Serialize};

use super::mode::{FacePlace, ProxyWho, VisitMode};
use crate::ids::MemberId;
use crate::roster::Household;

/// Why a visit is marked “不符合电访/代答条件”. Any of them asks for a written reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export)]
pub enum ModeDoubt {
    /// Phone: the roster does not have this member outside the district; anyone at home means a face visit.
    NotOutside { member: MemberId },
    /// Phone: nothing on the roster says where the household is.
    WhereaboutsUnknown,
    /// Proxy: “不在家” is no reason; absence is a matter for a phone visit or another day.
    NotAtHomeIsNoReason,
    /// Proxy: a visiting cadre cannot answer for the household.
    VisitorIsProxy,
    /// Proxy: a village cadre cannot be the proxy of their own household.
    CadreOfOwnHousehold,
}

/// What speaks against the mode.
#[must_use]
pub fn doubts(household: &Household, mode: &VisitMode, cadres: &[String]) -> Vec<ModeDoubt> {
    match mode {
        VisitMode::Face { .. } => Vec::new(),
        VisitMode::Phone { .. } => phone_doubts(household),
        VisitMode::Proxy { who, name, reason_text, .. } => {
            let mut doubts = Vec::new();
            if reason_text.as_deref().is_some_and(|text| text.contains("不在家")) {
                doubts.push(ModeDoubt::NotAtHomeIsNoReason);
            }
            if cadres.contains(name) {
                doubts.push(ModeDoubt::VisitorIsProxy);
            }
            if *who == ProxyWho::Cadre && household.active_members().any(|member| member.name == *name) {
                doubts.push(ModeDoubt::CadreOfOwnHousehold);
            }
            doubts
        }
    }
}

fn phone_doubts(household: &Household) -> Vec<ModeDoubt> {
    if household.away.as_ref().is_some_and(|away| away.outside_district) {
        return Vec::new();
    }
    if household.active_members().next().is_none() {
        return vec![ModeDoubt::WhereaboutsUnknown];
    }
    let inside = household.active_members().filter(|member| !member.is_outside_district());
    inside.map(|member| ModeDoubt::NotOutside { member: member.id }).collect()
}

/// Names of the mode's evidence fields that are still empty or wrong, as in [`VisitMode`].
#[must_use]
pub fn missing_fields(mode: &VisitMode) -> Vec<&'static str> {
    let empty = |text: &str| text.trim().is_empty();
    let absent = |text: &Option<String>| text.as_deref().is_none_or(|text| text.trim().is_empty());
    let checks: Vec<(&'static str, bool)> = match mode {
        VisitMode::Face { respondent, respondent_name, place, place_note } => vec![
            ("respondent", respondent.is_none() && absent(respondent_name)),
            ("place_note", *place == FacePlace::InVillage && absent(place_note)),
        ],
        VisitMode::Phone { number, respondent, respondent_name, whereabouts, away_since, .. } => vec![
            ("number", empty(number)),
            ("respondent", respondent.is_none() && absent(respondent_name)),
            ("whereabouts", empty(whereabouts)),
            ("away_since", !is_month(away_since)),
        ],
        VisitMode::Proxy { name, relation, phone, reason, reason_text, by_phone, .. } => vec![
            ("name", empty(name)),
            ("relation", empty(relation)),
            ("phone", *by_phone && absent(phone)),
            ("reason", !matches!(reason.as_str(), "age" | "health" | "other")),
            ("reason_text", reason == "other" && absent(reason_text)),
        ],
    };
    checks.into_iter().filter(|(_, missing)| *missing).map(|(name, _)| name).collect()
}

/// `YYYY-MM`.
fn is_month(text: &str) -> bool {
    text.len() == 7 && chrono::NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d").is_ok()
}
