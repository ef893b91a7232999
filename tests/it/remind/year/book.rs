//! The book-keeper: who stands in which step, who is late, and which reminder goes out at a look at the clock.

use std::collections::HashMap;

use chrono::{DateTime, Duration, Utc};
use entity::shared::Step;
use uuid::Uuid;

use super::wall::Plain;

pub type At = DateTime<Utc>;

#[derive(Clone)]
pub struct Soul {
    pub id: Uuid,
    pub email: String,
    pub starter: bool,
    pub joined: At,
    pub agreed: Option<At>,
    pub by_phone: bool,
    /// Takes no step any more.
    pub stuck: bool,
}

#[derive(Clone)]
pub struct Link {
    pub from: usize,
    pub to: usize,
    pub invited: At,
    /// When the message was made that went out: a break of the chain may have kept it.
    pub asked: At,
    pub ends: At,
    pub forget: At,
    pub agreed: Option<At>,
    pub contacted: Option<At>,
    pub recorded: Option<At>,
    pub checked: Option<At>,
    pub ended: Option<At>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Object {
    Link(usize),
    Soul(usize),
}

#[derive(Clone, Copy, Debug)]
pub struct Stand {
    pub step: Step,
    pub object: Object,
    pub person: usize,
    pub actor: usize,
    pub since: At,
    pub quiet: At,
    pub ends: Option<At>,
}

#[derive(Clone, Copy, Default)]
pub struct Tally {
    pub sent: i32,
    pub last: Option<At>,
    pub rests: Option<At>,
}

pub struct Queued {
    pub object: Object,
    pub mail: (String, &'static str),
    pub due: At,
    pub ends: Option<At>,
}

pub struct Book {
    pub plain: Plain,
    pub souls: Vec<Soul>,
    pub links: Vec<Link>,
    pub tally: HashMap<(Object, Step, At), Tally>,
    pub queued: Vec<Queued>,
    pub paused: Option<At>,
    /// Breaks that are over.
    pub breaks: Vec<(At, At)>,
}

pub const fn name_of(step: Step) -> &'static str {
    match step {
        Step::Start => "remind-start",
        Step::Answer => "remind-answer",
        Step::Contact => "remind-contact",
        Step::Write => "remind-write",
        Step::PassOn => "remind-pass-on",
    }
}

impl Book {
    /// How much of the time since a moment was no break.
    fn counted(&self, since: At, now: At) -> Duration {
        let lasting = self.paused.map(|from| (from, now));
        let all = self.breaks.iter().copied().chain(lasting);
        let away = all.map(|(from, until)| (until - from.max(since)).max(Duration::zero()));
        (now - since) - away.sum::<Duration>()
    }

    pub fn new(plain: Plain) -> Self {
        Self {
            plain,
            souls: Vec::new(),
            links: Vec::new(),
            tally: HashMap::new(),
            queued: Vec::new(),
            paused: None,
            breaks: Vec::new(),
        }
    }

    pub fn live(&self, soul: usize) -> Option<usize> {
        (0..self.links.len()).find(|&n| self.links[n].to == soul && self.links[n].ended.is_none())
    }

    /// The step in which each one's link stands.
    pub fn stands(&self, now: At) -> Vec<Stand> {
        (0..self.souls.len())
            .filter_map(|n| self.stand(n, now))
            .collect()
    }

    pub fn stand(&self, n: usize, now: At) -> Option<Stand> {
        let soul = &self.souls[n];
        let make = |step, object, actor, since, quiet, ends| {
            Some(Stand {
                step,
                object,
                person: n,
                actor,
                since,
                quiet,
                ends,
            })
        };
        let turn = |began: At, acted: At| {
            if self.links.iter().any(|l| l.from == n && l.ended.is_none()) || self.paused.is_some()
            {
                return None;
            }
            let mut since = began;
            for link in self.links.iter().filter(|l| l.from == n) {
                since = since.max(link.ended.unwrap());
            }
            make(
                Step::PassOn,
                Object::Soul(n),
                n,
                since,
                since.max(acted),
                None,
            )
        };
        if soul.starter {
            if let Some(at) = soul.agreed {
                return turn(at, at);
            }
            let away = (now - soul.joined) - self.counted(soul.joined, now);
            let ends = soul.joined + Duration::days(30).min(Duration::days(21) + away);
            if ends <= now {
                return None;
            }
            return make(
                Step::Start,
                Object::Soul(n),
                n,
                soul.joined,
                soul.joined,
                Some(ends),
            );
        }
        let at = self.live(n)?;
        let link = &self.links[at];
        let object = Object::Link(at);
        match (link.agreed, link.contacted, link.recorded) {
            (None, _, _) if link.ends <= now => None,
            (None, _, _) => make(
                Step::Answer,
                object,
                n,
                link.invited,
                link.invited,
                Some(link.ends),
            ),
            (Some(at), None, _) => make(Step::Contact, object, link.from, at, at, None),
            (_, Some(at), None) => make(Step::Write, object, link.from, at, at, None),
            (_, _, Some(at)) => turn(at, link.checked.unwrap_or(at)),
        }
    }

