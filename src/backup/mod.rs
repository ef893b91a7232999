//! Backups: a copy of the whole database while the server runs, a check of each, a way back, and what must not come
//! back with it.
//!
//! A backup is two files: the copy, and beside it a small manifest (`FILE.json`) that says what the copy is. The manifest
//! is written last, so a copy without one is not a backup. The key is in neither: who has both has everything, and
//! who has only the backup can neither open a link nor read an address (RELIABILITY rules 40, 63, 65).

mod error;
mod follow;
pub mod ledger;
mod postgres;
mod replay;
mod restore;
pub mod schedule;
mod sqlite;

use std::fs::{self, File};
use std::io::{self, Read};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use entity::{audit, conversation, insight, participant};
use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, PaginatorTrait};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::config::Settings;
use crate::db::{self, Db};
use crate::keys::Keys;
use crate::sources::Sources;

pub use error::BackupError;
pub use replay::Replayed;
pub use restore::{Restored, restore};
pub(crate) use sqlite::list_faults;

/// The shape of the manifest; a program refuses one it does not know.
const FORMAT: u32 = 1;

/// Names the file with an error of the disk.
fn at(path: &Path) -> impl FnOnce(io::Error) -> BackupError {
    move |error| BackupError::File(path.to_owned(), error)
}

/// Which database a backup is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Sqlite,
    Postgres,
}

impl Kind {
    fn of(url: &str) -> Self {
        if url.starts_with("sqlite:") {
            Self::Sqlite
        } else {
            Self::Postgres
        }
    }

    /// Returns how the scheduled backups' names end.
    const fn ending(self) -> &'static str {
        match self {
            Self::Sqlite => "db",
            Self::Postgres => "dump",
        }
    }
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        })
    }
}

/// What a backup is, as it stands beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    pub format: u32,
    pub app: String,
    /// The last step of the migration that the database had.
    pub migration: String,
    pub made_at: DateTime<Utc>,
    pub database: Kind,
    /// Where the tables are, in PostgreSQL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// A keyed hash that tells the key from another; the key itself is nowhere in the backup.
    pub key: String,
    pub bytes: u64,
    pub sha256: String,
    /// How many rows there were when the copy began.
    pub rows: Rows,
}

/// How many rows the main tables had. People, chats and the log only ever grow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rows {
    pub people: u64,
    pub chats: u64,
    pub points: u64,
    pub log: u64,
}

impl Rows {
    async fn count(conn: &impl ConnectionTrait) -> Result<Self, DbErr> {
        Ok(Self {
            people: participant::Entity::find().count(conn).await?,
            chats: conversation::Entity::find().count(conn).await?,
            points: insight::Entity::find().count(conn).await?,
            log: audit::Entity::find().count(conn).await?,
        })
    }

    /// Tells whether a copy that began at `self` and ended before `later` can have these rows.
    fn allows(self, copy: Self, later: Self) -> bool {
        let between = |a, x, b| a <= x && x <= b;
        between(self.people, copy.people, later.people)
            && between(self.chats, copy.chats, later.chats)
            && between(self.log, copy.log, later.log)
    }
}

impl Manifest {
    /// Returns where the manifest of a backup stands.
    pub fn path(backup: &Path) -> PathBuf {
        neighbour(backup, ".json")
    }

    /// Reads the manifest beside a backup.
    pub fn read(backup: &Path) -> Result<Self, BackupError> {
        let path = Self::path(backup);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(BackupError::NoManifest(path));
            }
            Err(error) => return Err(at(&path)(error)),
        };
        serde_json::from_str(&text)
            .map_err(|error| BackupError::BadManifest(path, error.to_string()))
    }

    /// Says for the technician what was made, what is in it, and what is not.
    pub fn told(&self, backup: &Path) -> String {
        let Rows {
            people,
            chats,
            points,
            ..
        } = self.rows;
        format!(
            "made and checked {} ({} bytes): {people} people, {chats} chats, {points} points, photos, messages, the plan and \
             the log\nin it: names and words in the clear, contact details sealed. Keep it where few can read, and delete it \
             in time\nnot in it: the SECRET_KEY ({}), without which no restore is of use, and the erasure ledger. Keep both \
             elsewhere",
            backup.display(),
            self.bytes,
            self.key
        )
    }

    fn write(&self, backup: &Path) -> Result<(), BackupError> {
        let path = Self::path(backup);
        let unfinished = neighbour(&path, ".unfinished");
        let text = serde_json::to_string_pretty(self)
            .map_err(|error| BackupError::BadManifest(path.clone(), error.to_string()))?;
        fs::write(&unfinished, text + "\n").map_err(at(&unfinished))?;
        settle_file(&unfinished, &path)
    }
}

/// Opens the database for a command that must not make one.
pub async fn open_existing(settings: &Settings) -> Result<Db, BackupError> {
    let file = db::sqlite_file(&settings.database_url);
    if let Some(missing) = file.filter(|file| !file.exists()) {
        return Err(BackupError::NoDatabase(missing.to_owned()));
    }
    Ok(db::connect(&settings.database_url).await?)
}

