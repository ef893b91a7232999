//! All sending waits while this row stands: after a restore, until somebody has looked and releases it (RELIABILITY
//! rule 14). Messages are stored meanwhile as always; nothing is lost, and nothing goes out by surprise.

use chrono::{DateTime, Utc};
use entity::{mail_pause, outbox};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    PaginatorTrait, QueryFilter, QuerySelect,
};

use super::{MailKind, queue};
use crate::sources::Sources;

const ALL: &str = "all";
/// Noted with a message that was dropped at the release, because it may have gone out before the restore.
pub const DROPPED: &str = "restored";

/// Why sending waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    Restored,
    Asked,
}

impl Why {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Restored => "restored",
            Self::Asked => "asked",
        }
    }
}

/// Finds the pause, if sending waits.
pub async fn find(conn: &impl ConnectionTrait) -> Result<Option<mail_pause::Model>, DbErr> {
    mail_pause::Entity::find_by_id(ALL.to_owned())
        .one(conn)
        .await
}

/// Lets all sending wait. A pause that stands already stays as it is.
pub async fn pause(txn: &DatabaseTransaction, sources: &Sources, why: Why) -> Result<(), DbErr> {
    let row = mail_pause::ActiveModel {
        name: Set(ALL.to_owned()),
        since: Set(sources.now()),
        why: Set(why.as_str().to_owned()),
    };
    mail_pause::Entity::insert(row)
        .on_conflict(
            OnConflict::column(mail_pause::Column::Name)
                .do_nothing()
                .to_owned(),
        )
        .exec_without_returning(txn)
        .await?;
    Ok(())
}

/// Counts all messages that wait.
pub async fn count_waiting(conn: &impl ConnectionTrait) -> Result<u64, DbErr> {
    outbox::Entity::find()
        .filter(queue::open())
        .count(conn)
        .await
}

/// Lets messages go out again. With `drop_older` those stored before the pause are given up. Returns how many that
/// were; `None` when nothing waited.
pub async fn resume(
    txn: &DatabaseTransaction,
    sources: &Sources,
    drop_older: bool,
) -> Result<Option<u64>, DbErr> {
    use outbox::Column as C;
    let Some(pause) = find(txn).await? else {
        return Ok(None);
    };
    let mut dropped = 0;
    if drop_older {
        let done = outbox::Entity::update_many()
            .col_expr(C::CancelledAt, Expr::value(sources.now()))
            .col_expr(C::LastReply, Expr::value(Some(DROPPED.to_owned())))
            .filter(queue::open())
            .filter(C::MadeAt.lt(pause.since))
            .exec(txn)
            .await?;
        dropped = done.rows_affected;
    }
    mail_pause::Entity::delete_by_id(ALL.to_owned())
        .exec(txn)
        .await?;
    Ok(Some(dropped))
}

/// Gives up the messages that waited too long to be worth sending. Returns how many.
pub async fn expire_old(txn: &DatabaseTransaction, now: DateTime<Utc>) -> Result<u64, DbErr> {
    let kinds: Vec<String> = outbox::Entity::find()
        .select_only()
        .distinct()
        .column(outbox::Column::Kind)
        .filter(queue::open())
        .into_tuple()
        .all(txn)
        .await?;
    let mut expired = 0;
    for kind in kinds.iter().filter_map(|kind| MailKind::parse(kind)) {
        let done = outbox::Entity::update_many()
            .col_expr(outbox::Column::ExpiredAt, Expr::value(now))
            .filter(queue::open())
            .filter(outbox::Column::Kind.eq(kind.as_str()))
            .filter(outbox::Column::MadeAt.lte(now - kind.expires_after()))
            .exec(txn)
            .await?;
        expired += done.rows_affected;
    }
    Ok(expired)
}

/// Says for the technician whether sending waits, and what to do about it.
pub async fn standing(conn: &impl ConnectionTrait) -> Result<String, DbErr> {
    let waiting = count_waiting(conn).await?;
    let Some(pause) = find(conn).await? else {
        return Ok(format!("messages go out; {waiting} wait for their time"));
    };
    let since = pause.since.format("%Y-%m-%d %H:%M UTC");
    let older = outbox::Entity::find()
        .filter(queue::open())
        .filter(outbox::Column::MadeAt.lt(pause.since))
        .count(conn)
        .await?;
    Ok(format!(
        "no message goes out since {since} ({}); {waiting} wait, {older} of them from before. Run `daisychain mail \
         resume` to send them, or `daisychain mail resume --drop` to give up those from before",
        pause.why
    ))
}
