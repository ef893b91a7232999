//! Following the tables with the erasure ledger, and catching up with it before a server opens.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Duration, Utc};
use sea_orm::ConnectionTrait;
use tokio::sync::watch;

use super::BackupError;
use super::ledger::{Entry, gather, read, read_all};
use super::replay::{Replayed, replay};
use crate::config::Settings;
use crate::db::Db;
use crate::means::Means;

/// How often the tables are looked at.
const LOOK: std::time::Duration = std::time::Duration::from_secs(1);
/// How far back each look goes: no change takes that long from its moment to its commit.
const BACK: Duration = Duration::minutes(10);

const HEAD: &str = "# Daisychain: what people had deleted. Ids only. Keep this file with the backups, not in them.\n";

/// Follows the tables with the file.
pub struct Follower {
    path: PathBuf,
    known: HashSet<Entry>,
    looked: Option<DateTime<Utc>>,
}

impl Follower {
    /// Reads what the file holds already.
    pub fn open(path: PathBuf) -> Result<Self, BackupError> {
        let known = read(&path)?.unwrap_or_default().into_iter().collect();
        Ok(Self {
            path,
            known,
            looked: None,
        })
    }

    /// Adds what is new in the tables. Returns how many lines that were.
    pub async fn follow(
        &mut self,
        conn: &impl ConnectionTrait,
        now: DateTime<Utc>,
    ) -> Result<usize, BackupError> {
        if !self.path.exists() {
            // Somebody moved it away: it is written anew, whole.
            self.known.clear();
            self.looked = None;
        }
        let mut new = gather(conn, self.looked.map(|at| at - BACK)).await?;
        new.retain(|entry| !self.known.contains(entry));
        new.sort_by(|a, b| (a.at, a.what, &a.id).cmp(&(b.at, b.what, &b.id)));
        new.dedup();
        if !new.is_empty() || !self.path.exists() {
            append(&self.path, &new)
                .map_err(|error| BackupError::Ledger(self.path.clone(), error))?;
        }
        let count = new.len();
        self.known.extend(new);
        self.looked = Some(now);
        Ok(count)
    }
}

/// Adds lines at the end, by one write, and waits until they are on the disk.
fn append(path: &Path, entries: &[Entry]) -> io::Result<()> {
    let is_new = !path.exists();
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut file = File::options()
        .create(true)
        .append(true)
        .read(true)
        .mode(0o600)
        .open(path)?;
    let length = file.metadata()?.len();
    let mut text = String::new();
    if length == 0 {
        text.push_str(HEAD);
    } else {
        let mut last = [0];
        file.read_exact_at(&mut last, length - 1)?;
        // A line that was cut off must not spoil the next.
        if last != *b"\n" {
            text.push('\n');
        }
    }
    text.extend(entries.iter().map(Entry::line));
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    if is_new {
        super::sync_folder(path)?;
    }
    Ok(())
}

/// Before a server opens: what a ledger holds and the database does not is done again.
pub async fn settle(settings: &Settings, db: &Db, means: &Means) -> Result<Replayed, BackupError> {
    let (_, entries) = read_all(&settings.ledger_files())?;
    let replayed = replay(db, means, &entries, None).await?;
    if replayed.is_any() {
        tracing::warn!(%replayed, "the database was older than the erasure ledger, which was replayed");
    }
    Ok(replayed)
}

/// Lets the files follow the tables until `stop` turns true.
pub async fn run(settings: &Settings, db: &Db, means: &Means, mut stop: watch::Receiver<bool>) {
    let mut files: Vec<(PathBuf, Option<Follower>, bool)> = settings
        .ledger_files()
        .into_iter()
        .map(|path| (path, None, false))
        .collect();
    loop {
        let stopped = *stop.borrow();
        for (path, follower, told) in &mut files {
            let looked = look(follower, path, db, means.now()).await;
            if let Err(error) = &looked
                && !*told
            {
                tracing::error!(%error, "the erasure ledger is behind: a restore would bring back what was deleted since");
            }
            *told = looked.is_err();
        }
        if stopped {
            break;
        }
        tokio::select! {
            _ = stop.wait_for(|stop| *stop) => {}
            () = tokio::time::sleep(LOOK) => {}
        }
    }
}

async fn look(
    follower: &mut Option<Follower>,
    path: &Path,
    db: &Db,
    now: DateTime<Utc>,
) -> Result<(), BackupError> {
    if follower.is_none() {
        *follower = Some(Follower::open(path.to_owned())?);
    }
    if let Some(follower) = follower {
        follower.follow(&db.read, now).await?;
    }
    Ok(())
}
