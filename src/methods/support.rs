//! How widely something was heard along a chain, where neighbours echo each other.
//!
//! An answer is yes, no, or missing (a knot). Counts are exact; the interval counts conversations that are alike for
//! less than one each. None of it is a share of residents: nobody was drawn by lot.

use super::forest::Forest;
use super::intervals::{Interval, Z95, wilson};

/// Fewer known conversations than this, or fewer pairs of neighbours than [`EDGES_MIN`], and only counts are shown
/// (METHODS 1.4).
pub const KNOWN_MIN: usize = 10;
pub const EDGES_MIN: usize = 5;
/// What the likeness of neighbours is taken to be before anything is heard, and how many pairs that is worth.
const LIKENESS_BEFORE: f64 = 0.3;
const WORTH: f64 = 20.0;
const LIKENESS_RANGE: (f64, f64) = (0.1, 0.95);

/// From so many mentions on it is told when most of them are echoes: of fewer, half is one or two.
const ECHO_MIN: usize = 4;

/// One answer a node: yes, no, or missing.
pub type Answers = [Option<bool>];

/// Exact counts of what was heard.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Support {
    /// Conversations whose answer is known.
    pub known: usize,
    /// Conversations that said it; once each, however often they said it.
    pub mentions: usize,
    /// Branches with a known conversation.
    pub branches: usize,
    /// Branches in which it was said.
    pub branches_with: usize,
    /// How often it arose apart: conversations that said it whose nearest known ancestor did not. An upper bound when
    /// it skipped a link.
    pub origins: usize,
    /// The inverse Simpson index of the mentions over branches; 0 without any.
    pub effective_branches: f64,
    /// The share of its largest branch; 0 without any.
    pub largest_share: f64,
}

/// Pairs of a conversation and its parent whose answers are both known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pairs {
    pub both: usize,
    pub parent_only: usize,
    pub child_only: usize,
    pub neither: usize,
}

impl Pairs {
    /// Returns how many pairs there are.
    pub const fn all(self) -> usize {
        self.both + self.parent_only + self.child_only + self.neither
    }
}

/// How often something comes up, with what is known of how sure that is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prevalence {
    pub share: f64,
    /// The likeness of neighbours that was used.
    pub likeness: f64,
    /// How many conversations that know nothing of each other the known ones are worth.
    pub effective: f64,
    pub interval: Interval,
}

/// How strong the support is; thresholds are the product's choice (METHODS 1.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    SingleSource,
    Some,
    Strong,
}

impl Support {
    /// Counts what was heard; `answers` has one answer a node.
    pub fn of(forest: &Forest, answers: &Answers) -> Self {
        let above = nearest_known(forest, answers);
        let mut known_in = vec![false; forest.len()];
        let mut said_in = vec![0usize; forest.len()];
        let mut support = Self::default();
        for (node, answer) in answers.iter().enumerate() {
            let Some(said) = *answer else { continue };
            support.known += 1;
            known_in[forest.root(node)] = true;
            if said {
                support.mentions += 1;
                said_in[forest.root(node)] += 1;
                support.origins += usize::from(above[node] != Some(true));
            }
        }
        support.branches = known_in.iter().filter(|known| **known).count();
        support.branches_with = said_in.iter().filter(|said| **said > 0).count();
        if support.mentions > 0 {
            let (all, squares) = (float(support.mentions), said_in.iter().map(|m| m * m).sum());
            support.effective_branches = all * all / float(squares);
            let largest = said_in.iter().max().copied().unwrap_or_default();
            support.largest_share = float(largest) / all;
        }
        support
    }

    /// Tells whether nearly all of it comes from one branch of several.
    pub fn is_of_one_branch(&self) -> bool {
        self.branches >= 3 && self.largest_share > 0.8
    }

    /// Tells whether exactly one conversation said it.
    pub const fn is_said_once(&self) -> bool {
        self.mentions == 1
    }

    /// Tells whether several conversations said it, all of one branch.
    pub const fn is_one_branch_only(&self) -> bool {
        self.mentions > 1 && self.branches_with == 1
    }

    /// Tells whether most conversations that said it only passed it on: of four or more at most half arose apart, or
    /// nearly all stand in one branch of several (METHODS 1.3; the four and the half are the product's choice).
    pub fn is_mostly_echoed(&self) -> bool {
        self.mentions >= ECHO_MIN
            && (2 * self.origins <= self.mentions
                || (self.branches_with > 1 && self.is_of_one_branch()))
    }

