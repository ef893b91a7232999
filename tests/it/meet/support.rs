//! People put in their places by the rules, and an organiser at the desk.

use chrono::Duration;
use daisychain::conversation::answer::{self, Ticked};
use daisychain::conversation::{self, Outcome, nominate, record};
use daisychain::mail::MailKind;
use daisychain::{chain, db, people};
use entity::shared::{ConsentTo, LinkKind};
use entity::{conversation as chat_row, gathering, outbox, participant};
use sea_orm::EntityTrait;
use uuid::Uuid;

use crate::journeys::mails;
use crate::organisers::{Browser, signed_in};
use crate::resident_support::{Answer, Filling, World};

/// People put in their places by the rules, and an organiser at the desk.
pub struct Chain {
    pub world: World,
    pub cookie: String,
}

impl Chain {
    pub async fn new() -> Self {
        let world = World::new().await;
        let (_, cookie) = signed_in(&world).await;
        Self { world, cookie }
    }

    pub async fn person(&self, id: Uuid) -> participant::Model {
        people::find(&self.world.app.db.read, id)
            .await
            .unwrap()
            .unwrap()
    }

    pub async fn token(&self, person: &participant::Model) -> String {
        self.world.token(person.id, LinkKind::Act).await
    }

    pub async fn home(&self, person: &participant::Model) -> Answer {
        let token = self.token(person).await;
        self.world.home(&token).await
    }

    pub async fn face(&self) -> chain::Face {
        chain::find_face(&self.world.app.db.read, self.world.face.chain.id)
            .await
            .unwrap()
            .unwrap()
    }

    /// A first person who said yes, and may or may not like to meet the others.
    pub async fn first(&self, name: &str, meet: bool) -> participant::Model {
        let email = format!("{}@example.org", name.to_lowercase());
        self.world.add_starter(name, &email).await;
        let person = self.world.person(name).await;
        self.agree(&person, meet).await
    }

    pub async fn agree(&self, person: &participant::Model, meet: bool) -> participant::Model {
        let face = self.face().await;
        let ticked = [Ticked {
            what: ConsentTo::Meet,
            wording: "May invite me.".to_owned(),
        }];
        let ticked = if meet { &ticked[..] } else { &[] };
        let txn = db::begin_write(&self.world.app.db).await.unwrap();
        let done = answer::agree(&txn, &self.world.app.means, &face, person, ticked).await;
        assert_eq!(done.unwrap(), Outcome::Done);
        txn.commit().await.unwrap();
        self.person(person.id).await
    }

    pub async fn ask(&self, from: &participant::Model, name: &str) -> participant::Model {
        let txn = db::begin_write(&self.world.app.db).await.unwrap();
        let email = format!("{}@example.org", name.to_lowercase());
        let named = nominate::Named {
            name,
            email: &email,
            language: "en",
            asked_wording: "asked",
        };
        let face = self.face().await;
        let made = nominate::nominate(&txn, &self.world.app.means, &face, from, named);
        let made = made.await.unwrap().unwrap();
        txn.commit().await.unwrap();
        self.person(made.partner).await
    }

    /// Asks somebody, who says yes.
    pub async fn join(&self, from: &participant::Model, name: &str) -> participant::Model {
        let person = self.ask(from, name).await;
        self.agree(&person, false).await
    }

    pub async fn incoming(&self, person: &participant::Model) -> chat_row::Model {
        conversation::find_incoming(&self.world.app.db.read, person.id)
            .await
            .unwrap()
            .unwrap()
    }

    pub async fn contact(&self, partner: &participant::Model) {
        let c = self.incoming(partner).await;
        let txn = db::begin_write(&self.world.app.db).await.unwrap();
        let shown = conversation::reveal(&txn, &self.world.app.means, c.initiator, c.id).await;
        assert!(shown.unwrap().is_some());
        txn.commit().await.unwrap();
    }

    pub async fn record(&self, partner: &participant::Model) {
        self.world.pass(Duration::minutes(10));
        let c = self.incoming(partner).await;
        let face = self.face().await;
        let txn = db::begin_write(&self.world.app.db).await.unwrap();
        let done = record::record(&txn, &self.world.app.means, &face, &c, true).await;
        done.unwrap().unwrap();
        txn.commit().await.unwrap();
        self.world.pass(Duration::minutes(10));
    }

    pub async fn mails(&self, kind: MailKind) -> Vec<outbox::Model> {
        mails(&self.world, kind).await
    }

    pub async fn told(&self, person: &participant::Model) -> usize {
        let mails = self.mails(MailKind::ChainClosed).await;
        mails
            .iter()
            .filter(|mail| mail.participant == Some(person.id))
            .count()
    }

    fn browser(&self) -> Browser<'_> {
        Browser {
            world: &self.world,
            cookie: self.cookie.clone(),
        }
    }

    /// Opens a page of the desk.
    pub async fn desk(&self, below: &str) -> Answer {
        self.browser().desk(below).await
    }

    pub async fn signed_in(&self, path: &str) -> Answer {
        self.browser().open(path).await
    }

    /// Presses a button on a page of the desk and follows.
    pub async fn press(&self, form: Filling<'_>, button: &str) -> Answer {
        self.browser().press(form, button).await
    }

    pub async fn send(&self, path: &str, body: &str) -> Answer {
        self.browser().submit(path, body.to_owned()).await
    }

    /// Plans a meeting two weeks from now at half past six in London, and returns its page.
    pub async fn plan(&self) -> Answer {
        let page = self.desk("/gatherings/new").await;
        let form = page
            .form()
            .fill("Day", "2026-12-06")
            .fill("Time", "18:30")
            .fill("Where", "The hall, Elm Street")
            .fill("What it is about", "Soup; and a look at the plan.");
        self.press(form, "Save").await
    }

    /// Plans a meeting and tells everyone.
    pub async fn tell(&self) -> Answer {
        let page = self.plan().await;
        let page = self.signed_in(&page.link("Tell people")).await;
        self.press(page.form(), "Tell them now").await
    }

    pub async fn decide(&self, choice: &str) -> Answer {
        let page = self.desk("/close").await;
        self.press(page.form().tick(choice), "Continue").await
    }

    pub async fn gathering(&self) -> gathering::Model {
        gathering::Entity::find()
            .one(&self.world.app.db.read)
            .await
            .unwrap()
            .unwrap()
    }
}
