//! The figures of a chain, worked out from the times of its people and links.
//!
//! They speak about links, never about one person. A share is told of what is finished; what is still open stands beside
//! it. An invitation that was taken back before it was sent never was one.

use std::collections::HashMap;

use chrono::{DateTime, Duration, Utc};
use entity::shared::Door;
use uuid::Uuid;

use super::read::{Link, Person, Rows};
use crate::methods::intervals::{Interval, Z95, median, wilson};
use crate::methods::survival::{Curve, Wait};

/// Within how many days a turn should have led to a chat.
pub const HORIZON: i64 = 60;

/// Returns the days between two moments, not less than none.
#[expect(
    clippy::cast_precision_loss,
    reason = "seconds of a chain's life are far below 2^52"
)]
pub fn days_between(from: DateTime<Utc>, to: DateTime<Utc>) -> f64 {
    ((to - from).num_seconds().max(0) as f64) / 86_400.0
}

/// How many of those that are finished went well, and how many are still open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    pub good: usize,
    pub finished: usize,
    pub open: usize,
}

impl Share {
    fn add(&mut self, good: bool, over: bool) {
        match (good, over) {
            (true, _) => {
                self.good += 1;
                self.finished += 1;
            }
            (false, true) => self.finished += 1,
            (false, false) => self.open += 1,
        }
    }

    /// Returns the 95 % interval of the share; `None` while nothing is finished.
    #[expect(
        clippy::cast_precision_loss,
        reason = "numbers of people are far below 2^52"
    )]
    pub fn interval(self) -> Option<Interval> {
        wilson(self.good as f64, self.finished as f64, Z95)
    }
}

/// The steps of a link's life that are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    Invited,
    Agreed,
    Contacted,
    Recorded,
    PassedOn,
}

impl Stage {
    /// Every stage in order.
    pub const ALL: [Self; 5] = [
        Self::Invited,
        Self::Agreed,
        Self::Contacted,
        Self::Recorded,
        Self::PassedOn,
    ];

    /// Returns the ending of its words' key.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Invited => "invited",
            Self::Agreed => "agreed",
            Self::Contacted => "contacted",
            Self::Recorded => "recorded",
            Self::PassedOn => "passed-on",
        }
    }
}

/// One stage of all links.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StageFigures {
    /// How many links came so far.
    pub reached: usize,
    /// How many of them went on to the next stage.
    pub on: Share,
    /// The days that took, of those that did.
    pub days: Vec<f64>,
}

impl StageFigures {
    /// Returns how many days half of those took at most that went on; `None` of fewer than five.
    pub fn median_days(&self) -> Option<f64> {
        (self.days.len() >= 5).then(|| median(&self.days)).flatten()
    }
}

/// Somebody who may start chats, since when, and what came of it.
#[derive(Clone, Debug)]
pub struct Turn<'r> {
    pub person: &'r Person,
    pub since: DateTime<Utc>,
    /// When each chat they began was written down, in order.
    pub chats: Vec<DateTime<Utc>>,
    /// The link they have open now.
    pub live: Option<&'r Link>,
    /// They will begin no more chats.
    pub over: bool,
}

impl Turn<'_> {
    /// Returns how long it took to lead to a chat, or how long it has been watched.
    fn wait(&self, now: DateTime<Utc>) -> Wait {
        Wait {
            days: days_between(self.since, self.chats.first().copied().unwrap_or(now)),
            happened: !self.chats.is_empty(),
        }
    }
}

/// The figures of a group: of those who came by one door, or of one branch.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Group {
    /// The first person of a branch.
    pub first: Option<Uuid>,
    pub people: usize,
    pub said_yes: Share,
    pub chats: usize,
    /// For each turn, how long it took to lead to a chat.
    pub turns: Vec<Wait>,
    /// Links that are open now.
    pub open: usize,
}

