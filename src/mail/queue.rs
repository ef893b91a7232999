//! The outbox as the worker sees it: claiming rows, noting that a body goes out, and writing down how it ended.
//!
//! A claim is one statement and is committed before any network is used. Every later change names the claim's token,
//! so a worker that was thought dead cannot overwrite what its successor did (RELIABILITY rule 3). A claim pushes
//! `next_attempt_at` to the end of its lease: what a dead worker had claimed comes back by itself.

use chrono::{DateTime, Duration, Utc};
use entity::shared::SuppressionReason;
use entity::{attempt, outbox, participant};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait,
    DatabaseTransaction, DbBackend, DbErr, EntityTrait, FromQueryResult, PaginatorTrait,
    QueryFilter, QuerySelect, Statement,
};
use uuid::Uuid;

use crate::crash;
use crate::db::{self, Db};
use crate::mail::MailKind;
pub use crate::mail::standing::{Standing, standing};
use crate::mail::suppression::{self, BOUNCED_FOR};
use crate::mail::verdict::Failure;
use crate::sources::Sources;

/// How long an invitation waits before it is looked at again while its chain is paused.
pub const PAUSED: Duration = Duration::minutes(15);

/// Rows without an outcome; the same words as the index `i5_outbox_due`.
const OPEN: &str = "sent_at IS NULL AND failed_at IS NULL AND held_at IS NULL \
                    AND cancelled_at IS NULL AND expired_at IS NULL";

/// Returns the condition for rows without an outcome.
pub fn open() -> Condition {
    Condition::all()
        .add(outbox::Column::SentAt.is_null())
        .add(outbox::Column::FailedAt.is_null())
        .add(outbox::Column::HeldAt.is_null())
        .add(outbox::Column::CancelledAt.is_null())
        .add(outbox::Column::ExpiredAt.is_null())
}

/// Takes up to `n` rows that are due. Their `attempts` counts the try that follows.
pub async fn claim(
    db: &Db,
    sources: &Sources,
    n: u32,
    lease: Duration,
) -> Result<Vec<outbox::Model>, DbErr> {
    let txn = db::begin_write(db).await?;
    let backend = txn.get_database_backend();
    // SQLite has one writer at a time and no row locks.
    let lock = match backend {
        DbBackend::Sqlite => "",
        _ => "FOR UPDATE SKIP LOCKED",
    };
    let now = sources.now();
    let sql = format!(
        "UPDATE outbox SET claim_token = $1, lease_until = $2, next_attempt_at = $2, attempts = attempts + 1 \
         WHERE id IN (SELECT id FROM outbox WHERE {OPEN} AND next_attempt_at <= $3 \
         ORDER BY next_attempt_at, id LIMIT {n} {lock}) RETURNING *"
    );
    let values = [sources.id().into(), (now + lease).into(), now.into()];
    let claimed = Statement::from_sql_and_values(backend, sql, values);
    let mut rows = outbox::Entity::find()
        .from_raw_sql(claimed)
        .all(&txn)
        .await?;
    crash::point("claim-uncommitted");
    txn.commit().await?;
    if !rows.is_empty() {
        crash::point("claimed");
    }
    rows.sort_by_key(|row| row.id);
    Ok(rows)
}

/// Lengthens the lease of everything still held under `token`.
pub async fn renew(db: &Db, sources: &Sources, token: Uuid, lease: Duration) -> Result<(), DbErr> {
    let until = sources.now() + lease;
    outbox::Entity::update_many()
        .col_expr(outbox::Column::LeaseUntil, Expr::value(until))
        .col_expr(outbox::Column::NextAttemptAt, Expr::value(until))
        .filter(outbox::Column::ClaimToken.eq(token))
        .filter(open())
        .exec(&db.write)
        .await?;
    Ok(())
}

