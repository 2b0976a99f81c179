//! Walking order: `2组` before `10组`, `3号` before `12号`.

/// Where a house stands on the way through its village: by group, then by the place its address names, then by number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct WalkingOrder {
    group: (u64, String),
    place: String,
    house: u64,
}

impl WalkingOrder {
    #[must_use]
    pub fn of(group: &str, address: &str) -> Self {
        let place = address.chars().take_while(|c| !c.is_ascii_digit()).collect();
        Self { group: (first_number(group), group.to_owned()), place, house: first_number(address) }
    }
}

/// The first number in a text; a text without one comes last.
fn first_number(text: &str) -> u64 {
    let digits: String =
        text.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).take(15).collect();
    digits.parse().unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::WalkingOrder;

    #[test]
    fn the_second_group_comes_before_the_tenth_and_houses_of_a_place_stand_together() {
        let mut houses =
            [("10组", ""), ("2组", "李家湾12号"), ("院坝", ""), ("2组", "李家湾3号"), ("1组", "")];
        houses.sort_by_key(|(group, address)| WalkingOrder::of(group, address));
        let walked = [("1组", ""), ("2组", "李家湾3号"), ("2组", "李家湾12号"), ("10组", ""), ("院坝", "")];
        assert_eq!(houses, walked);
    }
}
