//! A small chain made by the product's own rules, a signed-in organiser, and a browser without a screen.

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use chrono::{DateTime, Duration, Utc};
use clap::Parser;
use daisychain::app::App;
use daisychain::chain::{self, About, Face, templates};
use daisychain::config::Settings;
use daisychain::conversation::check::{Answer, Verdict, check};
use daisychain::conversation::nominate::{Named, nominate};
use daisychain::conversation::record::{NewDraft, list_points, record, save_draft};
use daisychain::conversation::{Outcome, answer};
use daisychain::keys::{self, Keys, Place};
use daisychain::people::{self, NewStarter};
use daisychain::sources::Sources;
use daisychain::{db, router};
use entity::shared::{Contact, DraftPoint, Kind, Quote, Role};
use entity::{conversation, insight, membership, organiser, participant, session};
use migration::Migrator;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ConnectionTrait, Database, DatabaseTransaction, EntityTrait,
};
use sea_orm_migration::MigratorTrait;
use tower::ServiceExt;
use uuid::Uuid;

const ORIGIN: &str = "http://localhost:8080";

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    settings: Settings,
}

pub struct World {
    pub app: App,
    pub face: Face,
    /// The owner of the host.
    pub owner: Uuid,
    /// The owner's cookie.
    pub cookie: String,
    _dir: tempfile::TempDir,
}

/// What a browser got.
pub struct Got {
    pub status: StatusCode,
    pub location: String,
    pub body: String,
}

async fn own_schema(server: &str) -> String {
    let name = format!("test_{}", Sources::system().id().simple());
    let admin = Database::connect(server).await.unwrap();
    let create = format!("CREATE SCHEMA {name}");
    admin.execute_unprepared(&create).await.unwrap();
    admin.close().await.unwrap();
    let mark = if server.contains('?') { '&' } else { '?' };
    format!("{server}{mark}options=-c%20search_path%3D{name}")
}

fn start() -> DateTime<Utc> {
    DateTime::parse_from_rfc3339("2026-11-22T09:30:00Z")
        .unwrap()
        .to_utc()
}

