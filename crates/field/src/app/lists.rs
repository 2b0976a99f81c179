//! Lists and cards: what the cadre sees before a visit.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension as _};
use zoufang_domain::campaign::Campaign;
use zoufang_domain::checklist::Checklist;
use zoufang_domain::ids::HouseholdId;
use zoufang_domain::roster::id_number::{IdRegion, mask_id};
use zoufang_domain::roster::quality::{self, QualityContext};
use zoufang_domain::roster::{Household, RosterProposal};
use zoufang_wire::{ApiError, Kind};

use super::{Field, Open};
use crate::roster::read;
use crate::view::{
    HouseholdCard, HouseholdFilter, HouseholdPage, HouseholdRow, LookAt, MemberView, Overview,
};
use crate::{Env, FieldError, outbox, visit};
use zoufang_domain::ids::OpId;

impl Field {
    /// Villages with their counts.
    ///
    /// # Errors
    /// When locked, or the database fails.
    pub fn overview(&self) -> Result<Overview, ApiError> {
        let profile = self.profile();
        self.with(|open, env| {
            open.roster.refresh(&open.connection, env.clock.today())?;
            Ok(Overview {
                campaign_name: read::campaign(&open.connection)?
                    .map_or_else(String::new, |campaign| campaign.name),
                town: profile.as_ref().map_or_else(String::new, |profile| profile.town.clone()),
                account_name: profile.map_or_else(String::new, |profile| profile.account_name),
                today: env.clock.today(),
                villages: open.roster.villages(),
                counts: open.roster.counts(),
            })
        })
    }

    /// A page of at most a hundred households.
    ///
    /// # Errors
    /// When locked, or the database fails.
    pub fn households(
        &self,
        filter: &HouseholdFilter,
        search: Option<&str>,
        offset: u32,
        limit: u32,
    ) -> Result<HouseholdPage, ApiError> {
        self.with(|open, env| {
            open.roster.refresh(&open.connection, env.clock.today())?;
            Ok(open.roster.page(filter, search, offset, limit))
        })
    }

    /// Everything known of one household.
    ///
    /// # Errors
    /// When it is not on this device.
    pub fn household(&self, id: HouseholdId) -> Result<HouseholdCard, ApiError> {
        self.with(|open, env| {
            open.roster.refresh(&open.connection, env.clock.today())?;
            let (mut household, _) = read::household(&open.connection, id)?;
            let row = open.roster.row(id).ok_or(FieldError::NotFound("农户"))?;
            let findings = read::open_findings(&open.connection, id)?;
            let candidates = read::open_candidates(&open.connection, id)?;
            let look_at = look_at(open, env, &row, &household)?;
            let members = member_views(&household, env);
            for member in &mut household.members {
                member.id_no = member.id_no.as_deref().map(mask_id);
            }
            Ok(HouseholdCard {
                last_visit: read::visit_mark(&open.connection, id)?,
                drafts: row.draft.into_iter().collect(),
                own_visits: visit::by_household(&open.connection, id)?,
                row,
                household,
                members,
                look_at,
                findings,
                candidates,
            })
        })
    }

    /// The running campaign; `None` before the first pull.
    ///
    /// # Errors
    /// When locked, or the database fails.
    pub fn campaign(&self) -> Result<Option<Campaign>, ApiError> {
        self.with(|open, _| read::campaign(&open.connection))
    }

    /// The newest checklist; `None` before the first pull.
    ///
    /// # Errors
    /// When locked, or the checklist is faulty.
    pub fn checklist(&self) -> Result<Option<Checklist>, ApiError> {
        self.with(|open, _| read::checklist(&open.connection, None))
    }

    /// A correction, or a household met at the door, for the office to judge.
    ///
    /// # Errors
    /// When locked, or the database fails; nothing was saved then.
    pub fn propose(&self, proposal: RosterProposal) -> Result<OpId, ApiError> {
        self.with(|open, env| {
            let (household, visit) = match &proposal {
                RosterProposal::Correct { household_id, visit_id, .. } => (*household_id, *visit_id),
                RosterProposal::NewHousehold { household_id, .. } => (*household_id, None),
            };
            let transaction = open.connection.transaction()?;
            let op_id = OpId(env.ids.uuid());
            outbox::append(&transaction, env, Kind::RosterPropose, op_id, Some(household), visit, &proposal)
                .map_err(ApiError::from)?;
            transaction.commit()?;
            open.saved();
            Ok(op_id)
        })
    }
}

/// Members as the door needs them, ID numbers masked.
pub(super) fn member_views(household: &Household, env: &Env) -> Vec<MemberView> {
    let today = env.clock.today();
    household
        .members
        .iter()
        .map(|member| MemberView {
            id: member.id,
            name: member.name.clone(),
            relation: member.relation.clone(),
            sex: member.sex.clone(),
            age: member.age_on(today),
            id_masked: member.id_no.as_deref().map(mask_id),
            phone: member.phone.clone(),
            active: member.status.is_active(),
        })
        .collect()
}

/// Village, group and house number in one line.
pub(super) fn place(row: &HouseholdRow) -> String {
    let parts = [row.village_name.as_str(), row.group.as_str(), row.address.as_deref().unwrap_or_default()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

fn look_at(
    open: &mut Open,
    env: &Env,
    row: &HouseholdRow,
    household: &Household,
) -> Result<Vec<LookAt>, FieldError> {
    let bare = |code: &str| LookAt { code: code.to_owned(), text: None, count: None };
    let counted = |code: &str, count: u32| LookAt { count: Some(count), ..bare(code) };
    let mut look = Vec::new();
    if row.open_findings > 0 {
        look.push(counted("open_findings", row.open_findings));
    }
    if row.open_candidates > 0 {
        look.push(counted("open_candidates", row.open_candidates));
    }
    let alert = household.dept_alert.clone();
    look.extend(row.marks.iter().map(|mark| match (mark.as_str(), &alert) {
        ("dept_alert", Some(text)) => LookAt { text: Some(text.clone()), ..bare(mark) },
        _ => bare(mark),
    }));
    if has_checklist(&open.connection)? {
        let checklist = open.checklist(None)?;
        let context = QualityContext {
            checklist: &checklist,
            day: env.clock.today(),
            region: IdRegion::WithTestArea,
            taken: &BTreeSet::new(),
            income: None,
            rigid: None,
        };
        let codes: BTreeSet<String> =
            quality::check(household, &context).into_iter().map(|hit| hit.code).collect();
        for code in codes {
            let text =
                checklist.data_quality.iter().find(|rule| rule.code == code).map(|rule| rule.zh.clone());
            look.push(LookAt { code: "quality".to_owned(), text: text.or(Some(code)), count: None });
        }
    }
    Ok(look)
}

fn has_checklist(connection: &Connection) -> Result<bool, FieldError> {
    let found = connection
        .prepare_cached("SELECT 1 FROM pulled WHERE entity = 'checklist' LIMIT 1")?
        .query_row([], |_| Ok(()))
        .optional()?;
    Ok(found.is_some())
}
