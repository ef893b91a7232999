//! A chain with its owner at the desk, and people put in their places by the rules.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use chrono::{DateTime, Duration, Utc};
use daisychain::app::App;
use daisychain::chain::{self, Face};
use daisychain::conversation::{self, Outcome, answer, check, nominate, record};
use daisychain::desk::help;
use daisychain::desk::snapshot::Snapshot;
use daisychain::people::{self, NewStarter};
use daisychain::sources::Sources;
use daisychain::{db, router};
use entity::shared::{Contact, Role};
use entity::{audit, outbox, participant};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use tower::ServiceExt;
use uuid::Uuid;

use crate::organisers::{add_member, add_organiser, sign_in};
use crate::support::{TestApp, TestDb};

pub struct World {
    pub app: App,
    pub router: Router,
    pub face: Face,
    pub owner: Uuid,
    /// The owner's session.
    pub cookie: String,
    pub start: DateTime<Utc>,
    /// Kept for as long as the app: dropping it removes the folder.
    _test: TestDb,
}

pub struct Answer {
    pub status: StatusCode,
    pub to: String,
    pub body: String,
}

impl World {
    /// A chain that is not open yet, with its owner signed in.
    pub async fn closed() -> Self {
        let start = "2026-09-01T09:00:00Z".parse().unwrap();
        let test = TestDb::with_sources(Sources::fixed(start, 1)).await;
        let TestApp { app, test } = TestApp::on(test, &[]);
        let owner = add_organiser(&app, "Asha").await;
        let txn = db::begin_write(&app.db).await.unwrap();
        let contact = Contact {
            person: "Asha".into(),
            phone: "020 7946 0000".into(),
            ..Contact::default()
        };
        let means = &app.means;
        let host = chain::create_host(&txn, means, owner, "Alder House", "Europe/London", contact)
            .await
            .unwrap();
        let template = &chain::templates::list()[0];
        let about = chain::About {
            name: "Food in Alderbrook",
            topic: "food",
            purpose: "To eat well",
        };
        let made = chain::create(&txn, means, &host, template, about)
            .await
            .unwrap();
        txn.commit().await.unwrap();
        let face = chain::find_face(&app.db.read, made.id)
            .await
            .unwrap()
            .unwrap();
        let mut world = Self {
            router: router::router(&app),
            cookie: String::new(),
            app,
            face,
            owner,
            start,
            _test: test,
        };
        world.cookie = world.sign_in(owner).await;
        world
    }

    pub async fn open() -> Self {
        let mut world = Self::closed().await;
        let txn = db::begin_write(&world.app.db).await.unwrap();
        chain::open(&txn, &world.app.means, &world.face)
            .await
            .unwrap()
            .unwrap();
        txn.commit().await.unwrap();
        let id = world.face.chain.id;
        world.face = chain::find_face(&world.app.db.read, id)
            .await
            .unwrap()
            .unwrap();
        world
    }

    /// Moves the clock to so many days after the start.
    pub fn day(&self, day: i64) {
        self.app.means.sources.set(self.start + Duration::days(day));
    }

    pub async fn sign_in(&self, organiser: Uuid) -> String {
        sign_in(&self.app, organiser).await
    }

    /// Signs in somebody who has this role on the chain.
    pub async fn with_role(&self, role: Role) -> String {
        let id = add_organiser(&self.app, role.as_str()).await;
        add_member(&self.app, id, (None, Some(self.face.chain.id)), role).await;
        self.sign_in(id).await
    }

    pub async fn send(&self, cookie: &str, path: &str, form: Option<&[(&str, &str)]>) -> Answer {
        let path = format!("/desk/{}{path}", self.face.chain.slug);
        self.send_to(cookie, &path, form).await
    }

