//! The morning message: on weekdays at 9, by the clock of the host, what needs an organiser's help in their chains.
//!
//! It goes only to those who can act, only when something needs them, once a day, and not to who turned it off. Its
//! subject says how many links need help and nothing else.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, Duration, NaiveDate, Timelike, Utc, Weekday};
use chrono_tz::Tz;
use entity::shared::Role;
use entity::{
    chain as chain_row, conversation, membership, organiser as organiser_row, outbox, plan_version,
};
use sea_orm::sea_query::Query;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter,
    QuerySelect,
};
use tokio::sync::watch;
use uuid::Uuid;

use super::help::{self, Help, Why};
use crate::chain::{self, Face};
use crate::conversation::snapshot::Snapshot;
use crate::db::{self, Db};
use crate::i18n::Words;
use crate::mail::{self, Email, Letter, MailKind, To};
use crate::means::Means;
use crate::organiser;
use crate::people::name;
use crate::plan::waiting::{self, Waiting};

/// The hour at which it goes, by the host's clock.
const HOUR: u32 = 9;
/// How many links of a chain it names.
const NAMED: usize = 3;
/// For how long after its closing a chain is looked at: people can still report something.
const AFTER_CLOSING: Duration = Duration::days(90);
/// How often the clock is looked at.
const LOOK: std::time::Duration = std::time::Duration::from_mins(1);

/// Writes the morning's messages when it is time, until `stop` turns true.
pub async fn run(db: &Db, means: &Means, mut stop: watch::Receiver<bool>) {
    loop {
        if let Err(error) = round(db, means).await {
            tracing::error!(%error, "the morning's messages could not be written");
        }
        tokio::select! {
            _ = stop.wait_for(|stop| *stop) => break,
            () = tokio::time::sleep(LOOK) => {}
        }
    }
}

/// What a chain's part of the message says.
struct Part {
    face: Face,
    helps: Vec<Help>,
    /// What the plan waits for.
    plan: Waiting,
    /// Chats written down within a week.
    chats: u64,
}

impl Part {
    /// Counts what needs an organiser: links, and what the plan waits for.
    fn count(&self) -> usize {
        self.helps.len() + self.plan.list().len()
    }
}

/// Stores the messages that are due this hour and are not there yet. Returns how many.
pub async fn round(db: &Db, means: &Means) -> Result<u64, DbErr> {
    let now = means.now();
    let conn = &db.read;
    let mut chains: BTreeMap<(Zone, NaiveDate), Vec<Face>> = BTreeMap::new();
    for face in list_chains(conn, now).await? {
        if let Some(day) = morning_of(face.zone(), now) {
            let zone = Zone(face.zone().name());
            chains.entry((zone, day)).or_default().push(face);
        }
    }
    let mut written = 0;
    for ((zone, day), faces) in chains {
        let stem = format!(":{day}:{}", zone.0);
        let mut readers = list_readers(conn, &faces).await?;
        forget_told(conn, &mut readers, &stem).await?;
        if readers.is_empty() {
            continue;
        }
        let parts = parts_of(conn, faces, now).await?;
        for (reader, ids) in readers {
            let own: Vec<&Part> = parts
                .iter()
                .filter(|p| ids.contains(&p.face.chain.id))
                .collect();
            if !own.is_empty() {
                written += write(db, means, reader, &own, &stem).await?;
            }
        }
    }
    Ok(written)
}

/// A time zone by its name, so that zones can be told apart and sorted.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Zone(&'static str);

/// Returns the day of a place whose morning it is now: a weekday, and its clock shows the hour.
fn morning_of(zone: Tz, now: DateTime<Utc>) -> Option<NaiveDate> {
    let local = now.with_timezone(&zone);
    let weekend = matches!(local.weekday(), Weekday::Sat | Weekday::Sun);
    (local.hour() == HOUR && !weekend).then(|| local.date_naive())
}

