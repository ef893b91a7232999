//! Pausing a chain, letting it go on, and closing it kindly.
//!
//! Closing itself is one change of the chain; what follows from it is done in small steps by [`carry_on`], each in a
//! transaction of its own, from the page and again by the clock. Every step is found by what is still open and guarded
//! by what it changes (`told_at`, `ended_at`, `erased_at`), so that a crash loses nobody and nobody is told twice.
//!
//! * A chat for which nobody had got in touch ends; nobody is told "they said no". One that has begun may still be
//!   written down until the links end.
//! * Everyone who said yes and has something open is told once: who waits, may choose, has asked somebody, is in the
//!   pool, or has begun to write.
//! * Who had not answered gets no further message, and their details are deleted at once: they were held for one
//!   question that can no longer be answered (RELIABILITY rules 59 and 61; the day their message named was the latest).

use chrono::{DateTime, Duration, Utc};
use entity::shared::{Door, EndedWhy, LinkKind};
use entity::{chain as chain_row, conversation, nomination, participant};
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    FromQueryResult, QueryFilter, Statement, Value,
};
use uuid::Uuid;

use super::pauses::{PAUSED, WENT_ON};
use super::{Outcome, emails, remind};
use crate::chain::{self, Face};
use crate::db::{self, Db};
use crate::erasure;
use crate::i18n::Arg;
use crate::mail::{self, MailKind};
use crate::means::Means;
use crate::organiser::audit;
use crate::people::{self, FORGET_AFTER, links};

/// Messages that make no sense any more when a chat ends with its chain.
const TAKEN_BACK: &[MailKind] = &[
    MailKind::Invite,
    MailKind::SaidYes,
    MailKind::ThankYou,
    MailKind::SaidNo,
    MailKind::HandedOn,
    MailKind::CouldNotReach,
    MailKind::Matched,
    MailKind::SomebodyForYou,
    MailKind::ReserveAsked,
    MailKind::LeftAlone,
];

/// Pauses a chain: invitations wait, nobody new is asked, and chats that are agreed go on.
pub async fn pause(
    txn: &DatabaseTransaction,
    means: &Means,
    chain: Uuid,
    organiser: Uuid,
) -> Result<Outcome, DbErr> {
    if !chain::state::pause(txn, means, chain).await? {
        return Ok(Outcome::AlreadyDone);
    }
    note(txn, means, chain, organiser, PAUSED).await?;
    Ok(Outcome::Done)
}

/// Lets a paused chain go on: whoever was asked has as many days left to answer as before, but never longer than their
/// details may be held.
pub async fn go_on(
    txn: &DatabaseTransaction,
    means: &Means,
    chain: &chain_row::Model,
    organiser: Uuid,
) -> Result<Outcome, DbErr> {
    let Some(paused_at) = chain.paused_at else {
        return Ok(Outcome::AlreadyDone);
    };
    if !chain::state::unpause(txn, chain.id).await? {
        return Ok(Outcome::AlreadyDone);
    }
    let waited = means.now() - paused_at;
    let asked = conversation::Entity::find()
        .filter(conversation::Column::Chain.eq(chain.id))
        .filter(conversation::Column::EndedAt.is_null())
        .filter(conversation::Column::AgreedAt.is_null())
        .filter(conversation::Column::ExpiresAt.gt(paused_at))
        .all(txn)
        .await?;
    for c in asked {
        let ends = (c.expires_at + waited).min(c.forget_at);
        conversation::Entity::update_many()
            .col_expr(conversation::Column::ExpiresAt, Expr::value(ends))
            .filter(conversation::Column::Id.eq(c.id))
            .exec(txn)
            .await?;
        links::end_at(txn, c.partner, ends).await?;
    }
    let starters = participant::Entity::find()
        .filter(participant::Column::Chain.eq(chain.id))
        .filter(participant::Column::Door.eq(Door::Starter))
        .filter(participant::Column::AgreedAt.is_null())
        .filter(participant::Column::ErasedAt.is_null())
        .all(txn)
        .await?;
    for person in starters {
        let link = links::find_live(txn, person.id, LinkKind::Act).await?;
        if let Some(ends) = link.and_then(|link| link.ends_at)
            && ends > paused_at
        {
            let latest = person.joined_at + FORGET_AFTER;
            links::end_at(txn, person.id, (ends + waited).min(latest)).await?;
        }
    }
    mail::go_on(txn, &means.sources, chain.id, paused_at).await?;
    note(txn, means, chain.id, organiser, WENT_ON).await?;
    remind::go_on(txn, means, chain.id, paused_at).await?;
    Ok(Outcome::Done)
}

