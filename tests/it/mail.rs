//! The outbox and its worker on a real database, with a transport in memory.

use std::collections::HashSet;
use std::time::Duration as Wait;

use chrono::Duration;
use daisychain::i18n::Words;
use daisychain::mail::compose::Letter;
use daisychain::mail::queue::{self, Outcome};
use daisychain::mail::{
    self, ACT, Drained, Email, MailKind, Mailer, Memory, To, Transport, suppression,
};
use daisychain::{db, keys};
use entity::shared::{Contact, Door, EndedWhy, LinkKind, Rules, SuppressionReason, Way};
use entity::{attempt, chain, conversation, host, link, outbox, participant, sign_in};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, TransactionTrait,
};
use tokio::sync::{Notify, watch};
use uuid::Uuid;

use crate::support::TestDb;

/// A chain with people and a worker.
pub struct Post {
    pub t: TestDb,
    pub memory: Memory,
    pub mailer: Mailer,
    pub chain: Uuid,
    initiator: Uuid,
    turn: std::cell::Cell<i32>,
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

    async fn participant(&self, name: &str, address: &str, parent: Uuid) -> Uuid {
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

    async fn link(&self, participant: Uuid, kind: LinkKind, generation: i32) -> Uuid {
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

    async fn suppress(&self, address: &str, reason: SuppressionReason, days: Option<i64>) {
        let txn = db::begin_write(&self.t.db).await.unwrap();
        let index = self.t.keys.address_index(address);
        let until = days.map(|days| self.t.sources.now() + Duration::days(days));
        suppression::suppress(&txn, &self.t.sources, &index, reason, until)
            .await
            .unwrap();
        txn.commit().await.unwrap();
    }

    async fn is_suppressed(&self, address: &str) -> bool {
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

#[tokio::test]
async fn a_stored_message_goes_out_once_with_the_links_of_its_person() {
    let post = Post::new().await;
    let (person, id) = post.invite("Sam").await;
    assert_eq!(post.drain().await.sent, 1);
    assert_eq!(post.drain().await, Drained::default());
    let sent = post.memory.sent();
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].to, person.address);
    assert_eq!(
        sent[0].subject,
        "Maria Lopez asked us to write to you about a chat"
    );
    for (path, link) in [("p", person.act), ("stop", person.stop)] {
        let address = format!(
            "https://talk.example.org/{path}/{}",
            post.t.keys.link_token(link, 1)
        );
        assert!(sent[0].text.contains(&address), "{}", sent[0].text);
        assert!(sent[0].html.contains(&address));
    }
    let raw = String::from_utf8(sent[0].raw.clone()).unwrap();
    assert!(
        raw.contains("From: \"Pembroke House\" <chains@talk.example.org>"),
        "{raw}"
    );
    assert!(raw.contains("Reply-To: asha@example.org"));
    let row = post.row(id).await;
    assert_eq!(row.sent_at, Some(post.t.sources.now()));
    assert_eq!((row.attempts, row.claim_token), (1, None));
    assert_eq!(post.attempts(id).await, [("sent".to_owned(), Some(250))]);
    let stored = format!("{}{}{:?}", row.text, row.html, row.last_reply);
    assert!(!stored.contains(&post.t.keys.link_token(person.act, 1)));
}

#[tokio::test]
async fn the_same_key_is_one_message() {
    let post = Post::new().await;
    let person = post.person("Sam").await;
    let to = To::Participant {
        id: person.id,
        link: person.act,
        generation: 1,
    };
    let mut stored = 0;
    for _ in 0..5 {
        let key = "invite:1:1".to_owned();
        let id = post
            .store_as(MailKind::Invite, &person.address, to.clone(), None, key)
            .await;
        stored += i32::from(id.is_some());
    }
    assert_eq!(stored, 1);
    assert_eq!(post.drain().await.sent, 1);
}

#[tokio::test]
async fn a_message_is_not_sent_before_it_is_due() {
    let post = Post::new().await;
    let (_, id) = post.invite("Sam").await;
    let mut row = post.row(id).await.into_active_model();
    row.next_attempt_at = Set(post.t.sources.now() + chrono::Duration::minutes(5));
    row.update(&post.t.db.write).await.unwrap();
    assert_eq!(post.drain().await, Drained::default());
    post.t.sources.advance(chrono::Duration::minutes(5));
    assert_eq!(post.drain().await.sent, 1);
}

#[tokio::test]
async fn workers_that_claim_at_the_same_time_never_get_the_same_row() {
    let post = Post::new().await;
    let mut stored = HashSet::new();
    for _ in 0..40 {
        stored.insert(post.invite("Sam").await.1);
    }
    let workers = (0..4).map(|_| {
        let (db, sources) = (post.t.db.clone(), post.t.sources.clone());
        tokio::spawn(async move {
            let mut mine = Vec::new();
            loop {
                let rows = queue::claim(&db, &sources, 3, Duration::seconds(60))
                    .await
                    .unwrap();
                if rows.is_empty() {
                    return mine;
                }
                mine.extend(rows.into_iter().map(|row| row.id));
            }
        })
    });
    let mut claimed = Vec::new();
    for worker in workers.collect::<Vec<_>>() {
        claimed.extend(worker.await.unwrap());
    }
    assert_eq!(claimed.len(), 40);
    assert_eq!(claimed.into_iter().collect::<HashSet<_>>(), stored);
}

#[tokio::test]
async fn a_dead_workers_claim_comes_back_and_it_cannot_write_any_more() {
    let post = Post::new().await;
    let (_, id) = post.invite("Sam").await;
    let (db, sources) = (&post.t.db, &post.t.sources);
    let dead = queue::claim(db, sources, 5, Duration::seconds(60))
        .await
        .unwrap();
    assert_eq!(post.drain().await, Drained::default());
    sources.advance(Duration::seconds(61));
    assert_eq!(post.drain().await.sent, 1);
    assert_eq!(
        queue::transmit(db, sources, &dead[0], MailKind::Invite)
            .await
            .unwrap(),
        None
    );
    let failed = Outcome::Failed("late".to_owned());
    assert!(
        !queue::settle(db, sources, &dead[0], &failed, None)
            .await
            .unwrap()
    );
    let row = post.row(id).await;
    assert!(row.sent_at.is_some() && row.failed_at.is_none());
    assert_eq!(row.attempts, 2);
}

/// Leaves the row as a worker leaves it that died while the body went out.
async fn die_in_the_body(post: &Post, id: Uuid, kind: MailKind) {
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

#[tokio::test]
async fn a_message_in_doubt_goes_out_once_more_and_then_waits_for_a_person() {
    let post = Post::new().await;
    let (_, id) = post.invite("Sam").await;
    die_in_the_body(&post, id, MailKind::Invite).await;
    assert_eq!(post.drain().await.in_doubt, 1);
    assert!(post.row(id).await.in_doubt_at.is_some());
    post.t.sources.advance(Duration::minutes(13));
    assert_eq!(post.drain().await, Drained::default(), "too early");
    post.t.sources.advance(Duration::minutes(2));
    die_in_the_body(&post, id, MailKind::Invite).await;
    assert_eq!(post.drain().await.held, 1);
    post.t.sources.advance(Duration::days(1));
    assert_eq!(post.drain().await, Drained::default());
    assert!(post.memory.sent().is_empty());
    let held = post.row(id).await;
    let txn = db::begin_write(&post.t.db).await.unwrap();
    assert!(mail::try_again(&txn, &post.t.sources, &held).await.unwrap());
    assert!(!mail::try_again(&txn, &post.t.sources, &held).await.unwrap());
    txn.commit().await.unwrap();
    assert_eq!(post.drain().await.sent, 1);
}

#[tokio::test]
async fn the_second_copy_has_the_same_message_id_and_a_code_has_none() {
    let post = Post::new().await;
    let (_, id) = post.invite("Sam").await;
    die_in_the_body(&post, id, MailKind::Invite).await;
    post.drain().await;
    post.t.sources.advance(Duration::minutes(15));
    assert_eq!(post.drain().await.sent, 1);
    let raw = String::from_utf8(post.memory.take()[0].raw.clone()).unwrap();
    assert!(
        raw.contains(&format!("Message-ID: <{id}@talk.example.org>")),
        "{raw}"
    );
    let row = post.row(id).await;
    assert!(row.sent_at.is_some() && row.in_doubt_at.is_some());

    let code = post.code().await;
    die_in_the_body(&post, code, MailKind::SignInCode).await;
    assert_eq!(post.drain().await.failed, 1);
    post.t.sources.advance(Duration::minutes(15));
    assert_eq!(post.drain().await, Drained::default());
    assert!(post.memory.sent().is_empty());
}

#[tokio::test]
async fn what_no_longer_holds_is_not_sent() {
    type Change = fn(&Post, &Person) -> sea_orm::UpdateMany<link::Entity>;
    let revoke: Change = |post, person| {
        link::Entity::update_many()
            .col_expr(link::Column::RevokedAt, Expr::value(post.t.sources.now()))
            .filter(link::Column::Id.eq(person.act))
    };
    let end: Change = |post, person| {
        link::Entity::update_many()
            .col_expr(link::Column::EndsAt, Expr::value(post.t.sources.now()))
            .filter(link::Column::Id.eq(person.act))
    };
    let renew: Change = |_, person| {
        link::Entity::update_many()
            .col_expr(link::Column::Generation, Expr::value(2))
            .filter(link::Column::Id.eq(person.act))
    };
    for change in [revoke, end, renew] {
        let post = Post::new().await;
        let (person, id) = post.invite("Sam").await;
        change(&post, &person).exec(&post.t.db.write).await.unwrap();
        assert_eq!(post.drain().await.cancelled, 1);
        assert_eq!(post.row(id).await.last_reply.as_deref(), Some("link-ended"));
    }
    for (column, reason) in [
        (participant::Column::StoppedAt, "stopped"),
        (participant::Column::ErasedAt, "erased"),
    ] {
        let post = Post::new().await;
        let (person, id) = post.invite("Sam").await;
        participant::Entity::update_many()
            .col_expr(column, Expr::value(post.t.sources.now()))
            .col_expr(participant::Column::Name, Expr::value(None::<String>))
            .filter(participant::Column::Id.eq(person.id))
            .exec(&post.t.db.write)
            .await
            .unwrap();
        assert_eq!(post.drain().await.cancelled, 1);
        assert_eq!(post.row(id).await.last_reply.as_deref(), Some(reason));
    }
}

#[tokio::test]
async fn an_ended_conversation_takes_its_invitation_back_but_not_the_answer() {
    let post = Post::new().await;
    let (person, id) = post.invite("Sam").await;
    let answer = post.store(MailKind::SaidNo, &person).await;
    conversation::Entity::update_many()
        .col_expr(
            conversation::Column::EndedAt,
            Expr::value(post.t.sources.now()),
        )
        .col_expr(
            conversation::Column::EndedWhy,
            Expr::value(EndedWhy::Organiser.as_str()),
        )
        .filter(conversation::Column::Id.eq(person.conversation))
        .exec(&post.t.db.write)
        .await
        .unwrap();
    let drained = post.drain().await;
    assert_eq!((drained.sent, drained.cancelled), (1, 1));
    assert!(post.row(id).await.cancelled_at.is_some());
    assert!(post.row(answer).await.sent_at.is_some());
}

#[tokio::test]
async fn a_closed_chain_sends_no_invitation_and_a_paused_one_waits() {
    let post = Post::new().await;
    let (person, id) = post.invite("Sam").await;
    let other = post.store(MailKind::YourTurn, &person).await;
    let set = |column, at: Option<chrono::DateTime<chrono::Utc>>| {
        chain::Entity::update_many().col_expr(column, Expr::value(at))
    };
    let now = Some(post.t.sources.now());
    set(chain::Column::PausedAt, now)
        .exec(&post.t.db.write)
        .await
        .unwrap();
    let drained = post.drain().await;
    assert_eq!((drained.sent, drained.again), (1, 1));
    assert!(post.row(other).await.sent_at.is_some());
    let waiting = post.row(id).await;
    assert_eq!(
        (waiting.attempts, waiting.last_reply.as_deref()),
        (0, Some("chain-paused"))
    );
    set(chain::Column::PausedAt, None)
        .exec(&post.t.db.write)
        .await
        .unwrap();
    post.t.sources.advance(queue::PAUSED);
    set(chain::Column::ClosedAt, now)
        .exec(&post.t.db.write)
        .await
        .unwrap();
    assert_eq!(post.drain().await.cancelled, 1);
    assert_eq!(
        post.row(id).await.last_reply.as_deref(),
        Some("chain-closed")
    );
}

#[tokio::test]
async fn a_suppressed_address_is_not_written_to_until_the_time_is_over() {
    let post = Post::new().await;
    for (reason, days, sent) in [
        (SuppressionReason::Asked, None, 0),
        (SuppressionReason::Bounced, Some(90), 0),
        (SuppressionReason::Bounced, Some(-1), 1),
    ] {
        let (person, id) = post.invite("Sam").await;
        post.suppress(&person.address.to_uppercase(), reason, days)
            .await;
        assert_eq!(post.drain().await.sent, sent, "{reason:?} {days:?}");
        if sent == 0 {
            assert_eq!(post.row(id).await.last_reply.as_deref(), Some("suppressed"));
        }
    }
    // An organiser asks for a code at this very minute: the list does not lock them out.
    post.suppress("asha@example.org", SuppressionReason::Asked, None)
        .await;
    post.code().await;
    assert_eq!(post.drain().await.sent, 1);
}

#[tokio::test]
async fn never_again_is_not_weakened_by_a_later_bounce() {
    let post = Post::new().await;
    post.suppress("sam@example.net", SuppressionReason::Bounced, Some(90))
        .await;
    post.suppress("sam@example.net", SuppressionReason::Asked, None)
        .await;
    post.suppress("sam@example.net", SuppressionReason::Bounced, Some(90))
        .await;
    post.t.sources.advance(Duration::days(400));
    assert!(post.is_suppressed("sam@example.net").await);
    let txn = db::begin_write(&post.t.db).await.unwrap();
    let index = post.t.keys.address_index("sam@example.net");
    assert!(suppression::lift(&txn, &index).await.unwrap());
    txn.commit().await.unwrap();
    assert!(!post.is_suppressed("sam@example.net").await);
}

#[tokio::test]
async fn an_old_message_expires_unsent() {
    let post = Post::new().await;
    let code = post.code().await;
    let (_, invite) = post.invite("Sam").await;
    post.t.sources.advance(Duration::minutes(10));
    assert_eq!(
        post.drain().await,
        Drained {
            sent: 1,
            expired: 1,
            ..Drained::default()
        }
    );
    assert!(post.row(code).await.expired_at.is_some());
    assert!(post.row(invite).await.sent_at.is_some());
    let (_, invite) = post.invite("Sam").await;
    post.t.sources.advance(Duration::days(5));
    assert_eq!(post.drain().await.expired, 1);
    assert!(post.row(invite).await.sent_at.is_none());
}

#[tokio::test]
async fn a_row_that_cannot_be_built_fails_alone() {
    let post = Post::new().await;
    let mut ids = Vec::new();
    for _ in 0..100 {
        ids.push(post.invite("Sam").await.1);
    }
    for (id, column, value) in [
        (ids[13], outbox::Column::Kind, "postcard"),
        (ids[57], outbox::Column::Text, "%%code%%"),
    ] {
        outbox::Entity::update_many()
            .col_expr(column, Expr::value(value))
            .filter(outbox::Column::Id.eq(id))
            .exec(&post.t.db.write)
            .await
            .unwrap();
    }
    let drained = post.drain().await;
    assert_eq!((drained.sent, drained.failed), (98, 2));
    assert!(post.row(ids[13]).await.failed_at.is_some());
    assert!(post.row(ids[57]).await.failed_at.is_some());
}

#[tokio::test]
async fn a_bounce_marks_the_person_and_spares_an_address_that_was_corrected() {
    let post = Post::new().await;
    let (person, id) = post.invite("Sam").await;
    let (corrected, _) = post.invite("Ana").await;
    post.memory.refuse(&person.address);
    post.memory.refuse(&corrected.address);
    participant::Entity::update_many()
        .col_expr(
            participant::Column::EmailIndex,
            Expr::value(post.t.keys.address_index("new@example.net")),
        )
        .filter(participant::Column::Id.eq(corrected.id))
        .exec(&post.t.db.write)
        .await
        .unwrap();
    assert_eq!(post.drain().await.bounced, 2);
    let find = |id| participant::Entity::find_by_id(id).one(&post.t.db.read);
    assert!(find(person.id).await.unwrap().unwrap().bounced_at.is_some());
    assert!(
        find(corrected.id)
            .await
            .unwrap()
            .unwrap()
            .bounced_at
            .is_none()
    );
    assert!(post.is_suppressed(&person.address).await);
    let row = post.row(id).await;
    assert!(row.failed_at.is_some());
    assert_eq!(post.attempts(id).await, [("rcpt".to_owned(), Some(550))]);
    post.t.sources.advance(Duration::days(91));
    assert!(!post.is_suppressed(&person.address).await);
}

#[tokio::test]
async fn a_message_taken_back_after_the_claim_does_not_go_out() {
    let post = Post::new().await;
    let (person, id) = post.invite("Sam").await;
    let (db, sources) = (&post.t.db, &post.t.sources);
    let rows = queue::claim(db, sources, 1, Duration::seconds(60))
        .await
        .unwrap();
    let txn = db::begin_write(db).await.unwrap();
    let kinds = [MailKind::Invite];
    let taken = mail::cancel(&txn, sources, person.conversation, &kinds)
        .await
        .unwrap();
    txn.commit().await.unwrap();
    assert_eq!(taken, 1);
    assert_eq!(
        queue::transmit(db, sources, &rows[0], MailKind::Invite)
            .await
            .unwrap(),
        None
    );
    sources.advance(Duration::minutes(2));
    assert_eq!(post.drain().await, Drained::default());
    assert!(post.row(id).await.transmitting_at.is_none());
}

#[tokio::test]
async fn words_and_addresses_are_blanked_after_thirty_days() {
    let post = Post::new().await;
    let (_, old) = post.invite("Sam").await;
    post.drain().await;
    post.t.sources.advance(Duration::days(31));
    let (_, new) = post.invite("Ana").await;
    post.drain().await;
    let txn = post.t.db.write.begin().await.unwrap();
    let older_than = post.t.sources.now() - Duration::days(30);
    assert_eq!(mail::forget_bodies(&txn, older_than).await.unwrap(), 1);
    assert_eq!(mail::forget_bodies(&txn, older_than).await.unwrap(), 0);
    txn.commit().await.unwrap();
    let row = post.row(old).await;
    assert!(row.subject.is_empty() && row.text.is_empty() && row.html.is_empty());
    assert!(row.recipient.is_none() && row.sent_at.is_some());
    assert!(!post.row(new).await.text.is_empty());
}

#[tokio::test]
async fn i7_erasing_a_person_blanks_their_messages_and_takes_back_the_unsent() {
    let post = Post::new().await;
    let (person, sent) = post.invite("Sam").await;
    post.drain().await;
    let unsent = post.store(MailKind::YourTurn, &person).await;
    // To somebody else, about their conversation.
    let other = post.person("Ana").await;
    let to = To::Participant {
        id: other.id,
        link: other.act,
        generation: 1,
    };
    let about = post
        .store_as(
            MailKind::SaidNo,
            &other.address,
            to,
            Some(person.conversation),
            "no:1".to_owned(),
        )
        .await
        .unwrap();
    let txn = db::begin_write(&post.t.db).await.unwrap();
    let n = mail::forget_participant(&txn, &post.t.sources, person.id)
        .await
        .unwrap();
    participant::Entity::update_many()
        .col_expr(
            participant::Column::ErasedAt,
            Expr::value(post.t.sources.now()),
        )
        .col_expr(participant::Column::Name, Expr::value(None::<String>))
        .filter(participant::Column::Id.eq(person.id))
        .exec(&txn)
        .await
        .unwrap();
    txn.commit().await.unwrap();
    assert_eq!(n, 2);
    for id in [sent, unsent] {
        let row = post.row(id).await;
        assert!(row.subject.is_empty() && row.text.is_empty() && row.html.is_empty());
        assert!(
            row.recipient.is_none() && row.recipient_index.is_empty() && row.last_reply.is_none()
        );
    }
    assert!(post.row(sent).await.cancelled_at.is_none());
    assert!(post.row(unsent).await.cancelled_at.is_some());
    // The other one is still told, and then that message forgets the name.
    assert_eq!(post.drain().await.sent, 1);
    assert!(post.row(about).await.text.contains("Sam"));
    let txn = db::begin_write(&post.t.db).await.unwrap();
    let long_ago = post.t.sources.now() - Duration::days(30);
    assert_eq!(mail::forget_bodies(&txn, long_ago).await.unwrap(), 1);
    txn.commit().await.unwrap();
    assert!(post.row(about).await.text.is_empty());
}

#[tokio::test]
async fn the_running_worker_sends_what_it_is_woken_for_and_stops_when_told() {
    let t = TestDb::with_sources(daisychain::sources::Sources::system()).await;
    let post = Post::on(t).await;
    let memory = Memory::default();
    let (tell, stop) = watch::channel(false);
    let wake = std::sync::Arc::new(Notify::new());
    let first = spawn(&post, Transport::Memory(memory.clone()), &stop, &wake);
    // The first one has the lease before the second asks for it.
    post.invite("Sam").await;
    wake.notify_one();
    until(|| memory.sent().len() == 1).await;
    let second_memory = Memory::default();
    let (tell_second, stop_second) = watch::channel(false);
    let other_wake = std::sync::Arc::new(Notify::new());
    let second = spawn(
        &post,
        Transport::Memory(second_memory.clone()),
        &stop_second,
        &other_wake,
    );
    tokio::time::sleep(Wait::from_millis(300)).await;
    post.invite("Ana").await;
    wake.notify_one();
    until(|| memory.sent().len() + second_memory.sent().len() == 2).await;
    if db::is_sqlite(&post.t.db) {
        assert_eq!(memory.sent().len(), 2, "one worker at a time on a file");
    }
    tell.send(true).unwrap();
    tokio::time::timeout(Wait::from_secs(5), first)
        .await
        .unwrap()
        .unwrap();
    // The lease was given back: the second one goes on without waiting for it to run out.
    post.invite("Tunde").await;
    until(|| memory.sent().len() + second_memory.sent().len() == 3).await;
    tell_second.send(true).unwrap();
    tokio::time::timeout(Wait::from_secs(5), second)
        .await
        .unwrap()
        .unwrap();
    let open = outbox::Entity::find()
        .filter(outbox::Column::SentAt.is_null())
        .count(&post.t.db.read)
        .await
        .unwrap();
    assert_eq!(open, 0);
}

fn spawn(
    post: &Post,
    transport: Transport,
    stop: &watch::Receiver<bool>,
    wake: &std::sync::Arc<Notify>,
) -> tokio::task::JoinHandle<()> {
    let mailer = mailer_on(&post.t, transport);
    let (stop, wake) = (stop.clone(), wake.clone());
    tokio::spawn(async move { mailer.run(stop, &wake).await })
}

async fn until(done: impl Fn() -> bool) {
    for _ in 0..400 {
        if done() {
            return;
        }
        tokio::time::sleep(Wait::from_millis(25)).await;
    }
    panic!("it did not happen within ten seconds");
}
