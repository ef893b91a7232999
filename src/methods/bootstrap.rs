//! The tree bootstrap: how much a share would move had other people led on.
//!
//! On lines it only draws branches again; with one branch its interval has no width. It stands second, beside the
//! interval of [`super::support::prevalence`], and only where [`super::support::may_resample`] says so.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::forest::Forest;
use super::support::Answers;

/// How many forests are drawn.
pub const DRAWS: usize = 2_000;

/// The shares of drawn forests, in rising order, each with how many known conversations it is of.
#[derive(Clone, Debug, PartialEq)]
pub struct Draws(Vec<(f64, f64)>);

impl Draws {
    /// Draws forests: as many seeds as there are, with replacement; of each drawn node as many children as it has, with
    /// replacement; and so on. The same data and seed draw the same. `None` when nothing is known.
    ///
    /// Source: S. Baraff, T. `McCormick`, A. Raftery, Estimating uncertainty in respondent-driven sampling using a tree
    /// bootstrap method, PNAS 113 (2016) 14668-14673, with the quantiles of METHODS 1.5.
    pub fn of(forest: &Forest, answers: &Answers, draws: usize, seed: u64) -> Option<Self> {
        let children = forest.children();
        let roots: Vec<usize> = (0..forest.len())
            .filter(|&node| forest.parent(node).is_none())
            .collect();
        answers.iter().flatten().next()?;
        let mut chance = ChaCha8Rng::seed_from_u64(seed);
        let mut shares = Vec::with_capacity(draws);
        let mut open = Vec::new();
        for _ in 0..draws {
            let (mut known, mut said) = (0.0, 0.0);
            draw(&roots, &mut chance, &mut open);
            while let Some(node) = open.pop() {
                if let Some(answer) = answers[node] {
                    known += 1.0;
                    said += f64::from(u8::from(answer));
                }
                draw(&children[node], &mut chance, &mut open);
            }
            // A draw of nothing but knots has no share.
            if known > 0.0 {
                shares.push((said / known, known));
            }
        }
        shares.sort_by(|a, b| a.0.total_cmp(&b.0));
        Some(Self(shares)).filter(|draws| !draws.0.is_empty())
    }

    /// Returns the smallest share that, with all below it, holds `q` of the weight of all draws (METHODS 1.5).
    pub fn quantile(&self, q: f64) -> f64 {
        let all: f64 = self.0.iter().map(|(_, weight)| weight).sum();
        let mut below = 0.0;
        for (share, weight) in &self.0 {
            below += weight;
            if below >= q * all {
                return *share;
            }
        }
        self.0.last().map_or(0.0, |(share, _)| *share)
    }

    /// Returns the drawn shares, in rising order.
    pub fn shares(&self) -> impl Iterator<Item = f64> {
        self.0.iter().map(|(share, _)| *share)
    }
}

fn draw(of: &[usize], chance: &mut ChaCha8Rng, into: &mut Vec<usize>) {
    for _ in 0..of.len() {
        into.push(of[chance.random_range(0..of.len())]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draws(parent: &[i64], said: &[u8], draws: usize) -> Draws {
        let parents = parent.iter().map(|p| usize::try_from(*p).ok()).collect();
        let answers: Vec<Option<bool>> = said.iter().map(|s| Some(*s == 1)).collect();
        Draws::of(&Forest::of(parents).unwrap(), &answers, draws, 7).unwrap()
    }

    #[expect(clippy::cast_precision_loss, reason = "a few thousand draws")]
    fn mean_and_deviation(draws: &Draws) -> (f64, f64) {
        let n = draws.0.len() as f64;
        let mean = draws.shares().sum::<f64>() / n;
        let square = draws.shares().map(|s| (s - mean).powi(2)).sum::<f64>() / n;
        (mean, square.sqrt())
    }

    #[test]
    fn four_lines_are_four_draws_of_a_branch() {
        let parent = [-1, 0, 1, -1, 3, 4, -1, 6, 7, -1, 9, 10];
        let got = draws(&parent, &[1, 1, 1, 0, 0, 1, 0, 0, 0, 1, 0, 0], 20_000);
        let (mean, deviation) = mean_and_deviation(&got);
        assert!((mean - 5.0 / 12.0).abs() < 0.005, "{mean}");
        assert!((deviation - 0.181_620).abs() < 0.005, "{deviation}");
        let ends = [0.025, 0.5, 0.975].map(|q| got.quantile(q));
        for (end, printed) in ends.into_iter().zip([0.083_33, 0.416_67, 0.833_33]) {
            assert!((end - printed).abs() < 1e-5, "{end} {printed}");
        }
    }

    #[test]
    fn one_line_never_moves() {
        let got = draws(&[-1, 0, 1, 2, 3, 4], &[1, 1, 0, 0, 1, 0], 200);
        assert!(got.shares().all(|share| (share - 0.5).abs() < f64::EPSILON));
    }

    #[test]
    fn a_binary_tree_has_three_shares() {
        let got = draws(&[-1, 0, 0, 1, 1, 2, 2], &[1, 1, 0, 1, 1, 0, 0], 20_000);
        let (_, deviation) = mean_and_deviation(&got);
        assert!((deviation - 0.303_046).abs() < 0.005, "{deviation}");
        let quarter = got
            .shares()
            .filter(|s| (s - 1.0 / 7.0).abs() < 1e-9)
            .count();
        let whole = got.shares().filter(|s| (s - 1.0).abs() < 1e-9).count();
        assert!(
            quarter.abs_diff(5_000) < 250 && whole.abs_diff(5_000) < 250,
            "{quarter} {whole}"
        );
    }

    #[test]
    fn the_mixed_forest_is_as_the_reference_says() {
        let parent = [-1, -1, 0, 0, 1, 2, 2, 2, 3, 4];
        let got = draws(&parent, &[1, 0, 1, 0, 0, 1, 1, 0, 0, 1], 40_000);
        let (mean, deviation) = mean_and_deviation(&got);
        assert!((mean - 0.461_26).abs() < 0.005, "{mean}");
        assert!((deviation - 0.163_79).abs() < 0.005, "{deviation}");
        for (q, printed) in [(0.025, 0.25), (0.5, 0.5), (0.975, 0.833_3)] {
            assert!(
                (got.quantile(q) - printed).abs() < 1e-3,
                "{}",
                got.quantile(q)
            );
        }
    }

    #[test]
    fn the_same_seed_draws_the_same_and_nothing_known_draws_nothing() {
        let one = draws(&[-1, 0, 0], &[1, 0, 1], 50);
        assert_eq!(one, draws(&[-1, 0, 0], &[1, 0, 1], 50));
        let forest = Forest::of(vec![None, Some(0)]).unwrap();
        assert_eq!(Draws::of(&forest, &[None, None], 10, 1), None);
    }
}
