//! The demo: a living chain of invented people, made by driving the product's own rules.
//!
//! The story is told with a fixed seed and a clock that begins seventy days ago and ends now. It is written beside the
//! demo folder and moved into place when it is whole, so that a start that was broken off leaves nothing half made.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Duration, DurationRound, Utc};
use entity::organiser;
use migration::{Migrator, MigratorTrait};
use sea_orm::DatabaseTransaction;

use crate::app::{App, StartError};
use crate::chain::{self, About, Face};
use crate::config::Settings;
use crate::db;
use crate::desk::team::rules::{self, Invite, Scope};
use crate::mail::transport::{Folder, Transport};
use crate::mail::worker::{Mailer, MailerError};
use crate::means::Means;
use crate::sources::Sources;

pub mod asks;
pub mod blind;
mod challenges;
pub mod doors;
pub mod hands;
pub mod heard;
pub mod news;
pub mod pages;
pub mod plan;
pub mod proposals;
pub mod room;
pub mod story;
pub mod telling;
pub mod weigh;

/// Where the demo lives, below the folder it is started in.
pub const FOLDER: &str = "data-demo";
/// Addresses at this domain refuse every message, so that the demo has some that came back.
pub const BOUNCES: &str = "bounce.example.org";
/// How many days the story lasts.
const DAYS: i64 = 70;
/// How long before its end, in hours, the other doors and ways of the story are taken.
const DOORS_BEFORE: i64 = 30;
/// On which days the plan is published, and how many actions it has the first time.
const FIRST_PLAN: i64 = 59;
const SECOND_PLAN: i64 = 68;
const FIRST_ACTIONS: usize = 8;
/// How many chats the host of the story hopes for, and how many days from now.
const GOAL_CHATS: u32 = 110;
const GOAL_IN: i64 = 60;
/// The story is the same each time but for the day it ends on.
const SEED: u64 = 1;

