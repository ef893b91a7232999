//! `daisychain check`: what is right with an installation, and what to do about the rest.

use std::fmt;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use entity::{organiser, worker_lease};
use migration::Migrator;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter};
use sea_orm_migration::MigratorTrait;
use secrecy::ExposeSecret;

use crate::backup::{self, schedule};
use crate::config::{Settings, is_loopback};
use crate::db::{self, Db};
use crate::mail::{pause, probe};
use crate::sources::Sources;

pub mod ask;
pub mod dns;
mod spf;

/// One line of the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    Fine(String),
    /// Nothing is broken, but somebody should know.
    Note(String),
    /// What is wrong, and what to do.
    Do(String),
}

impl Finding {
    pub fn is_fine(&self) -> bool {
        matches!(self, Self::Fine(_) | Self::Note(_))
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fine(what) => write!(f, "ok    {what}"),
            Self::Note(what) => write!(f, "note  {what}"),
            Self::Do(what) => write!(f, "to do {what}"),
        }
    }
}

/// Looks at everything. Makes and changes nothing.
pub async fn run(settings: &Settings, sources: &Sources) -> Vec<Finding> {
    let mut findings = vec![address(settings), key(settings, sources)];
    match open(settings).await {
        Ok(db) => findings.extend(database(settings, sources, &db).await),
        Err(finding) => findings.push(finding),
    }
    findings.push(mail(settings).await);
    findings.push(signing(settings));
    findings
}

fn address(settings: &Settings) -> Finding {
    if let Err(error) = settings.validate() {
        return Finding::Do(error.to_string());
    }
    match settings.base() {
        Ok(base) if base.scheme() == "https" => Finding::Fine(format!("BASE_URL is {base}")),
        Ok(base) if is_loopback(&base) => {
            Finding::Fine(format!("BASE_URL is {base}, for this machine only"))
        }
        Ok(base) => Finding::Do(format!(
            "BASE_URL is {base}: personal links would travel unprotected. Put a proxy with https in front and set \
             BASE_URL to its https:// address."
        )),
        Err(error) => Finding::Do(error.to_string()),
    }
}

fn key(settings: &Settings, sources: &Sources) -> Finding {
    let file = settings.key_file();
    if settings.secret_key.is_none() && !file.exists() {
        return Finding::Fine(format!(
            "no key yet: the first start makes {}",
            file.display()
        ));
    }
    let keys = match settings.keys(sources) {
        Ok(keys) => keys,
        Err(error) => return Finding::Do(error.to_string()),
    };
    let print = backup::fingerprint(&keys);
    if settings.secret_key.is_some() {
        return Finding::Fine(format!("key {print} from SECRET_KEY"));
    }
    let mode = std::fs::metadata(&file).map(|found| found.permissions().mode() & 0o777);
    match mode {
        Ok(mode) if mode.trailing_zeros() >= 6 => {
            Finding::Fine(format!("key {print} from {}", file.display()))
        }
        Ok(mode) => Finding::Do(format!(
            "{} can be read by others (mode {mode:o}). Run: chmod 600 {}",
            file.display(),
            file.display()
        )),
        Err(error) => Finding::Do(format!("the key file {}: {error}", file.display())),
    }
}

async fn open(settings: &Settings) -> Result<Db, Finding> {
    if db::sqlite_file(&settings.database_url).is_some_and(|file| !file.exists()) {
        return Err(Finding::Fine(
            "no database yet: the first start makes it".to_owned(),
        ));
    }
    db::connect(&settings.database_url).await.map_err(|error| {
        Finding::Do(format!(
            "the database cannot be opened: {error}. Check DATABASE_URL and that the database runs."
        ))
    })
}

async fn database(settings: &Settings, sources: &Sources, db: &Db) -> Vec<Finding> {
    let kind = if db::is_sqlite(db) {
        "SQLite"
    } else {
        "PostgreSQL"
    };
    let file = db::sqlite_file(&settings.database_url)
        .map_or("", |file: &Path| file.to_str().unwrap_or_default());
    let mut findings = vec![Finding::Fine(
        format!("{kind} answers {file}").trim_end().to_owned(),
    )];
    match Migrator::get_pending_migrations_read_only(&db.write).await {
        Ok(missing) if missing.is_empty() => {
            findings.push(Finding::Fine("all migration steps are done".to_owned()));
        }
        Ok(missing) => {
            let n = missing.len();
            let what = format!("{n} migration steps are missing. Run: daisychain migrate up");
            findings.push(Finding::Do(what));
            return findings;
        }
        Err(error) => {
            findings.push(Finding::Do(format!("the migration steps: {error}")));
            return findings;
        }
    }
    let people = organisers(db).await;
    findings.push(people.unwrap_or_else(|error| Finding::Do(format!("the organisers: {error}"))));
    let lease = worker(sources, db).await;
    findings.push(lease.unwrap_or_else(|error| Finding::Do(format!("the worker: {error}"))));
    let sending = sending(db).await;
    findings.push(sending.unwrap_or_else(|error| Finding::Do(format!("the messages: {error}"))));
    let backups = backups(settings, sources, db).await;
    findings.push(backups.unwrap_or_else(|error| Finding::Do(format!("the backups: {error}"))));
    findings.push(ledger(settings));
    findings
}