    /// Sends to any page.
    pub async fn send_to(&self, cookie: &str, path: &str, form: Option<&[(&str, &str)]>) -> Answer {
        let request = Request::builder()
            .uri(path)
            .header(header::COOKIE, cookie)
            .header("sec-fetch-site", "same-origin");
        let request = match form {
            None => request.body(Body::empty()),
            Some(fields) => {
                let body: String = form_urlencoded::Serializer::new(String::new())
                    .extend_pairs(fields)
                    .finish();
                request
                    .method("POST")
                    .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                    .body(Body::from(body))
            }
        };
        let response = self.router.clone().oneshot(request.unwrap()).await.unwrap();
        let to = response.headers().get(header::LOCATION);
        let to = to
            .map(|to| to.to_str().unwrap().to_owned())
            .unwrap_or_default();
        let status = response.status();
        let body = to_bytes(response.into_body(), 1 << 24).await.unwrap();
        Answer {
            status,
            to,
            body: String::from_utf8(body.to_vec()).unwrap(),
        }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(&self.cookie, path, None).await
    }

    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.send(&self.cookie, path, Some(fields)).await
    }

    /// Follows a redirect of a form.
    pub async fn follow(&self, answer: &Answer) -> Answer {
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        let base = format!("/desk/{}", self.face.chain.slug);
        self.get(answer.to.strip_prefix(&base).unwrap()).await
    }

    pub async fn starter(&self, name: &str) -> participant::Model {
        let txn = db::begin_write(&self.app.db).await.unwrap();
        let new = NewStarter {
            name: name.into(),
            email: format!("{}@example.org", name.to_lowercase().replace(' ', ".")),
            language: "en".into(),
        };
        let added = people::add_starter(&txn, &self.app.means, &self.face, self.owner, new);
        let person = added.await.unwrap().unwrap();
        txn.commit().await.unwrap();
        person
    }

    pub async fn agreed_starter(&self, name: &str) -> participant::Model {
        let person = self.starter(name).await;
        self.agree(person.id).await
    }

    pub async fn agree(&self, id: Uuid) -> participant::Model {
        let person = self.person(id).await;
        let txn = db::begin_write(&self.app.db).await.unwrap();
        let done = answer::agree(&txn, &self.app.means, &self.face, &person, &[]).await;
        assert_eq!(done.unwrap(), Outcome::Done);
        txn.commit().await.unwrap();
        self.person(id).await
    }

    pub async fn person(&self, id: Uuid) -> participant::Model {
        people::find(&self.app.db.read, id).await.unwrap().unwrap()
    }

    /// Lets somebody choose the next person; returns that person.
    pub async fn choose(&self, from: &participant::Model, name: &str) -> participant::Model {
        let txn = db::begin_write(&self.app.db).await.unwrap();
        let email = format!("{}@example.org", name.to_lowercase());
        let named = nominate::Named {
            name,
            email: &email,
            language: "en",
            asked_wording: "asked",
        };
        let made = nominate::nominate(&txn, &self.app.means, &self.face, from, named);
        let link = made.await.unwrap().unwrap();
        txn.commit().await.unwrap();
        self.person(link.partner).await
    }

    pub async fn reveal(&self, from: &participant::Model, to: &participant::Model) {
        let link = conversation::find_incoming(&self.app.db.read, to.id)
            .await
            .unwrap()
            .unwrap();
        let txn = db::begin_write(&self.app.db).await.unwrap();
        let shown = conversation::reveal(&txn, &self.app.means, from.id, link.id).await;
        assert!(shown.unwrap().is_some());
        txn.commit().await.unwrap();
    }

    /// Writes the chat down without words.
    pub async fn record(&self, to: &participant::Model) {
        let link = conversation::find_incoming(&self.app.db.read, to.id)
            .await
            .unwrap()
            .unwrap();
        let txn = db::begin_write(&self.app.db).await.unwrap();
        let done = record::record(&txn, &self.app.means, &self.face, &link, true).await;
        done.unwrap().unwrap();
        txn.commit().await.unwrap();
    }

    pub async fn check(&self, person: &participant::Model) {
        let link = conversation::find_incoming(&self.app.db.read, person.id)
            .await
            .unwrap();
        let txn = db::begin_write(&self.app.db).await.unwrap();
        let done = check::check(&txn, &self.app.means, &self.face, &link.unwrap(), &[]).await;
        assert_eq!(done.unwrap(), Outcome::Done);
        txn.commit().await.unwrap();
    }

    /// What the mail worker notes when an address does not exist.
    pub async fn bounce(&self, person: &participant::Model) {
        self.mark_mail(person, outbox::Column::FailedAt).await;
        participant::Entity::update_many()
            .col_expr(
                participant::Column::BouncedAt,
                Expr::value(self.app.means.now()),
            )
            .filter(participant::Column::Id.eq(person.id))
            .exec(&self.app.db.write)
            .await
            .unwrap();
    }

    /// Sets a time of every message to a person.
    pub async fn mark_mail(&self, person: &participant::Model, column: outbox::Column) {
        let done = outbox::Entity::update_many()
            .col_expr(column, Expr::value(self.app.means.now()))
            .col_expr(
                outbox::Column::LastReply,
                Expr::value("rcpt: 550 5.7.1 no thanks"),
            )
            .filter(outbox::Column::Participant.eq(person.id))
            .exec(&self.app.db.write)
            .await
            .unwrap();
        assert!(done.rows_affected > 0);
    }

    pub async fn help(&self) -> Vec<help::Help> {
        let (conn, now) = (&self.app.db.read, self.app.means.now());
        let snapshot = Snapshot::load(conn, &self.face, now).await.unwrap();
        help::list(conn, &self.face, &snapshot).await.unwrap()
    }

    pub async fn count_audit(&self, act: &str) -> u64 {
        audit::Entity::find()
            .filter(audit::Column::Act.eq(act))
            .count(&self.app.db.read)
            .await
            .unwrap()
    }

    pub async fn count_people(&self) -> u64 {
        participant::Entity::find()
            .count(&self.app.db.read)
            .await
            .unwrap()
    }

    pub async fn mail_to(&self, person: Uuid) -> Vec<outbox::Model> {
        outbox::Entity::find()
            .filter(outbox::Column::Participant.eq(person))
            .all(&self.app.db.read)
            .await
            .unwrap()
    }
}

