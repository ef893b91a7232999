//! Opening, pausing and closing a chain. Each change says in its `WHERE` what must still hold: a second press changes
//! nothing, and a closed chain never opens again.

use chrono::{DateTime, Utc};
use entity::chain;
use sea_orm::sea_query::{Expr, Query, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::Face;
use super::questions::list_questions;
use crate::means::Means;

/// Why a chain cannot be opened yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotReady {
    NoQuestions,
    NoContact,
}

/// Lists what is missing before a chain can be opened.
pub async fn missing(conn: &impl ConnectionTrait, face: &Face) -> Result<Vec<NotReady>, DbErr> {
    let contact = &face.host.contact;
    let unasked = list_questions(conn, &face.chain).await?.is_empty();
    let nobody = contact.person.is_empty() || contact.phone.is_empty();
    let all = [
        (NotReady::NoQuestions, unasked),
        (NotReady::NoContact, nobody),
    ];
    Ok(all
        .into_iter()
        .filter_map(|(what, so)| so.then_some(what))
        .collect())
}

/// Opens a chain: from now on people can be invited. Opening an open chain changes nothing.
pub async fn open(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
) -> Result<Result<(), NotReady>, DbErr> {
    if let Some(first) = missing(txn, face).await?.first() {
        return Ok(Err(*first));
    }
    chain::Entity::update_many()
        .col_expr(chain::Column::OpenedAt, Expr::value(means.now()))
        .filter(chain::Column::Id.eq(face.chain.id))
        .filter(chain::Column::OpenedAt.is_null())
        .exec(txn)
        .await?;
    Ok(Ok(()))
}

/// Stops a chain for a while: nobody new is asked, and what waits keeps waiting. Returns false when it was not open.
pub async fn pause(txn: &DatabaseTransaction, means: &Means, chain: Uuid) -> Result<bool, DbErr> {
    let done = chain::Entity::update_many()
        .col_expr(chain::Column::PausedAt, Expr::value(means.now()))
        .filter(chain::Column::Id.eq(chain))
        .filter(chain::Column::OpenedAt.is_not_null())
        .filter(chain::Column::PausedAt.is_null())
        .filter(chain::Column::ClosedAt.is_null())
        .exec(txn)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Lets a paused chain go on. Returns false when it was not paused.
pub async fn unpause(txn: &DatabaseTransaction, chain: Uuid) -> Result<bool, DbErr> {
    let done = chain::Entity::update_many()
        .col_expr(chain::Column::PausedAt, Expr::value(None::<DateTime<Utc>>))
        .filter(chain::Column::Id.eq(chain))
        .filter(chain::Column::PausedAt.is_not_null())
        .filter(chain::Column::ClosedAt.is_null())
        .exec(txn)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Closes a chain for good. Returns false when it was closed already, or never opened.
pub async fn close(txn: &DatabaseTransaction, means: &Means, chain: Uuid) -> Result<bool, DbErr> {
    let done = chain::Entity::update_many()
        .col_expr(chain::Column::ClosedAt, Expr::value(means.now()))
        .filter(chain::Column::Id.eq(chain))
        .filter(chain::Column::OpenedAt.is_not_null())
        .filter(chain::Column::ClosedAt.is_null())
        .exec(txn)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Tells whether a chain is closed, as it stands now.
pub async fn is_closed(conn: &impl ConnectionTrait, chain: Uuid) -> Result<bool, DbErr> {
    let found = chain::Entity::find_by_id(chain).one(conn).await?;
    Ok(found.is_some_and(|chain| chain.closed_at.is_some()))
}

/// Tells whether somebody who was asked can say yes now: the chain is neither paused nor closed.
pub async fn takes_answers(conn: &impl ConnectionTrait, chain: Uuid) -> Result<bool, DbErr> {
    let found = chain::Entity::find_by_id(chain).one(conn).await?;
    Ok(found.is_some_and(|chain| chain.paused_at.is_none() && chain.closed_at.is_none()))
}

/// Selects the chains that were closed before a time.
pub fn closed_before(time: DateTime<Utc>) -> SelectStatement {
    Query::select()
        .column(chain::Column::Id)
        .from(chain::Entity)
        .and_where(chain::Column::ClosedAt.lte(time))
        .to_owned()
}
