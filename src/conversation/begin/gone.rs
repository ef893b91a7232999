//! What is held of the chains people asked for, and how it is forgotten.

use chrono::{DateTime, Utc};
use entity::{chain, chain_ask};
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder,
};
use uuid::Uuid;

use super::{ending, other_address};
use crate::means::Means;

/// Lists what somebody asked, with another address they gave.
pub async fn held(
    conn: &impl ConnectionTrait,
    means: &Means,
    person: Uuid,
) -> Result<Vec<(chain_ask::Model, Option<String>)>, DbErr> {
    let rows = chain_ask::Entity::find()
        .filter(chain_ask::Column::Participant.eq(person))
        .order_by_asc(chain_ask::Column::Id)
        .all(conn)
        .await?;
    let with = |row: chain_ask::Model| {
        let email = other_address(means, &row);
        (row, email)
    };
    Ok(rows.into_iter().map(with).collect())
}

/// Forgets what a person asked, and takes back what is open.
pub async fn forget(txn: &DatabaseTransaction, means: &Means, person: Uuid) -> Result<(), DbErr> {
    ending()
        .col_expr(chain_ask::Column::TakenBackAt, Expr::value(means.now()))
        .filter(chain_ask::Column::Participant.eq(person))
        .exec(txn)
        .await?;
    chain_ask::Entity::update_many()
        .col_expr(chain_ask::Column::Topic, Expr::value(""))
        .col_expr(chain_ask::Column::Whom, Expr::value(""))
        .col_expr(chain_ask::Column::Why, Expr::value(""))
        .col_expr(chain_ask::Column::Reason, Expr::value(""))
        .filter(chain_ask::Column::Participant.eq(person))
        .exec(txn)
        .await?;
    Ok(())
}

/// Deletes the addresses of asks whose chain was closed before this.
pub async fn forget_old(txn: &DatabaseTransaction, before: DateTime<Utc>) -> Result<u64, DbErr> {
    let closed = Query::select()
        .column(chain::Column::Id)
        .from(chain::Entity)
        .and_where(chain::Column::ClosedAt.lte(before))
        .to_owned();
    let done = chain_ask::Entity::update_many()
        .col_expr(chain_ask::Column::Email, Expr::value(None::<Vec<u8>>))
        .filter(chain_ask::Column::Email.is_not_null())
        .filter(chain_ask::Column::Chain.in_subquery(closed))
        .exec(txn)
        .await?;
    Ok(done.rows_affected)
}
