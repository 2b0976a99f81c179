//! One slip of the finger: a missing, added, wrong or swapped letter (optimal string alignment distance of at most 1).

/// How close `typed` is to `key`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Near {
    /// The whole key with at most one slip.
    Whole,
    /// A beginning of the key with at most one slip.
    Beginning,
}

/// Compares without a table: behind the common beginning at most one slip may stand.
pub(super) fn near<T: PartialEq>(typed: &[T], key: &[T]) -> Option<Near> {
    let common = typed.iter().zip(key).take_while(|(left, right)| left == right).count();
    let (typed, key) = (&typed[common..], &key[common..]);
    let after = |slice: &'_ [T], by: usize| -> usize { slice.len().saturating_sub(by) };
    let mut best = None;
    let mut try_rest = |typed_skip: usize, key_skip: usize| {
        if typed.len() < typed_skip || key.len() < key_skip {
            return;
        }
        let (rest, of) = (&typed[typed_skip..], &key[key_skip..]);
        if of.starts_with(rest) {
            let found = if after(key, key_skip) == rest.len() { Near::Whole } else { Near::Beginning };
            best = Some(best.map_or(found, |had: Near| had.min(found)));
        }
    };
    try_rest(0, 0);
    try_rest(1, 1); // wrong letter
    try_rest(0, 1); // missing letter
    try_rest(1, 0); // added letter
    if typed.len() > 1 && key.len() > 1 && typed[0] == key[1] && typed[1] == key[0] {
        try_rest(2, 2); // swapped letters
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn says(typed: &str, key: &str) -> Option<Near> {
        near(typed.as_bytes(), key.as_bytes())
    }

    #[test]
    fn every_single_slip_is_forgiven_and_two_are_not() {
        for typed in ["zhangsan", "zhagsan", "zhanggsan", "zhengsan", "zhnagsan", "hangsan"] {
            assert_eq!(says(typed, "zhangsan"), Some(Near::Whole), "{typed}");
        }
        assert_eq!(says("zhengs", "zhangsan"), Some(Near::Beginning));
        assert_eq!(says("zengsan", "zhangsan"), None);
    }

    proptest! {
        #[test]
        fn whole_matches_agree_with_the_textbook_distance(typed in "[abc]{0,7}", key in "[abc]{0,7}") {
            let textbook = strsim::osa_distance(&typed, &key) <= 1;
            prop_assert_eq!(says(&typed, &key) == Some(Near::Whole), textbook);
        }
    }
}
