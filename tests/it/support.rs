//! A fresh database and the production app on it, with a clock the test moves.

use chrono::{DateTime, Duration, TimeZone, Utc};
use clap::Parser;
use daisychain::app::App;
use daisychain::chain::{self, About, Face, templates};
use daisychain::config::Settings;
use daisychain::db::{self, Db};
use daisychain::keys::Keys;
use daisychain::means::Means;
use daisychain::sources::Sources;
use entity::organiser;
use entity::shared::Contact;
use migration::{Migrator, MigratorTrait};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ConnectionTrait, Database};
use tempfile::TempDir;
use uuid::Uuid;

/// A database of its own for one test: a temporary SQLite file, or a schema in the PostgreSQL of `TEST_DATABASE_URL`.
pub struct TestDb {
    pub db: Db,
    pub url: String,
    pub folder: TempDir,
    pub sources: Sources,
    pub keys: Keys,
}

impl TestDb {
    /// Makes the database and lays the tables.
    pub async fn new() -> Self {
        Self::with_sources(Sources::fixed(start(), 1)).await
    }

    /// Makes the database for a test with a clock of its own.
    pub async fn with_sources(sources: Sources) -> Self {
        Self::laid(sources, None).await
    }

    /// Makes the database as it was after so many steps of the migration; without a number, after all.
    pub async fn laid(sources: Sources, steps: Option<u32>) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = match std::env::var("TEST_DATABASE_URL") {
            Ok(server) => schema_in(&server).await,
            Err(_) => format!("sqlite://{}/test.db?mode=rwc", folder.path().display()),
        };
        let db = db::connect(&url).await.expect("the test database opens");
        if db::is_sqlite(&db) {
            // No test cuts the power: waiting for the disk is most of the time of a long one.
            let quick = db.write.execute_unprepared("PRAGMA synchronous = OFF");
            quick.await.expect("the disk is not waited for");
        }
        Migrator::up(&db.write, steps)
            .await
            .expect("the tables are laid");
        Self {
            db,
            url,
            folder,
            sources,
            keys: Keys::from_secret(&[42; 32]),
        }
    }

    /// Starts the app on this database, with `more` on its command line.
    pub fn app(&self, more: &[&str]) -> App {
        let mail = self.folder.path().join("mail").display().to_string();
        let line = [
            "test",
            "--database-url",
            &self.url,
            "--mail-dir",
            &mail,
            "--reads-per-minute",
            "1000000",
            "--writes-per-minute",
            "1000000",
        ];
        let line = Line::parse_from(line.iter().chain(more));
        let (sources, keys) = (self.sources.clone(), self.keys.clone());
        App::from_parts(line.settings, self.db.clone(), sources, keys).expect("sound settings")
    }
}

async fn schema_in(server: &str) -> String {
    let name = format!("t_{}", Sources::system().id().simple());
    let admin = Database::connect(server)
        .await
        .expect("TEST_DATABASE_URL answers");
    admin
        .execute_unprepared(&format!("CREATE SCHEMA {name}"))
        .await
        .expect("a schema for the test");
    admin.close().await.expect("the first connection closes");
    let mark = if server.contains('?') { '&' } else { '?' };
    format!("{server}{mark}options=-csearch_path%3D{name}")
}

/// The moment every test starts at: a Monday morning in autumn.
pub fn start() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 10, 5, 9, 30, 0)
        .single()
        .expect("a valid time")
}

/// The production app on a fresh database, with a fixed clock.
pub struct TestApp {
    pub app: App,
    /// Kept for as long as the app: dropping it removes the folder.
    pub test: TestDb,
}

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    settings: Settings,
}

impl TestApp {
    pub async fn new() -> Self {
        Self::on(TestDb::new().await, &[])
    }

    /// Puts the app on a database, with `more` on its command line.
    pub fn on(test: TestDb, more: &[&str]) -> Self {
        let app = test.app(more);
        Self { app, test }
    }

    pub fn means(&self) -> &Means {
        &self.app.means
    }

    pub fn db(&self) -> &Db {
        &self.app.db
    }

    pub fn advance(&self, by: Duration) {
        self.app.means.sources.advance(by);
    }

    /// Makes an organiser row, without going through the sign-in.
    pub async fn organiser(&self, name: &str) -> Uuid {
        let id = self.means().id();
        let email = format!("{}@example.org", name.to_lowercase().replace(' ', "."));
        let sealed = self.means().keys.seal(
            &self.means().sources,
            daisychain::keys::Place::OrganiserEmail,
            id,
            &email,
        );
        organiser::ActiveModel {
            id: Set(id),
            email: Set(sealed),
            email_index: Set(self.means().keys.address_index(&email)),
            name: Set(name.to_owned()),
            made_at: Set(self.means().now()),
            number_keys: Set(false),
        }
        .insert(&self.db().write)
        .await
        .expect("an organiser");
        id
    }

    /// Makes a host and an open chain from the food template.
    pub async fn start_chain(&self, name: &str, owner: Uuid) -> Face {
        let txn = db::begin_write(self.db()).await.expect("a transaction");
        let contact = Contact {
            person: "Asha Khan".into(),
            phone: "020 7946 0123".into(),
            hours: "Monday to Friday, 10am to 4pm".into(),
            email: "hello@example.org".into(),
            address: "1 Test Street".into(),
        };
        let host = chain::create_host(
            &txn,
            self.means(),
            owner,
            "Elm House",
            "Europe/London",
            contact,
        )
        .await
        .expect("a host");
        let template = templates::find("food").expect("the food chain");
        let about = About {
            name,
            topic: "food where we live",
            purpose: "So that no one goes without.",
        };
        let made = chain::create(&txn, self.means(), &host, template, about)
            .await
            .expect("a chain");
        let face = chain::find_face(&txn, made.id)
            .await
            .expect("a face")
            .expect("a face");
        chain::open(&txn, self.means(), &face)
            .await
            .expect("opening")
            .expect("ready to open");
        let face = chain::find_face(&txn, made.id)
            .await
            .expect("a face")
            .expect("a face");
        txn.commit().await.expect("commit");
        face
    }
}

/// Writes bytes as SQL dumps do: two capital letters or digits each.
pub fn hex(bytes: &[u8]) -> String {
    let digit = |n: u8| char::from(b"0123456789ABCDEF"[usize::from(n)]);
    bytes
        .iter()
        .flat_map(|b| [digit(b >> 4), digit(b & 15)])
        .collect()
}