/// Why the demo could not be made.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    #[error(transparent)]
    Start(#[from] StartError),
    #[error(transparent)]
    Db(#[from] sea_orm::DbErr),
    #[error(transparent)]
    Io(#[from] std::io::Error),
    #[error(transparent)]
    Mail(#[from] MailerError),
    #[error("the story lost {0} on the way")]
    Lost(&'static str),
}

/// Returns the settings of the demo: its own folder, the rest as asked for.
pub fn settings(asked: &Settings, folder: &Path) -> Settings {
    Settings {
        database_url: format!(
            "sqlite://{}?mode=rwc",
            folder.join("daisychain.db").display()
        ),
        mail_dir: folder.join("mail"),
        backup_dir: None,
        erasure_ledger: None,
        ..asked.clone()
    }
}

/// Makes the demo if it is not there yet, or anew. Returns the settings to serve it with.
pub async fn prepare(asked: &Settings, fresh: bool) -> Result<Settings, DemoError> {
    let folder = PathBuf::from(FOLDER);
    if fresh && folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    if !folder.exists() {
        let unfinished = PathBuf::from(format!("{FOLDER}.unfinished"));
        if unfinished.exists() {
            fs::remove_dir_all(&unfinished)?;
        }
        fs::create_dir_all(&unfinished)?;
        Box::pin(tell(&settings(asked, &unfinished), system_now())).await?;
        fs::rename(&unfinished, &folder)?;
    }
    Ok(settings(asked, &folder))
}

fn system_now() -> DateTime<Utc> {
    Sources::system().now()
}

/// Tells the whole story into an empty database; its clock ends at `now`.
pub async fn tell(settings: &Settings, now: DateTime<Utc>) -> Result<(), DemoError> {
    let story = story::story();
    let begins = (now - Duration::days(DAYS))
        .duration_trunc(Duration::days(1))
        .unwrap_or(now)
        + Duration::hours(9);
    let app = App::build(settings.clone(), Sources::fixed(begins, SEED)).await?;
    Migrator::up(&app.db.write, None).await?;
    let means = &app.means;
    let mailer = Mailer::with_transport(
        &settings.mail_from,
        &means.origin,
        app.db.clone(),
        means.sources.clone(),
        means.keys.clone(),
        Transport::Folder(Folder {
            dir: settings.mail_dir.clone(),
            refuse_domain: Some(BOUNCES.to_owned()),
        }),
    )?;

    let txn = db::begin_write(&app.db).await?;
    let mut organisers: Vec<organiser::Model> = Vec::new();
    for one in &story.organisers {
        let added = crate::organiser::add(&txn, means, &one.email, &one.name).await;
        organisers.push(added.map_err(|_| DemoError::Lost("an organiser"))?);
    }
    let told = &story.host;
    let first = organisers[0].id;
    let host = chain::create_host(
        &txn,
        means,
        first,
        &told.name,
        &told.time_zone,
        told.contact.clone(),
    )
    .await?;
    for other in &organisers[1..] {
        crate::organiser::join_host(&txn, means, other.id, host.id, entity::shared::Role::Owner)
            .await?;
    }
    let template =
        chain::templates::find(&story.chain.template).ok_or(DemoError::Lost("the template"))?;
    let about = About {
        name: &story.chain.name,
        topic: &story.chain.topic,
        purpose: &story.chain.purpose,
    };
    let made = chain::create(&txn, means, &host, template, about).await?;
    let face = chain::find_face(&txn, made.id)
        .await?
        .ok_or(DemoError::Lost("the chain"))?;
    chain::open(&txn, means, &face)
        .await?
        .map_err(|_| DemoError::Lost("the chain's questions"))?;
    let goal_on = (now + Duration::days(GOAL_IN)).date_naive();
    chain::change_goal(&txn, made.id, GOAL_CHATS, Some(goal_on)).await?;
    add_team(&txn, means, &face, &organisers[0], &story.team).await?;
    txn.commit().await?;

    let mut telling = telling::Telling::new(&app.db, means, &mailer, &story, made.id, first, now);
    let mut done = plan::Made::default();
    telling.begin(begins);
    telling.tell(begins + Duration::days(FIRST_PLAN)).await?;
    telling.sort(&mut done).await?;
    telling.write_actions(&mut done, FIRST_ACTIONS).await?;
    telling.publish(1, "").await?;
    telling.ask_for_votes(true).await?;
    let met = telling.meet_in_a_room().await?;
    telling.tell(begins + Duration::days(SECOND_PLAN)).await?;
    telling.type_in_the_room(met).await?;
    telling.close_votes().await?;
    telling.sort(&mut done).await?;
    telling.write_actions(&mut done, usize::MAX).await?;
    telling.publish(2, "demo-plan-changed").await?;
    telling.tell_news().await?;
    telling.tell(now - Duration::hours(DOORS_BEFORE)).await?;
    telling.open_doors().await?;
    telling.say_about_themselves().await?;
    telling.ask_for_votes(false).await?;
    telling.lend_hands().await?;
    telling.say_not_meant().await?;
    telling.ask_for_a_chain().await?;
    telling.propose_actions().await?;
    telling.tell(now).await?;
    telling.sort_twice(organisers[1].id).await
}

async fn add_team(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    by: &organiser::Model,
    team: &[story::Member],
) -> Result<(), DemoError> {
    for one in team {
        let new = Invite {
            name: one.name.clone(),
            email: one.email.clone(),
            role: one.role,
            scope: Scope::parse(&one.place).ok_or(DemoError::Lost("a place in the team"))?,
        };
        let added = rules::invite(txn, means, face, by, &new).await?;
        added.map_err(|_| DemoError::Lost("somebody of the team"))?;
    }
    Ok(())
}

/// Returns what the demo prints when it starts: what to open, and who signs in.
pub fn welcome(base: &str) -> String {
    let story = story::story();
    let slug = chain::make::slug_of(&story.chain.name);
    let organiser = &story.organisers[0].email;
    format!(
        "\n  The demo chain      {base}/c/{slug}\n  \
         Its plan            {base}/c/{slug}/plan\n  \
         Sign in             {base}/sign-in   as {organiser} (the code will be in /mailbox)\n  \
         Every message       {base}/mailbox   (residents' personal links are in them)\n\n  \
         Ctrl-C stops it. The demo is kept in ./{FOLDER}; `demo --fresh` begins anew.\n"
    )
}
