//! The server and the book beside it, look by look, for a year.

use chrono::Duration;
use daisychain::desk::help::Why;
use daisychain::{chain, db};
use entity::participant;
use entity::shared::{Contact, Rules, Step};
use sea_orm::EntityTrait;

use super::book::{At, Book, Soul};
use super::chance::Chance;
use super::wall::Plain;
use crate::remind::support::Clocked;

/// The server and the book beside it.
pub struct Year {
    pub c: Clocked,
    pub book: Book,
    pub chance: Chance,
    pub by_hand: u32,
    pub refused: u32,
    /// How many looks were in the very second of a reminder.
    pub on_time: u32,
    pub looks: u32,
}

impl Year {
    pub async fn new(seed: u64, plain: Plain, rules: impl Fn(&mut Rules)) -> Self {
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
        Self {
            c,
            book: Book::new(plain),
            chance: Chance(seed),
            by_hand: 0,
            refused: 0,
            on_time: 0,
            looks: 0,
        }
    }

    pub fn now(&self) -> At {
        self.c.w.app.means.now()
    }

    /// A larger chain would show the same, later.
    pub fn has_room(&self) -> bool {
        self.book.souls.len() < 180
    }

    pub async fn model(&self, soul: usize) -> participant::Model {
        self.c.w.person(self.book.souls[soul].id).await
    }

    pub fn keep(&mut self, model: &participant::Model, email: String, starter: bool) -> usize {
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

    pub async fn look(&mut self) {
        let now = self.now();
        self.looks += 1;
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

    pub async fn compare_late(&self) {
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

    pub async fn live(mut self) -> Self {
        let end = self.c.w.start + Duration::days(365);
        let mut steps = 0;
        while self.now() < end {
            let day = (self.now() - self.c.w.start).num_days();
            if self.has_room() && day < 120 && self.chance.in_a_thousand(100) {
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
            self.pass().await;
            steps += 1;
            if steps % 4 == 0 {
                self.compare_late().await;
            }
        }
        self
    }

    /// Lets time go on: mostly to the moment of the next reminder, with a look the second before, in which nothing may
    /// go out yet; else by some hours, as a server does that was away.
    async fn pass(&mut self) {
        let now = self.now();
        let next = now + Duration::minutes(self.chance.between(400, 1600));
        let sources = self.c.w.app.means.sources.clone();
        let due = self.book.next_reminder(now).filter(|due| *due <= next);
        match due {
            Some(due) if self.chance.in_a_thousand(700) => {
                let before = due - Duration::seconds(1);
                if before > now {
                    sources.set(before);
                    self.look().await;
                }
                sources.set(due);
                self.on_time += 1;
            }
            _ => sources.set(next),
        }
        self.look().await;
    }

    /// What was sent in all, by hand and by itself, for the record; and what must hold of all of it.
    pub async fn sum_up(&self) {
        let by_itself: i32 = self.book.tally.values().map(|tally| tally.sent).sum();
        let most = self.book.tally.values().map(|tally| tally.sent).max();
        println!(
            "{}: {} people, {} links, {} reminders by hand ({} refused), {} in all, {} looks, {} of them on time",
            self.book.plain.wall.0,
            self.book.souls.len(),
            self.book.links.len(),
            self.by_hand,
            self.refused,
            by_itself,
            self.looks,
            self.on_time,
        );
        assert!(self.book.souls.len() >= 150, "too little happened");
        assert!(by_itself >= 100 && self.by_hand >= 20 && self.refused >= 5);
        assert!(self.on_time >= 50, "the first moment was hardly looked at");
        assert_eq!(most, Some(2), "two a step, never three");
        let rows = entity::step_clock::Entity::find()
            .all(&self.c.w.app.db.read)
            .await
            .unwrap();
        let counted: i32 = rows.iter().map(|row| row.reminders).sum();
        assert_eq!(counted, by_itself);
    }
}