/// What is known of a chain at one moment.
pub struct Figures<'r> {
    pub rows: &'r Rows,
    pub now: DateTime<Utc>,
    /// Chats written down.
    pub chats: usize,
    pub stages: [StageFigures; 5],
    pub turns: Vec<Turn<'r>>,
    pub doors: Vec<(Door, Group)>,
    /// In the order in which they began.
    pub branches: Vec<Group>,
}

/// Tells whether a link is open: it has not ended, and its invitation has not run out.
pub fn is_open(link: &Link, now: DateTime<Utc>) -> bool {
    let waits = link.agreed_at.is_some() || link.expires_at > now;
    link.ended_at.is_none() && link.recorded_at.is_none() && waits
}

impl<'r> Figures<'r> {
    /// Counts a chain. `now`: the time, or when the chain was closed; `shut`: it takes nobody in any more; `limit`: how
    /// many chats each person may start.
    pub fn of(rows: &'r Rows, now: DateTime<Utc>, shut: bool, limit: usize) -> Self {
        let turns = turns_of(rows, now, shut, limit);
        let mut figures = Self {
            rows,
            now,
            chats: rows
                .links
                .iter()
                .filter(|l| l.recorded_at.is_some())
                .count(),
            stages: Default::default(),
            doors: Vec::new(),
            branches: Vec::new(),
            turns: Vec::new(),
        };
        figures.count_stages(&turns, shut);
        figures.count_groups(&turns, shut);
        figures.turns = turns;
        figures
    }

