//! Sparse vectors.

use std::cmp::Ordering;

/// A direction with few of its many coordinates set: none below 0, of length 1, or empty.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Vector {
    /// Coordinate and value, by coordinate.
    entries: Vec<(u32, f32)>,
}

impl Vector {
    /// Makes a vector of values by coordinate, which must be in order and distinct.
    pub(super) fn of(entries: Vec<(u32, f32)>) -> Self {
        debug_assert!(
            entries.is_sorted_by(|a, b| a.0 < b.0),
            "coordinates are in order"
        );
        Self { entries }
    }

    /// Makes a vector of length 1; an empty one stays empty.
    pub(super) fn unit(mut entries: Vec<(u32, f32)>) -> Self {
        let length = entries
            .iter()
            .map(|entry| entry.1 * entry.1)
            .sum::<f32>()
            .sqrt();
        if length > 0.0 {
            for entry in &mut entries {
                entry.1 /= length;
            }
        }
        Self::of(entries)
    }

    /// Tells whether nothing is set, as for a text without words.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub(super) fn entries(&self) -> &[(u32, f32)] {
        &self.entries
    }

    /// Says how alike two directions are, from 0 (nothing in common) to 1 (the same). An empty vector is like nothing.
    pub fn cosine(&self, other: &Self) -> f32 {
        self.dot(other).clamp(0.0, 1.0)
    }

    pub(super) fn dot(&self, other: &Self) -> f32 {
        let (mut left, mut right) = (
            self.entries.iter().peekable(),
            other.entries.iter().peekable(),
        );
        let mut sum = 0.0;
        while let (Some(a), Some(b)) = (left.peek(), right.peek()) {
            match a.0.cmp(&b.0) {
                Ordering::Less => {
                    left.next();
                }
                Ordering::Greater => {
                    right.next();
                }
                Ordering::Equal => {
                    sum += a.1 * b.1;
                    left.next();
                    right.next();
                }
            }
        }
        sum
    }
}
