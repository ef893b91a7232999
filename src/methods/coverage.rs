//! Who was heard beside who lives there (METHODS 1.6): shares against the area's own, and who is missing.

use super::hiding::{Cell, FIVE};

/// A group with at least this share of the area and nobody heard is missing.
pub const MISSING_FROM: f64 = 0.02;
/// Below this many answers nobody is compared.
pub const LEAST_ANSWERS: u64 = 10;

/// Returns each group's share; nothing when nobody answered. Who did not say is no group.
pub fn shares(heard: &[u64]) -> Option<Vec<f64>> {
    let all: u64 = heard.iter().sum();
    (all > 0).then(|| heard.iter().map(|n| part(*n, all)).collect())
}

/// Returns a part of a whole, as a share.
#[expect(
    clippy::cast_precision_loss,
    reason = "counts of people are far below 2^52"
)]
pub fn part(n: u64, all: u64) -> f64 {
    n as f64 / all as f64
}

/// Returns how many times as often a group was heard as it lives there. Undefined for a group nobody belongs to.
pub fn parity(share: f64, area: f64) -> Option<f64> {
    (area > 0.0).then(|| share / area)
}

/// Returns the index of dissimilarity: the part of those heard who would have to be in another group.
pub fn dissimilarity(shares: &[f64], area: &[f64]) -> f64 {
    let apart = shares.iter().zip(area).map(|(s, q)| (s - q).abs());
    apart.sum::<f64>() / 2.0
}

/// Lists the groups of which nobody was heard, though they are at least [`MISSING_FROM`] of the area.
pub fn missing(heard: &[u64], area: &[Option<f64>]) -> Vec<usize> {
    let pairs = heard.iter().zip(area).enumerate();
    pairs
        .filter(|(_, (n, q))| **n == 0 && q.is_some_and(|q| q >= MISSING_FROM))
        .map(|(group, _)| group)
        .collect()
}

/// How often a group was heard beside how many live there. The limits are choices of this product: within a fifth of
/// even is about even, and less than half is far fewer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beside {
    FarFewer,
    Fewer,
    About,
    More,
}

impl Beside {
    /// Puts a parity into words.
    pub fn of(parity: f64) -> Self {
        match parity {
            p if p < 0.5 => Self::FarFewer,
            p if p < 0.8 => Self::Fewer,
            p if p <= 1.25 => Self::About,
            _ => Self::More,
        }
    }

    /// Returns the ending of its words.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::FarFewer => "far-fewer",
            Self::Fewer => "fewer",
            Self::About => "about",
            Self::More => "more",
        }
    }
}

/// Compares what is shown of a group with the area: of a small group only what holds for every number it could have.
pub fn beside(cell: Cell, area: Option<f64>, answered: u64) -> Option<Beside> {
    if answered < LEAST_ANSWERS {
        return None;
    }
    let told = |n| Some(Beside::of(parity(part(n, answered), area?)?));
    match cell {
        Cell::Shown(n) => told(n),
        Cell::Few => told(FIVE - 1).filter(|told| matches!(told, Beside::FarFewer | Beside::Fewer)),
        Cell::Hidden => None,
    }
}

/// Finds the group that is most clearly missing, from nothing but what everybody may see, and coarser: none and few are
/// one, and answers are counted in tens. So the finding tells nobody who was heard.
pub fn clearly_missing(cells: &[Cell], area: &[Option<f64>], answered: u64) -> Option<usize> {
    let tens = answered / 10 * 10;
    if tens < LEAST_ANSWERS {
        return None;
    }
    let short = |(group, (cell, area)): (usize, (&Cell, &Option<f64>))| {
        let heard = match cell {
            Cell::Shown(n) => (*n).max(FIVE - 1),
            Cell::Few => FIVE - 1,
            Cell::Hidden => return None,
        };
        let (share, area) = (part(heard, tens), (*area)?);
        (parity(share, area)? < 0.5).then_some((group, area - share))
    };
    let all = cells.iter().zip(area).enumerate().filter_map(short);
    all.max_by(|a, b| a.1.total_cmp(&b.1))
        .map(|(group, _)| group)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_printed_example() {
        let (s, q) = (shares(&[5, 3, 2]).unwrap(), [0.3, 0.3, 0.4]);
        assert_eq!(s, [0.5, 0.3, 0.2]);
        let parities = s.iter().zip(q).map(|(s, q)| parity(*s, q).unwrap());
        let printed: Vec<String> = parities.map(|p| format!("{p:.2}")).collect();
        assert_eq!(printed, ["1.67", "1.00", "0.50"]);
        assert!((dissimilarity(&s, &q) - 0.2).abs() < 1e-12);
    }

    #[test]
    fn a_group_is_missing_from_two_per_cent_on() {
        let area = [Some(0.02), Some(0.019_9), None, Some(0.5), Some(0.4)];
        assert_eq!(missing(&[0, 0, 0, 0, 7], &area), [0, 3]);
    }

    #[test]
    fn nobody_answered_and_groups_of_nobody_have_no_figure() {
        assert_eq!(shares(&[0, 0]), None);
        assert_eq!(shares(&[]), None);
        assert_eq!(parity(0.5, 0.0), None);
    }

    #[test]
    fn the_limits_of_the_words() {
        let told = [0.0, 0.499, 0.5, 0.799, 0.8, 1.0, 1.25, 1.251];
        let words = told.map(|p| Beside::of(p).as_str());
        let expected = [
            "far-fewer",
            "far-fewer",
            "fewer",
            "fewer",
            "about",
            "about",
            "about",
            "more",
        ];
        assert_eq!(words, expected);
    }

    #[test]
    fn of_a_small_group_only_what_holds_for_one_as_for_four_is_said() {
        let few = |area| beside(Cell::Few, Some(area), 40);
        assert_eq!(few(0.3), Some(Beside::FarFewer));
        assert_eq!(few(0.15), Some(Beside::Fewer));
        assert_eq!(few(0.1), None);
        assert_eq!(beside(Cell::Hidden, Some(0.9), 40), None);
        assert_eq!(
            beside(Cell::Shown(9), Some(0.9), 9),
            None,
            "too few answers"
        );
        assert_eq!(beside(Cell::Shown(10), None, 40), None);
    }

    #[test]
    fn what_is_clearly_missing_does_not_tell_none_from_four() {
        let area = [Some(0.6), Some(0.25), Some(0.15)];
        let find = |n: Cell, answered| {
            clearly_missing(&[Cell::Shown(30), n, Cell::Shown(9)], &area, answered)
        };
        for cell in [Cell::Shown(0), Cell::Few] {
            assert_eq!(find(cell, 40), Some(1));
            // Four in thirty would be more than half of a quarter.
            assert_eq!(find(cell, 39), None);
            assert_eq!(find(cell, 9), None);
        }
        assert_eq!(find(Cell::Hidden, 40), None);
        let both = clearly_missing(
            &[Cell::Shown(0), Cell::Shown(0), Cell::Shown(90)],
            &area,
            90,
        );
        assert_eq!(both, Some(0), "the one that is furthest off");
    }
}
