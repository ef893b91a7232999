//! What people make of draft actions by agreeing, passing and disagreeing: which come first, and which cannot be said yet.
//!
//! An action stands high when every part of the people supports it, not when the largest part does: the score is the
//! geometric mean of smoothed support over groups that people declared themselves, and over branches. Actions that few
//! have seen are not ranked at all.
//!
//! Source: METHODS 3.1 and 3.2; the statistics are those of Polis (C. Small and others, Polis: scaling deliberation by
//! mapping high dimensional opinion spaces, Recerca 26, 2021), worked from the formulas.

use std::cmp::Ordering;

use super::intervals::{Interval, wilson};

/// What one person makes of one action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    Agree,
    Pass,
    Disagree,
}

/// The normal quantile from which a one-sided test at 90 % counts.
const Z90_ONE_SIDED: f64 = 1.2816;
/// The normal quantile of a two-sided 90 % interval.
const Z90: f64 = 1.644_853_627;
/// An action is ranked once so many have seen it, and a tenth of all voters, and so many of each group.
const SEEN_MIN: usize = 8;
const SEEN_OF_GROUP_MIN: usize = 3;
/// Smaller groups are put together: they could not be told apart from one person.
const GROUP_MIN: usize = 5;

/// How many agreed, disagreed and passed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub agree: usize,
    pub disagree: usize,
    pub pass: usize,
}

impl Tally {
    /// Adds one person's choice.
    pub const fn add(&mut self, choice: Choice) {
        match choice {
            Choice::Agree => self.agree += 1,
            Choice::Disagree => self.disagree += 1,
            Choice::Pass => self.pass += 1,
        }
    }

    /// How many have seen it: passing is seeing.
    pub const fn seen(self) -> usize {
        self.agree + self.disagree + self.pass
    }

    /// The smoothed share who agree, (A + 1) / (S + 2): a half before anybody has seen it.
    pub fn support(self) -> f64 {
        float(self.agree + 1) / float(self.seen() + 2)
    }

    /// The smoothed share who disagree.
    pub fn refusal(self) -> f64 {
        float(self.disagree + 1) / float(self.seen() + 2)
    }

    /// How far the share who agree is from a half, in standard deviations (`pat` of Polis).
    pub fn support_z(self) -> f64 {
        from_half(self.agree, self.seen())
    }

    /// The same of those who disagree (`pdt`).
    pub fn refusal_z(self) -> f64 {
        from_half(self.disagree, self.seen())
    }

    /// Tells whether most agree beyond chance.
    pub fn is_agreed(self) -> bool {
        self.support() > 0.5 && self.support_z() > Z90_ONE_SIDED
    }
}

fn from_half(part: usize, seen: usize) -> f64 {
    let n = float(seen + 1);
    2.0 * n.sqrt() * (float(part + 1) / n - 0.5)
}

/// How a group's choices differ from everybody else's, for agreeing (`agree`) and disagreeing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// The group's share over the others' (`ra`, `rd`).
    pub ratio: f64,
    /// The two-proportion test between them, in standard deviations (`rat`, `rdt`).
    pub z: f64,
}

impl Difference {
    /// Compares those who agree in a group with those who do outside it.
    pub fn of_agreeing(own: Tally, others: Tally) -> Self {
        Self {
            ratio: own.support() / others.support(),
            z: two_shares(own.agree, own.seen(), others.agree, others.seen()),
        }
    }

    /// Compares those who disagree.
    pub fn of_disagreeing(own: Tally, others: Tally) -> Self {
        Self {
            ratio: own.refusal() / others.refusal(),
            z: two_shares(own.disagree, own.seen(), others.disagree, others.seen()),
        }
    }
}

/// Tests two shares against each other, one added to every count; 0 where there is nothing to tell.
fn two_shares(own: usize, own_seen: usize, others: usize, others_seen: usize) -> f64 {
    let (n1, n2) = (float(own_seen + 1), float(others_seen + 1));
    let (p1, p2) = (float(own + 1) / n1, float(others + 1) / n2);
    let both = float(own + others + 2) / (n1 + n2);
    let spread = (both * (1.0 - both) * (1.0 / n1 + 1.0 / n2)).sqrt();
    if spread > 0.0 {
        (p1 - p2) / spread
    } else {
        0.0
    }
}