impl World {
    pub async fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let url = match std::env::var("TEST_DATABASE_URL") {
            Ok(server) => own_schema(&server).await,
            Err(_) => format!("sqlite://{}?mode=rwc", dir.path().join("test.db").display()),
        };
        let db = db::connect(&url).await.unwrap();
        Migrator::up(&db.write, None).await.unwrap();
        let line = [
            "test",
            "--writes-per-minute=100000",
            "--reads-per-minute=100000",
        ];
        let settings = Line::parse_from(line).settings;
        let sources = Sources::fixed(start(), 1);
        let app = App::from_parts(settings, db, sources, Keys::from_secret(&[7; 32])).unwrap();
        Self::on(app, dir).await
    }

    /// Makes the chain in an empty database of somebody else's.
    pub async fn on(app: App, dir: tempfile::TempDir) -> Self {
        let txn = db::begin_write(&app.db).await.unwrap();
        let owner = add_organiser(&txn, &app, "bea@example.org").await;
        let contact = Contact {
            person: "Bea".to_owned(),
            phone: "020 7946 0612".to_owned(),
            ..Contact::default()
        };
        let zone = "Europe/London";
        let host = chain::create_host(&txn, &app.means, owner, "Kettle House", zone, contact)
            .await
            .unwrap();
        let template = templates::list().iter().find(|t| t.id == "food").unwrap();
        let about = About {
            name: "Food in Marlgate",
            topic: "food in Marlgate",
            purpose: "To hear.",
        };
        let made = chain::create(&txn, &app.means, &host, template, about)
            .await
            .unwrap();
        let face = chain::find_face(&txn, made.id).await.unwrap().unwrap();
        chain::open(&txn, &app.means, &face).await.unwrap().unwrap();
        let face = chain::find_face(&txn, made.id).await.unwrap().unwrap();
        let cookie = add_session(&txn, &app, owner).await;
        txn.commit().await.unwrap();
        Self {
            app,
            face,
            owner,
            cookie,
            _dir: dir,
        }
    }

    pub async fn begin(&self) -> DatabaseTransaction {
        db::begin_write(&self.app.db).await.unwrap()
    }

    pub fn slug(&self) -> &str {
        &self.face.chain.slug
    }

    /// Adds an organiser with a role on the chain and returns their cookie.
    pub async fn add_member(&self, email: &str, role: Option<Role>) -> String {
        let txn = self.begin().await;
        let id = add_organiser(&txn, &self.app, email).await;
        if let Some(role) = role {
            let row = membership::ActiveModel {
                id: Set(self.app.means.id()),
                organiser: Set(id),
                host: Set(None),
                chain: Set(Some(self.face.chain.id)),
                role: Set(role),
                made_at: Set(self.app.means.now()),
                morning: Set(true),
            };
            row.insert(&txn).await.unwrap();
        }
        let cookie = add_session(&txn, &self.app, id).await;
        txn.commit().await.unwrap();
        cookie
    }

    /// Adds a first person who says yes.
    pub async fn starter(&self, name: &str) -> participant::Model {
        let txn = self.begin().await;
        let new = NewStarter {
            name: name.to_owned(),
            email: format!("{}@example.org", name.to_lowercase()),
            language: "en".to_owned(),
        };
        let person = people::add_starter(&txn, &self.app.means, &self.face, self.owner, new)
            .await
            .unwrap()
            .unwrap();
        let done = answer::agree(&txn, &self.app.means, &self.face, &person, &[]).await;
        assert_eq!(done.unwrap(), Outcome::Done);
        txn.commit().await.unwrap();
        self.person(person.id).await
    }

    pub async fn person(&self, id: Uuid) -> participant::Model {
        people::find(&self.app.db.read, id).await.unwrap().unwrap()
    }

    /// Lets two people talk: the partner says yes, and the points are written down under the first question.
    pub async fn chat(
        &self,
        initiator: &participant::Model,
        partner: &str,
        points: &[(Kind, &str, bool)],
    ) -> (participant::Model, conversation::Model) {
        let (means, face) = (&self.app.means, &self.face);
        let txn = self.begin().await;
        let email = format!("{}@example.org", partner.to_lowercase());
        let named = Named {
            name: partner,
            email: &email,
            language: "en",
            asked_wording: "I have asked them",
        };
        let chat = nominate(&txn, means, face, initiator, named)
            .await
            .unwrap()
            .unwrap();
        let person = people::find(&txn, chat.partner).await.unwrap().unwrap();
        let done = answer::agree(&txn, means, face, &person, &[])
            .await
            .unwrap();
        assert_eq!(done, Outcome::Done);
        let chat = reload(&txn, chat.id).await;
        let question = chain::list_questions(&txn, &face.chain).await.unwrap()[0].id;
        let draft = |(kind, text, private): &(Kind, &str, bool)| DraftPoint {
            kind: *kind,
            text: (*text).to_owned(),
            private: *private,
            language: String::new(),
            mine: false,
        };
        let new = NewDraft {
            points: points.iter().map(draft).collect(),
            skipped: false,
            seen: 0,
        };
        save_draft(&txn, means, &chat, question, new).await.unwrap();
        let nothing = points.is_empty();
        record(&txn, means, face, &chat, nothing)
            .await
            .unwrap()
            .unwrap();
        let chat = reload(&txn, chat.id).await;
        txn.commit().await.unwrap();
        self.app.means.sources.advance(Duration::hours(1));
        (self.person(chat.partner).await, chat)
    }

    pub async fn points(&self, chat: &conversation::Model) -> Vec<insight::Model> {
        list_points(&self.app.db.read, chat.id).await.unwrap()
    }

    /// The partner answers for their points, in order; what is left over stays unanswered.
    pub async fn check(&self, chat: &conversation::Model, answers: &[(Verdict, Quote)]) {
        let points = self.points(chat).await;
        let answer = |(point, (verdict, quote)): (&insight::Model, &(Verdict, Quote))| Answer {
            insight: point.id,
            verdict: verdict.clone(),
            quote: *quote,
        };
        let answers: Vec<Answer> = points.iter().zip(answers).map(answer).collect();
        let txn = self.begin().await;
        let chat = reload(&txn, chat.id).await;
        assert_eq!(
            check(&txn, &self.app.means, &self.face, &chat, &answers)
                .await
                .unwrap(),
            Outcome::Done
        );
        txn.commit().await.unwrap();
    }

    async fn send(&self, request: Request<Body>) -> Got {
        let response = router::router(&self.app).oneshot(request).await.unwrap();
        let status = response.status();
        let location = response.headers().get(header::LOCATION);
        let location = location
            .map_or("", |value| value.to_str().unwrap())
            .to_owned();
        let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        Got {
            status,
            location,
            body: String::from_utf8(bytes.to_vec()).unwrap(),
        }
    }

    /// Opens an address as the owner.
    pub async fn get(&self, path: &str) -> Got {
        self.get_as(&self.cookie, path).await
    }

    pub async fn get_as(&self, cookie: &str, path: &str) -> Got {
        let request = Request::get(path)
            .header(header::COOKIE, format!("s={cookie}"))
            .body(Body::empty());
        self.send(request.unwrap()).await
    }

    /// Opens an address as anybody, and holds that it was found.
    pub async fn read(&self, path: &str) -> String {
        let request = Request::get(path).body(Body::empty()).unwrap();
        let got = self.send(request).await;
        assert_eq!(got.status, StatusCode::OK, "{path}");
        got.body
    }

    /// Tells which policy an address is answered with, whoever asks.
    pub async fn policy(&self, path: &str) -> String {
        let request = Request::get(path).body(Body::empty()).unwrap();
        let response = router::router(&self.app).oneshot(request).await.unwrap();
        let policy = response.headers().get("content-security-policy");
        policy.unwrap().to_str().unwrap().to_owned()
    }

    /// Sends a form as the owner.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Got {
        self.post_as(&self.cookie, path, fields).await
    }

    pub async fn post_as(&self, cookie: &str, path: &str, fields: &[(&str, &str)]) -> Got {
        let body: String = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let request = Request::post(path)
            .header(header::COOKIE, format!("s={cookie}"))
            .header(header::ORIGIN, ORIGIN)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body));
        self.send(request.unwrap()).await
    }
}

