//! Personal links: made, found by their token, renewed, revoked (RELIABILITY rules 37 to 43).
//!
//! A link stays good for as long as its step lasts; opening it uses nothing up. Renewing it makes a new generation and
//! ends the old one at once.

use chrono::{DateTime, Duration, Utc};
use entity::shared::LinkKind;
use entity::{chain, link, participant};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait, QueryFilter, QueryOrder,
};
use uuid::Uuid;

use super::codes;
use crate::keys;
use crate::means::Means;

/// How long a link still opens after its chain was closed.
pub const AFTER_CLOSING: Duration = Duration::days(30);

/// How long a typed code opens a person's pages.
pub const PASS_FOR: Duration = Duration::hours(2);

/// What an opened link turns out to be.
#[derive(Clone, Debug)]
pub enum Opened {
    Live(participant::Model),
    /// Ended, with the person it belonged to, if they are still here.
    Ended(Ended, participant::Model),
    Unknown,
}

/// Why a link no longer works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// A newer link took its place.
    Replaced,
    /// It was shut, and there is no other: somebody said that it had reached the wrong person.
    Shut,
    /// Its time is over, or the chain is.
    TooOld,
    /// The person is no longer part of the chain.
    Gone,
}

/// Makes the first link of a kind for a person.
pub async fn issue(
    txn: &DatabaseTransaction,
    means: &Means,
    participant: Uuid,
    kind: LinkKind,
    ends_at: Option<DateTime<Utc>>,
) -> Result<link::Model, DbErr> {
    insert(txn, means, participant, kind, 1, ends_at).await
}

/// Ends a person's link of a kind and makes the next one.
pub async fn renew(
    txn: &DatabaseTransaction,
    means: &Means,
    participant: Uuid,
    kind: LinkKind,
) -> Result<link::Model, DbErr> {
    let latest = link::Entity::find()
        .filter(link::Column::Participant.eq(participant))
        .filter(link::Column::Kind.eq(kind))
        .order_by_desc(link::Column::Generation)
        .one(txn)
        .await?;
    revoke(txn, means, participant, Some(kind)).await?;
    let (generation, ends_at) = latest.map_or((1, None), |l| (l.generation + 1, l.ends_at));
    insert(txn, means, participant, kind, generation, ends_at).await
}

/// Ends a person's links: of one kind, or all of them.
pub async fn revoke(
    txn: &DatabaseTransaction,
    means: &Means,
    participant: Uuid,
    kind: Option<LinkKind>,
) -> Result<(), DbErr> {
    let mut update = link::Entity::update_many()
        .col_expr(link::Column::RevokedAt, Expr::value(means.now()))
        .filter(link::Column::Participant.eq(participant))
        .filter(link::Column::RevokedAt.is_null());
    if let Some(kind) = kind {
        update = update.filter(link::Column::Kind.eq(kind));
    }
    update.exec(txn).await?;
    Ok(())
}

/// Lets a person's act-link work until the chain ends: they said yes.
pub async fn keep_open(txn: &DatabaseTransaction, participant: Uuid) -> Result<(), DbErr> {
    link::Entity::update_many()
        .col_expr(link::Column::EndsAt, Expr::value(None::<DateTime<Utc>>))
        .filter(link::Column::Participant.eq(participant))
        .filter(link::Column::Kind.eq(LinkKind::Act))
        .exec(txn)
        .await?;
    Ok(())
}

/// Sets until when a person's act-link works.
pub async fn end_at(
    txn: &DatabaseTransaction,
    participant: Uuid,
    at: DateTime<Utc>,
) -> Result<(), DbErr> {
    link::Entity::update_many()
        .col_expr(link::Column::EndsAt, Expr::value(at))
        .filter(link::Column::Participant.eq(participant))
        .filter(link::Column::Kind.eq(LinkKind::Act))
        .exec(txn)
        .await?;
    Ok(())
}

/// Finds the live link of a kind.
pub async fn find_live(
    conn: &impl ConnectionTrait,
    participant: Uuid,
    kind: LinkKind,
) -> Result<Option<link::Model>, DbErr> {
    link::Entity::find()
        .filter(link::Column::Participant.eq(participant))
        .filter(link::Column::Kind.eq(kind))
        .filter(link::Column::RevokedAt.is_null())
        .one(conn)
        .await
}

/// Looks up a token. Changes nothing, however often a link is opened.
pub async fn open(
    conn: &impl ConnectionTrait,
    token: &str,
    kind: LinkKind,
    now: DateTime<Utc>,
) -> Result<Opened, DbErr> {
    let found = link::Entity::find()
        .filter(link::Column::TokenHash.eq(keys::hash(token)))
        .filter(link::Column::Kind.eq(kind))
        .one(conn)
        .await?;
    match found {
        Some(link) => opened(conn, link, now).await,
        None => Ok(Opened::Unknown),
    }
}