/// Gives back what is still held under `token`, as if it had not been claimed.
pub async fn release(db: &Db, sources: &Sources, token: Uuid) -> Result<(), DbErr> {
    outbox::Entity::update_many()
        .col_expr(outbox::Column::ClaimToken, Expr::value(None::<Uuid>))
        .col_expr(outbox::Column::LeaseUntil, no_time())
        .col_expr(outbox::Column::NextAttemptAt, Expr::value(sources.now()))
        .col_expr(
            outbox::Column::Attempts,
            Expr::col(outbox::Column::Attempts).sub(1),
        )
        .filter(outbox::Column::ClaimToken.eq(token))
        .filter(open())
        .exec(&db.write)
        .await?;
    Ok(())
}

/// Makes due at once whatever a dead worker had claimed. Only for a worker that knows it is alone.
pub async fn adopt(db: &Db, sources: &Sources) -> Result<u64, DbErr> {
    let done = outbox::Entity::update_many()
        .col_expr(outbox::Column::NextAttemptAt, Expr::value(sources.now()))
        .filter(outbox::Column::ClaimToken.is_not_null())
        .filter(open())
        .exec(&db.write)
        .await?;
    Ok(done.rows_affected)
}

/// Tells whether a message that is on hold or was given up can be tried again: its words are still there and it is not
/// too old to be worth sending (rule 14). What an older one was for stands late in the lists by then, with its own way on.
pub fn may_try_again(row: &outbox::Model, now: DateTime<Utc>) -> bool {
    let stopped = row.held_at.is_some() || row.failed_at.is_some();
    let over = row.sent_at.is_some()
        || row.cancelled_at.is_some()
        || row.expired_at.is_some()
        || row.recipient.is_none();
    let fresh =
        MailKind::parse(&row.kind).is_some_and(|kind| row.made_at + kind.expires_after() > now);
    stopped && !over && fresh
}

