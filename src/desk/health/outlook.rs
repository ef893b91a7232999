//! From a chain's figures to its forecast: what is open today, how likely each goes well, and how long it takes.

use chrono::{DateTime, Utc};
use entity::shared::Door;

use super::figures::{Figures, days_between, is_open};
use super::read::Link;
use crate::methods::branching::Offspring;
use crate::methods::branching::forecast::{Delays, Leads, Open, Setting};

/// How many more first people are tried.
pub const MORE: [usize; 4] = [0, 1, 3, 5];
/// At most so many stretches of days are told one by one.
const STRETCHES: u32 = 12;
/// What a step is believed to take in days before anything is seen.
const USUAL: f64 = 14.0;
/// An open step is believed to go well as often as not; that is worth ten that are finished.
const BELIEF: (f64, f64) = (5.0, 10.0);
/// The steps with times of their own: links that are invited, agreed, contacted; first people who are asked.
const FIRST: usize = 3;
const TURN: usize = 4;

/// What is asked of a forecast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question {
    /// Midnight at the beginning of today, where the host is: so the figures stay the same all day.
    pub today: DateTime<Utc>,
    /// How many days from today on, today counted.
    pub days: u32,
    /// How many chats are hoped for in all.
    pub goal: Option<u32>,
}

/// Returns after how many days each the range is told: whole weeks.
pub fn every(days: u32) -> u32 {
    days.div_ceil(7).div_ceil(STRETCHES).max(1) * 7
}

/// Puts together what the runs start from.
///
/// A link goes well as often as finished links that came as far; a turn without a link as often as old turns. A link that
/// fails is not tried again, so the forecast leans to the careful side. Who waits for a partner counts once they have one.
pub fn setting(figures: &Figures<'_>, question: Question, limit: usize) -> Setting {
    let offspring = Offspring::smoothed(&figures.offspring(), limit);
    let links = &figures.rows.links;
    let reached = [
        times(links, |link| Some(link.invited_at)),
        times(links, |link| link.agreed_at),
        times(links, |link| link.contacted_at),
    ];
    let chances = reached
        .each_ref()
        .map(|reached| chance_of(reached, figures.now));
    let mut steps: Vec<Delays> = reached.iter().map(|reached| waits_of(reached)).collect();
    let (first, first_waits) = first_people(figures);
    steps.push(first_waits);
    let since = |at| days_between(at, question.today);
    let mut open: Vec<Open> = Vec::new();
    for turn in figures.turns.iter().filter(|turn| !turn.over) {
        let had = turn.chats.len();
        let leads = Leads::ToChat { had };
        let began = turn.chats.last().copied().unwrap_or(turn.since);
        open.push(match turn.live.map(stage_of) {
            Some((stage, at)) => Open {
                leads,
                chance: chances[stage],
                delays: stage,
                since: since(at),
            },
            None => Open {
                leads,
                chance: offspring.one_more(had),
                delays: TURN,
                since: since(began),
            },
        });
    }
    for person in &figures.rows.people {
        let gone = person.stopped_at.or(person.erased_at).or(person.bounced_at);
        if person.door == Door::Starter && person.agreed_at.is_none() && gone.is_none() {
            open.push(Open {
                leads: Leads::ToTurn,
                chance: first,
                delays: FIRST,
                since: since(person.joined_at),
            });
        }
    }
    Setting {
        offspring,
        turn: turn_waits(figures),
        steps,
        open,
        days: f64::from(question.days),
        every: f64::from(every(question.days)),
        wanted: question
            .goal
            .map_or(0, |goal| goal.saturating_sub(count(figures.chats))),
        more: MORE.to_vec(),
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// The links that came to a stage, with when they did.
fn times(
    links: &[Link],
    at: impl Fn(&Link) -> Option<DateTime<Utc>>,
) -> Vec<(&Link, DateTime<Utc>)> {
    links
        .iter()
        .filter_map(|link| at(link).map(|at| (link, at)))
        .collect()
}

fn stage_of(link: &Link) -> (usize, DateTime<Utc>) {
    match (link.contacted_at, link.agreed_at) {
        (Some(at), _) => (2, at),
        (None, Some(at)) => (1, at),
        (None, None) => (0, link.invited_at),
    }
}

fn chance_of(reached: &[(&Link, DateTime<Utc>)], now: DateTime<Utc>) -> f64 {
    let finished = reached.iter().filter(|(link, _)| !is_open(link, now));
    let (good, all) = finished.fold((0, 0), |(good, all), (link, _)| {
        (good + u32::from(link.recorded_at.is_some()), all + 1_u32)
    });
    (f64::from(good) + BELIEF.0) / (f64::from(all) + BELIEF.1)
}

fn waits_of(reached: &[(&Link, DateTime<Utc>)]) -> Delays {
    let waits = reached
        .iter()
        .filter_map(|(link, at)| link.recorded_at.map(|to| days_between(*at, to)));
    Delays::of(&waits.collect::<Vec<_>>(), USUAL)
}

fn first_people(figures: &Figures<'_>) -> (f64, Delays) {
    let first = figures
        .rows
        .people
        .iter()
        .filter(|person| person.door == Door::Starter);
    let (mut good, mut all, mut waits) = (0_u32, 0_u32, Vec::new());
    for person in first {
        if let Some(at) = person.agreed_at {
            good += 1;
            all += 1;
            waits.push(days_between(person.joined_at, at));
        } else if person.stopped_at.or(person.erased_at).is_some() {
            all += 1;
        }
    }
    let chance = (f64::from(good) + BELIEF.0) / (f64::from(all) + BELIEF.1);
    (chance, Delays::of(&waits, USUAL))
}

/// The waits from a turn, or the last chat of it, to its next chat.
fn turn_waits(figures: &Figures<'_>) -> Delays {
    let waits = figures.turns.iter().flat_map(|turn| {
        let begins = [turn.since].into_iter().chain(turn.chats.iter().copied());
        begins
            .zip(&turn.chats)
            .map(|(from, to)| days_between(from, *to))
    });
    Delays::of(&waits.collect::<Vec<_>>(), USUAL)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_told_every_so_many_whole_weeks_and_at_most_twelve_times() {
        for days in 1..=731 {
            let every = every(days);
            assert_eq!(every % 7, 0);
            assert!(days.div_ceil(every) <= STRETCHES, "{days} {every}");
        }
        assert_eq!((every(1), every(84), every(85), every(365)), (7, 7, 14, 35));
    }
}