/// Closes a chain for good. What follows from it is done by [`carry_on`].
pub async fn close(
    txn: &DatabaseTransaction,
    means: &Means,
    chain: Uuid,
    organiser: Uuid,
) -> Result<Outcome, DbErr> {
    if !chain::state::close(txn, means, chain).await? {
        return Ok(Outcome::AlreadyDone);
    }
    note(txn, means, chain, organiser, "chain.closed").await?;
    Ok(Outcome::Done)
}

async fn note(
    txn: &DatabaseTransaction,
    means: &Means,
    chain: Uuid,
    organiser: Uuid,
    act: &'static str,
) -> Result<(), DbErr> {
    audit::organiser_did(txn, means, organiser, act, chain, chain).await
}

/// Chats that end with their chain: nobody had got in touch and nothing is written, or the links have ended. $1: before
/// this the chain was closed when its links have ended now.
const ENDING: &str = "FROM conversation v JOIN chain c ON c.id = v.chain \
    WHERE v.ended_at IS NULL AND v.recorded_at IS NULL AND ((v.contacted_at IS NULL \
    AND NOT EXISTS (SELECT 1 FROM draft d WHERE d.conversation = v.id)) OR c.closed_at <= $1)";

/// People who said yes and have something open.
const WITH_SOMETHING_OPEN: &str = "FROM participant p JOIN chain c ON c.id = p.chain \
    WHERE (p.told_at IS NULL OR c.closed_at IS NULL OR p.told_at < c.closed_at) AND p.agreed_at IS NOT NULL AND p.erased_at IS NULL AND p.stopped_at IS NULL \
    AND (p.waiting_since IS NOT NULL \
    OR EXISTS (SELECT 1 FROM nomination n WHERE n.initiator = p.id AND n.used_at IS NULL AND n.dropped_at IS NULL) \
    OR EXISTS (SELECT 1 FROM conversation v WHERE v.initiator = p.id AND v.ended_at IS NULL AND v.recorded_at IS NULL) \
    OR EXISTS (SELECT 1 FROM conversation v WHERE v.partner = p.id AND v.ended_at IS NULL AND v.recorded_at IS NULL) \
    OR (p.door <> 'starter' AND NOT EXISTS (SELECT 1 FROM conversation v WHERE v.partner = p.id AND v.ended_at IS NULL)) \
    OR (p.finished_at IS NULL AND (SELECT COUNT(*) FROM conversation v WHERE v.initiator = p.id \
    AND v.ended_at IS NULL) < c.turn_limit))";

/// People who were asked and have not answered.
const NOT_ANSWERED: &str = "FROM participant p JOIN chain c ON c.id = p.chain \
    WHERE p.agreed_at IS NULL AND p.erased_at IS NULL";

#[derive(FromQueryResult)]
struct Found {
    id: Uuid,
}