    /// Tells how strong the support is.
    pub fn tier(&self) -> Tier {
        if self.origins >= 4 && self.effective_branches >= 2.5 {
            Tier::Strong
        } else if self.origins >= 2 && self.branches_with >= 2 {
            Tier::Some
        } else {
            Tier::SingleSource
        }
    }
}

/// Returns each node's nearest known ancestor's answer, through knots.
fn nearest_known(forest: &Forest, answers: &Answers) -> Vec<Option<bool>> {
    let mut above: Vec<Option<bool>> = vec![None; forest.len()];
    for &node in forest.parents_first() {
        if let Some(parent) = forest.parent(node) {
            above[node] = answers[parent].or(above[parent]);
        }
    }
    above
}

/// Counts the pairs of neighbours.
pub fn pairs(forest: &Forest, answers: &Answers) -> Pairs {
    let mut pairs = Pairs::default();
    for (node, answer) in answers.iter().enumerate() {
        let parent = forest.parent(node).and_then(|parent| answers[parent]);
        match (parent, *answer) {
            (Some(true), Some(true)) => pairs.both += 1,
            (Some(true), Some(false)) => pairs.parent_only += 1,
            (Some(false), Some(true)) => pairs.child_only += 1,
            (Some(false), Some(false)) => pairs.neither += 1,
            _ => {}
        }
    }
    pairs
}

/// Returns the correlation between a conversation and its parent, about the share of all known ones; 0 when everybody
/// or nobody said it, or there is no pair.
///
/// Source: METHODS 1.4.
pub fn correlation(share: f64, pairs: Pairs) -> f64 {
    let spread = share * (1.0 - share);
    if pairs.all() == 0 || spread <= 0.0 {
        return 0.0;
    }
    let (yes, no) = (1.0 - share, -share);
    let one = float(pairs.parent_only + pairs.child_only) * yes * no;
    let sum = float(pairs.both) * yes * yes + one + float(pairs.neither) * no * no;
    sum / float(pairs.all()) / spread
}

/// Returns the likeness of neighbours to reckon with: what was seen, drawn towards 0.3 by a weight of 20 pairs and
/// kept between 0.1 and 0.95 (METHODS 1.4).
pub fn likeness(correlation: f64, pairs: usize) -> f64 {
    let seen = float(pairs);
    let (least, most) = LIKENESS_RANGE;
    ((seen * correlation + WORTH * LIKENESS_BEFORE) / (seen + WORTH)).clamp(least, most)
}

/// Returns how many conversations that know nothing of each other the known ones are worth, at a likeness of
/// neighbours; `None` when none is known.
///
/// Source: METHODS 1.4: n² / Σ ρ^distance.
pub fn effective_size(forest: &Forest, answers: &Answers, likeness: f64) -> Option<f64> {
    let weights: Vec<f64> = answers
        .iter()
        .map(|answer| float(usize::from(answer.is_some())))
        .collect();
    let known: f64 = weights.iter().sum();
    (known > 0.0).then(|| known * known / forest.sum_of_likeness(&weights, likeness))
}

/// Estimates how often something comes up, with an interval that respects the chain; `None` when too little is known
/// ([`KNOWN_MIN`], [`EDGES_MIN`]).
pub fn prevalence(forest: &Forest, answers: &Answers) -> Option<Prevalence> {
    let pairs = pairs(forest, answers);
    let known = answers.iter().flatten().count();
    if known < KNOWN_MIN || pairs.all() < EDGES_MIN {
        return None;
    }
    estimate(forest, answers, pairs)
}

fn estimate(forest: &Forest, answers: &Answers, pairs: Pairs) -> Option<Prevalence> {
    let known = answers.iter().flatten().count();
    let said = answers.iter().flatten().filter(|said| **said).count();
    let share = float(said) / float(known.max(1));
    let likeness = likeness(correlation(share, pairs), pairs.all());
    let effective = effective_size(forest, answers, likeness)?;
    Some(Prevalence {
        share,
        likeness,
        effective,
        interval: wilson(share * effective, effective, Z95)?,
    })
}