    fn count_stages(&mut self, turns: &[Turn<'_>], shut: bool) {
        let of_person: HashMap<Uuid, &Turn<'_>> = turns.iter().map(|t| (t.person.id, t)).collect();
        for link in &self.rows.links {
            // Who is met at a table or by phone may skip a stage: what comes later says that it was passed.
            let contacted = link.contacted_at.or(link.recorded_at);
            let turn = of_person.get(&link.partner);
            let passed = turn.and_then(|turn| turn.chats.first().copied());
            let passed = passed.filter(|_| link.recorded_at.is_some());
            let times = [
                Some(link.invited_at),
                link.agreed_at,
                contacted,
                link.recorded_at,
                passed,
            ];
            let over = shut || !is_open(link, self.now);
            let turn_over = turn.is_none_or(|turn| turn.over);
            for (n, pair) in times.windows(2).enumerate() {
                let Some(from) = pair[0] else { break };
                let stage = &mut self.stages[n];
                stage.reached += 1;
                stage
                    .on
                    .add(pair[1].is_some(), if n == 3 { turn_over } else { over });
                stage.days.extend(pair[1].map(|to| days_between(from, to)));
            }
            self.stages[4].reached += usize::from(passed.is_some());
        }
    }

    fn count_groups(&mut self, turns: &[Turn<'_>], shut: bool) {
        let now = self.now;
        let live: HashMap<Uuid, &Link> = self
            .rows
            .links
            .iter()
            .map(|link| (link.partner, link))
            .collect();
        let mut doors: Vec<(Door, Group)> = Door::ALL
            .iter()
            .map(|door| (*door, Group::default()))
            .collect();
        let mut order: HashMap<Uuid, usize> = HashMap::new();
        let mut branches: Vec<Group> = Vec::new();
        let turn_of: HashMap<Uuid, &Turn<'_>> = turns.iter().map(|t| (t.person.id, t)).collect();
        for person in &self.rows.people {
            let incoming = live.get(&person.id).copied();
            // A first person or newcomer who does not answer has left, was forgotten, or still may.
            let gone = person.stopped_at.is_some() || person.erased_at.is_some();
            let unanswered = incoming.map_or(gone, |link| !is_open(link, now));
            let said_yes = (person.agreed_at.is_some(), shut || unanswered);
            let turn = turn_of.get(&person.id);
            let chats = turn.map_or(0, |turn| turn.chats.len());
            let open = turn.is_some_and(|turn| turn.live.is_some());
            let add = |group: &mut Group| {
                group.people += 1;
                group.said_yes.add(said_yes.0, said_yes.1);
                group.chats += chats;
                group.open += usize::from(open);
                group.turns.extend(turn.map(|turn| turn.wait(now)));
            };
            if let Some((_, group)) = doors.iter_mut().find(|(door, _)| *door == person.door) {
                add(group);
            }
            if let Some(branch) = person.branch {
                let at = *order.entry(branch).or_insert(branches.len());
                if at == branches.len() {
                    branches.push(Group {
                        first: Some(branch),
                        ..Group::default()
                    });
                }
                add(&mut branches[at]);
            }
        }
        doors.retain(|(_, group)| group.people > 0);
        (self.doors, self.branches) = (doors, branches);
    }

    /// Estimates how long a turn takes to lead to a chat. Who will begin none is watched until now like everybody else:
    /// then the share that has begun one by a day is right whoever gave up in between (J. P. Fine, R. J. Gray, A
    /// proportional hazards model for the subdistribution of a competing risk, JASA 94 (1999), 2.2: all are censored by
    /// the calendar alone).
    pub fn passing_on(&self) -> Curve {
        let waits: Vec<Wait> = self.turns.iter().map(|turn| turn.wait(self.now)).collect();
        Curve::of(&waits).unwrap_or_default()
    }

    /// Counts how many turns older than the horizon led to 0, 1, 2 .. chats.
    pub fn offspring(&self) -> Vec<usize> {
        let old = self.now - Duration::days(HORIZON);
        let mut counts = vec![0; 3];
        for turn in self.turns.iter().filter(|turn| turn.since <= old) {
            let n = turn.chats.len();
            counts.resize(counts.len().max(n + 1), 0);
            counts[n] += 1;
        }
        counts
    }

    /// Counts the turns that may still lead to a chat.
    pub fn open_turns(&self) -> usize {
        self.turns.iter().filter(|turn| !turn.over).count()
    }

    /// Counts the links that are open now, each in somebody's turn.
    pub fn open_links(&self) -> usize {
        self.turns.iter().filter(|turn| turn.live.is_some()).count()
    }
}

fn turns_of(rows: &Rows, now: DateTime<Utc>, shut: bool, limit: usize) -> Vec<Turn<'_>> {
    let mut talked: HashMap<Uuid, DateTime<Utc>> = HashMap::new();
    let mut begun: HashMap<Uuid, Vec<&Link>> = HashMap::new();
    for link in &rows.links {
        if let Some(at) = link.recorded_at {
            let first = talked.entry(link.partner).or_insert(at);
            *first = at.min(*first);
        }
        begun.entry(link.initiator).or_default().push(link);
    }
    let turn = |person| turn_of(person, &talked, begun.get(&person.id), now, (shut, limit));
    rows.people.iter().filter_map(turn).collect()
}

fn turn_of<'r>(
    person: &'r Person,
    talked: &HashMap<Uuid, DateTime<Utc>>,
    begun: Option<&Vec<&'r Link>>,
    now: DateTime<Utc>,
    (shut, limit): (bool, usize),
) -> Option<Turn<'r>> {
    let since = match person.door {
        Door::Starter => person.agreed_at?,
        _ => *talked.get(&person.id)?,
    };
    let begun = begun.map_or(&[][..], Vec::as_slice);
    let mut chats: Vec<_> = begun.iter().filter_map(|link| link.recorded_at).collect();
    chats.sort_unstable();
    let live = begun
        .iter()
        .copied()
        .find(|link| is_open(link, now) && !shut);
    let left =
        person.finished_at.is_some() || person.stopped_at.is_some() || person.erased_at.is_some();
    let over = shut || (live.is_none() && (left || chats.len() >= limit));
    Some(Turn {
        person,
        since,
        chats,
        live,
        over,
    })
}
