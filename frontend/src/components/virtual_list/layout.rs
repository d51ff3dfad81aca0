//! Where rows are: measured heights where known, an estimate elsewhere.

use std::{collections::HashMap, hash::Hash, ops::Range};

/// The order and place of rows.
pub struct Layout<K> {
    keys: Vec<K>,
    index: HashMap<K, usize>,
    heights: HashMap<K, f64>,
    /// The top of each row, and at the end the height of all.
    tops: Vec<f64>,
    estimate: f64,
}

/// A place that stays put: a row, and how far below its top the view begins.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Anchor<K> {
    pub key: K,
    pub offset: f64,
}

impl<K: Copy + Eq + Hash> Layout<K> {
    /// An empty list.
    pub fn new(estimate: f64) -> Self {
        Self { keys: Vec::new(), index: HashMap::new(), heights: HashMap::new(), tops: vec![0.0], estimate }
    }

    /// Takes a new order; heights of rows that stay are kept.
    pub fn set_keys(&mut self, keys: &[K]) {
        self.keys = keys.to_vec();
        self.index = keys.iter().enumerate().map(|(index, key)| (*key, index)).collect();
        self.heights.retain(|key, _| self.index.contains_key(key));
        self.stack();
    }

    /// Takes measured heights; answers whether any row has another one than thought.
    pub fn measured(&mut self, sizes: &[(K, f64)]) -> bool {
        let mut changed = false;
        for &(key, height) in sizes {
            let thought = self.heights.get(&key).copied().unwrap_or(self.estimate);
            // rows on their way out measure nothing
            if height > 0.0 && (thought - height).abs() > 0.1 && self.index.contains_key(&key) {
                self.heights.insert(key, height);
                changed = true;
            }
        }
        if changed {
            self.stack();
        }
        changed
    }

    fn stack(&mut self) {
        let mut top = 0.0;
        self.tops.clear();
        self.tops.push(top);
        for key in &self.keys {
            top += self.heights.get(key).copied().unwrap_or(self.estimate);
            self.tops.push(top);
        }
    }

    /// The rows, in order.
    pub fn keys(&self) -> &[K] {
        &self.keys
    }

    /// The height of all rows.
    pub fn height(&self) -> f64 {
        self.tops[self.keys.len()]
    }

    /// Where a row stands.
    pub fn position(&self, key: K) -> Option<usize> {
        self.index.get(&key).copied()
    }

    /// Top and bottom of the row at a position within the list.
    pub fn extent(&self, position: usize) -> (f64, f64) {
        (self.tops[position], self.tops[position + 1])
    }

    /// The position of the row at a height; the nearest one outside the list.
    pub fn at(&self, y: f64) -> usize {
        self.tops.partition_point(|top| *top <= y).saturating_sub(1).min(self.keys.len().saturating_sub(1))
    }

    /// The rows that touch the view, and those up to `spare` pixels beyond.
    pub fn window(&self, top: f64, height: f64, spare: f64) -> Range<usize> {
        if self.keys.is_empty() {
            return 0..0;
        }
        self.at(top - spare)..self.at(top + height + spare) + 1
    }

    /// What to hold on to when the view begins at `top`.
    pub fn anchor(&self, top: f64) -> Option<Anchor<K>> {
        let position = self.at(top);
        self.keys.get(position).map(|key| Anchor { key: *key, offset: top - self.tops[position] })
    }

    /// What one could hold on to when the view begins at `top`: every row in it, with its position.
    pub fn anchors(&self, top: f64, height: f64) -> Vec<(usize, Anchor<K>)> {
        let anchor = |position: usize| {
            (position, Anchor { key: self.keys[position], offset: top - self.tops[position] })
        };
        self.window(top, height, 0.0).map(anchor).collect()
    }

    /// The one of them that kept its place best: rows around one that moved away stay where they are.
    pub fn steadiest(&self, anchors: Vec<(usize, Anchor<K>)>) -> Option<Anchor<K>> {
        let moved =
            |(was, anchor): (usize, Anchor<K>)| Some((self.position(anchor.key)?.abs_diff(was), anchor));
        anchors.into_iter().filter_map(moved).min_by_key(|(moved, _)| *moved).map(|(_, anchor)| anchor)
    }

    /// Where the view must begin for the anchor to stay put.
    pub fn restore(&self, anchor: Anchor<K>) -> Option<f64> {
        self.position(anchor.key).map(|position| self.tops[position] + anchor.offset)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(keys: &[i32]) -> Layout<i32> {
        let mut layout = Layout::new(10.0);
        layout.set_keys(keys);
        layout
    }

    #[test]
    fn the_window_holds_what_is_seen_and_a_little_more() {
        let layout = list(&(0..10_000).collect::<Vec<_>>());
        assert_eq!(layout.window(0.0, 100.0, 0.0), 0..11);
        assert_eq!(layout.window(50_000.0, 100.0, 20.0), 4_998..5_013);
        assert_eq!(layout.window(99_950.0, 100.0, 50.0), 9_990..10_000);
        assert_eq!(list(&[]).window(0.0, 100.0, 50.0), 0..0);
    }

    #[test]
    fn what_is_read_stays_put_when_rows_come_above() {
        let mut layout = list(&[5, 6, 7, 8]);
        let anchor = layout.anchor(23.0).unwrap();
        assert_eq!(anchor, Anchor { key: 7, offset: 3.0 });
        layout.set_keys(&[1, 2, 3, 4, 5, 6, 7, 8]);
        assert_eq!(layout.restore(anchor), Some(63.0));
        assert!(layout.measured(&[(1, 30.0), (2, 5.0)]));
        assert_eq!(layout.restore(anchor), Some(78.0));
    }

    #[test]
    fn one_does_not_follow_a_row_that_moves_away() {
        let mut layout = list(&[1, 2, 3, 4, 5, 6]);
        let seen = layout.anchors(20.0, 25.0);
        layout.set_keys(&[3, 1, 2, 4, 5, 6]);
        let steady = layout.steadiest(seen).unwrap();
        assert_eq!((steady.key, layout.restore(steady)), (4, Some(20.0)));
    }

    #[test]
    fn a_row_that_left_is_no_anchor() {
        let mut layout = list(&[1, 2]);
        let anchor = layout.anchor(0.0).unwrap();
        layout.set_keys(&[2]);
        assert_eq!(layout.restore(anchor), None);
    }

    #[test]
    fn heights_outlive_a_new_order_and_equal_ones_change_nothing() {
        let mut layout = list(&[1, 2, 3]);
        assert!(layout.measured(&[(2, 40.0)]));
        assert!(!layout.measured(&[(2, 40.05), (9, 99.0), (3, 0.0)]));
        layout.set_keys(&[3, 2, 1]);
        assert_eq!(layout.extent(2), (50.0, 60.0));
        assert_eq!(layout.extent(1), (10.0, 50.0));
        assert_eq!(layout.at(49.0), 1);
        assert_eq!(layout.at(1_000.0), 2);
    }
}
