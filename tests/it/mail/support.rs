//! A chain with people and a worker whose transport is memory.

use chrono::Duration;
use daisychain::i18n::Words;
use daisychain::mail::compose::Letter;
use daisychain::mail::queue;
use daisychain::mail::{
    self, ACT, Drained, Email, MailKind, Mailer, Memory, To, Transport, suppression,
};
use daisychain::{db, keys};
use entity::shared::{Contact, Door, LinkKind, Rules, SuppressionReason, Way};
use entity::{attempt, chain, conversation, host, link, outbox, participant, sign_in};
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::support::TestDb;

/// A chain with people and a worker.
pub struct Post {
    pub t: TestDb,
    pub memory: Memory,
    pub mailer: Mailer,
    pub chain: Uuid,
    pub initiator: Uuid,
    pub turn: std::cell::Cell<i32>,
}

/// Somebody in the chain, with the conversation they are asked into.
pub struct Person {
    pub id: Uuid,
    pub address: String,
    pub act: Uuid,
    pub stop: Uuid,
    pub conversation: Uuid,
}

impl Post {
    pub async fn new() -> Self {
        Self::on(TestDb::new().await).await
    }

    pub async fn on(t: TestDb) -> Self {
        let now = t.sources.now();
        let (host, chain) = (t.sources.id(), t.sources.id());
        host::ActiveModel {
            id: Set(host),
            name: Set("Pembroke House".to_owned()),
            slug: Set("pembroke".to_owned()),
            time_zone: Set("Europe/London".to_owned()),
            language: Set("en".to_owned()),
            contact: Set(Contact {
                email: "asha@example.org".to_owned(),
                ..Contact::default()
            }),
            safeguarding: Set(None),
            made_at: Set(now),
            released_at: Set(None),
        }
        .insert(&t.db.write)
        .await
        .unwrap();
        chain::ActiveModel {
            id: Set(chain),
            host: Set(host),
            slug: Set("food".to_owned()),
            template: Set("food".to_owned()),
            language: Set("en".to_owned()),
            turn_limit: Set(2),
            rules: Set(Rules::default()),
            sensitive: Set(false),
            version: Set(1),
            made_at: Set(now),
            opened_at: Set(Some(now)),
            paused_at: Set(None),
            closed_at: Set(None),
        }
        .insert(&t.db.write)
        .await
        .unwrap();
        let memory = Memory::default();
        let mailer = mailer_on(&t, Transport::Memory(memory.clone()));
        let mut post = Self {
            t,
            memory,
            mailer,
            chain,
            initiator: Uuid::nil(),
            turn: std::cell::Cell::new(0),
        };
        post.initiator = post
            .participant("Maria", "maria@example.net", Uuid::nil())
            .await;
        post
    }

    pub async fn participant(&self, name: &str, address: &str, parent: Uuid) -> Uuid {
        let id = self.t.sources.id();
        let below = !parent.is_nil();
        participant::ActiveModel {
            id: Set(id),
            chain: Set(self.chain),
            parent: Set(below.then_some(parent)),
            branch: Set(Some(if below { parent } else { id })),
            depth: Set(Some(i32::from(below))),
            depth_above: Set(below.then_some(0)),
            door: Set(if below {
                Door::Nominated
            } else {
                Door::Starter
            }),
            language: Set("en".to_owned()),
            name: Set(Some(name.to_owned())),
            email: Set(None),
            phone: Set(None),
            email_index: Set(Some(self.t.keys.address_index(address))),
            prefs: Set(None),
            entered_by: Set(None),
            source: Set("test".to_owned()),
            joined_at: Set(self.t.sources.now()),
            waiting_since: Set(None),
            agreed_at: Set(None),
            finished_at: Set(None),
            bounced_at: Set(None),
            stopped_at: Set(None),
            erased_at: Set(None),
            told_at: Set(None),
        }
        .insert(&self.t.db.write)
        .await
        .unwrap();
        id
    }

    pub async fn link(&self, participant: Uuid, kind: LinkKind, generation: i32) -> Uuid {
        let id = self.t.sources.id();
        link::ActiveModel {
            id: Set(id),
            participant: Set(participant),
            kind: Set(kind),
            generation: Set(generation),
            token_hash: Set(keys::hash(&self.t.keys.link_token(id, generation))),
            code_index: Set(None),
            made_at: Set(self.t.sources.now()),
            ends_at: Set(None),
            revoked_at: Set(None),
        }
        .insert(&self.t.db.write)
        .await
        .unwrap();
        id
    }

    /// Adds somebody who is asked for a conversation (each by an initiator of their own).
    pub async fn person(&self, name: &str) -> Person {
        let n = self.turn.replace(self.turn.get() + 1);
        let asker = self
            .participant("Asker", &format!("asker{n}@example.net"), Uuid::nil())
            .await;
        let address = format!("{}{n}@example.net", name.to_lowercase());
        let id = self.participant(name, &address, asker).await;
        let conversation = self.t.sources.id();
        let now = self.t.sources.now();
        conversation::ActiveModel {
            id: Set(conversation),
            chain: Set(self.chain),
            initiator: Set(asker),
            partner: Set(id),
            nomination: Set(None),
            turn: Set(1),
            way: Set(Way::Email),
            invited_at: Set(now),
            expires_at: Set(now + Duration::days(21)),
            forget_at: Set(now + Duration::days(30)),
            agreed_at: Set(None),
            contacted_at: Set(None),
            recorded_at: Set(None),
            shown_at: Set(None),
            checked_at: Set(None),
            nothing_kept: Set(false),
            entered_by: Set(None),
            source: Set("test".to_owned()),
            happened_on: Set(None),
            ended_at: Set(None),
            ended_why: Set(None),
        }
        .insert(&self.t.db.write)
        .await
        .unwrap();
        Person {
            id,
            address,
            act: self.link(id, LinkKind::Act, 1).await,
            stop: self.link(id, LinkKind::Stop, 1).await,
            conversation,
        }
    }

