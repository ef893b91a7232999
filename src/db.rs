//! Opening the database and beginning a write, the same way on SQLite and PostgreSQL.
//!
//! SQLite: WAL, `synchronous=FULL`, foreign keys on, one writer connection and several readers that cannot write.
//! Every write begins with `BEGIN IMMEDIATE`, because a read that turns into a write fails at once however long the
//! busy timeout (docs/ARCHITECTURE.md). PostgreSQL: one pool serves both.

use std::path::Path;
use std::time::Duration;

use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ConnectOptions, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    RuntimeErr, SqlErr, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};

const SQLITE_READERS: u32 = 6;
const POSTGRES_CONNECTIONS: u32 = 8;

/// The two ways into the database. Handlers of GET requests are given only `read`.
#[derive(Clone)]
pub struct Db {
    pub read: DatabaseConnection,
    pub write: DatabaseConnection,
}

/// Opens the database at `url` (`sqlite://file.db?mode=rwc` or `postgres://…`).
pub async fn connect(url: &str) -> Result<Db, DbErr> {
    if url.starts_with("sqlite:") {
        let write = Database::connect(sqlite(url, 1, false)).await?;
        let read = Database::connect(sqlite(url, SQLITE_READERS, true)).await?;
        Ok(Db { read, write })
    } else {
        let mut options = ConnectOptions::new(url);
        options
            .max_connections(POSTGRES_CONNECTIONS)
            .acquire_timeout(Duration::from_secs(10))
            .sqlx_logging(false);
        let pool = Database::connect(options).await?;
        Ok(Db {
            read: pool.clone(),
            write: pool,
        })
    }
}

fn sqlite(url: &str, connections: u32, read_only: bool) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .acquire_timeout(Duration::from_secs(10))
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(move |options| {
            let options = options
                .foreign_keys(true)
                .busy_timeout(Duration::from_secs(5))
                .synchronous(SqliteSynchronous::Full)
                .journal_mode(SqliteJournalMode::Wal)
                .pragma("secure_delete", "ON");
            if read_only {
                options.pragma("query_only", "ON")
            } else {
                options
            }
        });
    options
}

/// Returns the file of an SQLite address; `None` for a server's address or a database in memory.
pub fn sqlite_file(url: &str) -> Option<&Path> {
    let rest = url.strip_prefix("sqlite:")?.trim_start_matches("//");
    let file = rest.split('?').next().unwrap_or(rest);
    (!file.is_empty() && file != ":memory:").then(|| Path::new(file))
}

/// Makes the folder of an SQLite file, so that the first start works in an empty place.
pub fn make_folder(url: &str) -> std::io::Result<()> {
    match sqlite_file(url).and_then(Path::parent) {
        Some(folder) if !folder.as_os_str().is_empty() => std::fs::create_dir_all(folder),
        _ => Ok(()),
    }
}

/// Begins a transaction that may write. While it is open use only the transaction.
pub async fn begin_write(db: &Db) -> Result<DatabaseTransaction, DbErr> {
    let immediate = db.write.get_database_backend() == DbBackend::Sqlite;
    db.write
        .begin_with_options(TransactionOptions {
            sqlite_transaction_mode: immediate.then_some(SqliteTransactionMode::Immediate),
            ..Default::default()
        })
        .await
}

/// Tells whether `error` is a unique constraint's refusal.
pub fn is_unique_violation(error: &DbErr) -> bool {
    matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_)))
}

/// Tells whether the database is embedded (one file, one server process).
pub fn is_sqlite(db: &Db) -> bool {
    db.write.get_database_backend() == DbBackend::Sqlite
}

/// Tells whether a database could not write because there is no room: `SQLITE_FULL`, or 53100 of `PostgreSQL`.
pub fn is_full(error: &DbErr) -> bool {
    let (DbErr::Exec(RuntimeErr::SqlxError(error))
    | DbErr::Query(RuntimeErr::SqlxError(error))
    | DbErr::Conn(RuntimeErr::SqlxError(error))) = error
    else {
        return false;
    };
    let Some(error) = error.as_database_error() else {
        return false;
    };
    error
        .code()
        .is_some_and(|code| ["13", "53100"].contains(&code.as_ref()))
}
