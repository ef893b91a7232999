//! How chains grow and die: Galton-Watson branching processes.
//!
//! A *turn* is somebody who may start chats. How many it leads to is its offspring; each chat gives the one who was asked
//! a turn of their own.
//!
//! Source of what is well known: T. E. Harris, The theory of branching processes (1963), chapter I.

use crate::methods::intervals::Interval;

pub mod forecast;

/// What is believed before anything is counted: the chances that a turn leads to no, one, two chats.
pub const PRIOR: [f64; 3] = [0.5, 0.35, 0.15];
/// How many turns that belief is worth.
pub const PRIOR_TURNS: f64 = 10.0;

/// The chances that a turn leads to 0, 1, 2 .. chats. They sum to one.
#[derive(Clone, Debug, PartialEq)]
pub struct Offspring(Vec<f64>);

impl Offspring {
    /// Takes the chances as they are; the n-th is of n chats. `None` when they are negative or do not sum to one.
    pub fn new(chances: Vec<f64>) -> Option<Self> {
        let sum: f64 = chances.iter().sum();
        let sound = chances.iter().all(|p| (0.0..=1.0).contains(p));
        (sound && (sum - 1.0).abs() < 1e-9).then_some(Self(chances))
    }

    /// Estimates the chances from `counts` (the n-th: how many turns led to n chats), smoothed with [`PRIOR`] as if
    /// [`PRIOR_TURNS`] turns had been seen before: (count + 10 prior) / (turns + 10).
    ///
    /// Nobody may start more than `limit` chats: what is believed of more counts for as many as the limit.
    #[expect(
        clippy::cast_precision_loss,
        reason = "numbers of people are far below 2^52"
    )]
    pub fn smoothed(counts: &[usize], limit: usize) -> Self {
        let mut weights = vec![0.0; limit.max(counts.len().saturating_sub(1)) + 1];
        for (n, prior) in PRIOR.iter().enumerate() {
            weights[n.min(limit)] += prior * PRIOR_TURNS;
        }
        for (n, count) in counts.iter().enumerate() {
            weights[n] += *count as f64;
        }
        let sum: f64 = weights.iter().sum();
        Self(weights.into_iter().map(|weight| weight / sum).collect())
    }

    /// Returns the chances, the n-th of n chats.
    pub fn chances(&self) -> &[f64] {
        &self.0
    }

    /// Returns R, the mean number of chats a turn leads to.
    pub fn mean(&self) -> f64 {
        let terms = self.0.iter().zip(0_u32..);
        terms.map(|(p, n)| f64::from(n) * p).sum()
    }

    /// Returns the chance of at least `n` chats.
    pub fn at_least(&self, n: usize) -> f64 {
        self.0.iter().skip(n).sum::<f64>().min(1.0)
    }

    /// Returns the chance that a turn which led to `had` chats leads to one more; 0 when that never happens.
    pub fn one_more(&self, had: usize) -> f64 {
        let here = self.at_least(had);
        if here > 0.0 {
            (self.at_least(had + 1) / here).min(1.0)
        } else {
            0.0
        }
    }

    /// Returns the generating function G(s) = Σ pₙ sⁿ.
    pub fn generating(&self, s: f64) -> f64 {
        self.0.iter().rev().fold(0.0, |sum, p| sum * s + p)
    }

    fn slope(&self, s: f64) -> f64 {
        let terms = self.0.iter().zip(0_u32..).skip(1);
        let powers = std::iter::successors(Some(1.0), |power| Some(power * s));
        terms
            .zip(powers)
            .map(|((p, n), power)| f64::from(n) * p * power)
            .sum()
    }

    /// Returns the chance that what begins with one turn dies out some day: the smallest root of q = G(q) from 0 on.
    ///
    /// G(s) - s is convex, so Newton's steps from 0 rise to the smallest root and never pass it.
    pub fn extinction(&self) -> f64 {
        let nothing = self.0.first().copied().unwrap_or(1.0);
        if nothing <= 0.0 {
            return 0.0;
        }
        if self.mean() <= 1.0 {
            return 1.0;
        }
        let mut q = 0.0;
        for _ in 0..200 {
            let step = (self.generating(q) - q) / (1.0 - self.slope(q));
            q = (q + step).min(1.0);
            if step.abs() < 1e-15 {
                break;
            }
        }
        q
    }

    /// Returns the mean number of turns that come of one, counting it: 1 / (1 - R). `None` when R is 1 or more: there
    /// is no such number.
    pub fn expected_total(&self) -> Option<f64> {
        let r = self.mean();
        (r < 1.0).then(|| 1.0 / (1.0 - r))
    }

    /// Returns the chance that what begins with one turn is at least `generations` long, counting the first: 1 minus G
    /// applied `generations` - 1 times to 0. For at most one chat a turn, with chance p, that is p to the `generations` - 1.
    pub fn chance_of_length(&self, generations: u32) -> f64 {
        (1..generations)
            .fold(0.0, |s, _| self.generating(s))
            .mul_add(-1.0, 1.0)
    }
}