/// One way in which people are told apart: by where they live, say, or by branch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grouping {
    /// Each voter's group.
    of: Vec<Option<usize>>,
    groups: usize,
}

impl Grouping {
    /// Groups voters by what they declared; whoever said nothing is with the rest. Groups under five go together, and
    /// when that is under five too it is left out. `None` when fewer than two are left: then nothing is told apart.
    pub fn of(declared: &[Option<usize>]) -> Option<Self> {
        let most = declared.iter().flatten().max().map_or(0, |most| most + 1);
        let mut sizes = vec![0; most];
        for group in declared.iter().flatten() {
            sizes[*group] += 1;
        }
        let mut groups = 0;
        let new: Vec<Option<usize>> = sizes
            .iter()
            .map(|size| {
                (*size >= GROUP_MIN).then(|| {
                    groups += 1;
                    groups - 1
                })
            })
            .collect();
        let place = |group: &Option<usize>| group.and_then(|group| new[group]);
        let mut of: Vec<Option<usize>> = declared.iter().map(place).collect();
        if of.iter().filter(|group| group.is_none()).count() >= GROUP_MIN {
            for group in &mut of {
                group.get_or_insert(groups);
            }
            groups += 1;
        }
        (groups >= 2).then_some(Self { of, groups })
    }

    /// Counts an action's votes in each group. `votes` has a voter and a choice.
    pub fn tallies(&self, votes: &[(usize, Choice)]) -> Vec<Tally> {
        let mut tallies = vec![Tally::default(); self.groups];
        for (voter, choice) in votes {
            if let Some(group) = self.of.get(*voter).copied().flatten() {
                tallies[group].add(*choice);
            }
        }
        tallies
    }
}

/// What can be said of an action that enough people have seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    /// Most agree, beyond chance.
    Consensus,
    /// One group agrees and another does not: support of at least .6 here and at most .4 there.
    Divided,
    /// Many agree and many disagree: at least three in ten each.
    Contested,
    /// None of these.
    Open,
}

/// An action with its votes, as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranked {
    /// Its place among the actions that were given.
    pub action: usize,
    pub tally: Tally,
    /// From 0 to 1; it orders actions and is no share of people.
    pub score: f64,
    /// The share who agree, with how far it may be from the true one (90 %).
    pub interval: Interval,
    pub label: Label,
}

/// The actions in two lists: those that can be ranked, the best supported first, and those that need more votes, in the
/// order they were given.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ranking {
    pub ranked: Vec<Ranked>,
    pub needs_votes: Vec<(usize, Tally)>,
}

/// Ranks actions by how all groups support them.
///
/// `votes` has for each action its voters and their choices, each voter once; `voters` is how many people voted on
/// anything; `worth` says, where it is known, how many voters who know nothing of each other those of an action are worth
/// (METHODS 1.4), and makes the interval wider. Equal scores: the higher lower end, then the more seen, then as given.
pub fn rank(
    votes: &[Vec<(usize, Choice)>],
    voters: usize,
    groupings: &[Grouping],
    worth: impl Fn(usize) -> Option<f64>,
) -> Ranking {
    let enough = SEEN_MIN.max(voters.div_ceil(10));
    let mut ranking = Ranking::default();
    for (action, votes) in votes.iter().enumerate() {
        let mut tally = Tally::default();
        for (_, choice) in votes {
            tally.add(*choice);
        }
        let groups: Vec<Vec<Tally>> = groupings.iter().map(|g| g.tallies(votes)).collect();
        let unseen = groups
            .iter()
            .flatten()
            .any(|t| t.seen() < SEEN_OF_GROUP_MIN);
        let worth = worth(action).unwrap_or(float(tally.seen()));
        let share = float(tally.agree) / float(tally.seen().max(1));
        let interval = wilson(share * worth, worth, Z90);
        match interval.filter(|_| tally.seen() >= enough && !unseen) {
            None => ranking.needs_votes.push((action, tally)),
            Some(interval) => ranking.ranked.push(Ranked {
                action,
                tally,
                score: score(tally, &groups),
                interval,
                label: label(tally, &groups),
            }),
        }
    }
    ranking.ranked.sort_by(before);
    ranking
}

