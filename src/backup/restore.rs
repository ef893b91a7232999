//! Putting a backup back: only where it fits, into an empty place or after moving the old database aside, and never so
//! that it acts before somebody has looked.
//!
//! On SQLite everything is done to a copy beside the database, which takes the database's name last: a restore that
//! breaks off changes nothing. Before a server can open it, what people had deleted since is deleted again, messages
//! wait, and organisers sign in anew.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::Duration;
use entity::{backup_run, session, worker_lease};
use migration::{Migrator, MigratorTrait};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};

use super::ledger::{self, Follower};
use super::replay::{Replayed, replay};
use super::{
    BackupError, FORMAT, Kind, Manifest, at, fingerprint, is_known, neighbour, postgres, sqlite,
    sum, sync_folder,
};
use crate::config::Settings;
use crate::db::{self, Db};
use crate::keys::Keys;
use crate::mail::pause::{self, Why};
use crate::means::Means;
use crate::sources::Sources;

/// What a restore did.
#[derive(Clone, Debug)]
pub struct Restored {
    pub manifest: Manifest,
    /// Where the database is that stood here before.
    pub aside: Option<String>,
    pub replayed: Replayed,
    /// The ledgers that were replayed.
    pub ledgers: Vec<PathBuf>,
    /// How many messages wait to be released.
    pub waiting: u64,
}

impl fmt::Display for Restored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Manifest { rows, made_at, .. } = &self.manifest;
        writeln!(
            f,
            "restored the backup of {}: {} people, {} chats, {} points",
            made_at.format("%Y-%m-%d %H:%M UTC"),
            rows.people,
            rows.chats,
            rows.points
        )?;
        if let Some(aside) = &self.aside {
            writeln!(
                f,
                "the database that stood here is now {aside}: delete it once all is well, it holds what people had deleted"
            )?;
        }
        for path in &self.ledgers {
            writeln!(f, "replayed the erasure ledger {}", path.display())?;
        }
        if self.ledgers.is_empty() {
            writeln!(
                f,
                "there was no erasure ledger: whoever was deleted after the backup is back, and nobody here knows who"
            )?;
        } else {
            writeln!(f, "deleted or stopped since: {}", self.replayed)?;
        }
        write!(
            f,
            "every organiser signs in anew. No message goes out: {} wait. Look first (`daisychain verify`), then run \
             `daisychain mail resume`",
            self.waiting
        )
    }
}

/// Restores a backup. Refuses, with the reason and before anything is changed, one that does not fit.
pub async fn restore(
    settings: &Settings,
    sources: &Sources,
    file: &Path,
    replace: bool,
) -> Result<Restored, BackupError> {
    let manifest = Manifest::read(file)?;
    if manifest.format > FORMAT || !is_known(&manifest.migration) {
        let (app, step) = (manifest.app, manifest.migration);
        return Err(BackupError::Newer { app, step });
    }
    if manifest.database != Kind::of(&settings.database_url) {
        return Err(BackupError::OtherKind(manifest.database));
    }
    let keys = right_key(settings, sources, &manifest)?;
    let (_, sha256) = sum(file.to_owned()).await?;
    if sha256 != manifest.sha256 {
        return Err(BackupError::Damaged(file.to_owned()));
    }
    let means = Means {
        sources: sources.clone(),
        keys,
        origin: settings.base()?.origin().ascii_serialization(),
        undo: Duration::seconds(i64::from(settings.undo_seconds)),
        acting: None,
    };
    let put = Put {
        settings,
        means,
        manifest,
        file,
        replace,
    };
    match put.manifest.database {
        Kind::Sqlite => put.into_file().await,
        Kind::Postgres => put.into_server().await,
    }
}

/// Returns the key if it is the one of the backup. Makes none.
fn right_key(
    settings: &Settings,
    sources: &Sources,
    manifest: &Manifest,
) -> Result<Keys, BackupError> {
    if !settings.has_key() {
        return Err(BackupError::NoKey {
            key: manifest.key.clone(),
            file: settings.key_file(),
        });
    }
    let keys = settings.keys(sources)?;
    let here = fingerprint(&keys);
    if here == manifest.key {
        return Ok(keys);
    }
    let backup = manifest.key.clone();
    Err(BackupError::OtherKey { here, backup })
}

/// A backup that fits, on its way back.
struct Put<'a> {
    settings: &'a Settings,
    means: Means,
    manifest: Manifest,
    file: &'a Path,
    replace: bool,
}

