//! Who thinks alike: groups found in votes, what each agreed on more than others, and what all agree on.
//!
//! Found groups are close to noise with few votes, so there is a map only from forty people on who answered twenty cards
//! each (METHODS 3.4). It ranks nothing. A group has five people or more, and so has everything that is told of it; the
//! same answers give the same map in whatever order people come.
//!
//! Source: METHODS 3.2; the statistics are those of Polis (C. Small and others, Polis: scaling deliberation by mapping
//! high dimensional opinion spaces, Recerca 26, 2021), worked from the formulas.

use super::ranking::{Choice, Difference, Tally, consensus};
use plane::Point;

mod camps;
mod plane;
#[cfg(test)]
mod tests;

/// There is a map from so many people on who answered so many cards each.
pub const PEOPLE_MIN: usize = 40;
pub const VOTES_MIN: usize = 20;
/// Of fewer people nothing is told.
const GROUP_MIN: usize = 5;
/// So many actions are told of a group, and of all, at most.
const TOLD_MAX: usize = 5;

/// One person's answers: one for each action, or none.
pub type Answers = Vec<Option<Choice>>;

/// What groups there are.
#[derive(Clone, Debug, PartialEq)]
pub struct Map {
    /// How many people it is made of.
    pub people: usize,
    /// The largest first. A single one where people do not fall into groups.
    pub groups: Vec<Group>,
    /// What most people agree with in every group, the clearest first.
    pub agreed: Vec<Agreed>,
}

/// People who answered alike.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    pub people: usize,
    /// Where its middle stands; near groups answered more alike.
    pub middle: Point,
    /// What it agrees or disagrees with more than others do.
    pub apart: Vec<Apart>,
}

/// An action on which a group differs from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Apart {
    /// Its place among the actions that were given.
    pub action: usize,
    /// It agrees more than others; else it disagrees more.
    pub agrees: bool,
    pub own: Tally,
    pub others: Tally,
}

/// An action every group agrees with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Agreed {
    pub action: usize,
    pub tally: Tally,
}

fn answered(row: &Answers) -> usize {
    row.iter().flatten().count()
}

/// Counts the people who answered enough to be on the map.
pub fn count_people(rows: &[Answers]) -> usize {
    rows.iter().filter(|row| answered(row) >= VOTES_MIN).count()
}

/// Makes the map of people's answers, all of them rows of the same length; `None` where too few answered enough.
pub fn map(rows: &[Answers]) -> Option<Map> {
    let enough = rows.iter().filter(|row| answered(row) >= VOTES_MIN);
    let mut people: Vec<&[Option<Choice>]> = enough.map(Vec::as_slice).collect();
    if people.len() < PEOPLE_MIN {
        return None;
    }
    // In the order of what they answered: the map knows nothing of who they are or when they came.
    people.sort_unstable();
    let points = plane::project(&people);
    let of = camps::find(&points);
    let mut members = vec![Vec::new(); of.iter().max().map_or(0, |most| most + 1)];
    for (place, group) in of.iter().enumerate() {
        members[*group].push(place);
    }
    let tallies: Vec<Vec<Tally>> = members
        .iter()
        .map(|own| tally(own.iter().map(|place| people[*place])))
        .collect();
    let all = tally(people.iter().copied());
    let groups = members.iter().zip(&tallies).map(|(own, tallies)| Group {
        people: own.len(),
        middle: middle(own.iter().map(|place| points[*place])),
        apart: apart(tallies, &all),
    });
    Some(Map {
        people: people.len(),
        groups: groups.collect(),
        agreed: agreed(&all, &tallies),
    })
}

fn tally<'a>(rows: impl Iterator<Item = &'a [Option<Choice>]>) -> Vec<Tally> {
    let mut tallies = Vec::new();
    for row in rows {
        tallies.resize(row.len().max(tallies.len()), Tally::default());
        for (tally, choice) in tallies.iter_mut().zip(row) {
            if let Some(choice) = choice {
                tally.add(*choice);
            }
        }
    }
    tallies
}

fn middle(points: impl Iterator<Item = Point>) -> Point {
    let (mut sum, mut people) = ([0.0; 2], 0.0);
    for point in points {
        sum = [sum[0] + point[0], sum[1] + point[1]];
        people += 1.0;
    }
    sum.map(|x| if people > 0.0 { x / people } else { 0.0 })
}

/// Finds what a group agrees or disagrees with beyond chance, and more than others beyond chance: what it differs by most
/// first, but the clearest agreement before everything.
fn apart(group: &[Tally], all: &[Tally]) -> Vec<Apart> {
    let mut found: Vec<(f64, Apart)> = Vec::new();
    for (action, (own, all)) in group.iter().zip(all).enumerate() {
        let others = Tally {
            agree: all.agree - own.agree,
            disagree: all.disagree - own.disagree,
            pass: all.pass - own.pass,
        };
        if own.seen().min(others.seen()) < GROUP_MIN {
            continue;
        }
        let more = Difference::of_agreeing(*own, others);
        let less = Difference::of_disagreeing(*own, others);
        let weight = if more.is_more() && own.is_agreed() {
            more.ratio * more.z * own.support() * own.support_z()
        } else if less.is_more() && own.is_refused() {
            less.ratio * less.z * own.refusal() * own.refusal_z()
        } else {
            continue;
        };
        let agrees = own.is_agreed();
        let own = *own;
        found.push((
            weight,
            Apart {
                action,
                agrees,
                own,
                others,
            },
        ));
    }
    found.sort_by(|one, other| other.0.total_cmp(&one.0));
    if let Some(best) = found.iter().position(|(_, apart)| apart.agrees) {
        found[..=best].rotate_right(1);
    }
    found.truncate(TOLD_MAX);
    found.into_iter().map(|(_, apart)| apart).collect()
}

/// Finds what most people agree with, and most in every group, each of which has seen it.
fn agreed(all: &[Tally], groups: &[Vec<Tally>]) -> Vec<Agreed> {
    let everywhere = |action: &usize| {
        groups
            .iter()
            .map(|group| group[*action])
            .all(|own| own.seen() >= GROUP_MIN && 2 * own.agree > own.seen())
    };
    let clearest = consensus(all, all.len()).into_iter().filter(everywhere);
    let told = clearest.take(TOLD_MAX).map(|action| Agreed {
        action,
        tally: all[action],
    });
    told.collect()
}