    pub fn tally(&self, stand: &Stand) -> Tally {
        let key = (stand.object, stand.step, stand.since);
        self.tally.get(&key).copied().unwrap_or_default()
    }

    pub fn tally_mut(&mut self, stand: &Stand) -> &mut Tally {
        let key = (stand.object, stand.step, stand.since);
        self.tally.entry(key).or_default()
    }

    pub fn rests(&self, stand: &Stand, now: At) -> bool {
        self.tally(stand).rests.is_some_and(|until| now < until)
    }

    /// Who is late now.
    pub fn late(&self, now: At) -> Vec<(Uuid, Step)> {
        let mut late: Vec<_> = self
            .stands(now)
            .iter()
            .filter(|s| self.counted(s.quiet, now) >= Duration::days((self.plain.late)(s.step)))
            .filter(|s| !self.rests(s, now))
            .map(|s| (self.souls[s.person].id, s.step))
            .collect();
        late.sort_by_key(|(id, _)| *id);
        late
    }

    /// The moment at which half of the days of a step are over, breaks not counted.
    fn half_way(&self, stand: &Stand, now: At) -> At {
        let asked = match (stand.step, stand.object) {
            (Step::Answer, Object::Link(link)) => self.links[link].asked,
            _ => stand.quiet,
        };
        let away = (now - asked) - self.counted(asked, now);
        asked + away + Duration::days((self.plain.half)(stand.step))
    }

    /// The first moment after now at which a reminder goes out if nobody does anything.
    pub fn next_reminder(&self, now: At) -> Option<At> {
        let wanted = |stand: &Stand| {
            self.tally(stand).sent == 0
                && !self.rests(stand, now)
                && !self.souls[stand.actor].by_phone
        };
        let stands = self.stands(now).into_iter().filter(wanted);
        let halves = stands.map(|stand| self.half_way(&stand, now));
        let next = halves.map(|half| self.plain.first_allowed(half)).min();
        next.filter(|next| *next > now && self.paused.is_none())
    }

    /// What the server does at a look at the clock: returns the reminders that must have been handed over.
    pub fn look(&mut self, now: At) -> Vec<(String, &'static str)> {
        if self.paused.is_none() {
            for n in 0..self.links.len() {
                let link = &mut self.links[n];
                if link.ended.is_none() && link.agreed.is_none() && link.ends <= now {
                    link.ended = Some(now);
                    self.drop_queued(Object::Link(n));
                }
            }
        }
        let mut mails = Vec::new();
        if self.paused.is_none() && self.plain.allows(now) {
            for stand in self.stands(now) {
                let day_left = stand.ends.is_none_or(|ends| now < ends - Duration::days(1));
                let due = self.half_way(&stand, now) <= now;
                let actor = self.souls[stand.actor].clone();
                if due
                    && day_left
                    && self.tally(&stand).sent == 0
                    && !self.rests(&stand, now)
                    && !actor.by_phone
                {
                    let tally = self.tally_mut(&stand);
                    tally.sent += 1;
                    tally.last = Some(now);
                    mails.push((actor.email, name_of(stand.step)));
                }
            }
        }
        for queued in self.queued.extract_if(.., |queued| queued.due <= now) {
            if queued.ends.is_none_or(|ends| now < ends) {
                mails.push(queued.mail);
            }
        }
        mails.sort();
        mails
    }

    pub fn drop_queued(&mut self, object: Object) {
        self.queued.retain(|queued| queued.object != object);
    }
}