fn before(one: &Ranked, other: &Ranked) -> Ordering {
    let (low, other_low) = (one.interval.low, other.interval.low);
    other
        .score
        .total_cmp(&one.score)
        .then(other_low.total_cmp(&low))
        .then(other.tally.seen().cmp(&one.tally.seen()))
        .then(one.action.cmp(&other.action))
}

/// Scores an action: for each way of telling people apart the geometric mean of its groups' support, and of those the
/// geometric mean, so that a way with many groups weighs no more. Without groups, its support.
fn score(tally: Tally, groups: &[Vec<Tally>]) -> f64 {
    if groups.is_empty() {
        return tally.support();
    }
    let mean = |values: &[f64]| {
        // In order of size, so that the sum does not depend on how groups are numbered.
        let mut logs: Vec<f64> = values.iter().map(|value| value.ln()).collect();
        logs.sort_by(f64::total_cmp);
        (logs.iter().sum::<f64>() / float(logs.len())).exp()
    };
    let each = |group: &Vec<Tally>| mean(&group.iter().map(|t| t.support()).collect::<Vec<_>>());
    mean(&groups.iter().map(each).collect::<Vec<_>>())
}

fn label(tally: Tally, groups: &[Vec<Tally>]) -> Label {
    let divides = |group: &Vec<Tally>| {
        group.iter().any(|t| t.support() >= 0.6) && group.iter().any(|t| t.support() <= 0.4)
    };
    if groups.iter().any(divides) {
        Label::Divided
    } else if 10 * tally.agree.min(tally.disagree) >= 3 * tally.seen() {
        Label::Contested
    } else if tally.is_agreed() {
        Label::Consensus
    } else {
        Label::Open
    }
}

/// How much there is to learn from showing an action to one more person: more for what few have seen, less for what
/// people pass on (METHODS 3.2, without a map of opinions).
pub fn priority(tally: Tally) -> f64 {
    let passed = float(tally.pass + 1) / float(tally.seen() + 2);
    let new = 1.0 + 8.0 * (-float(tally.seen()) / 5.0).exp2();
    ((1.0 - passed) * tally.support() * new).powi(2)
}

/// Chooses which action a person sees next, by lot in proportion to what there is to learn; `lot` is from 0 up to 1.
/// `None` when there is none left.
pub fn next(open: &[Tally], lot: f64) -> Option<usize> {
    let weights: Vec<f64> = open.iter().map(|tally| priority(*tally)).collect();
    let mut left = lot.clamp(0.0, 1.0) * weights.iter().sum::<f64>();
    let passed = |weight: &f64| {
        left -= weight;
        left < 0.0
    };
    let chosen = weights.iter().position(passed);
    chosen.or_else(|| open.len().checked_sub(1))
}

