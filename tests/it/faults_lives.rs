//! What the writers of `faults` do: small lives of two people each, and what the database must say about them after.

use std::collections::HashMap;

use daisychain::conversation::Outcome;
use daisychain::conversation::answer::{self, Ticked};
use daisychain::conversation::nominate::{self, Named};
use daisychain::db::{self, Db};
use daisychain::keys::{Keys, Place};
use daisychain::mail::MailKind;
use daisychain::means::Means;
use daisychain::people::{self, NewStarter, Prefs, links};
use entity::shared::{ConsentTo, LinkKind};
use entity::{consent, conversation, draft, insight, outbox, participant};
use sea_orm::{ConnectionTrait, DatabaseTransaction, EntityTrait, Statement};
use uuid::Uuid;

use crate::support::TestApp;

/// What one life consists of, in order; each is one form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    Tick,
    GivePhone,
    GiveTimes,
    SayYes,
    /// Saves the points under this question.
    Write(u8),
    Record,
    Check,
    Nominate,
}

pub const ACTS: [Act; 9] = [
    Act::Tick,
    Act::GivePhone,
    Act::GiveTimes,
    Act::SayYes,
    Act::Write(1),
    Act::Write(2),
    Act::Record,
    Act::Check,
    Act::Nominate,
];

/// A first person who has agreed and has asked somebody, and the one asked.
pub struct Life {
    n: usize,
    initiator: String,
    partner: String,
    partner_id: Uuid,
    conversation: Uuid,
}

impl Life {
    fn phone(&self) -> String {
        format!("07700 {:06}", self.n)
    }

    fn note(&self) -> String {
        format!("Knock {} times.", self.n)
    }

    fn point(&self, question: u8) -> String {
        format!("Point {question} of life {}.", self.n)
    }

    fn next(&self) -> String {
        format!("next-{}@example.org", self.n)
    }

    /// Returns where the form of an act is sent, and what is in it.
    pub fn form(&self, act: Act) -> (String, Vec<(&'static str, String)>) {
        let partner = |below: &str| format!("/p/{}/{below}", self.partner);
        let chat = |below: &str| {
            let (token, id) = (&self.initiator, self.conversation);
            format!("/p/{token}/chat/{id}/{below}")
        };
        let text = str::to_owned;
        match act {
            Act::Tick => {
                let ticked = ["contact", "words", "adult"].map(|one| ("agree", text(one)));
                (partner("agree"), ticked.to_vec())
            }
            Act::GivePhone => {
                let fields = [("channel", text("text")), ("phone", self.phone())];
                (partner("contact"), fields.to_vec())
            }
            Act::GiveTimes => {
                let fields = [("times", text("evenings")), ("note", self.note())];
                (partner("times"), fields.to_vec())
            }
            Act::SayYes => (partner("check-yes"), vec![("press", text("yes"))]),
            Act::Write(question) => {
                let fields = [("point_1", self.point(question)), ("version", text("0"))];
                (chat(&format!("question/{question}")), fields.to_vec())
            }
            Act::Record => (chat("review"), vec![("press", text("yes"))]),
            Act::Check => {
                let verdicts = ["verdict_1", "verdict_2"].map(|name| (name, text("keep")));
                let right = ("final", text("right"));
                (partner("check"), [&verdicts[..], &[right]].concat())
            }
            Act::Nominate => {
                let fields = [
                    ("name", text("Ana Next")),
                    ("email", self.next()),
                    ("asked", text("yes")),
                    ("stage", text("send")),
                    ("nonce", format!("nonce-{}", self.n)),
                ];
                (partner("next"), fields.to_vec())
            }
        }
    }
}

/// Makes the lives up to the point where the one asked may answer. No message of theirs is left to be sent.
pub async fn seed_lives(app: &TestApp, count: usize) -> Vec<Life> {
    let owner = app.organiser("Asha Khan").await;
    let face = app.start_chain("Food on Elm Street", owner).await;
    let means = app.means();
    let txn = db::begin_write(app.db()).await.unwrap();
    let mut lives = Vec::new();
    for n in 0..count {
        let new = NewStarter {
            name: "Maria First".to_owned(),
            email: format!("first-{n}@example.org"),
            language: "en".to_owned(),
        };
        let added = people::add_starter(&txn, means, &face, owner, new).await;
        let first = added.unwrap().unwrap();
        let ticked = [ConsentTo::Contact, ConsentTo::Words, ConsentTo::Adult].map(|what| Ticked {
            what,
            wording: "I agree.".to_owned(),
        });
        assert_eq!(
            answer::agree(&txn, means, &face, &first, &ticked)
                .await
                .unwrap(),
            Outcome::Done
        );
        let first = people::find(&txn, first.id).await.unwrap().unwrap();
        let named = Named {
            name: "Sam Second",
            email: &format!("second-{n}@example.org"),
            language: "en",
            asked_wording: "They are happy to be asked.",
        };
        let asked = nominate::nominate(&txn, means, &face, &first, named).await;
        let asked = asked.unwrap().unwrap();
        lives.push(Life {
            n,
            initiator: token(&txn, means, first.id).await,
            partner: token(&txn, means, asked.partner).await,
            partner_id: asked.partner,
            conversation: asked.id,
        });
    }
    outbox::Entity::delete_many().exec(&txn).await.unwrap();
    txn.commit().await.unwrap();
    lives
}

async fn token(txn: &DatabaseTransaction, means: &Means, person: Uuid) -> String {
    let link = links::find_live(txn, person, LinkKind::Act).await;
    let link = link.unwrap().unwrap();
    means.keys.link_token(link.id, link.generation)
}

/// The whole database, read once.
pub struct Truth {
    pub mail: HashMap<Uuid, outbox::Model>,
    people: HashMap<Uuid, participant::Model>,
    conversations: HashMap<Uuid, conversation::Model>,
    drafts: Vec<draft::Model>,
    points: Vec<insight::Model>,
    consents: Vec<consent::Model>,
}

impl Truth {
    pub async fn read(db: &Db) -> Self {
        let conn = &db.read;
        let mail = outbox::Entity::find().all(conn).await.unwrap();
        let people = participant::Entity::find().all(conn).await.unwrap();
        let conversations = conversation::Entity::find().all(conn).await.unwrap();
        Self {
            mail: mail.into_iter().map(|m| (m.id, m)).collect(),
            people: people.into_iter().map(|p| (p.id, p)).collect(),
            conversations: conversations.into_iter().map(|c| (c.id, c)).collect(),
            drafts: draft::Entity::find().all(conn).await.unwrap(),
            points: insight::Entity::find().all(conn).await.unwrap(),
            consents: consent::Entity::find().all(conn).await.unwrap(),
        }
    }

