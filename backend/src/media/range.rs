//! Which bytes of a file are asked for. Source: <https://www.rfc-editor.org/rfc/rfc9110#name-range-requests>

/// Which bytes of a file are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Range {
    /// All of them; also where a range cannot be read, or several are asked for.
    Whole,
    /// From one place up to another, which is not among them.
    Part(u64, u64),
    /// None that there are.
    Beyond,
}

impl Range {
    /// Reads a `Range` header for a file of this size.
    pub fn read(header: &str, size: u64) -> Self {
        let one = header.trim().strip_prefix("bytes=").and_then(|ranges| ranges.split_once('-'));
        let Some((from, to)) = one.map(|(from, to)| (from.trim(), to.trim())) else { return Self::Whole };
        let number = |text: &str| text.parse::<u64>().ok().filter(|_| !text.starts_with('+'));
        match (number(from), number(to)) {
            (Some(from), _) if from >= size && (to.is_empty() || number(to) >= Some(from)) => Self::Beyond,
            (Some(from), Some(last)) if from <= last => Self::Part(from, size.min(last.saturating_add(1))),
            (Some(from), None) if to.is_empty() => Self::Part(from, size),
            (None, Some(0)) if from.is_empty() => Self::Beyond,
            (None, Some(last)) if from.is_empty() => Self::Part(size.saturating_sub(last), size),
            _ => Self::Whole,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Range::{self, Beyond, Part, Whole};

    #[test]
    fn ranges_are_read_as_they_are_meant() {
        for (header, wanted) in [
            ("bytes=0-", Part(0, 10)),
            ("bytes=2-4", Part(2, 5)),
            ("bytes=2-99", Part(2, 10)),
            ("bytes=-3", Part(7, 10)),
            ("bytes=-99", Part(0, 10)),
            ("bytes=9-9", Part(9, 10)),
            ("bytes=10-", Beyond),
            ("bytes=10-12", Beyond),
            ("bytes=-0", Beyond),
            ("bytes=4-2", Whole),
            ("bytes=12-11", Whole),
            ("bytes=1-2,4-5", Whole),
            ("bytes=-", Whole),
            ("bytes=a-b", Whole),
            ("lines=1-2", Whole),
        ] {
            assert_eq!(Range::read(header, 10), wanted, "{header}");
        }
    }
}