async fn sending(db: &Db) -> Result<Finding, DbErr> {
    let paused = pause::find(&db.read).await?.is_some();
    let standing = pause::standing(&db.read).await?;
    Ok(if paused {
        Finding::Do(standing)
    } else {
        Finding::Fine(standing)
    })
}

/// People depend on this installation: it is reached from outside.
fn is_public(settings: &Settings) -> bool {
    settings.base().is_ok_and(|base| !is_loopback(&base))
}

async fn backups(settings: &Settings, sources: &Sources, db: &Db) -> Result<Finding, DbErr> {
    let Some(dir) = &settings.backup_dir else {
        let what = "no backup is made by itself: set BACKUP_DIR to a folder on another disk";
        return Ok(if is_public(settings) {
            Finding::Do(what.to_owned())
        } else {
            Finding::Fine(what.to_owned())
        });
    };
    let standing = schedule::standing(&db.read).await?;
    let age = standing.made_at.map(|made_at| sources.now() - made_at);
    let newest = match (&standing.file, age) {
        (Some(file), Some(age)) => format!(
            "the newest backup, {file}, is {} hours old",
            age.num_hours()
        ),
        _ => format!("no backup was made in {} yet", dir.display()),
    };
    let lost = standing.file.filter(|file| !Path::new(file).exists());
    Ok(if let Some(error) = standing.error {
        Finding::Do(format!("{newest}, and the last one FAILED: {error}"))
    } else if let Some(lost) = lost {
        Finding::Do(format!("the newest backup is gone: {lost}"))
    } else if age.is_some_and(|age| age > schedule::LATE) {
        Finding::Do(format!(
            "{newest}: it should be made each day. Is the worker running?"
        ))
    } else {
        Finding::Fine(newest)
    })
}

fn ledger(settings: &Settings) -> Finding {
    let files = settings.ledger_files();
    let names: Vec<String> = files
        .iter()
        .map(|file| file.display().to_string())
        .collect();
    let names = names.join(" and ");
    let kept_in_no_folder = |file: &Path| {
        let folder = file
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        folder.is_some_and(|folder| !folder.exists())
    };
    if files.is_empty() {
        Finding::Do(
            "there is no erasure ledger: after a restore, whoever was deleted since the backup would be back. Set \
             BACKUP_DIR, or ERASURE_LEDGER to a file outside the database, on the machine of the worker"
                .to_owned(),
        )
    } else if files.iter().any(|file| kept_in_no_folder(file)) {
        Finding::Do(format!(
            "the erasure ledger {names} has no folder to be in: make it"
        ))
    } else {
        Finding::Fine(format!("the erasure ledger is {names}"))
    }
}

async fn organisers(db: &Db) -> Result<Finding, DbErr> {
    Ok(match organiser::Entity::find().count(&db.read).await? {
        0 => Finding::Do(
            "nobody can sign in. Run: daisychain organiser add EMAIL --name NAME".to_owned(),
        ),
        n => Finding::Fine(format!("organisers who can sign in: {n}")),
    })
}

async fn worker(sources: &Sources, db: &Db) -> Result<Finding, DbErr> {
    let live = worker_lease::Entity::find()
        .filter(worker_lease::Column::Until.gt(sources.now()))
        .count(&db.read)
        .await?;
    Ok(match live {
        0 => Finding::Do(
            "no worker runs, so no message goes out. Run `daisychain serve`, or `daisychain worker` beside \
             `daisychain serve --no-worker`."
                .to_owned(),
        ),
        _ => Finding::Fine("a worker runs".to_owned()),
    })
}

async fn mail(settings: &Settings) -> Finding {
    let Some(url) = &settings.smtp_url else {
        let dir = settings.mail_dir.display();
        return Finding::Fine(format!("no SMTP_URL: messages go to {dir}"));
    };
    match probe::greet(url.expose_secret(), settings.smtp_ca_file.as_deref()).await {
        Ok(server) => Finding::Fine(format!("the mail server {server} greets us")),
        Err(error) => Finding::Do(format!(
            "the mail server does not greet us: {error}. Check SMTP_URL and the firewall."
        )),
    }
}

fn signing(settings: &Settings) -> Finding {
    match settings.signer() {
        Ok(None) => Finding::Fine(
            "messages are not signed here (no DKIM_DIR): that is left to the mail server"
                .to_owned(),
        ),
        Ok(Some(signer)) => {
            let with = signer.keys.iter().map(|key| {
                let (selector, kind) = (&key.selector, key.algorithm());
                format!("{selector} ({kind})")
            });
            let with: Vec<String> = with.collect();
            let (domain, with) = (&signer.domain, with.join(" and "));
            Finding::Fine(format!(
                "messages are signed here for {domain} with the selectors {with}"
            ))
        }
        Err(error) => Finding::Do(error.to_string()),
    }
}
