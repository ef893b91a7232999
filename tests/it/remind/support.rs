//! A chain at the desk with a clock, and a worker whose transport is memory.

use chrono::{DateTime, Duration, Utc};
use daisychain::chain;
use daisychain::conversation::remind::{self, Open, Reminded};
use daisychain::conversation::{Outcome, clock, closing};
use daisychain::db;
use daisychain::mail::{Mailer, Memory, Transport};
use entity::shared::Rules;
use entity::{outbox, participant, step_clock};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::desk::support::World;

pub struct Clocked {
    pub w: World,
    pub memory: Memory,
    pub mailer: Mailer,
}

impl Clocked {
    pub async fn new() -> Self {
        let w = World::open().await;
        let memory = Memory::default();
        let mailer = mailer(&w, &memory);
        Self { w, memory, mailer }
    }

    pub fn at(&self, moment: &str) {
        let moment: DateTime<Utc> = moment.parse().unwrap();
        self.w.app.means.sources.set(moment);
    }

    /// What the server does in a minute: the clock, then the post.
    pub async fn minute(&self) {
        clock::tick(&self.w.app.db, &self.w.app.means)
            .await
            .unwrap();
        self.mailer.drain().await.unwrap();
    }

    pub async fn pass(&self, by: Duration) {
        self.w.app.means.sources.advance(by);
        self.minute().await;
    }

    pub async fn open(&self, person: &participant::Model) -> Option<Open> {
        let person = self.w.person(person.id).await;
        let (conn, now) = (&self.w.app.db.read, self.w.app.means.now());
        remind::open_of(conn, &self.w.face, &person, now)
            .await
            .unwrap()
    }

    pub async fn remind(&self, open: &Open, by: Uuid) -> Reminded {
        let txn = db::begin_write(&self.w.app.db).await.unwrap();
        let done = remind::remind(&txn, &self.w.app.means, &self.w.face, open, Some(by)).await;
        txn.commit().await.unwrap();
        done.unwrap()
    }

    /// Lists who was handed a reminder: the address and the message's name, in order.
    pub fn reminders(&self) -> Vec<(String, &'static str)> {
        let sent = self.memory.sent();
        let reminders = sent.into_iter().filter(|mail| mail.kind.is_reminder());
        reminders
            .map(|mail| (mail.to, mail.kind.as_str()))
            .collect()
    }

    pub async fn message(&self, id: Uuid) -> outbox::Model {
        outbox::Entity::find_by_id(id)
            .one(&self.w.app.db.read)
            .await
            .unwrap()
            .unwrap()
    }

    pub async fn clock(&self, open: &Open) -> step_clock::Model {
        let rows = remind::clock_of(&self.w.app.db.read, &[open.object()])
            .await
            .unwrap();
        let mut rows = rows.into_iter().filter(|row| row.step == open.step);
        rows.find(|row| row.since == open.since).unwrap()
    }

    pub async fn change_rules(&mut self, change: impl Fn(&mut Rules)) {
        let chain = &self.w.face.chain;
        let mut rules = chain.rules.clone();
        change(&mut rules);
        let txn = db::begin_write(&self.w.app.db).await.unwrap();
        chain::change_rules(&txn, chain.id, chain.turn_limit, rules, false)
            .await
            .unwrap();
        txn.commit().await.unwrap();
        self.read_face().await;
    }

    /// Pauses the chain, or lets it go on.
    pub async fn pause(&mut self, on: bool) {
        let txn = db::begin_write(&self.w.app.db).await.unwrap();
        let (means, chain, owner) = (&self.w.app.means, &self.w.face.chain, self.w.owner);
        let done = if on {
            closing::pause(&txn, means, chain.id, owner).await
        } else {
            closing::go_on(&txn, means, chain, owner).await
        };
        assert_eq!(done.unwrap(), Outcome::Done);
        txn.commit().await.unwrap();
        self.read_face().await;
    }

    pub async fn read_face(&mut self) {
        let id = self.w.face.chain.id;
        let face = chain::find_face(&self.w.app.db.read, id).await.unwrap();
        self.w.face = face.unwrap();
    }

    pub async fn waiting_reminders(&self) -> usize {
        let rows = outbox::Entity::find()
            .filter(outbox::Column::Kind.starts_with("remind"))
            .filter(outbox::Column::SentAt.is_null())
            .filter(outbox::Column::CancelledAt.is_null())
            .all(&self.w.app.db.read)
            .await
            .unwrap();
        rows.len()
    }
}

pub fn mailer(w: &World, memory: &Memory) -> Mailer {
    let means = &w.app.means;
    let (sources, keys) = (means.sources.clone(), means.keys.clone());
    Mailer::with_transport(
        "chains@talk.example.org",
        &means.origin,
        w.app.db.clone(),
        sources,
        keys,
        Transport::Memory(memory.clone()),
    )
    .unwrap()
}
