//! A backup each day, and the old ones go: each is kept for a week, then the last of each week, up to the stated lifetime
//! (RELIABILITY rule 63). What a person had deleted lives on in backups for no longer than that.
//!
//! Whoever notes the day first makes its backup, so that several workers make one. One that fails is tried again in an hour
//! and is told on the desk, by `check` and in the log.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveTime, Utc};
use entity::backup_run;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, Statement,
};
use tokio::sync::watch;

use super::{BackupError, Kind, Manifest, at};
use crate::config::Settings;
use crate::db::Db;
use crate::means::Means;

/// How often the clock is looked at.
const LOOK: std::time::Duration = std::time::Duration::from_mins(1);
/// After this long a backup that failed is tried again.
const AGAIN: Duration = Duration::hours(1);
/// After this long a backup that did not end was broken off.
const BROKEN_OFF: Duration = Duration::hours(6);
/// For how many days each backup is kept.
const DAILY: i64 = 7;
/// A newest backup that is older than this is late.
pub const LATE: Duration = Duration::hours(30);
/// How many days of runs are remembered.
const RUNS: i64 = 400;

const STEM: &str = "daisychain-";

/// How a look at the clock ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Look {
    /// Nothing was due, or another process does it.
    Nothing,
    Made(PathBuf),
    Failed(String),
}

/// Makes the day's backup when it is time, until `stop` turns true.
pub async fn run(settings: &Settings, db: &Db, means: &Means, mut stop: watch::Receiver<bool>) {
    if settings.backup_dir.is_none() {
        return;
    }
    loop {
        match round(settings, db, means).await {
            Ok(Look::Nothing) => {}
            Ok(Look::Made(file)) => {
                tracing::info!(file = %file.display(), "the day's backup was made");
            }
            Ok(Look::Failed(why)) => tracing::error!(why, "the day's backup FAILED"),
            Err(error) => tracing::error!(%error, "the backups could not be looked after"),
        }
        tokio::select! {
            _ = stop.wait_for(|stop| *stop) => break,
            () = tokio::time::sleep(LOOK) => {}
        }
    }
}

/// Makes the day's backup if it is due and nobody makes it, then deletes what is too old.
pub async fn round(settings: &Settings, db: &Db, means: &Means) -> Result<Look, DbErr> {
    let Some(dir) = &settings.backup_dir else {
        return Ok(Look::Nothing);
    };
    let now = means.now();
    let day = due_day(now, settings.backup_at);
    if !claim(db, day, now).await? {
        return Ok(Look::Nothing);
    }
    let made = make(settings, db, means, dir, day).await;
    let run = backup_run::Entity::update_many()
        .col_expr(backup_run::Column::EndedAt, Expr::value(means.now()))
        .filter(backup_run::Column::Day.eq(day.to_string()));
    let done = match &made {
        Ok((file, bytes)) => run
            .col_expr(
                backup_run::Column::File,
                Expr::value(file.display().to_string()),
            )
            .col_expr(backup_run::Column::Bytes, Expr::value(*bytes))
            .col_expr(backup_run::Column::Error, Expr::value(None::<String>)),
        Err(error) => run
            .col_expr(backup_run::Column::File, Expr::value(None::<String>))
            .col_expr(backup_run::Column::Bytes, Expr::value(None::<i64>))
            .col_expr(backup_run::Column::Error, Expr::value(error.to_string())),
    };
    done.exec(&db.write).await?;
    forget_runs(db, day).await?;
    Ok(match made {
        Ok((file, _)) => Look::Made(file),
        Err(error) => Look::Failed(error.to_string()),
    })
}

async fn make(
    settings: &Settings,
    db: &Db,
    means: &Means,
    dir: &Path,
    day: NaiveDate,
) -> Result<(PathBuf, i64), BackupError> {
    fs::create_dir_all(dir).map_err(at(dir))?;
    let kind = Kind::of(&settings.database_url);
    let file = dir.join(format!("{STEM}{day}.{}", kind.ending()));
    // A file of this day without a finished run is what a run left that was broken off.
    let made = super::make(settings, db, &means.sources, &means.keys, &file, true).await;
    // The old ones go even when today's failed: their lifetime was promised. The newest stays.
    let gone = rotate(dir, day, settings.backup_keep_days);
    let manifest = made?;
    gone?;
    Ok((file, i64::try_from(manifest.bytes).unwrap_or(i64::MAX)))
}

/// Returns the day whose backup is the last that had to begin by now.
fn due_day(now: DateTime<Utc>, at: NaiveTime) -> NaiveDate {
    let today = now.date_naive();
    if now.time() >= at {
        today
    } else {
        today - Duration::days(1)
    }
}

/// Notes that this process makes the day's backup. False when it is made, being made, or failed only just now.
async fn claim(db: &Db, day: NaiveDate, now: DateTime<Utc>) -> Result<bool, DbErr> {
    let sql = "INSERT INTO backup_run (day, began_at) VALUES ($1, $2) \
               ON CONFLICT (day) DO UPDATE SET began_at = excluded.began_at, ended_at = NULL, file = NULL \
               WHERE (backup_run.error IS NOT NULL AND backup_run.ended_at <= $3) \
               OR (backup_run.ended_at IS NULL AND backup_run.began_at <= $4)";
    let values = [
        day.to_string().into(),
        now.into(),
        (now - AGAIN).into(),
        (now - BROKEN_OFF).into(),
    ];
    let sql = Statement::from_sql_and_values(db.write.get_database_backend(), sql, values);
    Ok(db.write.execute_raw(sql).await?.rows_affected() == 1)
}

