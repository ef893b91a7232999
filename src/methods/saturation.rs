//! When new conversations stop bringing new themes, and how much is likely still unheard.
//!
//! A unit is a conversation, or a whole branch: neighbours repeat each other, so that conversations alone look more
//! complete than they are. Nothing here says "stop"; it is shown, and people decide.

use std::collections::BTreeMap;

/// How quiet it has to be (Guest, Namey, Chen, `PLoS ONE` 15(5):e0232076, 2020).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rule {
    /// How many units the base is heard from.
    pub base: usize,
    /// How many units make a run.
    pub run: usize,
    /// The share of the base's themes up to which a run counts as quiet.
    pub threshold: f64,
}

impl Default for Rule {
    fn default() -> Self {
        Self {
            base: 4,
            run: 3,
            threshold: 0.05,
        }
    }
}

/// New themes in some units one after the other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Run {
    /// The last unit of the run, counted from 1.
    pub until: usize,
    pub new: usize,
    /// New themes over the base's.
    pub ratio: f64,
}

/// What came of the rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Saturation {
    /// Themes heard in the base.
    pub base: usize,
    /// Every run, overlapping, in order.
    pub runs: Vec<Run>,
    /// The last unit of the first quiet run, counted from 1.
    pub reached: Option<usize>,
    /// Whether every run since then is quiet too.
    pub holds: bool,
}

/// Counts the themes each unit was the first to bring. `units` has the themes of each unit, in the order they came; a
/// theme may stand more than once.
pub fn first_heard(units: &[Vec<usize>]) -> Vec<usize> {
    let mut known = std::collections::BTreeSet::new();
    units
        .iter()
        .map(|themes| themes.iter().filter(|theme| known.insert(**theme)).count())
        .collect()
}

/// Applies the rule to how many new themes each unit brought. `None` when there is no run yet, or nothing was heard in
/// the base.
///
/// Source: Guest, Namey, Chen 2020: for t = base + run, …, the new themes of units t - run + 1 to t over the themes of
/// the base; the denominator stays.
pub fn saturation(new: &[usize], rule: Rule) -> Option<Saturation> {
    if rule.base == 0 || rule.run == 0 || new.len() < rule.base + rule.run {
        return None;
    }
    let base: usize = new[..rule.base].iter().sum();
    if base == 0 {
        return None;
    }
    let runs: Vec<Run> = (rule.base + rule.run..=new.len())
        .map(|until| {
            let new = new[until - rule.run..until].iter().sum();
            let ratio = float(new) / float(base);
            Run { until, new, ratio }
        })
        .collect();
    let quiet = |run: &Run| run.ratio <= rule.threshold;
    let first = runs.iter().position(quiet);
    Some(Saturation {
        base,
        reached: first.map(|at| runs[at].until),
        holds: first.is_some_and(|at| runs[at..].iter().all(quiet)),
        runs,
    })
}

/// How often themes were heard: in how many units, and how many themes in exactly one and in exactly two.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Incidence {
    pub units: usize,
    pub themes: usize,
    pub in_one: usize,
    pub in_two: usize,
    /// Themes over all units, each once a unit.
    pub incidences: usize,
}

impl Incidence {
    /// Counts the themes of each unit; a theme counts once a unit.
    pub fn of(units: &[Vec<usize>]) -> Self {
        let mut heard: BTreeMap<usize, usize> = BTreeMap::new();
        for themes in units {
            let mut themes = themes.clone();
            themes.sort_unstable();
            themes.dedup();
            for theme in themes {
                *heard.entry(theme).or_default() += 1;
            }
        }
        let of = |n| heard.values().filter(|count| **count == n).count();
        Self {
            units: units.len(),
            themes: heard.len(),
            in_one: of(1),
            in_two: of(2),
            incidences: heard.values().sum(),
        }
    }

    /// Tells whether there is enough to say what is unheard (METHODS 2.2).
    pub const fn is_enough(&self) -> bool {
        self.units >= 10 && self.incidences >= 20
    }

    /// Estimates how many themes there are at the least, those unheard included.
    pub fn chao2(&self) -> f64 {
        float(self.themes) + self.unseen()
    }

    /// Estimates how many themes are unheard, at the least.
    ///
    /// Source: A. Chao, Estimating the population size for capture-recapture data with unequal catchability,
    /// Biometrics 43 (1987) 783-791, in the form of METHODS 2.2.
    pub fn unseen(&self) -> f64 {
        let (units, one, two) = (float(self.units), float(self.in_one), float(self.in_two));
        if self.units == 0 {
            return 0.0;
        }
        let unseen = if self.in_two > 0 {
            one * one / (2.0 * two)
        } else {
            one * (one - 1.0) / 2.0
        };
        (units - 1.0) / units * unseen
    }

