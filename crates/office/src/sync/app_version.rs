//! Versions of the app, as far as "older" goes.

/// Whether `app` is older than `floor`; a text that is no version counts as new enough, because pulling is refused
/// only for a reason we can name.
pub fn is_older(app: &str, floor: &str) -> bool {
    match (numbers(app), numbers(floor)) {
        (Some(app), Some(floor)) => app < floor,
        _ => false,
    }
}

fn numbers(version: &str) -> Option<[u32; 3]> {
    let core = version.split(['-', '+']).next()?;
    let mut parts = core.split('.').map(str::parse::<u32>);
    let mut next = || parts.next().unwrap_or(Ok(0)).ok();
    Some([next()?, next()?, next()?])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_by_number_not_by_letter() {
        assert!(is_older("0.9.2", "0.10.0"));
        assert!(!is_older("1.0", "1.0.0"));
        assert!(is_older("1.0.0-beta", "1.0.1"));
        assert!(!is_older("nightly", "1.0.0"));
    }
}
