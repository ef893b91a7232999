//! A year of a chain's life, drawn from a seed, beside a plain book-keeper: who is reminded of what at which moment,
//! and what stands under "Needs help now".
//!
//! The book-keeper knows the acts and the rules in days and hours, with the host's clock as a table of offsets; it
//! shares no line with the server.

use std::collections::HashMap;

use chrono::{DateTime, Datelike, Duration, Timelike, Utc, Weekday};
use daisychain::conversation::remind::Reminded;
use daisychain::conversation::{self, Outcome, answer, closing};
use daisychain::desk::help::Why;
use daisychain::{chain, db};
use entity::participant;
use entity::shared::{Contact, Rules, Step};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::support::Clocked;

type At = DateTime<Utc>;

/// Chance from a seed (splitmix64).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// One of `0..n`.
    fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    fn in_a_thousand(&mut self, n: u64) -> bool {
        self.below(1000) < n
    }

    fn between(&mut self, least: u64, most: u64) -> i64 {
        i64::try_from(least + self.below(most - least + 1)).unwrap()
    }
}

/// A place's clock: minutes ahead of UTC from each moment on.
struct Wall(&'static str, &'static [(&'static str, i64)]);

const LONDON: Wall = Wall(
    "Europe/London",
    &[
        ("2026-01-01T00:00:00Z", 60),
        ("2026-10-25T01:00:00Z", 0),
        ("2027-03-28T01:00:00Z", 60),
    ],
);
/// Half an hour of summer time, on the other side of the year.
const LORD_HOWE: Wall = Wall(
    "Australia/Lord_Howe",
    &[
        ("2026-01-01T00:00:00Z", 630),
        ("2026-10-03T15:30:00Z", 660),
        ("2027-04-03T15:00:00Z", 630),
    ],
);

impl Wall {
    fn shows(&self, at: At) -> chrono::NaiveDateTime {
        let began = |(from, _): &&(&str, i64)| from.parse::<At>().unwrap() <= at;
        let (_, ahead) = self.1.iter().rev().find(began).unwrap();
        (at + Duration::minutes(*ahead)).naive_utc()
    }
}

/// What the chain's rules say, in the book-keeper's own words.
struct Plain {
    wall: Wall,
    night: fn(u32) -> bool,
    sundays: bool,
    late: fn(Step) -> i64,
    half: fn(Step) -> i64,
}

impl Plain {
    fn allows(&self, at: At) -> bool {
        let wall = self.wall.shows(at);
        !(self.night)(wall.hour()) && (self.sundays || wall.weekday() != Weekday::Sun)
    }
}

#[derive(Clone)]
struct Soul {
    id: Uuid,
    email: String,
    starter: bool,
    joined: At,
    agreed: Option<At>,
    by_phone: bool,
    /// Takes no step any more.
    stuck: bool,
}

#[derive(Clone)]
struct Link {
    from: usize,
    to: usize,
    invited: At,
    /// When the message was made that went out: a break of the chain may have kept it.
    asked: At,
    ends: At,
    forget: At,
    agreed: Option<At>,
    contacted: Option<At>,
    recorded: Option<At>,
    checked: Option<At>,
    ended: Option<At>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Object {
    Link(usize),
    Soul(usize),
}

#[derive(Clone, Copy, Debug)]
struct Stand {
    step: Step,
    object: Object,
    person: usize,
    actor: usize,
    since: At,
    quiet: At,
    ends: Option<At>,
}

#[derive(Clone, Copy, Default)]
struct Tally {
    sent: i32,
    last: Option<At>,
    rests: Option<At>,
}

struct Queued {
    object: Object,
    mail: (String, &'static str),
    due: At,
    ends: Option<At>,
}

struct Book {
    plain: Plain,
    souls: Vec<Soul>,
    links: Vec<Link>,
    tally: HashMap<(Object, Step, At), Tally>,
    queued: Vec<Queued>,
    paused: Option<At>,
    /// Breaks that are over.
    breaks: Vec<(At, At)>,
}

const fn name_of(step: Step) -> &'static str {
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

    fn live(&self, soul: usize) -> Option<usize> {
        (0..self.links.len()).find(|&n| self.links[n].to == soul && self.links[n].ended.is_none())
    }

    /// The step in which each one's link stands.
    fn stands(&self, now: At) -> Vec<Stand> {
        (0..self.souls.len())
            .filter_map(|n| self.stand(n, now))
            .collect()
    }

    fn stand(&self, n: usize, now: At) -> Option<Stand> {
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

    fn tally(&self, stand: &Stand) -> Tally {
        let key = (stand.object, stand.step, stand.since);
        self.tally.get(&key).copied().unwrap_or_default()
    }

    fn tally_mut(&mut self, stand: &Stand) -> &mut Tally {
        let key = (stand.object, stand.step, stand.since);
        self.tally.entry(key).or_default()
    }

    fn rests(&self, stand: &Stand, now: At) -> bool {
        self.tally(stand).rests.is_some_and(|until| now < until)
    }

    /// Who is late now.
    fn late(&self, now: At) -> Vec<(Uuid, Step)> {
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

    /// What the server does at a look at the clock: returns the reminders that must have been handed over.
    fn look(&mut self, now: At) -> Vec<(String, &'static str)> {
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
                let asked = match (stand.step, stand.object) {
                    (Step::Answer, Object::Link(link)) => self.links[link].asked,
                    _ => stand.quiet,
                };
                let half = Duration::days((self.plain.half)(stand.step));
                let due = self.counted(asked, now) >= half;
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

    fn drop_queued(&mut self, object: Object) {
        self.queued.retain(|queued| queued.object != object);
    }
}

/// The server and the book beside it.
struct Year {
    c: Clocked,
    book: Book,
    chance: Chance,
    by_hand: u32,
    refused: u32,
}

impl Year {
    async fn new(seed: u64, plain: Plain, rules: impl Fn(&mut Rules)) -> Self {
        let mut c = Clocked::new().await;
        let host = &c.w.face.host;
        let contact = Contact {
            phone: "020 7946 0000".into(),
            person: "Asha".into(),
            ..Contact::default()
        };
        let txn = db::begin_write(&c.w.app.db).await.unwrap();
        chain::change_host(&txn, host.id, &host.name, plain.wall.0, contact)
            .await
            .unwrap();
        txn.commit().await.unwrap();
        c.change_rules(rules).await;
        let book = Book {
            plain,
            souls: Vec::new(),
            links: Vec::new(),
            tally: HashMap::new(),
            queued: Vec::new(),
            paused: None,
            breaks: Vec::new(),
        };
        Self {
            c,
            book,
            chance: Chance(seed),
            by_hand: 0,
            refused: 0,
        }
    }

    fn now(&self) -> At {
        self.c.w.app.means.now()
    }

    async fn model(&self, soul: usize) -> participant::Model {
        self.c.w.person(self.book.souls[soul].id).await
    }

    fn keep(&mut self, model: &participant::Model, email: String, starter: bool) -> usize {
        self.book.souls.push(Soul {
            id: model.id,
            email,
            starter,
            joined: self.now(),
            agreed: None,
            by_phone: false,
            stuck: self.chance.in_a_thousand(60),
        });
        self.book.souls.len() - 1
    }

    async fn add_starter(&mut self) {
        let name = format!("p{}", self.book.souls.len());
        let model = self.c.w.starter(&name).await;
        self.keep(&model, format!("{name}@example.org"), true);
    }

    async fn agree(&mut self, soul: usize) {
        let id = self.book.souls[soul].id;
        self.c.w.agree(id).await;
        let now = self.now();
        self.book.souls[soul].agreed = Some(now);
        match self.book.live(soul) {
            Some(link) => {
                self.book.links[link].agreed = Some(now);
                self.book.drop_queued(Object::Link(link));
            }
            None => self.book.drop_queued(Object::Soul(soul)),
        }
        if self.chance.in_a_thousand(150) {
            // From now on only by phone.
            self.book.souls[soul].by_phone = true;
            participant::Entity::update_many()
                .col_expr(participant::Column::Email, Expr::value(None::<Vec<u8>>))
                .filter(participant::Column::Id.eq(id))
                .exec(&self.c.w.app.db.write)
                .await
                .unwrap();
            let email = self.book.souls[soul].email.clone();
            self.book.queued.retain(|queued| queued.mail.0 != email);
        }
    }

    async fn decline(&mut self, soul: usize) {
        let model = self.model(soul).await;
        let txn = db::begin_write(&self.c.w.app.db).await.unwrap();
        let (means, face) = (&self.c.w.app.means, &self.c.w.face);
        let done = answer::decline(&txn, means, face, &model, false).await;
        assert_eq!(done.unwrap(), Outcome::Done);
        txn.commit().await.unwrap();
        let link = self.book.live(soul).unwrap();
        self.book.links[link].ended = Some(self.now());
        self.book.drop_queued(Object::Link(link));
    }

    async fn choose(&mut self, soul: usize) {
        let from = self.model(soul).await;
        let name = format!("p{}", self.book.souls.len());
        let model = self.c.w.choose(&from, &name).await;
        let to = self.keep(&model, format!("{name}@example.org"), false);
        let now = self.now();
        let sent = now + self.c.w.app.means.undo;
        self.book.links.push(Link {
            from: soul,
            to,
            invited: now,
            asked: now,
            ends: sent + Duration::days(21),
            forget: sent + Duration::days(30),
            agreed: None,
            contacted: None,
            recorded: None,
            checked: None,
            ended: None,
        });
        self.book.drop_queued(Object::Soul(soul));
    }

    /// Somebody may take the step they stand in, now and then.
    async fn act(&mut self, stand: Stand) {
        if self.book.souls[stand.actor].stuck {
            return;
        }
        let now = self.now();
        match stand.step {
            Step::Start if self.chance.in_a_thousand(36) && self.book.paused.is_none() => {
                self.agree(stand.person).await;
            }
            Step::Answer if self.chance.in_a_thousand(44) && self.book.paused.is_none() => {
                if self.chance.in_a_thousand(750) {
                    self.agree(stand.person).await;
                } else {
                    self.decline(stand.person).await;
                }
            }
            Step::Contact if self.chance.in_a_thousand(36) => {
                let (from, to) = (
                    self.model(stand.actor).await,
                    self.model(stand.person).await,
                );
                self.c.w.reveal(&from, &to).await;
                let Object::Link(link) = stand.object else {
                    unreachable!()
                };
                self.book.links[link].contacted = Some(now);
                self.book.drop_queued(stand.object);
            }
            Step::Write if self.chance.in_a_thousand(26) => {
                let to = self.model(stand.person).await;
                self.c.w.record(&to).await;
                let Object::Link(link) = stand.object else {
                    unreachable!()
                };
                self.book.links[link].recorded = Some(now);
                self.book.drop_queued(stand.object);
            }
            Step::PassOn if self.chance.in_a_thousand(29) => self.choose(stand.person).await,
            Step::PassOn if self.chance.in_a_thousand(18) => self.check(stand.person).await,
            _ => {}
        }
    }

    async fn check(&mut self, soul: usize) {
        let Some(link) = self.book.live(soul) else {
            return;
        };
        if self.book.links[link].checked.is_some() {
            return;
        }
        let model = self.model(soul).await;
        self.c.w.check(&model).await;
        self.book.links[link].checked = Some(self.now());
    }

    /// An organiser reminds, or lets a step rest.
    async fn help(&mut self, stand: Stand) {
        if self.chance.in_a_thousand(6) && self.book.paused.is_none() {
            self.remind(stand).await;
        }
        if self.chance.in_a_thousand(3) {
            let until = self.now() + Duration::hours(self.chance.between(5, 400));
            let open = self.c.open(&self.model(stand.person).await).await.unwrap();
            let txn = db::begin_write(&self.c.w.app.db).await.unwrap();
            let (means, face) = (&self.c.w.app.means, &self.c.w.face);
            let rest = conversation::remind::rest;
            let done = rest(&txn, means, face, &open, Some(until), self.c.w.owner).await;
            assert_eq!(done.unwrap(), Outcome::Done);
            txn.commit().await.unwrap();
            self.book.tally_mut(&stand).rests = Some(until);
        }
    }

    async fn remind(&mut self, stand: Stand) {
        let now = self.now();
        let open = self.c.open(&self.model(stand.person).await).await.unwrap();
        let done = self.c.remind(&open, self.c.w.owner).await;
        let actor = self.book.souls[stand.actor].clone();
        let tally = self.book.tally(&stand);
        let limit = if matches!(stand.step, Step::Start | Step::Answer) {
            1
        } else {
            2
        };
        let just_now = tally.last.is_some_and(|at| now - Duration::days(1) < at);
        if actor.by_phone {
            assert_eq!(done, Reminded::CannotReach, "{stand:?}");
        } else if tally.sent >= limit || just_now {
            assert!(
                matches!(done, Reminded::Enough { .. }),
                "{stand:?}: {done:?}"
            );
            self.refused += 1;
        } else {
            let due = now + self.c.w.app.means.undo;
            assert!(
                matches!(done, Reminded::Sent { due: at, .. } if at == due),
                "{stand:?}: {done:?}"
            );
            let tally = self.book.tally_mut(&stand);
            tally.sent += 1;
            tally.last = Some(now);
            self.book.queued.push(Queued {
                object: stand.object,
                mail: (actor.email, name_of(stand.step)),
                due,
                ends: stand.ends,
            });
            self.by_hand += 1;
        }
    }

    async fn pause(&mut self, on: bool) {
        let (owner, now) = (self.c.w.owner, self.now());
        let txn = db::begin_write(&self.c.w.app.db).await.unwrap();
        let (means, face) = (&self.c.w.app.means, &self.c.w.face);
        let done = if on {
            closing::pause(&txn, means, face.chain.id, owner).await
        } else {
            closing::go_on(&txn, means, &face.chain, owner).await
        };
        assert_eq!(done.unwrap(), Outcome::Done);
        txn.commit().await.unwrap();
        if let Some(since) = self.book.paused.take() {
            self.book.breaks.push((since, now));
            for link in &mut self.book.links {
                if link.invited == since {
                    link.asked = now;
                }
                if link.ended.is_none() && link.agreed.is_none() && link.ends > since {
                    link.ends = (link.ends + (now - since)).min(link.forget);
                }
            }
        }
        self.book.paused = on.then_some(now);
        self.c.read_face().await;
    }

    async fn look(&mut self) {
        let now = self.now();
        self.c.memory.take();
        self.c.minute().await;
        let mut sent = self.c.reminders();
        sent.sort();
        let expected = self.book.look(now);
        assert_eq!(
            sent,
            expected,
            "at {now}, {} on the wall",
            self.book.plain.wall.shows(now)
        );
    }

    async fn compare_late(&self) {
        let step = |why| match why {
            Why::FirstNotAnswered => Some(Step::Start),
            Why::NotAnswered => Some(Step::Answer),
            Why::NotContacted => Some(Step::Contact),
            Why::NotWritten => Some(Step::Write),
            Why::NotPassedOn => Some(Step::PassOn),
            _ => None,
        };
        let found = self.c.w.help().await;
        let mut late: Vec<_> = found
            .iter()
            .filter_map(|help| Some((help.person, step(help.why)?)))
            .collect();
        late.sort_by_key(|(id, _)| *id);
        assert_eq!(late, self.book.late(self.now()), "at {}", self.now());
    }

    async fn live(mut self) -> Self {
        let end = self.c.w.start + Duration::days(365);
        let mut looks = 0;
        while self.now() < end {
            let day = (self.now() - self.c.w.start).num_days();
            if self.book.souls.len() < 400 && day < 120 && self.chance.in_a_thousand(44) {
                self.add_starter().await;
            }
            for stand in self.book.stands(self.now()) {
                // An act of this moment may have changed it.
                if self
                    .book
                    .stand(stand.person, self.now())
                    .map(|s| (s.step, s.since))
                    != Some((stand.step, stand.since))
                {
                    continue;
                }
                self.help(stand).await;
                self.act(stand).await;
            }
            // A summer break.
            if (200..209).contains(&day)
                && self.book.paused.is_none()
                && self.book.queued.is_empty()
            {
                self.pause(true).await;
            } else if day >= 209 && self.book.paused.is_some() {
                self.pause(false).await;
            }
            let pass = Duration::minutes(self.chance.between(150, 620));
            self.c.w.app.means.sources.advance(pass);
            self.look().await;
            looks += 1;
            if looks % 5 == 0 {
                self.compare_late().await;
            }
        }
        self
    }

    /// What was sent in all, by hand and by itself, for the record; and what must hold of all of it.
    async fn sum_up(&self) {
        let by_itself: i32 = self.book.tally.values().map(|tally| tally.sent).sum();
        let most = self.book.tally.values().map(|tally| tally.sent).max();
        println!(
            "{}: {} people, {} links, {} reminders by hand ({} refused), {} in all",
            self.book.plain.wall.0,
            self.book.souls.len(),
            self.book.links.len(),
            self.by_hand,
            self.refused,
            by_itself,
        );
        assert!(self.book.souls.len() >= 150, "too little happened");
        assert!(by_itself >= 100 && self.by_hand >= 20 && self.refused >= 5);
        assert_eq!(most, Some(2), "two a step, never three");
        let rows = entity::step_clock::Entity::find()
            .all(&self.c.w.app.db.read)
            .await
            .unwrap();
        let counted: i32 = rows.iter().map(|row| row.reminders).sum();
        assert_eq!(counted, by_itself);
    }
}

#[tokio::test]
async fn r34_a_year_in_london_has_exactly_the_reminders_and_stalls_a_book_keeper_expects() {
    let plain = Plain {
        wall: LONDON,
        night: |hour| !(9..20).contains(&hour),
        sundays: false,
        late: |step| match step {
            Step::Start | Step::Answer | Step::Contact => 10,
            Step::Write => 20,
            Step::PassOn => 14,
        },
        half: |step| match step {
            Step::Start | Step::Answer | Step::Contact => 5,
            Step::Write => 10,
            Step::PassOn => 7,
        },
    };
    let year = Box::pin(Year::new(34, plain, |_| ())).await;
    Box::pin(Box::pin(year.live()).await.sum_up()).await;
}

#[tokio::test]
async fn r34_a_year_on_lord_howe_has_too_with_its_half_hour_of_summer_time() {
    let plain = Plain {
        wall: LORD_HOWE,
        night: |hour| (13..16).contains(&hour),
        sundays: true,
        late: |step| match step {
            Step::Start | Step::Answer => 9,
            Step::Contact => 7,
            Step::Write => 1,
            Step::PassOn => 15,
        },
        half: |step| match step {
            Step::Start | Step::Answer => 5,
            Step::Contact => 4,
            Step::Write => 1,
            Step::PassOn => 8,
        },
    };
    let rules = |rules: &mut Rules| {
        rules.sundays = true;
        (rules.quiet_from, rules.quiet_until) = (13, 16);
        rules.late_invited_days = 9;
        rules.late_agreed_days = 7;
        rules.late_contacted_days = 1;
        rules.late_checked_days = 15;
    };
    let year = Box::pin(Year::new(1034, plain, rules)).await;
    Box::pin(Box::pin(year.live()).await.sum_up()).await;
}
