//! `roster.propose`: corrections wait for a person; a household met at the door is taken up at once, because its
//! visit may stand right behind it in the stream (domain, section 5: “name + group + head's name suffice”).

use std::collections::BTreeMap;

use zoufang_domain::ids::{HouseholdId, MemberId, VillageId};
use zoufang_domain::roster::{
    Household, HouseholdType, Member, MemberStatus, MonitorState, Residence, RosterProposal,
};
use zoufang_wire::{Entity, ErrorCode};

use super::{Author, Verdict, beyond_scope, scope};
use crate::storage::ledger::Proposal;
use crate::storage::roster::Origin;
use crate::storage::{StorageError, Writes};

pub fn propose(
    rows: &dyn Writes,
    author: &Author,
    proposal: &RosterProposal,
) -> Result<Verdict, StorageError> {
    let (household, state) = match proposal {
        RosterProposal::Correct { household_id, .. } => {
            if let Some(verdict) = beyond_scope(rows, author, *household_id)? {
                return Ok(verdict);
            }
            (*household_id, "open")
        }
        RosterProposal::NewHousehold { household_id, village_id, .. } => {
            if !rows.sees(author.viewer, Entity::Village, village_id.0)? {
                return Ok(Verdict::deferred(ErrorCode::OutOfScope, Some(village_id.0)));
            }
            if rows.household_place(*household_id)?.is_some() {
                return Ok(Verdict::invalid("household_id"));
            }
            take_up(rows, author, *household_id, *village_id, proposal)?;
            (*household_id, "applied")
        }
    };
    rows.put_proposal(&Proposal {
        op_id: author.op_id,
        account: author.account,
        household_id: household,
        state: state.to_owned(),
        proposal: proposal.clone(),
        received_at: author.now,
    })?;
    Ok(Verdict::applied())
}

fn take_up(
    rows: &dyn Writes,
    author: &Author,
    id: HouseholdId,
    village: VillageId,
    proposal: &RosterProposal,
) -> Result<(), StorageError> {
    let Some(household) = household_of(proposal) else { return Ok(()) };
    scope::include_met_household(rows, author.account, id, village, &household.group)?;
    rows.put_household(&household, Origin::MetAtDoor)?;
    scope::show_household(rows, id, author.now)?;
    if let Some(mut known) = rows.village(village)? {
        known.households += 1;
        if !known.groups.contains(&household.group) {
            known.groups.push(household.group);
        }
        rows.put_village(&known)?;
        scope::refresh(rows, Entity::Village, village.0)?;
    }
    Ok(())
}

/// What little is known of it; everything else stays unknown until the visit and the roster say more.
fn household_of(proposal: &RosterProposal) -> Option<Household> {
    let RosterProposal::NewHousehold {
        household_id,
        head_member_id,
        village_id,
        group,
        head_name,
        address,
        phone,
    } = proposal
    else {
        return None;
    };
    Some(Household {
        id: *household_id,
        village_id: *village_id,
        group: group.clone(),
        address: address.clone(),
        national_no: None,
        household_type: HouseholdType::General,
        lifted_year: None,
        monitor: MonitorState::None,
        monitor_category: None,
        risks: Vec::new(),
        identified_on: None,
        cleared_on: None,
        clear_mode: None,
        contact_name: None,
        contact_phone: None,
        no_labor_net: None,
        head_member_id: *head_member_id,
        size: 1,
        phone: phone.clone(),
        residence: Residence::RegisteredResident,
        away: None,
        priority_categories: Vec::new(),
        low_income_flag: None,
        dept_alert: None,
        house_grade: None,
        house_renovated: None,
        industry: None,
        shareholder: None,
        loan_status: None,
        assessment_issues: None,
        measures: Vec::new(),
        national_per_capita: None,
        prefill: BTreeMap::new(),
        members: vec![head(*head_member_id, head_name)],
        roster_version: 0,
    })
}

fn head(id: MemberId, name: &str) -> Member {
    Member {
        id,
        name: name.to_owned(),
        id_type: "1".into(),
        id_no: None,
        sex: String::new(),
        birth: None,
        ethnic: "汉族".into(),
        relation: "01".into(),
        education: None,
        political: None,
        school_status: None,
        not_in_school_reason: None,
        health: None,
        disability_category: None,
        disability_level: None,
        labor: None,
        migrant: None,
        work_place: None,
        work_region: None,
        work_months: None,
        employer: None,
        public_post: None,
        medical_insurance: None,
        pension: None,
        dibao: None,
        tekun: None,
        phone: None,
        note: None,
        counts_for_income: None,
        status: MemberStatus::Active,
        prefill: BTreeMap::new(),
    }
}
