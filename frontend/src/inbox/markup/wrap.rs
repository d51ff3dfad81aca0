//! Puts marks around a selection, or takes them away.

use super::units;

/// A stretch of what was typed, in UTF-16 units as the browser counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Selection {
    /// Where it starts.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
}

/// Marks the selection with `sign`, or unmarks it if it is marked. Without a selection the cursor ends up between two
/// new signs.
pub fn wrap(source: &str, selection: Selection, sign: &str) -> (String, Selection) {
    let wide = units(sign);
    let (start, end) = (byte(source, selection.start), byte(source, selection.end));
    let (before, inner, after) = (&source[..start], &source[start..end], &source[end..]);
    if let (Some(before), Some(after)) = (before.strip_suffix(sign), after.strip_prefix(sign)) {
        let moved = Selection { start: selection.start - wide, end: selection.end - wide };
        return (format!("{before}{inner}{after}"), moved);
    }
    let marked = inner.len() > 2 * sign.len() && inner.starts_with(sign) && inner.ends_with(sign);
    if marked {
        let inner = &inner[sign.len()..inner.len() - sign.len()];
        return (format!("{before}{inner}{after}"), Selection { end: selection.end - 2 * wide, ..selection });
    }
    let moved = Selection { start: selection.start + wide, end: selection.end + wide };
    (format!("{before}{sign}{inner}{sign}{after}"), moved)
}

fn byte(text: &str, unit: usize) -> usize {
    let mut seen = 0;
    text.char_indices()
        .find(|(_, letter)| {
            let here = seen >= unit;
            seen += letter.len_utf16();
            here
        })
        .map_or(text.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(start: usize, end: usize) -> Selection {
        Selection { start, end }
    }

    #[test]
    fn a_selection_is_marked_and_unmarked() {
        let (marked, selection) = wrap("👍 one two", at(3, 6), "**");
        assert_eq!((marked.as_str(), selection), ("👍 **one** two", at(5, 8)));
        assert_eq!(wrap(&marked, selection, "**"), ("👍 one two".into(), at(3, 6)));
        assert_eq!(wrap("a **b** c", at(2, 7), "**"), ("a b c".into(), at(2, 3)));
    }

    #[test]
    fn without_a_selection_the_cursor_ends_up_between() {
        assert_eq!(wrap("ab", at(2, 2), "__"), ("ab____".into(), at(4, 4)));
        assert_eq!(wrap("", at(0, 0), "__"), ("____".into(), at(2, 2)));
    }
}