/// Finds the act-link of a person that opens their page now, for a letter to them.
pub async fn find_open(
    conn: &impl ConnectionTrait,
    participant: Uuid,
    now: DateTime<Utc>,
) -> Result<Option<link::Model>, DbErr> {
    let Some(link) = find_live(conn, participant, LinkKind::Act).await? else {
        return Ok(None);
    };
    let live = matches!(opened(conn, link.clone(), now).await?, Opened::Live(_));
    Ok(live.then_some(link))
}

/// Returns the short code of a person's link; `None` for a link that has none.
pub async fn code_for(
    conn: &impl ConnectionTrait,
    means: &Means,
    participant: Uuid,
) -> Result<Option<String>, DbErr> {
    let link = find_live(conn, participant, LinkKind::Act).await?;
    Ok(link.and_then(|link| code_of(means, &link)))
}

/// Returns the short code of a link; `None` for one that was made before there were codes.
pub fn code_of(means: &Means, link: &link::Model) -> Option<String> {
    let code = means.keys.short_code(link.id, link.generation);
    link.code_index.is_some().then_some(code)
}

/// Makes the pass that a person's typed code gives them; it opens what their link opens, for [`PASS_FOR`].
pub fn pass_for(means: &Means, link: &link::Model) -> String {
    means.keys.pass_token(&keys::Pass {
        link: link.id,
        generation: link.generation,
        until: (means.now() + PASS_FOR).timestamp(),
        acting: None,
    })
}

async fn opened(
    conn: &impl ConnectionTrait,
    link: link::Model,
    now: DateTime<Utc>,
) -> Result<Opened, DbErr> {
    let Some(person) = participant::Entity::find_by_id(link.participant)
        .one(conn)
        .await?
    else {
        return Ok(Opened::Unknown);
    };
    if person.erased_at.is_some() {
        return Ok(Opened::Ended(Ended::Gone, person));
    }
    if link.revoked_at.is_some() {
        let newer = find_live(conn, link.participant, link.kind).await?;
        let why = newer.map_or(Ended::Shut, |_| Ended::Replaced);
        return Ok(Opened::Ended(why, person));
    }
    let chain = chain::Entity::find_by_id(person.chain).one(conn).await?;
    // While a chain is paused, invitations wait: none runs out.
    let paused_at = chain.as_ref().and_then(|chain| chain.paused_at);
    let ends_at = link
        .ends_at
        .filter(|end| paused_at.is_none_or(|at| *end <= at));
    let closed = chain
        .and_then(|chain| chain.closed_at)
        .map(|at| at + AFTER_CLOSING);
    let over = [ends_at, closed]
        .into_iter()
        .flatten()
        .any(|end| end <= now);
    Ok(if over {
        Opened::Ended(Ended::TooOld, person)
    } else {
        Opened::Live(person)
    })
}

/// Looks up the person a pass is for, at the pass's time. `Unknown` when its time is over or the link was renewed.
pub async fn open_pass(
    conn: &impl ConnectionTrait,
    pass: &keys::Pass,
    now: DateTime<Utc>,
) -> Result<Opened, DbErr> {
    let found = link::Entity::find_by_id(pass.link).one(conn).await?;
    let Some(link) = found.filter(|l| l.generation == pass.generation) else {
        return Ok(Opened::Unknown);
    };
    if pass.until <= now.timestamp() {
        return Ok(Opened::Unknown);
    }
    opened(conn, link, now).await
}

async fn insert(
    txn: &DatabaseTransaction,
    means: &Means,
    participant: Uuid,
    kind: LinkKind,
    generation: i32,
    ends_at: Option<DateTime<Utc>>,
) -> Result<link::Model, DbErr> {
    let id = means.id();
    let (generation, code_index) = match kind {
        LinkKind::Act => {
            let (generation, index) = codes::first_free(txn, &means.keys, id, generation).await?;
            (generation, Some(index))
        }
        LinkKind::Stop | LinkKind::Report => (generation, None),
    };
    let token = means.keys.link_token(id, generation);
    link::ActiveModel {
        id: Set(id),
        participant: Set(participant),
        kind: Set(kind),
        generation: Set(generation),
        token_hash: Set(keys::hash(&token)),
        code_index: Set(code_index),
        made_at: Set(means.now()),
        ends_at: Set(ends_at),
        revoked_at: Set(None),
    }
    .insert(txn)
    .await
}