/// Tells whether the tree bootstrap is worth showing beside the interval: enough seeds, or most conversations that
/// led on led to two or more (METHODS 1.1).
pub fn may_resample(forest: &Forest) -> bool {
    let children = forest.children();
    let seeds = forest
        .parents_first()
        .iter()
        .filter(|&&i| forest.parent(i).is_none());
    let leading = children.iter().filter(|c| !c.is_empty()).count();
    let wide = children.iter().filter(|c| c.len() >= 2).count();
    seeds.count() >= 10 || (leading > 0 && 2 * wide > leading)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "numbers of conversations are far below 2^52"
)]
fn float(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::super::forest::tests::forests;
    use super::*;

    /// A worked example of METHODS 1.7: parents (-1 is a seed), answers, and what comes of them.
    struct Example {
        parent: &'static [i64],
        said: &'static [u8],
        pairs: [usize; 4],
        origins: usize,
        branches_with: usize,
        effective_branches: f64,
        largest_share: f64,
        correlation: f64,
        likeness: f64,
        at_3: (f64, f64),
        at_5: (f64, f64),
        effective: f64,
        wilson: (f64, f64),
    }

    const EXAMPLES: [Example; 4] = [
        Example {
            parent: &[-1, 0, 1, -1, 3, 4, -1, 6, 7, -1, 9, 10],
            said: &[1, 1, 1, 0, 0, 1, 0, 0, 0, 1, 0, 0],
            pairs: [2, 1, 1, 4],
            origins: 3,
            branches_with: 3,
            effective_branches: 2.272_727,
            largest_share: 0.6,
            correlation: 0.457_143,
            likeness: 0.344_898,
            at_3: (17.52, 8.219_18),
            at_5: (22.0, 6.545_45),
            effective: 7.796_425,
            wilson: (0.159_595, 0.728_752),
        },
        Example {
            parent: &[-1, 0, 1, 2, 3, 4],
            said: &[1, 1, 0, 0, 1, 0],
            pairs: [1, 2, 1, 1],
            origins: 2,
            branches_with: 1,
            effective_branches: 1.0,
            largest_share: 1.0,
            correlation: -0.2,
            likeness: 0.2,
            at_3: (9.919_26, 3.629_30),
            at_5: (14.0625, 2.56),
            effective: 4.298_487,
            wilson: (0.156_515, 0.843_485),
        },
        Example {
            parent: &[-1, 0, 0, 1, 1, 2, 2],
            said: &[1, 1, 0, 1, 1, 0, 0],
            pairs: [3, 1, 0, 2],
            origins: 1,
            branches_with: 1,
            effective_branches: 1.0,
            largest_share: 1.0,
            correlation: 0.652_778,
            likeness: 0.381_410,
            at_3: (12.1408, 4.035_98),
            at_5: (18.0, 2.722_22),
            effective: 3.444_219,
            wilson: (0.172_459, 0.895_075),
        },
        Example {
            parent: &[-1, -1, 0, 0, 1, 2, 2, 2, 3, 4],
            said: &[1, 0, 1, 0, 0, 1, 1, 0, 0, 1],
            pairs: [3, 2, 1, 2],
            origins: 2,
            branches_with: 2,
            effective_branches: 1.470_588,
            largest_share: 0.8,
            correlation: 0.25,
            likeness: 0.285_714,
            at_3: (16.6846, 5.993_55),
            at_5: (23.875, 4.188_48),
            effective: 6.147_268,
            wilson: (0.189_928, 0.810_072),
        },
    ];

    fn forest(parent: &[i64]) -> Forest {
        Forest::of(parent.iter().map(|p| usize::try_from(*p).ok()).collect()).unwrap()
    }

    fn near(got: f64, printed: f64) {
        // The tables print five to seven digits.
        assert!(
            (got - printed).abs() < 6e-6 * printed.abs().max(1.0),
            "{got} is not {printed}"
        );
    }

    #[test]
    fn the_worked_examples_come_out_to_the_printed_digits() {
        for e in EXAMPLES {
            let forest = forest(e.parent);
            let answers: Vec<Option<bool>> = e.said.iter().map(|s| Some(*s == 1)).collect();
            let pairs = pairs(&forest, &answers);
            assert_eq!(
                [
                    pairs.both,
                    pairs.parent_only,
                    pairs.child_only,
                    pairs.neither
                ],
                e.pairs
            );
            let support = Support::of(&forest, &answers);
            assert_eq!(
                (support.origins, support.branches_with),
                (e.origins, e.branches_with)
            );
            near(support.effective_branches, e.effective_branches);
            near(support.largest_share, e.largest_share);
            let got = estimate(&forest, &answers, pairs).unwrap();
            near(correlation(got.share, pairs), e.correlation);
            near(got.likeness, e.likeness);
            near(got.effective, e.effective);
            near(got.interval.low, e.wilson.0);
            near(got.interval.high, e.wilson.1);
            let ones = vec![1.0; answers.len()];
            for (rho, (sum, size)) in [(0.3, e.at_3), (0.5, e.at_5)] {
                near(forest.sum_of_likeness(&ones, rho), sum);
                near(effective_size(&forest, &answers, rho).unwrap(), size);
            }
        }
    }

    #[test]
    fn a_node_that_is_missing_stays_as_a_knot() {
        // METHODS 1.4: B with node 2 missing at rho .5.
        let forest = forest(EXAMPLES[1].parent);
        let mut answers: Vec<Option<bool>> =
            EXAMPLES[1].said.iter().map(|s| Some(*s == 1)).collect();
        answers[2] = None;
        let weights = [1.0, 1.0, 0.0, 1.0, 1.0, 1.0];
        near(forest.sum_of_likeness(&weights, 0.5), 9.8125);
        near(effective_size(&forest, &answers, 0.5).unwrap(), 2.547_771);
        // What comes after the knot did not arise anew when what lies before it said the same.
        answers = vec![Some(true), None, Some(true), None, None, Some(true)];
        assert_eq!(Support::of(&forest, &answers).origins, 1);
    }

    #[test]
    fn little_is_only_counted() {
        let forest = forest(&[-1, 0, 1, 2, 3, 4]);
        assert_eq!(prevalence(&forest, &[Some(true); 6]), None);
        assert_eq!(Support::of(&forest, &[None; 6]), Support::default());
        assert_eq!(effective_size(&forest, &[None; 6], 0.3), None);
        let none = Forest::of(Vec::new()).unwrap();
        assert_eq!(Support::of(&none, &[]), Support::default());
        assert_eq!(prevalence(&none, &[]), None);
    }

    #[test]
    fn what_everybody_said_has_an_interval_too() {
        let line = Forest::of((0..20usize).map(|i| i.checked_sub(1)).collect()).unwrap();
        let all = prevalence(&line, &[Some(true); 20]).unwrap();
        assert!((all.interval.high - 1.0).abs() < f64::EPSILON && all.interval.low > 0.2);
    }

    /// What `tests/data/unit-examples.json` holds of each worked example: made outside of this program, by the plain
    /// reference that METHODS was written with.
    #[derive(serde::Deserialize)]
    struct Reference {
        parent: Vec<i64>,
        mention: Vec<u8>,
        n: usize,
        mentions: usize,
        prevalence: f64,
        transitions: BTreeMap<String, usize>,
        rho_edge: f64,
        rho_used: f64,
        #[serde(rename = "S")]
        sum: f64,
        n_eff: f64,
        wilson95_neff: [f64; 2],
        independent_origins: usize,
        chains: usize,
        chains_with_theme: usize,
        effective_chains: f64,
        max_chain_share: f64,
        n_eff_rho0_3: f64,
        n_eff_rho0_5: f64,
    }

    fn same(got: f64, wanted: f64) {
        assert!((got - wanted).abs() < 1e-9, "{got} is not {wanted}");
    }

    #[test]
    fn the_reference_comes_out_to_the_last_digit() {
        let text = include_str!("../../tests/data/unit-examples.json");
        let all: BTreeMap<String, Reference> = serde_json::from_str(text).unwrap();
        assert_eq!(all.len(), 4);
        for (name, e) in all {
            let forest = forest(&e.parent);
            let answers: Vec<Option<bool>> = e.mention.iter().map(|s| Some(*s == 1)).collect();
            let (support, pairs) = (Support::of(&forest, &answers), pairs(&forest, &answers));
            let counted = (support.known, support.mentions, support.branches);
            assert_eq!(counted, (e.n, e.mentions, e.chains), "{name}");
            let apart = (support.origins, support.branches_with);
            assert_eq!(
                apart,
                (e.independent_origins, e.chains_with_theme),
                "{name}"
            );
            let both = [
                pairs.both,
                pairs.parent_only,
                pairs.child_only,
                pairs.neither,
            ];
            assert_eq!(
                both,
                ["n11", "n10", "n01", "n00"].map(|key| e.transitions[key]),
                "{name}"
            );
            same(support.effective_branches, e.effective_chains);
            same(support.largest_share, e.max_chain_share);
            let got = estimate(&forest, &answers, pairs).unwrap();
            same(got.share, e.prevalence);
            same(correlation(got.share, pairs), e.rho_edge);
            same(got.likeness, e.rho_used);
            same(got.effective, e.n_eff);
            same(got.interval.low, e.wilson95_neff[0]);
            same(got.interval.high, e.wilson95_neff[1]);
            same(forest.sum_of_likeness(&vec![1.0; e.n], e.rho_used), e.sum);
            same(
                effective_size(&forest, &answers, 0.3).unwrap(),
                e.n_eff_rho0_3,
            );
            same(
                effective_size(&forest, &answers, 0.5).unwrap(),
                e.n_eff_rho0_5,
            );
        }
    }

    #[test]
    fn what_is_only_passed_on_is_told_from_what_arises_apart() {
        // Six seeds of which the first has a line of five below it.
        let parent: Vec<i64> = vec![-1, 0, 1, 2, 3, -1, -1, -1, -1, -1];
        let of = |said: &[usize]| {
            let answers: Vec<_> = (0..parent.len()).map(|i| Some(said.contains(&i))).collect();
            Support::of(&forest(&parent), &answers)
        };
        let none = of(&[]);
        assert!(!none.is_said_once() && !none.is_one_branch_only() && !none.is_mostly_echoed());
        assert!(of(&[3]).is_said_once() && !of(&[3]).is_one_branch_only());
        assert!(of(&[0, 2]).is_one_branch_only() && !of(&[0, 2]).is_said_once());
        // Three are too few to speak of echoes.
        assert!(!of(&[0, 1, 2]).is_mostly_echoed());
        assert!(of(&[0, 1, 2, 3]).is_mostly_echoed());
        // Two of four arose apart: half. Three of five: more than half.
        assert!(of(&[0, 1, 2, 5]).is_mostly_echoed());
        assert!(!of(&[0, 1, 2, 5, 6]).is_mostly_echoed());
        // Five of six in one branch, yet each apart: a line of which every other node said it.
        let line: Vec<i64> = (0..10).map(|i| i - 1).chain([-1, -1]).collect();
        let said = |i: usize| Some(i == 10 || i < 10 && i.is_multiple_of(2));
        let answers: Vec<_> = (0..line.len()).map(said).collect();
        let of_one = Support::of(&forest(&line), &answers);
        assert_eq!((of_one.mentions, of_one.origins), (6, 6));
        assert!(of_one.is_mostly_echoed() && !of_one.is_one_branch_only());
    }

    fn heard(most: usize) -> impl Strategy<Value = (Forest, Vec<Option<bool>>)> {
        (
            forests(most),
            prop::collection::vec(any::<Option<bool>>(), most),
        )
            .prop_map(|(forest, mut answers)| {
                answers.truncate(forest.len());
                (forest, answers)
            })
    }

    proptest! {
        #[test]
        fn the_order_of_arrival_changes_nothing((forest, answers) in heard(30), seed in any::<u64>()) {
            // Number the nodes anew, and say the same of them.
            let n = forest.len();
            let mut places: Vec<usize> = (0..n).collect();
            places.sort_by_key(|i| (*i as u64 + 1).wrapping_mul(seed | 1) ^ seed.rotate_left(7));
            let mut parent = vec![None; n];
            let mut moved = vec![None; n];
            for node in 0..n {
                parent[places[node]] = forest.parent(node).map(|p| places[p]);
                moved[places[node]] = answers[node];
            }
            let again = Forest::of(parent).unwrap();
            prop_assert_eq!(Support::of(&forest, &answers), Support::of(&again, &moved));
            match (prevalence(&forest, &answers), prevalence(&again, &moved)) {
                (Some(a), Some(b)) => prop_assert!((a.effective - b.effective).abs() < 1e-9),
                (a, b) => prop_assert_eq!(a, b),
            }
        }

        #[test]
        fn erasing_never_makes_it_arise_more_often_than_it_was_said((forest, answers) in heard(30), gone in any::<prop::sample::Index>()) {
            let before = Support::of(&forest, &answers);
            let mut erased = answers.clone();
            erased[gone.index(forest.len())] = None;
            let after = Support::of(&forest, &erased);
            prop_assert!(after.mentions <= before.mentions && after.known <= before.known);
            prop_assert!(after.origins <= after.mentions);
            prop_assert!(after.branches_with <= before.branches_with);
        }

        #[test]
        fn echoes_are_worth_less_than_their_number((forest, answers) in heard(30)) {
            let known = answers.iter().flatten().count();
            if let Some(size) = effective_size(&forest, &answers, 0.4) {
                prop_assert!(size <= float(known) + 1e-9 && size >= 1.0 - 1e-9);
            }
        }
    }
}