    /// Tells whether everything that belongs to an act is there, once.
    pub fn holds(&self, life: &Life, act: Act, keys: &Keys) -> bool {
        let chat = &self.conversations[&life.conversation];
        let partner = &self.people[&life.partner_id];
        let open = |place, sealed: &Option<Vec<u8>>| {
            let sealed = sealed.as_ref()?;
            keys.open(place, partner.id, sealed).ok()
        };
        let prefs: Prefs = open(Place::ParticipantPrefs, &partner.prefs)
            .and_then(|json| serde_json::from_str(&json).ok())
            .unwrap_or_default();
        let points = || self.points.iter().filter(|p| p.conversation == chat.id);
        match act {
            Act::Tick => prefs.agreed.len() == 3,
            Act::GivePhone => open(Place::ParticipantPhone, &partner.phone) == Some(life.phone()),
            Act::GiveTimes => prefs.note == life.note(),
            Act::SayYes => {
                let given = self
                    .consents
                    .iter()
                    .filter(|c| c.participant == partner.id && c.what != ConsentTo::AskedNominee);
                chat.agreed_at.is_some()
                    && partner.agreed_at.is_some()
                    && given.count() == 3
                    && self.mails(chat.id, MailKind::SaidYes) == 1
            }
            Act::Write(question) => {
                let here = self.drafts.iter().filter(|d| d.conversation == chat.id);
                let with_words = here.filter(|d| d.body.0[0].text == life.point(question));
                // Once the partner has checked, the words stand in the record and the drafts go.
                let recorded = points().filter(|p| p.text == life.point(question));
                with_words.count() == 1 || (chat.checked_at.is_some() && recorded.count() == 1)
            }
            Act::Record => {
                chat.recorded_at.is_some()
                    && points().count() == 2
                    && points().all(|p| p.text == life.point(1) || p.text == life.point(2))
                    && self.mails(chat.id, MailKind::RecordToCheck) == 1
            }
            Act::Check => chat.checked_at.is_some() && points().all(|p| p.checked_at.is_some()),
            Act::Nominate => {
                let index = keys.address_index(&life.next());
                let named = self
                    .people
                    .values()
                    .filter(|p| p.email_index.as_ref() == Some(&index));
                let chats = |id| {
                    self.conversations
                        .values()
                        .filter(move |c| c.initiator == id)
                };
                named.count() == 1
                    && chats(partner.id).count() == 1
                    && chats(partner.id).all(|c| self.mails(c.id, MailKind::Invite) == 1)
            }
        }
    }

    fn mails(&self, conversation: Uuid, kind: MailKind) -> usize {
        let about = self
            .mail
            .values()
            .filter(|m| m.conversation == Some(conversation));
        about.filter(|m| m.kind == kind.as_str()).count()
    }

    /// Checks that the chain is a forest (I3, H5) with at most one live contact each (I1), and the file is whole (H7).
    pub async fn is_sound(&self, db: &Db) {
        for person in self.people.values() {
            let Some(parent) = person.parent else {
                assert_eq!((person.depth, person.branch), (Some(0), Some(person.id)));
                continue;
            };
            let parent = &self.people[&parent];
            assert_eq!((person.chain, person.branch), (parent.chain, parent.branch));
            assert_eq!(person.depth, parent.depth.map(|depth| depth + 1), "I3");
        }
        let mut live = HashMap::new();
        for chat in self.conversations.values() {
            assert_eq!(
                self.people[&chat.partner].parent,
                Some(chat.initiator),
                "I3"
            );
            *live.entry(chat.partner).or_insert(0) += usize::from(chat.ended_at.is_none());
        }
        assert!(live.values().all(|chats| *chats <= 1), "I1");
        for mail in self.mail.values() {
            let chat = mail.conversation.expect("every message here is about one");
            assert!(self.conversations.contains_key(&chat), "H4: {mail:?}");
        }
        if db::is_sqlite(db) {
            let backend = db.read.get_database_backend();
            let ask = |sql: &str| db.read.query_all_raw(Statement::from_string(backend, sql));
            let whole = ask("PRAGMA integrity_check").await.unwrap();
            let said: String = whole[0].try_get_by_index(0).unwrap();
            assert_eq!((whole.len(), said.as_str()), (1, "ok"));
            assert!(ask("PRAGMA foreign_key_check").await.unwrap().is_empty());
        }
    }
}
