//! The demo's four visiting cadres and their villages. One village is shared by two of them, split by groups; one has
//! no cadre yet, so that the console shows what that looks like.

use zoufang_domain::ids::{AccountId, AssignmentId, VillageId};
use zoufang_domain::roster::{Assignment, Village};

use super::chance::Chance;

/// A visiting cadre of the demo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cadre {
    pub id: AccountId,
    pub login: &'static str,
    pub name: &'static str,
    pub villages: Vec<VillageId>,
}

/// Login, name, whole villages, half of which village.
type Plan = (&'static str, &'static str, &'static [usize], Option<(usize, Half)>);

#[derive(Clone, Copy)]
enum Half {
    First,
    Second,
}

const PLANS: [Plan; 4] = [
    ("zhoumin", "周敏", &[0, 1, 2], None),
    ("tangguoqiang", "唐国强", &[3, 4], Some((5, Half::First))),
    ("zenglin", "曾琳", &[6, 7], Some((5, Half::Second))),
    ("hejun", "何军", &[8, 9, 10], None),
];

/// The cadres and what each is to visit.
pub fn cadres(dice: &mut Chance, villages: &[Village]) -> (Vec<Cadre>, Vec<Assignment>) {
    let mut assignments = Vec::new();
    let cadres = PLANS
        .iter()
        .map(|&(login, name, whole, half)| {
            let id = AccountId(dice.id());
            let mut mine: Vec<(VillageId, Vec<String>)> =
                whole.iter().map(|&at| (villages[at].id, Vec::new())).collect();
            if let Some((at, half)) = half {
                let (first, second) = villages[at].groups.split_at(villages[at].groups.len() / 2);
                let groups = match half {
                    Half::First => first,
                    Half::Second => second,
                };
                mine.push((villages[at].id, groups.to_vec()));
            }
            let own = mine.iter().map(|(village, _)| *village).collect();
            assignments.extend(mine.into_iter().map(|(village_id, groups)| Assignment {
                id: AssignmentId(dice.id()),
                account_id: id,
                village_id,
                groups,
                households: Vec::new(),
            }));
            Cadre { id, login, name, villages: own }
        })
        .collect();
    (cadres, assignments)
}
