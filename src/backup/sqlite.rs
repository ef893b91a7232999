//! Copying an SQLite database with its own means: `VACUUM INTO` reads one moment of it while others write.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use entity::worker_lease;
use sea_orm::{
    ColumnTrait, ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbErr, EntityTrait,
    FromQueryResult, PaginatorTrait, QueryFilter, Statement,
};

use super::{BackupError, Rows, at, is_known, neighbour};
use crate::db;
use crate::sources::Sources;

/// Copies the database to a file that is not there yet. A connection of its own, so that nobody waits for it.
pub(super) async fn copy(url: &str, to: &Path) -> Result<(), BackupError> {
    let file = db::sqlite_file(url).ok_or(BackupError::NoFile)?;
    if !file.exists() {
        return Err(BackupError::NoDatabase(file.to_owned()));
    }
    let conn = open_file(file, false).await?;
    let name = to.display().to_string().replace('\'', "''");
    let done = conn
        .execute_unprepared(&format!("VACUUM INTO '{name}'"))
        .await;
    conn.close().await?;
    done?;
    Ok(())
}

/// Opens a copy and reads it through: whole, with every foreign key, and made by steps we know. Returns its rows.
pub(super) async fn check(file: &Path) -> Result<Rows, BackupError> {
    let conn = open_file(file, true).await?;
    let found = look(&conn).await;
    conn.close().await?;
    found
}

async fn look(conn: &DatabaseConnection) -> Result<Rows, BackupError> {
    let faults = list_faults(conn).await?;
    if let Some(fault) = faults.first() {
        return Err(BackupError::Unsound(fault.clone()));
    }
    for step in list(conn, "SELECT version AS line FROM seaql_migrations").await? {
        if !is_known(&step) {
            let app = "of an unknown version".to_owned();
            return Err(BackupError::Newer { app, step });
        }
    }
    Ok(Rows::count(conn).await?)
}

/// Reads the whole file through and lists what SQLite itself finds wrong: damaged pages, and rows that point nowhere.
pub(crate) async fn list_faults(conn: &impl ConnectionTrait) -> Result<Vec<String>, DbErr> {
    let whole = "SELECT integrity_check AS line FROM pragma_integrity_check";
    let mut faults = list(conn, whole).await?;
    faults.retain(|line| line != "ok");
    let keys = "SELECT DISTINCT \"table\" || ' points into ' || parent AS line FROM pragma_foreign_key_check";
    faults.extend(list(conn, keys).await?);
    Ok(faults)
}

#[derive(FromQueryResult)]
struct Line {
    line: String,
}

async fn list(conn: &impl ConnectionTrait, sql: &str) -> Result<Vec<String>, DbErr> {
    let sql = Statement::from_string(conn.get_database_backend(), sql);
    let lines = Line::find_by_statement(sql).all(conn).await?;
    Ok(lines.into_iter().map(|row| row.line).collect())
}

/// Opens a file that is there, by one connection.
async fn open_file(file: &Path, read_only: bool) -> Result<DatabaseConnection, DbErr> {
    let file = file.to_owned();
    let mut options = ConnectOptions::new("sqlite://daisychain.db");
    options
        .max_connections(1)
        .acquire_timeout(Duration::from_secs(10))
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(move |options| options.filename(&file).read_only(read_only));
    Database::connect(options).await
}

/// Tells whether a server runs on the database in this file. What cannot be opened is used by nobody.
pub(super) async fn is_used(file: &Path, sources: &Sources) -> bool {
    let Ok(conn) = open_file(file, false).await else {
        return false;
    };
    let live = worker_lease::Entity::find()
        .filter(worker_lease::Column::Until.gt(sources.now()))
        .count(&conn)
        .await;
    // A connection that does not close is gone with the program.
    let _ = conn.close().await;
    live.is_ok_and(|live| live > 0)
}

/// The endings of the files one database consists of.
const PARTS: [&str; 3] = ["", "-wal", "-shm"];

/// Moves a database aside, with what belongs to it. Returns its new name.
pub(super) fn move_aside(file: &Path, sources: &Sources) -> Result<PathBuf, BackupError> {
    let moment = sources.now().format("%Y-%m-%d-%H%M%S");
    let aside = neighbour(file, &format!(".before-restore-{moment}"));
    for part in PARTS {
        let (from, to) = (neighbour(file, part), neighbour(&aside, part));
        if from.exists() {
            fs::rename(&from, &to).map_err(at(&from))?;
        }
    }
    Ok(aside)
}

/// Deletes an unfinished database, with what belongs to it.
pub(super) fn forget(file: &Path) -> Result<(), BackupError> {
    for part in PARTS {
        super::forget_file(&neighbour(file, part))?;
    }
    Ok(())
}