/// Lets a message that is on hold or was given up be sent at once, because an organiser says so. That a copy may have
/// arrived stays noted. Returns `false` when it cannot be tried again, or is being tried already.
pub async fn try_again(
    txn: &DatabaseTransaction,
    sources: &Sources,
    row: &outbox::Model,
) -> Result<bool, DbErr> {
    use outbox::Column as C;
    let now = sources.now();
    if !may_try_again(row, now) {
        return Ok(false);
    }
    let stopped = Condition::any()
        .add(C::HeldAt.is_not_null())
        .add(C::FailedAt.is_not_null());
    let done = outbox::Entity::update_many()
        .col_expr(C::HeldAt, no_time())
        .col_expr(C::FailedAt, no_time())
        .col_expr(C::TransmittingAt, no_time())
        .col_expr(C::LeaseUntil, no_time())
        .col_expr(C::ClaimToken, Expr::value(None::<Uuid>))
        .col_expr(C::NextAttemptAt, Expr::value(now))
        .filter(C::Id.eq(row.id))
        .filter(C::SentAt.is_null())
        .filter(C::CancelledAt.is_null())
        .filter(C::ExpiredAt.is_null())
        .filter(stopped)
        .exec(txn)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Noted with a message that is not sent because its words were printed.
pub const ON_PAPER: &str = "on-paper";

/// Takes back a message that is on hold, because an organiser printed a letter instead. Returns `false` for one that
/// is not on hold: it goes its own way.
pub async fn put_on_paper(
    txn: &DatabaseTransaction,
    sources: &Sources,
    row: &outbox::Model,
) -> Result<bool, DbErr> {
    use outbox::Column as C;
    let done = outbox::Entity::update_many()
        .col_expr(C::CancelledAt, Expr::value(sources.now()))
        .col_expr(C::LastReply, Expr::value(Some(ON_PAPER.to_owned())))
        .filter(C::Id.eq(row.id))
        .filter(C::HeldAt.is_not_null())
        .filter(C::SentAt.is_null())
        .filter(C::FailedAt.is_null())
        .filter(C::CancelledAt.is_null())
        .filter(C::ExpiredAt.is_null())
        .exec(txn)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Returns when the next row is due.
pub async fn next_due(db: &Db) -> Result<Option<DateTime<Utc>>, DbErr> {
    outbox::Entity::find()
        .select_only()
        .column_as(outbox::Column::NextAttemptAt.min(), "at")
        .filter(open())
        .into_tuple::<Option<DateTime<Utc>>>()
        .one(&db.read)
        .await
        .map(Option::flatten)
}

/// Notes durably that the body goes out now, if it still may. Returns `None` when the claim is no longer ours.
pub async fn transmit(
    db: &Db,
    sources: &Sources,
    row: &outbox::Model,
    kind: MailKind,
) -> Result<Option<Standing>, DbErr> {
    let now = sources.now();
    let txn = db::begin_write(db).await?;
    let standing = standing(&txn, row, kind, now).await?;
    if !matches!(standing, Standing::Send(_)) {
        return Ok(Some(standing));
    }
    let noted = ours(row)
        .col_expr(outbox::Column::TransmittingAt, Expr::value(now))
        .filter(outbox::Column::CancelledAt.is_null())
        .exec(&txn)
        .await?;
    crash::point("transmit-uncommitted");
    txn.commit().await?;
    Ok((noted.rows_affected == 1).then_some(standing))
}

/// How a try ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Sent(String),
    /// Again at this time; not `counted` when the message was not at fault.
    Again {
        at: DateTime<Utc>,
        counted: bool,
        why: String,
    },
    /// It may have arrived: once more at this time.
    Doubt {
        at: DateTime<Utc>,
        why: String,
    },
    Bounced(String),
    Failed(String),
    Held(String),
    Cancelled(String),
    Expired,
}

/// Writes down how a try ended, with its attempt. Returns `false` when the claim is no longer ours.
pub async fn settle(
    db: &Db,
    sources: &Sources,
    row: &outbox::Model,
    outcome: &Outcome,
    attempt: Option<(&str, Option<u16>)>,
) -> Result<bool, DbErr> {
    use outbox::Column as C;
    let now = sources.now();
    let txn = db::begin_write(db).await?;
    let update = ours(row)
        .col_expr(C::ClaimToken, Expr::value(None::<Uuid>))
        .col_expr(C::LeaseUntil, no_time());
    let at = || Expr::value(now);
    let said = |why: &str| Expr::value(Some(why.to_owned()));
    let update = match outcome {
        // A message that was taken back while it went out did go out.
        Outcome::Sent(reply) => update
            .col_expr(C::SentAt, at())
            .col_expr(C::CancelledAt, no_time())
            .col_expr(C::LastReply, said(reply)),
        Outcome::Again { at, counted, why } => update
            .col_expr(C::NextAttemptAt, Expr::value(*at))
            .col_expr(C::TransmittingAt, no_time())
            .col_expr(
                C::Attempts,
                Expr::value(row.attempts - i32::from(!*counted)),
            )
            .col_expr(C::LastReply, said(why)),
        Outcome::Doubt { at: again, why } => update
            .col_expr(C::InDoubtAt, at())
            .col_expr(C::NextAttemptAt, Expr::value(*again))
            .col_expr(C::TransmittingAt, no_time())
            .col_expr(C::LastReply, said(why)),
        Outcome::Bounced(why) | Outcome::Failed(why) => update
            .col_expr(C::FailedAt, at())
            .col_expr(C::LastReply, said(why)),
        Outcome::Held(why) => update
            .col_expr(C::HeldAt, at())
            .col_expr(C::LastReply, said(why)),
        Outcome::Cancelled(why) => update
            .col_expr(C::CancelledAt, at())
            .col_expr(C::LastReply, said(why)),
        Outcome::Expired => update.col_expr(C::ExpiredAt, at()),
    };
    if update.exec(&txn).await?.rows_affected != 1 {
        return Ok(false);
    }
    if let Some((phase, code)) = attempt {
        attempt::ActiveModel {
            id: Set(sources.id()),
            outbox: Set(row.id),
            at: Set(now),
            phase: Set(phase.to_owned()),
            code: Set(code.map(i32::from)),
        }
        .insert(&txn)
        .await?;
    }
    if matches!(outcome, Outcome::Bounced(_)) {
        note_bounce(&txn, sources, row).await?;
    }
    crash::point("settle-uncommitted");
    txn.commit().await?;
    crash::point("settled");
    Ok(true)
}

/// Puts a participant's address on the list and marks them, unless they have another address by now.
async fn note_bounce(
    txn: &DatabaseTransaction,
    sources: &Sources,
    row: &outbox::Model,
) -> Result<(), DbErr> {
    let Some(id) = row.participant else {
        return Ok(());
    };
    let now = sources.now();
    let reason = SuppressionReason::Bounced;
    let until = Some(now + BOUNCED_FOR);
    suppression::suppress(txn, sources, &row.recipient_index, reason, until).await?;
    participant::Entity::update_many()
        .col_expr(participant::Column::BouncedAt, Expr::value(now))
        .filter(participant::Column::Id.eq(id))
        .filter(participant::Column::EmailIndex.eq(row.recipient_index.clone()))
        .exec(txn)
        .await?;
    Ok(())
}

/// Counts how often this message already got the same reply.
pub async fn times_said(db: &Db, row: Uuid, failure: &Failure) -> Result<u64, DbErr> {
    attempt::Entity::find()
        .filter(attempt::Column::Outbox.eq(row))
        .filter(attempt::Column::Code.eq(failure.code.map(i32::from)))
        .count(&db.read)
        .await
}

/// What the outbox holds, for monitoring.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gauge {
    /// How many messages are in each state.
    pub states: Vec<(String, i64)>,
    /// How long the message that should have gone first has waited.
    pub overdue: Duration,
}

