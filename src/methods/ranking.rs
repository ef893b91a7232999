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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
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

    /// Tells whether most disagree beyond chance.
    pub fn is_refused(self) -> bool {
        self.refusal() > 0.5 && self.refusal_z() > Z90_ONE_SIDED
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

    /// Tells whether the group's share is larger beyond chance.
    pub fn is_more(self) -> bool {
        self.z > Z90_ONE_SIDED
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

/// Lists the actions that most agree with beyond chance, the clearest first, at most `most` (the consensus list of METHODS
/// 3.2): ordered by smoothed support times how far it is from a half; equal ones as given.
pub fn consensus(tallies: &[Tally], most: usize) -> Vec<usize> {
    let weight = |action: usize| tallies[action].support() * tallies[action].support_z();
    let mut agreed: Vec<usize> = (0..tallies.len())
        .filter(|action| tallies[*action].is_agreed())
        .collect();
    agreed.sort_by(|one, other| weight(*other).total_cmp(&weight(*one)));
    agreed.truncate(most);
    agreed
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
mod tests;
