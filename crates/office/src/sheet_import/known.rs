//! The roster as a file is compared with it: who stands where, by number.

use std::collections::{HashMap, HashSet};

use zoufang_domain::ids::VillageId;
use zoufang_domain::roster::{Household, Member, MemberStatus, Village};
use zoufang_sheets::{HouseholdRow, Roster, Taken};

pub struct Known {
    pub households: Vec<Household>,
    by_number: HashMap<String, usize>,
    dead: HashSet<String>,
    villages: HashMap<VillageId, String>,
}

impl Known {
    pub fn of(households: Vec<Household>, villages: &[Village]) -> Self {
        let (mut by_number, mut dead) = (HashMap::new(), HashSet::new());
        for (at, household) in households.iter().enumerate() {
            for member in &household.members {
                let Some(number) = number_of(member) else { continue };
                match member.status {
                    MemberStatus::Active => drop(by_number.insert(number, at)),
                    MemberStatus::Died => drop(dead.insert(number)),
                    _ => {}
                }
            }
        }
        let villages = villages.iter().map(|village| (village.id, village.name.clone())).collect();
        Self { households, by_number, dead, villages }
    }

    /// Household in which somebody active has this number.
    pub fn at(&self, number: &str) -> Option<usize> {
        self.by_number.get(number).copied()
    }

    pub fn village(&self, id: VillageId) -> String {
        self.villages.get(&id).cloned().unwrap_or_default()
    }

    /// The roster's household that a household of the file is: the one its head lives in. Where the roster has no number
    /// of the head (met at the door, or never written down), somebody else's number or the head's name in the group
    /// tells.
    pub fn home_of(&self, row: &HouseholdRow) -> Option<usize> {
        let nameless = |at: &usize| {
            let head = self.households[*at].head();
            head.is_some_and(|head| head.id_no.is_none() && head.name == row.head_name)
        };
        let by_number = |number: &String| self.at(number);
        let by_member = || row.members.iter().filter_map(|one| one.id_no.as_ref()).find_map(by_number);
        let in_group = || {
            let here = |home: &Household| home.village_id == row.village && home.group == row.group;
            (0..self.households.len()).find(|at| here(&self.households[*at]) && nameless(at))
        };
        by_number(&row.head_id).or_else(|| by_member().filter(nameless)).or_else(in_group)
    }
}

impl Roster for Known {
    fn household_of(&self, id_no: &str) -> Option<Taken> {
        let household = &self.households[self.at(id_no)?];
        let head = household.head();
        Some(Taken {
            village: self.village(household.village_id),
            group: household.group.clone(),
            head: head.map(|head| head.name.clone()).unwrap_or_default(),
            head_id: head.and_then(number_of).unwrap_or_default(),
        })
    }

    fn has_died(&self, id_no: &str) -> bool {
        self.dead.contains(id_no) && !self.by_number.contains_key(id_no)
    }
}

/// As the template's reading writes numbers: without spaces, with a capital X.
fn number_of(member: &Member) -> Option<String> {
    member.id_no.as_ref().map(|number| number.trim().to_ascii_uppercase())
}