async fn forget_runs(db: &Db, day: NaiveDate) -> Result<(), DbErr> {
    let old = (day - Duration::days(RUNS)).to_string();
    backup_run::Entity::delete_many()
        .filter(backup_run::Column::Day.lt(old))
        .exec(&db.write)
        .await?;
    Ok(())
}

/// How the scheduled backups stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// When the newest that was made ended.
    pub made_at: Option<DateTime<Utc>>,
    pub file: Option<String>,
    /// Why the last try failed, if nothing was made since.
    pub error: Option<String>,
}

/// Looks up how the scheduled backups stand.
pub async fn standing(conn: &impl ConnectionTrait) -> Result<Standing, DbErr> {
    let newest = || backup_run::Entity::find().order_by_desc(backup_run::Column::Day);
    let made = newest()
        .filter(backup_run::Column::File.is_not_null())
        .one(conn)
        .await?;
    let last = newest().one(conn).await?;
    Ok(Standing {
        made_at: made.as_ref().and_then(|run| run.ended_at),
        file: made.and_then(|run| run.file),
        error: last.and_then(|run| run.error),
    })
}

/// Deletes the backups whose time is over. The newest stays, however old. Returns their days.
pub fn rotate(dir: &Path, today: NaiveDate, keep_days: u32) -> Result<Vec<NaiveDate>, BackupError> {
    let mut files: Vec<(NaiveDate, PathBuf)> = Vec::new();
    for entry in fs::read_dir(dir).map_err(at(dir))? {
        let path = entry.map_err(at(dir))?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        files.extend(name.and_then(day_of).map(|day| (day, path.clone())));
    }
    let days: Vec<NaiveDate> = files.iter().map(|(day, _)| *day).collect();
    let gone = list_old(&days, today, keep_days);
    for (day, path) in &files {
        if gone.contains(day) {
            super::forget_file(path)?;
            super::forget_file(&Manifest::path(path))?;
        }
    }
    Ok(gone)
}

/// Returns the day of a scheduled backup by its name; nothing for any other file.
fn day_of(name: &str) -> Option<NaiveDate> {
    let (day, ending) = name.strip_prefix(STEM)?.split_once('.')?;
    let ours = [Kind::Sqlite, Kind::Postgres].map(Kind::ending);
    ours.contains(&ending).then(|| day.parse().ok()).flatten()
}

/// Lists the days whose backups go: those past the lifetime, and after a week all but the last of each week.
fn list_old(days: &[NaiveDate], today: NaiveDate, keep_days: u32) -> Vec<NaiveDate> {
    let newest = days.iter().max().copied();
    let last_of_week = |day: NaiveDate| {
        let same = days.iter().filter(|d| d.iso_week() == day.iso_week());
        same.max().copied() == Some(day)
    };
    let goes = |day: &NaiveDate| {
        let age = (today - *day).num_days();
        let over = age >= i64::from(keep_days) || (age >= DAILY && !last_of_week(*day));
        over && Some(*day) != newest
    };
    let mut gone: Vec<NaiveDate> = days.iter().copied().filter(goes).collect();
    gone.sort_unstable();
    gone.dedup();
    gone
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::{prop, proptest};

    fn day(n: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + Duration::days(i64::from(n))
    }

    #[test]
    fn after_a_hundred_days_there_are_a_week_of_days_and_four_weeks() {
        let mut kept: Vec<NaiveDate> = Vec::new();
        for n in 0..100 {
            kept.push(day(n));
            let gone = list_old(&kept, day(n), 35);
            kept.retain(|day| !gone.contains(day));
        }
        let ages: Vec<i64> = kept.iter().map(|d| (day(99) - *d).num_days()).collect();
        assert_eq!(ages, [33, 26, 19, 12, 6, 5, 4, 3, 2, 1, 0]);
    }

    #[test]
    fn a_file_of_another_name_is_never_ours_to_delete() {
        assert_eq!(day_of("daisychain-2026-11-23.db"), Some(day(326)));
        assert_eq!(day_of("daisychain-2026-11-23.dump"), Some(day(326)));
        for name in [
            "daisychain-2026-11-23.db.json",
            "daisychain.db",
            "daisychain-2026-11-23",
            "before.db",
            "daisychain-2026-13-23.db",
        ] {
            assert_eq!(day_of(name), None, "{name}");
        }
    }

    proptest! {
        #[test]
        fn the_newest_stays_and_nothing_outlives_its_time(
            days in prop::collection::vec(0..200_u32, 1..60),
            today in 0..260_u32,
            keep in 1..60_u32,
        ) {
            let days: Vec<NaiveDate> = days.into_iter().map(day).collect();
            let gone = list_old(&days, day(today), keep);
            let newest = days.iter().max().unwrap();
            assert!(!gone.contains(newest));
            for d in days.iter().filter(|d| *d != newest) {
                let age = (day(today) - *d).num_days();
                assert!(age < i64::from(keep) || gone.contains(d));
                assert!(age >= DAILY.min(i64::from(keep)) || !gone.contains(d));
            }
        }
    }
}
