//! What the list and the search keep of a household: a short line, so that unlocking reads little.

use chrono::NaiveDate;
use rusqlite::{Transaction, params};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zoufang_domain::roster::categories::categories;
use zoufang_domain::roster::{Household, VisitRank, priority_marks, standing_changes_on, visit_rank};

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
    #[serde(rename = "t")]
    now: Standing,
    /// From a day on something else: children grow up, and no pull comes for it.
    #[serde(rename = "l", default, skip_serializing_if = "Option::is_none")]
    later: Option<(NaiveDate, Standing)>,
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
    pub(super) fn of(household: &Household) -> Result<Self, serde_json::Error> {
        let turn = standing_changes_on(household);
        let before = turn.and_then(|day| day.pred_opt()).unwrap_or(NaiveDate::MAX);
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
        Ok(Self {
            village: household.village_id.0,
            group: household.group.clone(),
            address: household.address.clone(),
            members: u8::try_from(household.active_members().count()).unwrap_or(u8::MAX),
            now: Standing::on(household, before)?,
            later: turn
                .map(|from| Ok::<_, serde_json::Error>((from, Standing::on(household, from)?)))
                .transpose()?,
            phone: household.phone.clone(),
            people: people.into_iter().map(|(_, person)| person).collect(),
        })
    }

    /// Rank and marks on a day.
    pub(super) fn standing(&self, day: NaiveDate) -> &Standing {
        match &self.later {
            Some((from, later)) if *from <= day => later,
            _ => &self.now,
        }
    }
}

fn tail(id_no: &str) -> Option<String> {
    let from = id_no.char_indices().rev().nth(5).map_or(0, |(at, _)| at);
    let tail = &id_no[from..];
    (!tail.is_empty()).then(|| tail.to_ascii_uppercase())
}

/// Grows when [`Line::of`] reads a household differently than before, so that stored lines are made anew.
const RULES: i64 = 1;

/// What a household is in the list: its rank in the order of visiting and the marks shown for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Standing {
    #[serde(rename = "r")]
    pub rank: VisitRank,
    #[serde(rename = "m", default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<String>,
}

impl Standing {
    fn on(household: &Household, day: NaiveDate) -> Result<Self, serde_json::Error> {
        let marks = priority_marks(household);
        let said: Vec<&str> = marks.iter().filter_map(|mark| mark.category()).collect();
        let named =
            marks.iter().map(|mark| Ok(serde_json::to_value(mark)?.as_str().unwrap_or_default().to_owned()));
        // K8 needs an income sheet, which the roster does not hold.
        let mut shown = named.collect::<Result<Vec<_>, serde_json::Error>>()?;
        shown.extend(
            categories(household, None, day).into_iter().filter(|code| !said.contains(&code.as_str())),
        );
        Ok(Self { rank: visit_rank(household, day), marks: shown })
    }
}

/// Makes the lines anew when this app reads households differently than the one that wrote them.
pub(super) fn follow_rules(transaction: &Transaction<'_>) -> Result<(), FieldError> {
    let written: i64 = transaction.query_row("SELECT rules FROM roster_revision", [], |row| row.get(0))?;
    if written == RULES {
        return Ok(());
    }
    super::swap::rebuild_lines(transaction)?;
    transaction.execute("UPDATE roster_revision SET rules = ?1", [RULES])?;
    Ok(())
}

/// Stores a household's line and its marks.
pub(super) fn store(transaction: &Transaction<'_>, id: Uuid, body: &str) -> Result<(), FieldError> {
    let Some(household) = apply::household(id, body) else {
        return Ok(());
    };
    let line = serde_json::to_string(&Line::of(&household)?)?;
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
