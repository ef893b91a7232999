//! Why there is no backup, or nothing was restored; each message says what to do.

use std::io;
use std::path::PathBuf;

use sea_orm::DbErr;

use super::Kind;
use crate::config::SettingsError;

/// Why there is no backup, or nothing was restored; each message says what to do.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    #[error("{0}: {1}")]
    File(PathBuf, io::Error),
    #[error("the database: {0}")]
    Db(#[from] DbErr),
    #[error(transparent)]
    Settings(#[from] SettingsError),
    #[error("there is a file {0} already. Choose another name, or add --force to replace it")]
    Exists(PathBuf),
    #[error("there is no database at {0}: look at DATABASE_URL and where the command is run")]
    NoDatabase(PathBuf),
    #[error(
        "there is no SECRET_KEY here ({0}), so the backup could not say which one it needs. Set the one the server uses"
    )]
    KeyMissing(PathBuf),
    #[error("a database in memory cannot be backed up or restored: set DATABASE_URL")]
    NoFile,
    #[error("{0} migration steps are missing. Run `daisychain migrate up` first")]
    Behind(usize),
    #[error("the copy did not pass its check and was deleted: {0}")]
    Unsound(String),
    #[error(
        "{0} was not found. Install PostgreSQL's client programs, at least as new as the server (Debian: apt-get install \
         postgresql-client)"
    )]
    NoProgram(&'static str),
    #[error("{0} failed: {1}")]
    Program(&'static str, String),
    #[error("there is no manifest {0}: copy it here together with the backup, it belongs to it")]
    NoManifest(PathBuf),
    #[error("the manifest {0} cannot be read: {1}")]
    BadManifest(PathBuf, String),
    #[error(
        "{0} is not the file its manifest speaks of (its sum differs): it is damaged or not whole"
    )]
    Damaged(PathBuf),
    #[error(
        "this backup was made by a newer program ({app}, step {step}), which this one ({}) does not know. Install that \
         one, then restore",
        env!("CARGO_PKG_VERSION")
    )]
    Newer { app: String, step: String },
    #[error("this backup is of {0}, and DATABASE_URL names another kind of database")]
    OtherKind(Kind),
    #[error(
        "this backup's tables are in the schema {0}, and DATABASE_URL leads to {1}. Name a database where they are the same"
    )]
    OtherSchema(String, String),
    #[error(
        "there is no SECRET_KEY here. Put the key that belongs to this backup ({key}) into {} or set SECRET_KEY: without \
         it no personal link would open and no address could be read",
        .file.display()
    )]
    NoKey { key: String, file: PathBuf },
    #[error(
        "the SECRET_KEY here ({here}) is not the one this backup was made with ({backup}). No personal link would open \
         and no address could be read. Set SECRET_KEY to the key that was kept apart, then restore again. Nothing was \
         changed"
    )]
    OtherKey { here: String, backup: String },
    #[error("there is a database already: {0}. Add --replace to move it aside first")]
    NotEmpty(String),
    #[error("a server uses this database. Stop it, wait half a minute, then restore")]
    InUse,
    #[error("the erasure ledger {0}: {1}")]
    Ledger(PathBuf, io::Error),
}
