//! A chain on a database of its own, and an empty place to restore it to.

use std::path::PathBuf;

use clap::Parser;
use daisychain::app::App;
use daisychain::backup::ledger::Follower;
use daisychain::backup::{self, BackupError, Manifest, Restored};
use daisychain::config::Settings;
use daisychain::conversation::check::Verdict;
use daisychain::db::{self, Db};
use daisychain::mail::{Mailer, Memory, Transport};
use daisychain::sources::Sources;
use entity::shared::{Kind, Quote};
use entity::{conversation, participant};
use sea_orm::{ConnectionTrait, Database};
use tempfile::TempDir;
use url::Url;

use crate::plan_world::World;
use crate::support::TestDb;

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    settings: Settings,
}

/// What the keys of the tests are made of: 32 bytes of 42.
pub fn secret() -> String {
    format!("{}Kio", "Kioq".repeat(10))
}

/// Another key.
pub fn other_secret() -> String {
    format!("{}A", "ABCD".repeat(10) + "AA")
}

/// A living chain whose backups are made.
pub struct Source {
    pub test: TestDb,
    pub app: App,
    pub world: World,
}

impl Source {
    pub async fn new() -> Self {
        let test = TestDb::new().await;
        let ledger = test.folder.path().join("erased.log");
        let line = ["--erasure-ledger", ledger.to_str().unwrap()];
        let app = test.app(&line);
        let world = World::on(app.clone(), tempfile::tempdir().unwrap()).await;
        Self { test, app, world }
    }

    pub fn ledger(&self) -> PathBuf {
        self.app.settings.ledger_files()[0].clone()
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.test.folder.path().join(name)
    }

    pub async fn back_up(&self, name: &str) -> Result<Manifest, BackupError> {
        let (app, file) = (&self.app, self.file(name));
        let means = &app.means;
        let (sources, keys) = (&means.sources, &means.keys);
        backup::make(&app.settings, &app.db, sources, keys, &file, false).await
    }

    pub fn minutes_later(&self) {
        let sources = &self.app.means.sources;
        sources.advance(chrono::Duration::minutes(5));
    }

    /// Lets the ledger follow the tables, as the worker does each second.
    pub async fn follow(&self) -> usize {
        let mut follower = Follower::open(self.ledger()).unwrap();
        let now = self.app.means.now();
        follower.follow(&self.app.db.read, now).await.unwrap()
    }

    /// Ann talked with a partner, who checked both points: the first may be quoted.
    pub async fn checked_chat(
        &self,
        ann: &participant::Model,
        partner: &str,
    ) -> (participant::Model, conversation::Model) {
        let points = [
            (Kind::Need, "A bench in the sun", false),
            (Kind::Idea, "Cook together on Fridays", false),
        ];
        let (person, chat) = self.world.chat(ann, partner, &points).await;
        let answers = [
            (Verdict::Keep, Quote::FirstName),
            (Verdict::Keep, Quote::None),
        ];
        self.world.check(&chat, &answers).await;
        (person, chat)
    }
}

/// Somewhere else, where nothing is yet.
pub struct Place {
    pub folder: TempDir,
    pub settings: Settings,
    pub sources: Sources,
}

impl Place {
    pub async fn empty(source: &Source) -> Self {
        Self::with(source, &["--secret-key", &secret()]).await
    }

    /// An empty place with `more` on its command line; the ledger is the one of the source.
    pub async fn with(source: &Source, more: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = if let Ok(server) = std::env::var("TEST_DATABASE_URL") {
            database_in(&server, &source.test.url).await
        } else {
            let file = folder.path().join("here").join("restored.db");
            format!("sqlite://{}?mode=rwc", file.display())
        };
        let ledger = source.ledger().display().to_string();
        let mail = folder.path().join("mail").display().to_string();
        let line = [
            "test",
            "--database-url",
            &url,
            "--mail-dir",
            &mail,
            "--erasure-ledger",
            &ledger,
        ];
        // What comes later on the line counts.
        let mut line: Vec<&str> = line.to_vec();
        if more.contains(&"--erasure-ledger") {
            line.truncate(5);
        }
        line.extend(more);
        Self {
            folder,
            settings: Line::parse_from(line).settings,
            sources: source.test.sources.clone(),
        }
    }

    pub async fn restore(&self, source: &Source, name: &str) -> Result<Restored, BackupError> {
        let file = source.file(name);
        backup::restore(&self.settings, &self.sources, &file, false).await
    }

    pub async fn open(&self) -> Db {
        db::connect(&self.settings.database_url).await.unwrap()
    }

    /// Starts the app here, as a server would.
    pub async fn app(&self) -> App {
        App::build(self.settings.clone(), self.sources.clone())
            .await
            .unwrap()
    }
}

/// Makes a database of its own in the server, with the same search path as the source.
async fn database_in(server: &str, source: &str) -> String {
    let name = format!("r_{}", Sources::system().id().simple());
    let admin = Database::connect(server).await.unwrap();
    let create = format!("CREATE DATABASE {name}");
    admin.execute_unprepared(&create).await.unwrap();
    admin.close().await.unwrap();
    let mut url = Url::parse(source).unwrap();
    url.set_path(&name);
    url.to_string()
}

/// A worker that sends into memory.
pub fn mailer(app: &App) -> (Mailer, Memory) {
    let memory = Memory::default();
    let means = &app.means;
    let (sources, keys) = (means.sources.clone(), means.keys.clone());
    let transport = Transport::Memory(memory.clone());
    let from = "chains@example.org";
    let mailer = Mailer::with_transport(
        from,
        &means.origin,
        app.db.clone(),
        sources,
        keys,
        transport,
    );
    (mailer.unwrap(), memory)
}