/// Returns the 95 % interval of R, given that `turns` turns led to `chats` chats in all.
///
/// The belief before is Gamma(1, 1), the one after Gamma(1 + chats, 1 + turns); its quantiles by E. B. Wilson and M. M.
/// Hilferty, The distribution of chi-square, PNAS 17 (1931) 684-688: a (1 - 1/9a + z/3√a)³.
#[expect(
    clippy::cast_precision_loss,
    reason = "numbers of people are far below 2^52"
)]
pub fn mean_interval(chats: usize, turns: usize) -> Interval {
    let (shape, rate) = (1.0 + chats as f64, 1.0 + turns as f64);
    let end = |z: f64| {
        let root = 1.0 - 1.0 / (9.0 * shape) + z / (3.0 * shape.sqrt());
        shape * root.max(0.0).powi(3) / rate
    };
    Interval {
        low: end(-super::intervals::Z95),
        high: end(super::intervals::Z95),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use proptest::prelude::*;

    use super::*;

    /// At most `n` chats a turn, each with chance `p` of its own.
    pub fn binomial(n: usize, p: f64) -> Offspring {
        let mut chances = vec![1.0];
        for _ in 0..n {
            let mut next = vec![0.0; chances.len() + 1];
            for (k, chance) in chances.iter().enumerate() {
                next[k] += chance * (1.0 - p);
                next[k + 1] += chance * p;
            }
            chances = next;
        }
        Offspring::new(chances).unwrap()
    }

    fn near(got: f64, expected: f64, by: f64) {
        assert!((got - expected).abs() <= by, "{got} is not {expected}");
    }

    #[test]
    fn the_facts_of_methods_part_0_come_out() {
        near(binomial(2, 0.6).extinction(), 0.444_444, 5e-7);
        near(
            binomial(2, 0.6).extinction(),
            (0.4_f64 / 0.6).powi(2),
            1e-12,
        );
        near(binomial(3, 0.5).extinction(), 0.236_068, 5e-7);
        near(binomial(3, 0.5).extinction(), 5.0_f64.sqrt() - 2.0, 1e-12);
        near(binomial(2, 0.5).extinction(), 1.0, 0.0);
        for p in [0.1, 0.5, 0.8] {
            let one = binomial(1, p);
            near(one.expected_total().unwrap(), 1.0 / (1.0 - p), 1e-12);
            for n in 1..8 {
                near(
                    one.chance_of_length(n),
                    p.powi(i32::try_from(n).unwrap() - 1),
                    1e-12,
                );
            }
        }
        // At one half, and one name each, a branch has two turns.
        near(binomial(1, 0.5).expected_total().unwrap(), 2.0, 1e-12);
        near(binomial(2, 0.4).expected_total().unwrap(), 5.0, 1e-12);
        assert_eq!(binomial(2, 0.5).expected_total(), None);
    }

    #[test]
    fn who_always_has_a_successor_never_dies_out_and_who_never_has_one_does() {
        near(
            Offspring::new(vec![0.0, 1.0]).unwrap().extinction(),
            0.0,
            0.0,
        );
        near(Offspring::new(vec![1.0]).unwrap().extinction(), 1.0, 0.0);
        near(
            Offspring::new(vec![0.0, 0.5, 0.5]).unwrap().extinction(),
            0.0,
            0.0,
        );
        for bad in [vec![0.5], vec![-0.5, 1.5], vec![f64::NAN, 1.0], vec![]] {
            assert_eq!(Offspring::new(bad), None);
        }
    }

    #[test]
    fn what_was_counted_is_smoothed_with_ten_turns_of_belief() {
        assert_eq!(Offspring::smoothed(&[], 2).chances(), PRIOR);
        // (5 + 5) / 30, (11 + 3.5) / 30, (4 + 1.5) / 30
        let seen = Offspring::smoothed(&[5, 11, 4], 2);
        for (got, expected) in seen.chances().iter().zip([10.0, 14.5, 5.5]) {
            near(*got, expected / 30.0, 1e-12);
        }
        // Where nobody may start two chats, nobody is believed to.
        let one = Offspring::smoothed(&[], 1);
        near(one.chances()[1], 0.5, 1e-12);
        assert_eq!(one.chances().len(), 2);
        assert_eq!(Offspring::smoothed(&[], 3).chances().len(), 4);
        // A limit that was made smaller later does not lose what had happened.
        assert_eq!(Offspring::smoothed(&[0, 0, 7], 1).chances().len(), 3);
        near(seen.one_more(0), 20.0 / 30.0, 1e-12);
        near(seen.one_more(1), 5.5 / 20.0, 1e-12);
        near(seen.one_more(2), 0.0, 0.0);
    }

    #[test]
    fn the_interval_of_the_mean_is_that_of_the_gamma_distribution() {
        // Gamma(10, 1): 4.7954 and 17.0848; Gamma(1, 1): -ln .975 and -ln .025.
        let ten = mean_interval(9, 0);
        near(ten.low, 4.7954, 0.02);
        near(ten.high, 17.0848, 0.02);
        let none = mean_interval(0, 0);
        near(none.low, 0.0253, 0.03);
        near(none.high, 3.6889, 0.03);
        let many = mean_interval(800, 1_000);
        assert!(many.low > 0.74 && many.high < 0.86, "{many:?}");
    }

    proptest! {
        #[test]
        fn chances_sum_to_one_and_the_extinction_is_a_root(counts in proptest::collection::vec(0usize..200, 0..5), limit in 1usize..4) {
            let offspring = Offspring::smoothed(&counts, limit);
            prop_assert!((offspring.chances().iter().sum::<f64>() - 1.0).abs() < 1e-12);
            prop_assert!(offspring.chances().iter().all(|p| (0.0..=1.0).contains(p)));
            let q = offspring.extinction();
            prop_assert!((0.0..=1.0).contains(&q));
            prop_assert!((offspring.generating(q) - q).abs() < 1e-9);
            prop_assert!((q < 1.0) == (offspring.mean() > 1.0));
            // The chance to be alive after ever more generations falls to that of living on.
            let mut before = 1.0;
            for n in 1..60 {
                let now = offspring.chance_of_length(n);
                prop_assert!(now <= before + 1e-12 && now >= 1.0 - q - 1e-9);
                before = now;
            }
        }
    }
}