#[expect(
    clippy::cast_precision_loss,
    reason = "counts of people are far below 2^52"
)]
const fn float(n: usize) -> f64 {
    n as f64
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn near(found: f64, printed: f64) {
        let digits = 0.5e-6 + 1e-12;
        assert!((found - printed).abs() <= digits, "{found} for {printed}");
    }

    const fn tally(agree: usize, disagree: usize, seen: usize) -> Tally {
        Tally {
            agree,
            disagree,
            pass: seen - agree - disagree,
        }
    }

    fn together(one: Tally, other: Tally) -> Tally {
        tally(
            one.agree + other.agree,
            one.disagree + other.disagree,
            one.seen() + other.seen(),
        )
    }

    /// METHODS 3.3: statement 14 of brexit-consensus, every printed number.
    #[test]
    fn statement_14_of_methods_3_3() {
        let (g0, g1) = (tally(85, 1, 89), tally(71, 3, 78));
        near(g0.support(), 0.945_055);
        near(g1.support(), 0.9);
        near(g0.support() * g1.support(), 0.850_549);
        near(together(g0, g1).support(), 0.928_994);
        near(g0.support_z(), 8.643_559);
        near(g0.refusal_z(), -9.065_196);
        near(Difference::of_agreeing(g0, g1).ratio, 1.050_061);
        near(Difference::of_disagreeing(g0, g1).ratio, 0.439_560);
        near(Difference::of_agreeing(g0, g1).z, 1.161_217);
        near(Difference::of_disagreeing(g0, g1).z, -0.995_842);
        near(g1.support_z(), 7.313_071);
        near(Difference::of_agreeing(g1, g0).ratio, 0.952_326);
        near(Difference::of_agreeing(g1, g0).z, -1.161_217);
        let all = together(g0, g1);
        assert_eq!((all.agree, all.seen()), (156, 167));
        assert!((all.support_z() - 11.2641).abs() < 0.5e-4);
        assert!(all.is_agreed());
    }

    #[test]
    fn statement_19_of_methods_3_3() {
        let (g0, g1) = (tally(66, 1, 72), tally(56, 2, 59));
        near(g0.support() * g1.support(), 0.846_035);
        near(together(g0, g1).support(), 0.924_812);
        assert!((together(g0, g1).support_z() - 9.9224).abs() < 0.5e-4);
        assert!((score(together(g0, g1), &[vec![g0, g1]]) - 0.846_035_f64.sqrt()).abs() < 1e-6);
    }

    /// Votes of people 0, 1, 2, … in turn: so many agree, disagree and pass.
    fn votes(agree: usize, disagree: usize, pass: usize) -> Vec<(usize, Choice)> {
        let choices = std::iter::repeat_n(Choice::Agree, agree)
            .chain(std::iter::repeat_n(Choice::Disagree, disagree))
            .chain(std::iter::repeat_n(Choice::Pass, pass));
        choices.enumerate().collect()
    }

    #[test]
    fn what_few_have_seen_is_never_ranked() {
        let lists = [
            votes(1, 0, 0),
            votes(8, 0, 0),
            votes(4, 3, 0),
            vec![],
            votes(0, 0, 9),
        ];
        let ranking = rank(&lists, 20, &[], |_| None);
        let ranked: Vec<usize> = ranking.ranked.iter().map(|r| r.action).collect();
        assert_eq!(ranked, [1, 4]);
        let waiting: Vec<usize> = ranking.needs_votes.iter().map(|one| one.0).collect();
        assert_eq!(waiting, [0, 2, 3]);
        // A tenth of all voters, too.
        assert!(rank(&lists, 101, &[], |_| None).ranked.is_empty());
        assert_eq!(rank(&[], 0, &[], |_| None), Ranking::default());
    }

    #[test]
    fn an_action_all_groups_support_stands_above_one_the_largest_group_loves() {
        // Twelve in one group, six in the other.
        let groups: Vec<Option<usize>> = (0..18).map(|n| Some(usize::from(n >= 12))).collect();
        let groupings = [Grouping::of(&groups).unwrap()];
        let all = |agrees: &dyn Fn(usize) -> bool, otherwise: Choice| -> Vec<(usize, Choice)> {
            let choice = |n| if agrees(n) { Choice::Agree } else { otherwise };
            (0..18).map(|n| (n, choice(n))).collect()
        };
        let loved = all(&|n| n < 12, Choice::Disagree);
        let liked = all(&|n| !(8..14).contains(&n), Choice::Pass);
        let ranking = rank(&[loved, liked], 18, &groupings, |_| None);
        let [first, second] = ranking.ranked.as_slice() else {
            panic!("{ranking:?}")
        };
        assert_eq!((first.action, first.label), (1, Label::Consensus));
        assert_eq!((second.action, second.label), (0, Label::Divided));
        assert_eq!(first.tally.agree, second.tally.agree, "as many with either");
        let contested = rank(&[votes(6, 5, 2)], 13, &[], |_| None);
        assert_eq!(contested.ranked[0].label, Label::Contested);
        let open = rank(&[votes(4, 2, 7)], 13, &[], |_| None);
        assert_eq!(open.ranked[0].label, Label::Open);
        let unseen = rank(&[votes(12, 0, 0)], 18, &groupings, |_| None);
        assert!(unseen.ranked.is_empty(), "the second group has not seen it");
    }

    #[test]
    fn small_groups_are_put_together_and_one_group_is_none() {
        let sizes = |sizes: &[usize]| -> Vec<Option<usize>> {
            let one = |(group, size): (usize, &usize)| std::iter::repeat_n(Some(group), *size);
            sizes.iter().enumerate().flat_map(one).collect()
        };
        assert_eq!(Grouping::of(&sizes(&[5, 5])).unwrap().groups, 2);
        assert_eq!(Grouping::of(&sizes(&[5, 4, 1])).unwrap().groups, 2);
        assert_eq!(Grouping::of(&sizes(&[5, 4])), None, "four are too few");
        assert_eq!(Grouping::of(&sizes(&[20])), None);
        assert_eq!(Grouping::of(&[]), None);
        assert_eq!(Grouping::of(&[None; 9]), None);
        let with_silent: Vec<_> = [sizes(&[6]), vec![None; 5]].concat();
        assert_eq!(Grouping::of(&with_silent).unwrap().groups, 2);
    }

    #[test]
    fn neighbours_who_echo_each_other_make_the_range_wider() {
        let list = [votes(12, 3, 1)];
        let plain = rank(&list, 16, &[], |_| None).ranked[0].interval;
        let echoed = rank(&list, 16, &[], |_| Some(6.0)).ranked[0].interval;
        assert!(echoed.low < plain.low && plain.high < echoed.high);
    }

    #[test]
    fn what_few_have_seen_is_shown_next() {
        let fresh = Tally::default();
        assert!((priority(fresh) - (0.5 * 0.5 * 9.0_f64).powi(2)).abs() < 1e-12);
        assert!(priority(fresh) > priority(tally(20, 0, 20)));
        assert!(
            priority(tally(5, 0, 10)) < priority(tally(5, 5, 10)),
            "passed on"
        );
        assert_eq!(next(&[], 0.5), None);
        let open = [tally(40, 0, 40), fresh, tally(0, 40, 40)];
        assert_eq!(next(&open, 0.0), Some(0));
        assert_eq!(next(&open, 0.5), Some(1));
        assert_eq!(next(&open, 1.0), Some(2));
    }

    proptest! {
        #[test]
        fn nothing_changes_when_voters_and_groups_are_named_otherwise(
            rows in proptest::collection::vec(
                (proptest::option::of(0_usize..3), proptest::collection::vec(0_u8..4, 4)), 0..40,
            ),
        ) {
            let choice = |n: u8| match n {
                1 => Some(Choice::Agree),
                2 => Some(Choice::Disagree),
                3 => Some(Choice::Pass),
                _ => None,
            };
            let ranked = |rows: &[(Option<usize>, Vec<u8>)]| {
                let votes: Vec<Vec<(usize, Choice)>> = (0..4)
                    .map(|action| {
                        let own = rows.iter().enumerate();
                        own.filter_map(|(voter, row)| Some((voter, choice(row.1[action])?))).collect()
                    })
                    .collect();
                let declared: Vec<_> = rows.iter().map(|row| row.0).collect();
                let groupings: Vec<_> = Grouping::of(&declared).into_iter().collect();
                rank(&votes, rows.len(), &groupings, |_| None)
            };
            let mut renamed: Vec<(Option<usize>, Vec<u8>)> =
                rows.iter().map(|(group, row)| (group.map(|g| 7 - g), row.clone())).collect();
            renamed.reverse();
            prop_assert_eq!(ranked(&rows), ranked(&renamed));
        }
    }
}