const STATES: &str = "SELECT state, COUNT(*) AS messages FROM (SELECT CASE \
    WHEN sent_at IS NOT NULL THEN 'sent' WHEN failed_at IS NOT NULL THEN 'failed' \
    WHEN cancelled_at IS NOT NULL THEN 'cancelled' WHEN expired_at IS NOT NULL THEN 'expired' \
    WHEN held_at IS NOT NULL THEN 'held' WHEN in_doubt_at IS NOT NULL THEN 'in_doubt' \
    WHEN claim_token IS NOT NULL THEN 'in_hand' ELSE 'waiting' END AS state FROM outbox) AS each_one \
    GROUP BY state ORDER BY state";

#[derive(FromQueryResult)]
struct Counted {
    state: String,
    messages: i64,
}

/// Counts the messages by how far they came.
pub async fn gauge(conn: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<Gauge, DbErr> {
    let sql = Statement::from_string(conn.get_database_backend(), STATES);
    let counted = Counted::find_by_statement(sql).all(conn).await?;
    let first: Option<Option<DateTime<Utc>>> = outbox::Entity::find()
        .select_only()
        .column_as(outbox::Column::NextAttemptAt.min(), "at")
        .filter(open())
        .into_tuple()
        .one(conn)
        .await?;
    let overdue = first.flatten().map_or(Duration::zero(), |at| now - at);
    Ok(Gauge {
        states: counted
            .into_iter()
            .map(|one| (one.state, one.messages))
            .collect(),
        overdue: overdue.max(Duration::zero()),
    })
}

fn ours(row: &outbox::Model) -> sea_orm::UpdateMany<outbox::Entity> {
    outbox::Entity::update_many()
        .filter(outbox::Column::Id.eq(row.id))
        .filter(outbox::Column::ClaimToken.eq(row.claim_token))
}

fn no_time() -> sea_orm::sea_query::SimpleExpr {
    Expr::value(None::<DateTime<Utc>>)
}
