//! Walking order: `2组` before `10组`, `3号` before `12号`.

/// Sorts by the first number in a text, then by the text.
#[must_use]
pub fn natural(text: &str) -> (u64, &str) {
    let digits: String =
        text.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).take(15).collect();
    (digits.parse().unwrap_or(u64::MAX), text)
}

#[cfg(test)]
mod tests {
    use super::natural;

    #[test]
    fn the_second_group_comes_before_the_tenth() {
        let mut groups = ["10组", "2组", "院坝", "1组"];
        groups.sort_by(|a, b| natural(a).cmp(&natural(b)));
        assert_eq!(groups, ["1组", "2组", "10组", "院坝"]);
    }
}