async fn list_chains(conn: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<Vec<Face>, DbErr> {
    // A plan outlives its chain: how it goes is asked for as long as something of it is open.
    let with_plan = Query::select()
        .column(plan_version::Column::Chain)
        .from(plan_version::Entity)
        .to_owned();
    let still = Condition::any()
        .add(chain_row::Column::ClosedAt.is_null())
        .add(chain_row::Column::ClosedAt.gt(now - AFTER_CLOSING))
        .add(chain_row::Column::Id.in_subquery(with_plan));
    let chains = chain_row::Entity::find()
        .filter(chain_row::Column::OpenedAt.is_not_null())
        .filter(still)
        .all(conn)
        .await?;
    chain::faces_of(conn, chains).await
}

/// Lists who can act on these chains and wants the message, with the chains.
async fn list_readers(
    conn: &impl ConnectionTrait,
    faces: &[Face],
) -> Result<BTreeMap<Uuid, Vec<Uuid>>, DbErr> {
    let here = Condition::any()
        .add(membership::Column::Chain.is_in(faces.iter().map(|face| face.chain.id)))
        .add(membership::Column::Host.is_in(faces.iter().map(|face| face.host.id)));
    let members = membership::Entity::find()
        .filter(membership::Column::Morning.eq(true))
        .filter(here)
        .all(conn)
        .await?;
    let mut readers: BTreeMap<Uuid, Vec<Uuid>> = BTreeMap::new();
    let acting = |m: &&membership::Model| organiser::includes(m.role, Role::Organiser);
    for member in members.iter().filter(acting) {
        let own = faces.iter().filter(|face| {
            member.chain == Some(face.chain.id) || member.host == Some(face.host.id)
        });
        let ids = own.map(|face| face.chain.id);
        readers.entry(member.organiser).or_default().extend(ids);
    }
    Ok(readers)
}

/// Leaves out who has the day's message already.
async fn forget_told(
    conn: &impl ConnectionTrait,
    readers: &mut BTreeMap<Uuid, Vec<Uuid>>,
    stem: &str,
) -> Result<(), DbErr> {
    let told: Vec<String> = outbox::Entity::find()
        .select_only()
        .column(outbox::Column::IdempotencyKey)
        .filter(outbox::Column::IdempotencyKey.is_in(readers.keys().map(|id| key(*id, stem))))
        .into_tuple()
        .all(conn)
        .await?;
    readers.retain(|id, _| !told.contains(&key(*id, stem)));
    Ok(())
}

fn key(organiser: Uuid, stem: &str) -> String {
    format!("morning:{organiser}{stem}")
}

/// Works out what needs help in each chain; a chain in which nothing does has no part.
async fn parts_of(
    conn: &impl ConnectionTrait,
    faces: Vec<Face>,
    now: DateTime<Utc>,
) -> Result<Vec<Part>, DbErr> {
    let mut parts = Vec::new();
    for face in faces {
        let helps = helps_of(conn, &face, now).await?;
        let plan = waiting::of(conn, face.chain.id, now).await?;
        if helps.is_empty() && plan.list().is_empty() {
            continue;
        }
        let chats = conversation::Entity::find()
            .filter(conversation::Column::Chain.eq(face.chain.id))
            .filter(conversation::Column::RecordedAt.gt(now - Duration::days(7)))
            .count(conn)
            .await?;
        parts.push(Part {
            face,
            helps,
            plan,
            chats,
        });
    }
    parts.sort_by(|a, b| a.face.words.name.cmp(&b.face.words.name));
    Ok(parts)
}

/// Lists the links that need help; long after its closing a chain has none.
async fn helps_of(
    conn: &impl ConnectionTrait,
    face: &Face,
    now: DateTime<Utc>,
) -> Result<Vec<Help>, DbErr> {
    let closed = face.chain.closed_at;
    if closed.is_some_and(|at| at + AFTER_CLOSING < now) {
        return Ok(Vec::new());
    }
    let snapshot = Snapshot::load(conn, face, now).await?;
    help::list(conn, face, &snapshot).await
}

async fn write(
    db: &Db,
    means: &Means,
    reader: Uuid,
    parts: &[&Part],
    stem: &str,
) -> Result<u64, DbErr> {
    let Some(reader) = organiser::find(&db.read, reader).await? else {
        return Ok(0);
    };
    let Ok(address) = organiser::address_of(&means.keys, &reader) else {
        tracing::error!("the address of an organiser cannot be read");
        return Ok(0);
    };
    let email = compose(means, &reader, address, parts, key(reader.id, stem));
    let txn = db::begin_write(db).await?;
    let stored = mail::enqueue(&txn, &means.sources, &means.keys, email).await?;
    txn.commit().await?;
    Ok(u64::from(stored.is_some()))
}

fn compose(
    means: &Means,
    reader: &organiser_row::Model,
    address: String,
    parts: &[&Part],
    key: String,
) -> Email {
    let w = Words::of("en");
    let lines: Vec<String> = parts.iter().flat_map(|part| lines_of(w, part)).collect();
    let count: usize = parts.iter().map(|part| part.count()).sum();
    let link = match parts {
        [one] => format!("{}/desk/{}", means.origin, one.face.chain.slug),
        _ => format!("{}/desk", means.origin),
    };
    let letter = Letter {
        w,
        kind: MailKind::Morning,
        args: &[("count", &count)],
        greet: Some(name::first(&reader.name)),
        link: &link,
        signature: None,
        can_stop: false,
    };
    Email {
        kind: MailKind::Morning,
        address,
        to: To::Organiser { sign_in: None },
        chain: None,
        conversation: None,
        language: w.lang().to_owned(),
        letter: letter.write_list(&lines),
        key,
        due: means.now(),
    }
}

/// Says what needs help in one chain: how much, the first few in words, and what went well this week.
fn lines_of(w: Words, part: &Part) -> Vec<String> {
    let (name, count) = (&part.face.words.name, part.count());
    let mut lines = vec![w.with("mail-morning-chain", &[("chain", name), ("count", &count)])];
    lines.extend(part.helps.iter().take(NAMED).map(|help| say(w, help)));
    let more = part.helps.len().saturating_sub(NAMED);
    if more > 0 {
        lines.push(w.with("mail-morning-more", &[("count", &more)]));
    }
    for (key, count, _) in part.plan.list() {
        lines.push(w.with(key, &[("count", &count)]));
    }
    if part.chats > 0 {
        lines.push(w.with("mail-morning-chats", &[("count", &part.chats)]));
    }
    lines
}

/// Says what is the matter with a link, with the days it has waited.
fn say(w: Words, help: &Help) -> String {
    let other = help.other.clone().unwrap_or_else(|| w.t("desk-somebody"));
    let gone = if help.why == Why::Reported && help.name.is_empty() {
        "-gone"
    } else {
        ""
    };
    let key = format!("desk-help-{}{gone}", help.why.as_str());
    let args: &[(&'static str, &dyn crate::i18n::Arg)] = &[
        ("person", &help.name),
        ("other", &other),
        ("days", &help.days),
    ];
    let what = w.with(&key, args);
    let days = w.with("desk-help-for", &[("days", &help.days)]);
    w.with("mail-morning-link", &[("what", &what), ("days", &days)])
}
