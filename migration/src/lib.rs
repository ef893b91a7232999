//! The tables, laid in hand-written steps that run on SQLite and PostgreSQL alike.
//!
//! A step that has landed is never edited: SQLite cannot alter a column or a key later, so a change is a new step.
//! The statements are plain SQL with type words (`{uuid}`, `{time}`, `{bytes}`, `{json}`, `{flag}`, `{big}`) that
//! [`ddl`] replaces for the database at hand.

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

mod m0001_the_chain;
mod m0002_every_door;
mod m0003_the_desk;
mod m0004_evidence;
mod m0005_the_plan;
mod m0007_hands;
mod m0008_publishing;
mod m0009_news_back;
mod m0010_after;
mod m0011_editing;
mod m0012_asks;
mod m0013_challenges;
mod m0014_proposals;
mod m0016_backups;
mod m0018_limits;

/// Runs the steps in order; `daisychain migrate up` and `serve` on SQLite call it.
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_the_chain::Step),
            Box::new(m0002_every_door::Step),
            Box::new(m0003_the_desk::Step),
            Box::new(m0004_evidence::Step),
            Box::new(m0005_the_plan::Step),
            Box::new(m0007_hands::Step),
            Box::new(m0008_publishing::Step),
            Box::new(m0009_news_back::Step),
            Box::new(m0010_after::Step),
            Box::new(m0011_editing::Step),
            Box::new(m0012_asks::Step),
            Box::new(m0013_challenges::Step),
            Box::new(m0014_proposals::Step),
            Box::new(m0016_backups::Step),
            Box::new(m0018_limits::Step),
        ]
    }
}

/// Runs every statement of `sql` (statements end with a semicolon at a line's end), with the type words replaced.
async fn ddl(manager: &SchemaManager<'_>, sql: &str) -> Result<(), DbErr> {
    let sqlite = manager.get_database_backend() == DbBackend::Sqlite;
    let words: [(&str, &str); 7] = if sqlite {
        [
            ("{uuid}", "BLOB"),
            ("{time}", "TEXT"),
            ("{bytes}", "BLOB"),
            ("{json}", "TEXT"),
            ("{flag}", "INTEGER"),
            ("{big}", "INTEGER"),
            ("{strict}", "STRICT"),
        ]
    } else {
        [
            ("{uuid}", "uuid"),
            ("{time}", "timestamptz"),
            ("{bytes}", "bytea"),
            ("{json}", "jsonb"),
            ("{flag}", "boolean"),
            ("{big}", "bigint"),
            ("{strict}", ""),
        ]
    };
    for statement in sql.split(";\n").map(str::trim).filter(|s| !s.is_empty()) {
        let mut statement = statement.to_owned();
        for (word, replacement) in words {
            statement = statement.replace(word, replacement);
        }
        manager
            .get_connection()
            .execute_unprepared(&statement)
            .await?;
    }
    Ok(())
}