pub async fn reload(conn: &impl ConnectionTrait, id: Uuid) -> conversation::Model {
    let found = conversation::Entity::find_by_id(id).one(conn).await;
    found.unwrap().unwrap()
}

async fn add_organiser(txn: &DatabaseTransaction, app: &App, email: &str) -> Uuid {
    let (means, id) = (&app.means, app.means.id());
    let sealed = means
        .keys
        .seal(&means.sources, Place::OrganiserEmail, id, email);
    let row = organiser::ActiveModel {
        id: Set(id),
        email: Set(sealed),
        email_index: Set(means.keys.address_index(email)),
        name: Set("Bea".to_owned()),
        made_at: Set(means.now()),
        number_keys: Set(false),
    };
    row.insert(txn).await.unwrap();
    id
}

async fn add_session(txn: &DatabaseTransaction, app: &App, organiser: Uuid) -> String {
    let cookie = app.means.sources.token();
    let row = session::ActiveModel {
        id: Set(app.means.id()),
        id_hash: Set(keys::hash(&cookie)),
        organiser: Set(organiser),
        browser: Set("test".to_owned()),
        made_at: Set(app.means.now()),
        idle_until: Set(app.means.now() + Duration::days(60)),
        ends_at: Set(app.means.now() + Duration::days(60)),
        revoked_at: Set(None),
    };
    row.insert(txn).await.unwrap();
    cookie
}