async fn find(
    conn: &impl ConnectionTrait,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<Vec<Uuid>, DbErr> {
    let statement = Statement::from_sql_and_values(conn.get_database_backend(), sql, values);
    let found = Found::find_by_statement(statement).all(conn).await?;
    Ok(found.into_iter().map(|row| row.id).collect())
}

/// What closing a chain would do, for the page that asks.
#[derive(Clone, Debug, Default)]
pub struct Effects {
    /// Those who would be told, with a working address.
    pub told: usize,
    /// Those who would be told and cannot be e-mailed.
    pub to_call: Vec<participant::Model>,
    /// Those who have not answered: their details go.
    pub forgotten: usize,
}

/// Works out what closing a chain would do now.
pub async fn effects(conn: &impl ConnectionTrait, chain: Uuid) -> Result<Effects, DbErr> {
    let of_chain = |from: &str| format!("SELECT p.id AS id {from} AND c.id = $1");
    let open = find(conn, &of_chain(WITH_SOMETHING_OPEN), [chain.into()]).await?;
    let forgotten = find(conn, &of_chain(NOT_ANSWERED), [chain.into()]).await?;
    let all = open.len();
    let mut to_call = list_without_email(conn, chain).await?;
    to_call.retain(|person| open.contains(&person.id));
    Ok(Effects {
        told: all - to_call.len(),
        to_call,
        forgotten: forgotten.len(),
    })
}

/// Lists those to whom the closing was told only on their page, because they cannot be e-mailed.
pub async fn list_to_call(
    conn: &impl ConnectionTrait,
    chain: Uuid,
) -> Result<Vec<participant::Model>, DbErr> {
    let mut people = list_without_email(conn, chain).await?;
    people.retain(|person| person.told_at.is_some());
    Ok(people)
}

async fn list_without_email(
    conn: &impl ConnectionTrait,
    chain: Uuid,
) -> Result<Vec<participant::Model>, DbErr> {
    participant::Entity::find()
        .filter(participant::Column::Chain.eq(chain))
        .filter(participant::Column::AgreedAt.is_not_null())
        .filter(participant::Column::ErasedAt.is_null())
        .filter(participant::Column::StoppedAt.is_null())
        .filter(
            Condition::any()
                .add(participant::Column::Email.is_null())
                .add(participant::Column::BouncedAt.is_not_null()),
        )
        .all(conn)
        .await
}

/// Does what is left to do for closed chains, at most so many people and chats. Returns how many were done; 0 when
/// nothing is left.
pub async fn carry_on(db: &Db, means: &Means, at_most: u64) -> Result<u64, DbErr> {
    let now = means.now();
    let links_ended = now - links::AFTER_CLOSING;
    let mut done = 0;
    let sql = format!(
        "SELECT v.id AS id {ENDING} AND c.closed_at IS NOT NULL ORDER BY v.id LIMIT {at_most}"
    );
    for id in find(&db.read, &sql, [links_ended.into()]).await? {
        done += in_one(db, means, Step::End(id)).await?;
    }
    let left = at_most.saturating_sub(done);
    // When the links have ended there is nothing more to tell.
    let sql = format!(
        "SELECT p.id AS id {WITH_SOMETHING_OPEN} AND c.closed_at > $1 ORDER BY p.id LIMIT {left}"
    );
    for id in find(&db.read, &sql, [links_ended.into()]).await? {
        done += in_one(db, means, Step::Tell(id)).await?;
    }
    let left = at_most.saturating_sub(done);
    let sql = format!(
        "SELECT p.id AS id {NOT_ANSWERED} AND c.closed_at IS NOT NULL ORDER BY p.id LIMIT {left}"
    );
    for id in find(&db.read, &sql, []).await? {
        done += in_one(db, means, Step::Forget(id)).await?;
    }
    if done == 0 {
        done = drop_nominations(db, means).await?;
    }
    Ok(done)
}

#[derive(Clone, Copy)]
enum Step {
    End(Uuid),
    Tell(Uuid),
    Forget(Uuid),
}

async fn in_one(db: &Db, means: &Means, step: Step) -> Result<u64, DbErr> {
    let txn = db::begin_write(db).await?;
    let done = match step {
        Step::End(id) => end(&txn, means, id).await?,
        Step::Tell(id) => tell(&txn, means, id).await?,
        Step::Forget(id) => forget(&txn, means, id).await?,
    };
    txn.commit().await?;
    Ok(u64::from(done))
}

/// Ends a chat with its chain. Both are told here, in the same transaction: afterwards it no longer shows that they had
/// something open.
async fn end(txn: &DatabaseTransaction, means: &Means, id: Uuid) -> Result<bool, DbErr> {
    let Some(c) = conversation::Entity::find_by_id(id).one(txn).await? else {
        return Ok(false);
    };
    if super::end(txn, means, id, EndedWhy::Organiser).await? == Outcome::AlreadyDone {
        return Ok(false);
    }
    mail::cancel(txn, &means.sources, id, TAKEN_BACK).await?;
    for person in [c.initiator, c.partner] {
        tell(txn, means, person).await?;
    }
    forget(txn, means, c.partner).await?;
    Ok(true)
}

/// Tells somebody who said yes that the chain is closed, once.
async fn tell(txn: &DatabaseTransaction, means: &Means, id: Uuid) -> Result<bool, DbErr> {
    let Some(person) = people::find(txn, id).await? else {
        return Ok(false);
    };
    let Some(face) = chain::find_face(txn, person.chain).await? else {
        return Ok(false);
    };
    // What an organiser told them on the phone before the closing does not count.
    let Some(closed_at) = face.chain.closed_at else {
        return Ok(false);
    };
    let done = participant::Entity::update_many()
        .col_expr(participant::Column::ToldAt, Expr::value(means.now()))
        .col_expr(
            participant::Column::WaitingSince,
            Expr::value(None::<DateTime<Utc>>),
        )
        .filter(participant::Column::Id.eq(id))
        .filter(
            Condition::any()
                .add(participant::Column::ToldAt.is_null())
                .add(participant::Column::ToldAt.lt(closed_at)),
        )
        .filter(participant::Column::AgreedAt.is_not_null())
        .filter(participant::Column::StoppedAt.is_null())
        .filter(participant::Column::ErasedAt.is_null())
        .exec(txn)
        .await?;
    if done.rows_affected == 0 {
        return Ok(false);
    }
    drop_waiting()
        .col_expr(nomination::Column::DroppedAt, Expr::value(means.now()))
        .filter(nomination::Column::Initiator.eq(id))
        .exec(txn)
        .await?;
    write_to(txn, means, &face, &person).await?;
    Ok(true)
}

async fn write_to(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    person: &participant::Model,
) -> Result<(), DbErr> {
    let reached = emails::reach(txn, means, person).await?;
    let Some((address, to)) = reached.filter(|_| person.bounced_at.is_none()) else {
        return Ok(());
    };
    let args: &[(&'static str, &dyn Arg)] = &[("host", &face.host.name)];
    let key = format!("chain-closed:{}", person.id);
    let kind = MailKind::ChainClosed;
    let email = people::emails::write(face, person, &address, kind, args, key);
    let email = email.finish(to, means.now());
    mail::enqueue(txn, &means.sources, &means.keys, email).await?;
    Ok(())
}

/// Forgets somebody who had not answered.
async fn forget(txn: &DatabaseTransaction, means: &Means, id: Uuid) -> Result<bool, DbErr> {
    let person = people::find(txn, id).await?;
    let silent = person.is_some_and(|p| p.agreed_at.is_none() && p.erased_at.is_none());
    if silent {
        erasure::forget(txn, means, id).await?;
    }
    Ok(silent)
}

/// Names that wait for a partner: they go, with whatever was typed.
fn drop_waiting() -> sea_orm::UpdateMany<nomination::Entity> {
    nomination::Entity::update_many()
        .col_expr(nomination::Column::Name, Expr::value(None::<String>))
        .col_expr(nomination::Column::Address, Expr::value(None::<Vec<u8>>))
        .col_expr(nomination::Column::Note, Expr::value(None::<Vec<u8>>))
        .filter(nomination::Column::UsedAt.is_null())
        .filter(nomination::Column::DroppedAt.is_null())
}

/// Drops names left by people who stopped or were told before.
async fn drop_nominations(db: &Db, means: &Means) -> Result<u64, DbErr> {
    let closed = Query::select()
        .column(chain_row::Column::Id)
        .from(chain_row::Entity)
        .and_where(chain_row::Column::ClosedAt.is_not_null())
        .to_owned();
    let txn = db::begin_write(db).await?;
    let done = drop_waiting()
        .col_expr(nomination::Column::DroppedAt, Expr::value(means.now()))
        .filter(nomination::Column::Chain.in_subquery(closed))
        .exec(&txn)
        .await?;
    txn.commit().await?;
    Ok(done.rows_affected)
}

/// Returns until when a chat that has begun may still be written down.
pub fn writable_until(chain: &chain_row::Model) -> Option<DateTime<Utc>> {
    let after: Duration = links::AFTER_CLOSING;
    chain.closed_at.map(|at| at + after)
}