    /// Stores a message to `person`; due now.
    pub async fn store(&self, kind: MailKind, person: &Person) -> Uuid {
        let to = To::Participant {
            id: person.id,
            link: person.act,
            generation: 1,
        };
        let key = format!("{}:{}:{}", kind.as_str(), person.id, self.t.sources.id());
        self.store_as(kind, &person.address, to, Some(person.conversation), key)
            .await
            .unwrap()
    }

    pub async fn store_as(
        &self,
        kind: MailKind,
        address: &str,
        to: To,
        conversation: Option<Uuid>,
        key: String,
    ) -> Option<Uuid> {
        let letter = Letter {
            w: Words::of("en"),
            kind,
            args: &[
                ("inviter", &"Maria Lopez"),
                ("partner", &"Sam"),
                ("initiator", &"Maria"),
                ("topic", &"food"),
                ("forgotten", &"6 December"),
                ("by", &"Friday"),
                ("forgotten", &"Monday 7 December 2026"),
                ("host", &"Pembroke House"),
            ],
            greet: Some("Sam"),
            link: ACT,
            signature: None,
            can_stop: matches!(to, To::Participant { .. }),
        }
        .write();
        let email = Email {
            kind,
            address: address.to_owned(),
            chain: matches!(to, To::Participant { .. }).then_some(self.chain),
            to,
            conversation,
            language: "en".to_owned(),
            letter,
            key,
            due: self.t.sources.now(),
        };
        let txn = db::begin_write(&self.t.db).await.unwrap();
        let id = mail::enqueue(&txn, &self.t.sources, &self.t.keys, email)
            .await
            .unwrap();
        txn.commit().await.unwrap();
        id
    }

    pub async fn invite(&self, name: &str) -> (Person, Uuid) {
        let person = self.person(name).await;
        let id = self.store(MailKind::Invite, &person).await;
        (person, id)
    }

    /// Stores a sign-in code for an organiser.
    pub async fn code(&self) -> Uuid {
        let now = self.t.sources.now();
        let sign_in = self.t.sources.id();
        sign_in::ActiveModel {
            id: Set(sign_in),
            organiser: Set(None),
            email_index: Set(self.t.keys.address_index("asha@example.org")),
            cookie_hash: Set(sign_in.as_bytes().to_vec()),
            code_hash: Set(keys::hash(&self.t.keys.sign_in_code(sign_in))),
            tries: Set(0),
            made_at: Set(now),
            expires_at: Set(now + Duration::minutes(10)),
            used_at: Set(None),
        }
        .insert(&self.t.db.write)
        .await
        .unwrap();
        let to = To::Organiser {
            sign_in: Some(sign_in),
        };
        self.store_as(
            MailKind::SignInCode,
            "asha@example.org",
            to,
            None,
            format!("code:{sign_in}"),
        )
        .await
        .unwrap()
    }

    pub async fn row(&self, id: Uuid) -> outbox::Model {
        outbox::Entity::find_by_id(id)
            .one(&self.t.db.read)
            .await
            .unwrap()
            .unwrap()
    }

    pub async fn attempts(&self, id: Uuid) -> Vec<(String, Option<i32>)> {
        let rows = attempt::Entity::find()
            .filter(attempt::Column::Outbox.eq(id))
            .order_by_asc(attempt::Column::Id)
            .all(&self.t.db.read)
            .await
            .unwrap();
        rows.into_iter().map(|row| (row.phase, row.code)).collect()
    }

    pub async fn drain(&self) -> Drained {
        self.mailer.drain().await.unwrap()
    }

    pub async fn suppress(&self, address: &str, reason: SuppressionReason, days: Option<i64>) {
        let txn = db::begin_write(&self.t.db).await.unwrap();
        let index = self.t.keys.address_index(address);
        let until = days.map(|days| self.t.sources.now() + Duration::days(days));
        suppression::suppress(&txn, &self.t.sources, &index, reason, until)
            .await
            .unwrap();
        txn.commit().await.unwrap();
    }

    pub async fn is_suppressed(&self, address: &str) -> bool {
        let index = self.t.keys.address_index(address);
        suppression::is_suppressed(&self.t.db.read, &index, self.t.sources.now())
            .await
            .unwrap()
    }
}

pub fn mailer_on(t: &TestDb, transport: Transport) -> Mailer {
    Mailer::with_transport(
        "chains@talk.example.org",
        "https://talk.example.org",
        t.db.clone(),
        t.sources.clone(),
        t.keys.clone(),
        transport,
    )
    .unwrap()
}

/// Leaves the row as a worker leaves it that died while the body went out.
pub async fn die_in_the_body(post: &Post, id: Uuid, kind: MailKind) {
    let (db, sources) = (&post.t.db, &post.t.sources);
    let rows = queue::claim(db, sources, 1, Duration::seconds(60))
        .await
        .unwrap();
    assert_eq!(rows[0].id, id);
    assert!(
        queue::transmit(db, sources, &rows[0], kind)
            .await
            .unwrap()
            .is_some()
    );
    sources.advance(Duration::seconds(61));
}
