//! What every integration test stands on: a database of its own, a clock that stands still, and keys.

use chrono::{DateTime, Utc};
use daisychain::db::{self, Db};
use daisychain::keys::Keys;
use daisychain::sources::Sources;
use migration::Migrator;
use sea_orm::{ConnectionTrait, Database};
use sea_orm_migration::MigratorTrait;

/// A fresh database with all tables: a temporary SQLite file, or a schema of its own in `TEST_DATABASE_URL`.
pub struct TestDb {
    pub db: Db,
    pub sources: Sources,
    pub keys: Keys,
    _dir: tempfile::TempDir,
}

impl TestDb {
    pub async fn new() -> Self {
        Self::with_sources(Sources::fixed(start(), 1)).await
    }

    pub async fn with_sources(sources: Sources) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let url = match std::env::var("TEST_DATABASE_URL") {
            Ok(server) => own_schema(&server).await,
            Err(_) => format!("sqlite://{}?mode=rwc", dir.path().join("test.db").display()),
        };
        let db = db::connect(&url).await.unwrap();
        Migrator::up(&db.write, None).await.unwrap();
        Self {
            db,
            sources,
            keys: Keys::from_secret(&[7; 32]),
            _dir: dir,
        }
    }
}

/// When the tests' clock begins.
pub fn start() -> DateTime<Utc> {
    DateTime::parse_from_rfc3339("2026-11-22T09:30:00Z")
        .unwrap()
        .to_utc()
}

async fn own_schema(server: &str) -> String {
    let name = format!("test_{}", Sources::system().id().simple());
    let admin = Database::connect(server).await.unwrap();
    admin
        .execute_unprepared(&format!("CREATE SCHEMA {name}"))
        .await
        .unwrap();
    admin.close().await.unwrap();
    let mark = if server.contains('?') { '&' } else { '?' };
    format!("{server}{mark}options=-c%20search_path%3D{name}")
}
