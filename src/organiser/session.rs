//! Signed-in browsers: 12 hours after the last form or sign-in they end, and 14 days after the sign-in in any case.
//!
//! The cookie holds a random secret whose hash is kept. A page that is only read does not lengthen a session, so a GET
//! never writes.

use chrono::{DateTime, Duration, Utc};
use entity::{organiser, session};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait,
    DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use crate::keys;
use crate::means::Means;

const IDLE: Duration = Duration::hours(12);
const WHOLE: Duration = Duration::days(14);
/// A session is lengthened no more often than this.
const STEP: Duration = Duration::minutes(10);

/// Starts a session and returns its id and the secret for the cookie.
pub async fn start(
    txn: &DatabaseTransaction,
    means: &Means,
    organiser: Uuid,
    browser: &str,
) -> Result<(Uuid, String), DbErr> {
    let (id, token) = (means.id(), means.sources.token());
    session::ActiveModel {
        id: Set(id),
        id_hash: Set(keys::hash(&token)),
        organiser: Set(organiser),
        browser: Set(browser.chars().take(200).collect()),
        made_at: Set(means.now()),
        idle_until: Set(means.now() + IDLE),
        ends_at: Set(means.now() + WHOLE),
        revoked_at: Set(None),
    }
    .insert(txn)
    .await?;
    Ok((id, token))
}

fn live(now: DateTime<Utc>) -> Condition {
    Condition::all()
        .add(session::Column::RevokedAt.is_null())
        .add(session::Column::IdleUntil.gt(now))
        .add(session::Column::EndsAt.gt(now))
}

/// Finds the live session of a cookie, and whose it is.
pub async fn find(
    conn: &impl ConnectionTrait,
    now: DateTime<Utc>,
    token: &str,
) -> Result<Option<(session::Model, organiser::Model)>, DbErr> {
    let found = session::Entity::find()
        .filter(session::Column::IdHash.eq(keys::hash(token)))
        .filter(live(now))
        .one(conn)
        .await?;
    let Some(session) = found else {
        return Ok(None);
    };
    let organiser = organiser::Entity::find_by_id(session.organiser)
        .one(conn)
        .await?;
    Ok(organiser.map(|organiser| (session, organiser)))
}

/// Lengthens a session that a form was sent from, at most once in ten minutes.
pub async fn lengthen(
    conn: &impl ConnectionTrait,
    now: DateTime<Utc>,
    session: &session::Model,
) -> Result<(), DbErr> {
    let until = (now + IDLE).min(session.ends_at);
    if until < session.idle_until + STEP {
        return Ok(());
    }
    session::Entity::update_many()
        .col_expr(session::Column::IdleUntil, Expr::value(until))
        .filter(session::Column::Id.eq(session.id))
        .filter(session::Column::RevokedAt.is_null())
        .exec(conn)
        .await?;
    Ok(())
}

/// Lists an organiser's live sessions, the newest first.
pub async fn list(
    conn: &impl ConnectionTrait,
    now: DateTime<Utc>,
    organiser: Uuid,
) -> Result<Vec<session::Model>, DbErr> {
    session::Entity::find()
        .filter(session::Column::Organiser.eq(organiser))
        .filter(live(now))
        .order_by_desc(session::Column::MadeAt)
        .order_by_desc(session::Column::Id)
        .all(conn)
        .await
}

/// Ends one of an organiser's sessions. Returns whether there was one to end.
pub async fn revoke(
    txn: &DatabaseTransaction,
    now: DateTime<Utc>,
    organiser: Uuid,
    session: Uuid,
) -> Result<bool, DbErr> {
    let done = session::Entity::update_many()
        .col_expr(session::Column::RevokedAt, Expr::value(now))
        .filter(session::Column::Id.eq(session))
        .filter(session::Column::Organiser.eq(organiser))
        .filter(session::Column::RevokedAt.is_null())
        .exec(txn)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Ends all of an organiser's sessions: they lost a role.
pub async fn revoke_all(
    txn: &DatabaseTransaction,
    now: DateTime<Utc>,
    organiser: Uuid,
) -> Result<(), DbErr> {
    session::Entity::update_many()
        .col_expr(session::Column::RevokedAt, Expr::value(now))
        .filter(session::Column::Organiser.eq(organiser))
        .filter(session::Column::RevokedAt.is_null())
        .exec(txn)
        .await?;
    Ok(())
}

/// Tells which of these sessions are still live.
pub async fn find_live(
    conn: &impl ConnectionTrait,
    now: DateTime<Utc>,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<Uuid>, DbErr> {
    session::Entity::find()
        .select_only()
        .column(session::Column::Id)
        .filter(session::Column::Id.is_in(ids))
        .filter(live(now))
        .into_tuple()
        .all(conn)
        .await
}

/// Ends the session of a cookie, whoever's it is: a browser that signs in again starts afresh.
pub async fn revoke_cookie(
    txn: &DatabaseTransaction,
    now: DateTime<Utc>,
    token: &str,
) -> Result<(), DbErr> {
    session::Entity::update_many()
        .col_expr(session::Column::RevokedAt, Expr::value(now))
        .filter(session::Column::IdHash.eq(keys::hash(token)))
        .filter(session::Column::RevokedAt.is_null())
        .exec(txn)
        .await?;
    Ok(())
}

/// Names a browser and its system by what it says of itself; empty where it cannot be told.
pub fn browser_of(says: &str) -> (&'static str, &'static str) {
    let first = |known: &[(&str, &'static str)]| {
        known
            .iter()
            .find(|(mark, _)| says.contains(mark))
            .map_or("", |(_, name)| *name)
    };
    // Each browser also claims to be those that come after it here.
    let browser = first(&[
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser/", "Samsung Internet"),
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("CriOS/", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = first(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "Mac"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ]);
    (browser, system)
}