/// Makes a backup because somebody asked for one, and says what was made.
pub async fn by_command(
    settings: &Settings,
    sources: &Sources,
    file: &Path,
    force: bool,
) -> Result<String, BackupError> {
    let db = open_existing(settings).await?;
    if !settings.has_key() {
        return Err(BackupError::KeyMissing(settings.key_file()));
    }
    let keys = settings.keys(sources)?;
    let made = make(settings, &db, sources, &keys, file, force).await?;
    Ok(made.told(file))
}

/// Backs the database up into `file`: the copy is made beside it, checked by opening it, and only then takes its name.
pub async fn make(
    settings: &Settings,
    db: &Db,
    sources: &Sources,
    keys: &Keys,
    file: &Path,
    force: bool,
) -> Result<Manifest, BackupError> {
    let manifest_file = Manifest::path(file);
    if !force && let Some(taken) = [file, &manifest_file].into_iter().find(|f| f.exists()) {
        return Err(BackupError::Exists(taken.to_owned()));
    }
    let missing = Migrator::get_pending_migrations_read_only(&db.read).await?;
    if !missing.is_empty() {
        return Err(BackupError::Behind(missing.len()));
    }
    let made_at = sources.now();
    let unfinished = neighbour(file, ".unfinished");
    forget_file(&unfinished)?;
    make_private(&unfinished)?;
    let made = copy(settings, db, &unfinished).await;
    let (rows, schema) = match made {
        Ok(made) => made,
        Err(error) => {
            // What was not finished is no use to anybody; the first error tells more than a second one.
            let _ = forget_file(&unfinished);
            return Err(error);
        }
    };
    let (bytes, sha256) = sum(unfinished.clone()).await?;
    let manifest = Manifest {
        format: FORMAT,
        app: env!("CARGO_PKG_VERSION").to_owned(),
        migration: newest_step(),
        made_at,
        database: Kind::of(&settings.database_url),
        schema,
        key: fingerprint(keys),
        bytes,
        sha256,
        rows,
    };
    forget_file(&manifest_file)?;
    settle_file(&unfinished, file)?;
    manifest.write(file)?;
    Ok(manifest)
}

/// Copies the database and checks the copy. Returns how many rows it has, and the schema.
async fn copy(
    settings: &Settings,
    db: &Db,
    to: &Path,
) -> Result<(Rows, Option<String>), BackupError> {
    let before = Rows::count(&db.read).await?;
    let url = &settings.database_url;
    match Kind::of(url) {
        Kind::Sqlite => {
            sqlite::copy(url, to).await?;
            let after = Rows::count(&db.read).await?;
            let copied = sqlite::check(to).await?;
            if !before.allows(copied, after) {
                let what = "a main table has fewer or more rows than the database";
                return Err(BackupError::Unsound(what.to_owned()));
            }
            Ok((copied, None))
        }
        Kind::Postgres => {
            let schema = postgres::schema(&db.read).await?;
            let schema = schema.unwrap_or_else(|| "public".to_owned());
            postgres::dump(url, &schema, to).await?;
            postgres::check(url, &schema, to).await?;
            Ok((before, Some(schema)))
        }
    }
}

/// Returns eight bytes of a keyed hash that tell the key from another, as `check` prints them.
pub fn fingerprint(keys: &Keys) -> String {
    format!("{:016x}", u64::from_be_bytes(keys.fingerprint()))
}

fn newest_step() -> String {
    let steps = Migrator::migrations();
    steps
        .last()
        .map(|step| step.name().to_owned())
        .unwrap_or_default()
}

/// Tells whether this program knows a step of the migration.
fn is_known(step: &str) -> bool {
    Migrator::migrations().iter().any(|s| s.name() == step)
}

/// Returns the path with something after its name.
fn neighbour(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

fn forget_file(path: &Path) -> Result<(), BackupError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(at(path)(error)),
        _ => Ok(()),
    }
}

/// Makes an empty file that only its owner reads, before anything is written into it.
fn make_private(path: &Path) -> Result<(), BackupError> {
    let make = || {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut options = File::options();
        options.write(true).create_new(true).mode(0o600).open(path)
    };
    make().map_err(at(path)).map(drop)
}

/// Gives a finished file its name, so that it is there whole or not at all, readable by its owner only.
fn settle_file(from: &Path, to: &Path) -> Result<(), BackupError> {
    let settle = || {
        let file = File::open(from)?;
        file.set_permissions(fs::Permissions::from_mode(0o600))?;
        file.sync_all()?;
        fs::rename(from, to)?;
        sync_folder(to)
    };
    settle().map_err(at(to))
}

/// Makes sure that a file's name is on the disk, too.
fn sync_folder(file: &Path) -> io::Result<()> {
    let folder = file
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

/// Returns the size of a file and its SHA-256 sum.
async fn sum(path: PathBuf) -> Result<(u64, String), BackupError> {
    let name = path.clone();
    let read = tokio::task::spawn_blocking(move || {
        let mut file = File::open(&path)?;
        let (mut sum, mut bytes, mut part) = (Sha256::new(), 0, vec![0; 1 << 16]);
        loop {
            let n = file.read(&mut part)?;
            if n == 0 {
                break;
            }
            sum.update(&part[..n]);
            bytes += n as u64;
        }
        io::Result::Ok((bytes, ledger::hex(&sum.finalize())))
    });
    let read = read
        .await
        .unwrap_or_else(|error| Err(io::Error::other(error)));
    read.map_err(at(&name))
}