pub fn nonce_of(page: &str) -> String {
    let document = scraper::Html::parse_document(page);
    let input = scraper::Selector::parse("input[name=nonce]").unwrap();
    let input = document
        .select(&input)
        .next()
        .expect("the form has a nonce");
    input.value().attr("value").unwrap().to_owned()
}

pub fn texts(page: &str, selector: &str) -> Vec<String> {
    let document = scraper::Html::parse_document(page);
    let selector = scraper::Selector::parse(selector).unwrap();
    let text = |e: scraper::ElementRef<'_>| e.text().collect::<Vec<_>>().join(" ");
    document
        .select(&selector)
        .map(|e| text(e).split_whitespace().collect::<Vec<_>>().join(" "))
        .collect()
}

/// A chain thirty days old in which each thing that can need help happened once.
pub async fn troubled() -> World {
    let w = World::open().await;
    let mut first = Vec::new();
    for name in ["Ana", "Bo", "Cy", "Dee", "Eve", "Fay"] {
        first.push(w.agreed_starter(name).await);
    }
    let [ana, bo, cy, dee, eve, _fay] = &first[..] else {
        unreachable!()
    };
    w.day(1);
    let cat = w.choose(cy, "Cat").await;
    w.agree(cat.id).await;
    w.day(2);
    w.reveal(cy, &cat).await;
    let ben = w.choose(bo, "Ben").await;
    w.day(3);
    w.agree(ben.id).await;
    let dan = w.choose(dee, "Dan").await;
    w.agree(dan.id).await;
    w.day(4);
    w.record(&dan).await;
    let eli = w.choose(eve, "Eli").await;
    w.agree(eli.id).await;
    w.day(6);
    let link = conversation::find_incoming(&w.app.db.read, eli.id)
        .await
        .unwrap()
        .unwrap();
    let txn = db::begin_write(&w.app.db).await.unwrap();
    let done = answer::close_kindly(&txn, &w.app.means, &w.face, w.owner, &link).await;
    assert_eq!(done.unwrap(), Outcome::Done);
    txn.commit().await.unwrap();
    w.day(15);
    w.choose(ana, "Abe").await;
    w.day(16);
    w.starter("Gus").await;
    w.day(25);
    let hal = w.starter("Hal").await;
    w.day(26);
    w.bounce(&hal).await;
    let ida = w.agreed_starter("Ida").await;
    let ike = w.choose(&ida, "Ike").await;
    w.day(27);
    let jo = w.agreed_starter("Jo").await;
    w.day(28);
    w.mark_mail(&ike, outbox::Column::HeldAt).await;
    w.mark_mail(&jo, outbox::Column::InDoubtAt).await;
    w.day(30);
    w
}