    /// Estimates the share of what comes up that belongs to themes already heard, from 0 to 1.
    ///
    /// Source: A. Chao, L. Jost, Coverage-based rarefaction and extrapolation, Ecology 93 (2012) 2533-2547, in the form
    /// of METHODS 2.2.
    pub fn coverage(&self) -> f64 {
        if self.in_one == 0 || self.incidences == 0 {
            return 1.0;
        }
        let (one, two) = (float(self.in_one), float(self.in_two));
        let others = float(self.units.saturating_sub(1));
        let (above, below) = if self.in_two > 0 {
            (others * one, others * one + 2.0 * two)
        } else {
            (others * (one - 1.0), others * (one - 1.0) + 2.0)
        };
        1.0 - one / float(self.incidences) * (above / below)
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "numbers of themes and conversations are far below 2^52"
)]
fn float(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The published example (METHODS 2.1): 37 themes in the first four, then 4, 3, 1, 0, 1, 0 new ones.
    const PUBLISHED: [usize; 10] = [20, 9, 5, 3, 4, 3, 1, 0, 1, 0];

    #[test]
    fn the_published_example_is_quiet_at_six_and_two_and_at_seven_and_three() {
        let rule = Rule {
            run: 2,
            ..Rule::default()
        };
        let two = saturation(&PUBLISHED, rule).unwrap();
        assert_eq!(two.base, 37);
        assert_eq!(
            two.runs.iter().map(|r| r.new).collect::<Vec<_>>(),
            [7, 4, 1, 1, 1]
        );
        let percent: Vec<f64> = two
            .runs
            .iter()
            .map(|r| (r.ratio * 1000.0).round() / 10.0)
            .collect();
        assert_eq!(percent, [18.9, 10.8, 2.7, 2.7, 2.7]);
        assert_eq!((two.reached, two.holds), (Some(8), true));
        let three = saturation(&PUBLISHED, Rule::default()).unwrap();
        assert_eq!(
            three.runs.iter().map(|r| r.new).collect::<Vec<_>>(),
            [8, 4, 2, 1]
        );
        assert_eq!((three.reached, three.holds), (Some(10), true));
    }

    #[test]
    fn a_run_that_breaks_it_later_is_said() {
        let mut later = PUBLISHED.to_vec();
        later.extend([6, 0]);
        let got = saturation(&later, Rule::default()).unwrap();
        assert_eq!((got.reached, got.holds), (Some(10), false));
    }

    #[test]
    fn too_little_says_nothing() {
        assert_eq!(saturation(&[], Rule::default()), None);
        assert_eq!(saturation(&[3, 2, 1, 1, 0, 0], Rule::default()), None);
        assert_eq!(saturation(&[0; 12], Rule::default()), None);
        assert!(!Incidence::of(&[vec![1, 2], vec![1]]).is_enough());
        assert!(Incidence::default().chao2() < f64::EPSILON);
    }

    /// Abundances of the iNEXT data are the same formulas with individuals as units.
    fn of(
        units: usize,
        incidences: usize,
        themes: usize,
        in_one: usize,
        in_two: usize,
    ) -> Incidence {
        Incidence {
            units,
            themes,
            in_one,
            in_two,
            incidences,
        }
    }

    #[test]
    fn the_reference_values_come_out_to_the_printed_digits() {
        for (data, chao, coverage) in [
            (of(168, 168, 26, 12, 4), 43.892_857, 0.928_855),
            (of(252, 252, 37, 14, 4), 61.402_778, 0.944_571),
            (of(230, 2943, 241, 71, 34), 314.810_038, 0.975_975),
        ] {
            assert!((data.chao2() - chao).abs() < 6e-7, "{}", data.chao2());
            assert!(
                (data.coverage() - coverage).abs() < 6e-7,
                "{}",
                data.coverage()
            );
        }
    }

    fn units() -> impl Strategy<Value = Vec<Vec<usize>>> {
        prop::collection::vec(prop::collection::vec(0usize..30, 0..6), 0..40)
    }

    proptest! {
        #[test]
        fn every_theme_is_new_once(units in units()) {
            let themes = Incidence::of(&units).themes;
            prop_assert_eq!(first_heard(&units).iter().sum::<usize>(), themes);
        }

        #[test]
        fn there_are_never_fewer_themes_than_were_heard(units in units()) {
            let heard = Incidence::of(&units);
            prop_assert!(heard.chao2() >= float(heard.themes) - 1e-9);
            prop_assert!((0.0..=1.0).contains(&heard.coverage()));
        }
    }
}
