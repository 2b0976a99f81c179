//! The cursor's text: `<epoch>.<change>`. Devices only store it.

/// How far a device has read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// A first pull.
    Nothing,
    /// From here on.
    After(u64),
    /// The cursor is of another epoch, too old, or unreadable: everything anew.
    Reset,
}

pub fn read(text: Option<&str>, epoch: &str, newest: u64, horizon: u64) -> Start {
    let Some(text) = text else { return Start::Nothing };
    let Some((of, change)) = text.rsplit_once('.') else { return Start::Reset };
    match change.parse::<u64>() {
        // A number that this epoch never gave out means the office lost something without noticing.
        Ok(change) if of == epoch && change >= horizon && change <= newest => Start::After(change),
        _ => Start::Reset,
    }
}

pub fn write(epoch: &str, change: u64) -> String {
    format!("{epoch}.{change}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_of_another_epoch_or_below_the_horizon_starts_again() {
        let text = write("e1", 40);
        assert_eq!(read(Some(&text), "e1", 50, 0), Start::After(40));
        assert_eq!(read(Some(&text), "e2", 50, 0), Start::Reset);
        assert_eq!(read(Some(&text), "e1", 50, 41), Start::Reset);
        assert_eq!(read(Some(&text), "e1", 39, 0), Start::Reset);
        assert_eq!(read(Some("rubbish"), "e1", 50, 0), Start::Reset);
        assert_eq!(read(None, "e1", 50, 41), Start::Nothing);
    }
}