impl Put<'_> {
    async fn into_file(self) -> Result<Restored, BackupError> {
        let url = &self.settings.database_url;
        let target = db::sqlite_file(url).ok_or(BackupError::NoFile)?;
        db::make_folder(url).map_err(at(target))?;
        let stands = target.exists();
        if stands && !self.replace {
            return Err(BackupError::NotEmpty(target.display().to_string()));
        }
        if stands && sqlite::is_used(target, &self.means.sources).await {
            return Err(BackupError::InUse);
        }
        let unfinished = neighbour(target, ".restoring");
        sqlite::forget(&unfinished)?;
        copy(self.file.to_owned(), unfinished.clone()).await?;
        sqlite::check(&unfinished).await?;
        if stands {
            self.remember(url).await;
        }
        let fresh = format!("sqlite://{}?mode=rw", unfinished.display());
        let db = db::connect(&fresh).await?;
        Migrator::up(&db.write, None).await?;
        let restored = self.prepare(&db).await?;
        db.read.close().await?;
        db.write.close().await?;
        let aside = if stands {
            let aside = sqlite::move_aside(target, &self.means.sources)?;
            Some(aside.display().to_string())
        } else {
            // What an SQLite database left behind when it was deleted by hand does not belong to this one.
            sqlite::forget(target)?;
            None
        };
        fs::rename(&unfinished, target).map_err(at(target))?;
        sync_folder(target).map_err(at(target))?;
        Ok(Restored { aside, ..restored })
    }

    async fn into_server(self) -> Result<Restored, BackupError> {
        let url = &self.settings.database_url;
        let schema = self.manifest.schema.as_deref().unwrap_or("public");
        let db = db::connect(url).await?;
        if let Some(here) = postgres::schema(&db.read).await?
            && here != schema
        {
            return Err(BackupError::OtherSchema(schema.to_owned(), here));
        }
        let stands = postgres::has_tables(&db.read, schema).await?;
        if stands && !self.replace {
            let what = format!("the schema {schema} has tables");
            return Err(BackupError::NotEmpty(what));
        }
        postgres::check(url, schema, self.file).await?;
        let aside = if stands {
            self.remember(url).await;
            let aside = postgres::move_aside(&db, schema, &self.means.sources).await?;
            Some(format!("in the schema {aside}"))
        } else {
            None
        };
        postgres::make_schema(&db, schema).await?;
        db.write.close().await?;
        postgres::put_back(url, self.file).await?;
        // Anew: the connections before remember the tables that were moved.
        let db = db::connect(url).await?;
        Migrator::up(&db.write, None).await?;
        let restored = self.prepare(&db).await?;
        db.write.close().await?;
        Ok(Restored { aside, ..restored })
    }

    /// Lets the ledgers hold what the database that goes aside still knows. One that cannot be read is no reason to give
    /// up: that may be why there is a restore.
    async fn remember(&self, url: &str) {
        let followed = async {
            let old = db::connect(url).await?;
            for path in self.settings.ledger_files() {
                let mut follower = Follower::open(path)?;
                follower.follow(&old.read, self.means.now()).await?;
            }
            old.read.close().await?;
            old.write.close().await?;
            Ok::<(), BackupError>(())
        };
        if let Err(error) = followed.await {
            tracing::warn!(%error, "what was deleted last could not be read from the database that goes aside");
        }
    }

    /// Makes the restored database safe to open.
    async fn prepare(&self, db: &Db) -> Result<Restored, BackupError> {
        self.calm(db).await?;
        let mut ledgers = self.settings.ledger_files();
        // One that came with the backup counts, too.
        ledgers.push(self.file.with_file_name("erased.log"));
        let (ledgers, entries) = ledger::read_all(&ledgers)?;
        let since = Some(self.manifest.made_at);
        Ok(Restored {
            replayed: replay(db, &self.means, &entries, since).await?,
            waiting: pause::count_waiting(&db.read).await?,
            manifest: self.manifest.clone(),
            aside: None,
            ledgers,
        })
    }

    /// Lets messages wait, ends every session, and forgets who did what only one process may do.
    async fn calm(&self, db: &Db) -> Result<(), DbErr> {
        let (txn, sources) = (db::begin_write(db).await?, &self.means.sources);
        pause::pause(&txn, sources, Why::Restored).await?;
        pause::expire_old(&txn, sources.now()).await?;
        session::Entity::update_many()
            .col_expr(session::Column::RevokedAt, Expr::value(sources.now()))
            .filter(session::Column::RevokedAt.is_null())
            .exec(&txn)
            .await?;
        worker_lease::Entity::delete_many().exec(&txn).await?;
        backup_run::Entity::delete_many()
            .filter(backup_run::Column::EndedAt.is_null())
            .exec(&txn)
            .await?;
        txn.commit().await
    }
}

async fn copy(from: PathBuf, to: PathBuf) -> Result<(), BackupError> {
    let name = to.clone();
    let copied = tokio::task::spawn_blocking(move || {
        fs::copy(&from, &to)?;
        let file = fs::File::open(&to)?;
        file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
        file.sync_all()
    });
    let copied = copied
        .await
        .unwrap_or_else(|error| Err(std::io::Error::other(error)));
    copied.map_err(at(&name))
}
