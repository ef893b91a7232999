//! The rule of five (I4): groups of one to four people are not counted on any page, and nobody can work them out.
//!
//! Hiding the small groups is not enough, because the total is known: a single hidden group is what is left of it, and
//! two groups with two people left have one each. Where the total gives a small group away, the next smallest groups
//! are hidden with it, all of one size together, and the hidden groups then look alike: whoever knows the total and
//! this rule cannot say which of them is which. The tests hold that by trying every table that would look the same. Primary and complementary suppression are those of L. Willenborg and
//! T. de Waal, Elements of Statistical Disclosure Control (Springer 2001), chapter 5.

/// Groups of fewer people are hidden.
pub const FIVE: u64 = 5;

/// What a table shows of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    Shown(u64),
    /// One to four people.
    Few,
    /// Not shown, so that no small group can be worked out. At least one of these in the table is small.
    Hidden,
}

impl Cell {
    /// Returns the number, where it is shown.
    pub const fn shown(self) -> Option<u64> {
        match self {
            Self::Shown(n) => Some(n),
            Self::Few | Self::Hidden => None,
        }
    }
}

/// Returns what may be shown of groups whose total is known; nothing when there are too few people to show any, and
/// then the total must not be shown either.
pub fn hide(counts: &[u64]) -> Option<Vec<Cell>> {
    if counts.iter().sum::<u64>() < FIVE {
        return None;
    }
    let is_small = |n: u64| (1..FIVE).contains(&n);
    let small: Vec<u64> = counts.iter().copied().filter(|n| is_small(*n)).collect();
    let cells = |cell: &dyn Fn(u64) -> Cell| Some(counts.iter().map(|n| cell(*n)).collect());
    if small.is_empty() {
        return cells(&Cell::Shown);
    }
    if !given_away(&small) {
        let few = |n| {
            if is_small(n) {
                Cell::Few
            } else {
                Cell::Shown(n)
            }
        };
        return cells(&few);
    }
    // All of the next size, so that it cannot be told from which one was left out.
    let next = counts.iter().copied().filter(|n| *n >= FIVE).min()?;
    let hidden = |n| {
        if (1..=next).contains(&n) {
            Cell::Hidden
        } else {
            Cell::Shown(n)
        }
    };
    cells(&hidden)
}

/// Tells whether what is left of the total gives small groups away: there is one, or all have one or all have four.
fn given_away(small: &[u64]) -> bool {
    let (sum, n) = (small.iter().sum::<u64>(), small.len() as u64);
    n == 1 || sum == n || sum == n * (FIVE - 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Every table of `groups` groups that has this total.
    fn tables(groups: usize, total: u64) -> Vec<Vec<u64>> {
        if groups == 1 {
            return vec![vec![total]];
        }
        let with_first = |first: u64| {
            let rest = tables(groups - 1, total - first).into_iter();
            rest.map(move |rest| std::iter::once(first).chain(rest).collect())
        };
        (0..=total).flat_map(with_first).collect()
    }

    /// Which small groups somebody works out who knows the total and how `show` hides.
    fn worked_out<T: PartialEq>(counts: &[u64], show: &dyn Fn(&[u64]) -> T) -> Vec<usize> {
        let seen = show(counts);
        let fitting: Vec<_> = tables(counts.len(), counts.iter().sum())
            .into_iter()
            .filter(|table| show(table) == seen)
            .collect();
        let small = (0..counts.len()).filter(|i| (1..FIVE).contains(&counts[*i]));
        small
            .filter(|i| fitting.iter().all(|table| table[*i] == counts[*i]))
            .collect()
    }

    /// Hides the small groups and nothing else.
    fn only_small(counts: &[u64]) -> Vec<Cell> {
        let cell = |n: &u64| {
            if (1..FIVE).contains(n) {
                Cell::Few
            } else {
                Cell::Shown(*n)
            }
        };
        counts.iter().map(cell).collect()
    }

    #[test]
    fn what_is_shown_of_some_tables() {
        use Cell::{Few, Hidden, Shown};
        assert_eq!(hide(&[]), None);
        assert_eq!(hide(&[4, 0]), None);
        assert_eq!(hide(&[1, 1, 1, 1, 1]), None, "nothing to hide them behind");
        assert_eq!(hide(&[12, 0, 7]).unwrap(), [Shown(12), Shown(0), Shown(7)]);
        assert_eq!(hide(&[12, 2, 3]).unwrap(), [Shown(12), Few, Few]);
        assert_eq!(hide(&[12, 2, 7]).unwrap(), [Shown(12), Hidden, Hidden]);
        let (of_one_size, all_ones) = (hide(&[12, 2, 7, 7]), hide(&[12, 1, 1, 7]));
        assert_eq!(of_one_size.unwrap(), [Shown(12), Hidden, Hidden, Hidden]);
        assert_eq!(all_ones.unwrap(), [Shown(12), Hidden, Hidden, Hidden]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]
        #[test]
        fn nobody_works_out_a_small_group_and_more_is_hidden_only_where_they_could(
            counts in prop::collection::vec(0u64..9, 1..5),
        ) {
            let cells = hide(&counts);
            // Without a table there is no total either.
            if cells.is_some() {
                let found = worked_out(&counts, &|table| hide(table));
                prop_assert_eq!(found, Vec::<usize>::new());
            }
            if counts.iter().sum::<u64>() >= FIVE {
                let more = cells.as_ref().is_none_or(|cells| cells.contains(&Cell::Hidden));
                prop_assert_eq!(more, !worked_out(&counts, &only_small).is_empty());
            }
            for (n, cell) in counts.iter().zip(cells.unwrap_or_default()) {
                prop_assert!(cell != Cell::Shown(*n) || !(1..FIVE).contains(n));
                prop_assert!(cell.shown().is_none_or(|shown| shown == *n));
            }
        }
    }
}
