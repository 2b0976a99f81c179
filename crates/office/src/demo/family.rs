//! Who lives together: ages, sexes and relations of a family, before anything else is known of it.

use super::chance::Chance;

/// One person's place in a family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Code of the enumeration `relation`.
    pub relation: &'static str,
    pub sex: &'static str,
    /// Full years on the demo's day.
    pub age: i32,
    pub surname: Surname,
}

/// Whose family name a person bears.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Surname {
    Heads,
    Own,
}

/// Sizes of families; the mean is 3.1, as 15,000 people in 4,800 households need.
const SIZES: [(usize, usize); 7] = [(1, 160), (2, 235), (3, 220), (4, 190), (5, 120), (6, 55), (7, 20)];

/// A family, its head first.
pub fn family(dice: &mut Chance) -> Vec<Place> {
    match dice.weighted(&SIZES) {
        1 => alone(dice),
        2 => two(dice),
        3 => young_family(dice, 1, 0),
        4 if dice.happens(600) => young_family(dice, 2, 0),
        4 => young_family(dice, 1, 1),
        5 if dice.happens(500) => young_family(dice, 2, 1),
        5 => young_family(dice, 1, 2),
        6 if dice.happens(500) => young_family(dice, 2, 2),
        6 => three_generations(dice),
        _ => young_family(dice, 3, 2),
    }
}

fn head(sex: &'static str, age: i32) -> Place {
    Place { relation: "01", sex, age, surname: Surname::Heads }
}

fn spouse(dice: &mut Chance, of: Place) -> Place {
    let sex = if of.sex == "1" { "2" } else { "1" };
    let age = (of.age + dice.between(-4, 2)).max(20);
    Place { relation: "02", sex, age, surname: Surname::Own }
}

fn alone(dice: &mut Chance) -> Vec<Place> {
    let sex = if dice.happens(650) { "1" } else { "2" };
    let age = if dice.happens(700) { dice.between(62, 90) } else { dice.between(32, 61) };
    vec![head(sex, age)]
}

fn two(dice: &mut Chance) -> Vec<Place> {
    match dice.below(100) {
        0..70 => {
            let old = dice.happens(650);
            let head = head("1", if old { dice.between(60, 86) } else { dice.between(26, 59) });
            vec![head, spouse(dice, head)]
        }
        70..85 => {
            let head = head(if dice.happens(500) { "1" } else { "2" }, dice.between(30, 52));
            vec![head, child(dice, head.age)]
        }
        _ => {
            let head = head(if dice.happens(400) { "1" } else { "2" }, dice.between(58, 74));
            let boy = dice.happens(500);
            let grandchild = Place {
                relation: if boy { "07" } else { "08" },
                sex: if boy { "1" } else { "2" },
                age: (head.age - dice.between(48, 56)).max(1),
                surname: Surname::Heads,
            };
            vec![head, grandchild]
        }
    }
}

fn child(dice: &mut Chance, parent: i32) -> Place {
    let boy = dice.happens(530);
    Place {
        relation: if boy { "03" } else { "04" },
        sex: if boy { "1" } else { "2" },
        age: (parent - dice.between(22, 31)).clamp(0, 45),
        surname: Surname::Heads,
    }
}

fn young_family(dice: &mut Chance, children: usize, parents: usize) -> Vec<Place> {
    let man = head("1", dice.between(27, 56));
    let wife = spouse(dice, man);
    let mut family = vec![man, wife];
    for _ in 0..children {
        family.push(child(dice, wife.age));
    }
    let mother_first = dice.happens(600);
    for at in 0..parents {
        let mother = mother_first == (at == 0);
        family.push(Place {
            relation: if mother { "12" } else { "11" },
            sex: if mother { "2" } else { "1" },
            age: (man.age + dice.between(21, 30)).min(97),
            surname: if mother { Surname::Own } else { Surname::Heads },
        });
    }
    family
}

fn three_generations(dice: &mut Chance) -> Vec<Place> {
    let old = head("1", dice.between(55, 72));
    let wife = spouse(dice, old);
    let son =
        Place { relation: "03", sex: "1", age: wife.age - dice.between(21, 27), surname: Surname::Heads };
    let daughter_in_law = Place {
        relation: "05",
        sex: "2",
        age: (son.age + dice.between(-3, 2)).max(20),
        surname: Surname::Own,
    };
    let mut family = vec![old, wife, son, daughter_in_law];
    for _ in 0..2 {
        let boy = dice.happens(530);
        family.push(Place {
            relation: if boy { "07" } else { "08" },
            sex: if boy { "1" } else { "2" },
            age: (daughter_in_law.age - dice.between(21, 28)).clamp(0, 24),
            surname: Surname::Heads,
        });
    }
    family
}
