//! How far people who sorted the same things without seeing one another agree.
//!
//! Two answers are the same when they name the same themes and none besides; naming none is an answer too. What a
//! screen says is the plain count, "8 of 10 the same" (UX 3.3): no coefficient of agreement, because what they differ
//! on is what people can settle. A thing counts where two or more answered it.

use std::collections::{BTreeMap, BTreeSet};

/// What each person said of one thing.
pub type Unit<P, T> = BTreeMap<P, BTreeSet<T>>;

/// How many of so many things were answered the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    pub same: usize,
    pub of: usize,
}

impl Share {
    fn add(&mut self, same: bool) {
        self.of += 1;
        self.same += usize::from(same);
    }
}

/// How often everybody named a theme, and how often some did and others did not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Used {
    pub all: usize,
    pub some: usize,
}

/// Tells whether everybody who answered said the same; nothing where fewer than two did.
pub fn is_same<P: Ord, T: Ord>(unit: &Unit<P, T>) -> Option<bool> {
    let mut answers = unit.values();
    let first = answers.next()?;
    (unit.len() > 1).then(|| answers.all(|answer| answer == first))
}

/// Counts on how many things everybody who answered them said the same.
pub fn share<'a, P: Ord + 'a, T: Ord + 'a>(
    units: impl IntoIterator<Item = &'a Unit<P, T>>,
) -> Share {
    let mut share = Share::default();
    for same in units.into_iter().filter_map(is_same) {
        share.add(same);
    }
    share
}

/// Counts on how many of the things both of two people answered they said the same.
pub fn share_of<'a, P: Ord + 'a, T: Ord + 'a>(
    units: impl IntoIterator<Item = &'a Unit<P, T>>,
    one: &P,
    other: &P,
) -> Share {
    let mut share = Share::default();
    for unit in units {
        if let (Some(one), Some(other)) = (unit.get(one), unit.get(other)) {
            share.add(one == other);
        }
    }
    share
}

/// Counts for each theme on how many things all who answered named it, and on how many only some did.
pub fn by_theme<'a, P: Ord + 'a, T: Ord + Copy + 'a>(
    units: impl IntoIterator<Item = &'a Unit<P, T>>,
) -> BTreeMap<T, Used> {
    let mut themes: BTreeMap<T, Used> = BTreeMap::new();
    for unit in units.into_iter().filter(|unit| unit.len() > 1) {
        let named: BTreeSet<T> = unit.values().flatten().copied().collect();
        for theme in named {
            let used = themes.entry(theme).or_default();
            if unit.values().all(|answer| answer.contains(&theme)) {
                used.all += 1;
            } else {
                used.some += 1;
            }
        }
    }
    themes
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn unit(answers: &[(char, &[u8])]) -> Unit<char, u8> {
        let answer = |(who, themes): &(char, &[u8])| (*who, themes.iter().copied().collect());
        answers.iter().map(answer).collect()
    }

    /// Example C of Krippendorff, "Computing Krippendorff's alpha-reliability" (2011): four observers, twelve units, some
    /// not observed.
    fn published() -> Vec<Unit<char, u8>> {
        let rows = [
            ('A', "123321412..."),
            ('B', "1233224125.3"),
            ('C', ".3332342251."),
            ('D', "12332441251."),
        ];
        let of = |n: usize, (who, row): &(char, &str)| {
            let value = row.chars().nth(n)?.to_digit(10)?;
            Some((*who, BTreeSet::from([u8::try_from(value).ok()?])))
        };
        let unit = |n| rows.iter().filter_map(|row| of(n, row)).collect();
        (0..12).map(unit).collect()
    }

    #[test]
    fn a_published_table_is_counted_by_hand() {
        let units = published();
        assert_eq!(share_of(&units, &'A', &'B'), Share { same: 8, of: 9 });
        assert_eq!(share_of(&units, &'B', &'C'), Share { same: 6, of: 9 });
        assert_eq!(share(&units), Share { same: 8, of: 11 });
        assert_eq!(is_same(&units[11]), None, "one observer alone");
    }

    #[test]
    fn themes_are_the_same_only_when_all_are_and_none_is_an_answer() {
        let units = [
            unit(&[('a', &[1, 2]), ('b', &[2, 1])]),
            unit(&[('a', &[1, 2]), ('b', &[1])]),
            unit(&[('a', &[]), ('b', &[])]),
            unit(&[('a', &[]), ('b', &[3])]),
            unit(&[('a', &[3])]),
            unit(&[]),
        ];
        assert_eq!(share(&units), Share { same: 2, of: 4 });
        assert_eq!(share_of(&units, &'a', &'c'), Share::default());
        let themes = by_theme(&units);
        assert_eq!(themes[&1], Used { all: 2, some: 0 });
        assert_eq!(themes[&2], Used { all: 1, some: 1 });
        assert_eq!(themes[&3], Used { all: 0, some: 1 });
    }

    proptest! {
        #[test]
        fn order_and_names_change_nothing_and_one_pair_is_the_whole(
            mut units in prop::collection::vec(
                prop::collection::btree_map(0u8..2, prop::collection::btree_set(0u8..4, 0..3), 0..=2), 0..30),
        ) {
            let whole = share(&units);
            prop_assert_eq!(whole, share_of(&units, &0, &1));
            prop_assert_eq!(whole, share_of(&units, &1, &0));
            prop_assert!(whole.same <= whole.of);
            let alone: usize = by_theme(&units).values().map(|used| used.some).sum();
            prop_assert_eq!(alone == 0, whole.same == whole.of);
            units.reverse();
            prop_assert_eq!(whole, share(&units));
        }
    }
}
