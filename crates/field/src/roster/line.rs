//! What the list and the search keep of a household: a short line, so that unlocking reads little.

use rusqlite::{Transaction, params};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zoufang_domain::roster::{Household, HouseholdType, MonitorState};

use super::apply;
use crate::error::FieldError;

/// The stored form; short keys, because there are 20,000 of them to read at unlock.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Line {
    #[serde(rename = "v")]
    pub village: Uuid,
    #[serde(rename = "g")]
    pub group: String,
    #[serde(rename = "a", default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Active members.
    #[serde(rename = "n")]
    pub members: u8,
    #[serde(rename = "r")]
    pub rank: u8,
    #[serde(rename = "m", default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<String>,
    #[serde(rename = "p", default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// The head first.
    #[serde(rename = "s")]
    pub people: Vec<LinePerson>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct LinePerson {
    #[serde(rename = "n")]
    pub name: String,
    /// Last six of the ID number; the rest is not needed to find somebody.
    #[serde(rename = "i", default, skip_serializing_if = "Option::is_none")]
    pub id_tail: Option<String>,
    #[serde(rename = "p", default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
}

impl Line {
    pub(super) fn of(household: &Household) -> Self {
        let mut people: Vec<_> = household
            .members
            .iter()
            .map(|member| {
                let person = LinePerson {
                    name: member.name.clone(),
                    id_tail: member.id_no.as_deref().and_then(tail),
                    phone: member.phone.clone(),
                };
                (member.id != household.head_member_id, person)
            })
            .collect();
        people.sort_by_key(|(is_other, _)| *is_other);
        Self {
            village: household.village_id.0,
            group: household.group.clone(),
            address: household.address.clone(),
            members: u8::try_from(household.members.iter().filter(|m| m.status.is_active()).count())
                .unwrap_or(u8::MAX),
            rank: rank(household),
            marks: marks(household),
            phone: household.phone.clone(),
            people: people.into_iter().map(|(_, person)| person).collect(),
        }
    }
}

fn tail(id_no: &str) -> Option<String> {
    let from = id_no.char_indices().rev().nth(5).map_or(0, |(at, _)| at);
    let tail = &id_no[from..];
    (!tail.is_empty()).then(|| tail.to_ascii_uppercase())
}

fn any(household: &Household, is: impl Fn(&zoufang_domain::roster::Member) -> bool) -> bool {
    household.members.iter().any(|member| member.status.is_active() && is(member))
}

/// Marks of the list, in visiting order (domain, section 5).
fn marks(household: &Household) -> Vec<String> {
    let monitor = household.monitor;
    let lifted = household.household_type == HouseholdType::Lifted;
    let mut marks: Vec<String> = [
        ("dept_alert", household.dept_alert.is_some()),
        ("lead", is_lead(monitor)),
        ("monitored", matches!(monitor, MonitorState::Active | MonitorState::Clearing)),
        ("cleared", monitor == MonitorState::Cleared),
        ("lifted_2020", lifted && household.lifted_year == Some(2020)),
        ("lifted", lifted && household.lifted_year != Some(2020)),
        ("dibao", any(household, |m| m.dibao == Some(true))),
        ("tekun", any(household, |m| m.tekun == Some(true))),
    ]
    .into_iter()
    .filter(|(_, is)| *is)
    .map(|(code, _)| code.to_owned())
    .collect();
    marks.extend(household.priority_categories.iter().cloned());
    marks
}

fn is_lead(monitor: MonitorState) -> bool {
    matches!(
        monitor,
        MonitorState::Lead
            | MonitorState::Verifying
            | MonitorState::Assessing
            | MonitorState::Publicity
            | MonitorState::TownReview
            | MonitorState::CountyDecision
    )
}

/// 1–8, the visiting order (domain, section 5).
fn rank(household: &Household) -> u8 {
    let marks = marks(household);
    marks.first().map_or(8, |first| match first.as_str() {
        "dept_alert" | "lead" => 1,
        "monitored" => 2,
        "cleared" => 3,
        "lifted_2020" | "lifted" => 4,
        "dibao" => 5,
        "tekun" => 6,
        _ => 7,
    })
}

/// Stores a household's line and its marks.
pub(super) fn store(transaction: &Transaction<'_>, id: Uuid, body: &str) -> Result<(), FieldError> {
    let Some(household) = apply::household(id, body) else {
        return Ok(());
    };
    let line = serde_json::to_string(&Line::of(&household))?;
    transaction
        .prepare_cached(
            "INSERT INTO household_line (household_id, line) VALUES (?1, ?2)
             ON CONFLICT (household_id) DO UPDATE SET line = excluded.line, left = 0",
        )?
        .execute(params![id.as_bytes(), line])?;
    refresh_marks(transaction, id)?;
    grow_revision(transaction)
}

/// Brings the marks of a household (visited, open problems) up to date with the pulled rows.
pub(super) fn refresh_marks(transaction: &Transaction<'_>, household: Uuid) -> Result<(), FieldError> {
    transaction.prepare_cached(include_str!("refresh_marks.sql"))?.execute([household.as_bytes()])?;
    transaction.prepare_cached("UPDATE roster_revision SET marks = marks + 1")?.execute([])?;
    Ok(())
}

/// Tells the list in memory that names, places or members changed.
pub(super) fn grow_revision(transaction: &Transaction<'_>) -> Result<(), FieldError> {
    transaction
        .prepare_cached("UPDATE roster_revision SET lines = lines + 1, marks = marks + 1")?
        .execute([])?;
    Ok(())
}
