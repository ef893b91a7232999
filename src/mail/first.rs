//! The first invitations of a new host wait until one of its organisers looked at them and let them go (RELIABILITY rule
//! 33): a wrong list or a wrong word is found before strangers read it. Once let go, the host is known for good.

use chrono::{DateTime, Utc};
use entity::{chain, host, outbox};
use sea_orm::sea_query::{Expr, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    PaginatorTrait, QueryFilter,
};
use uuid::Uuid;

use super::queue::open;
use crate::sources::Sources;

/// Noted with an invitation that waits for it.
pub const WAITS: &str = "first-invitations";

/// Tells whether the host of a chain is new: nobody has let its invitations go.
pub async fn is_new(conn: &impl ConnectionTrait, chain: Uuid) -> Result<bool, DbErr> {
    let of_chain = Query::select()
        .column(chain::Column::Host)
        .from(chain::Entity)
        .and_where(chain::Column::Id.eq(chain))
        .to_owned();
    let new = host::Entity::find()
        .filter(host::Column::Id.in_subquery(of_chain))
        .filter(host::Column::ReleasedAt.is_null())
        .count(conn)
        .await?;
    Ok(new > 0)
}

/// Counts the invitations of a host that wait to be looked at.
pub async fn count(conn: &impl ConnectionTrait, host: Uuid) -> Result<u64, DbErr> {
    outbox::Entity::find()
        .filter(outbox::Column::Chain.in_subquery(chains_of(host)))
        .filter(outbox::Column::LastReply.eq(WAITS))
        .filter(open())
        .count(conn)
        .await
}

/// Lets the invitations of a host go, also those that grew too old waiting. False when somebody did so before.
pub async fn let_go(
    txn: &DatabaseTransaction,
    sources: &Sources,
    host: Uuid,
) -> Result<bool, DbErr> {
    use outbox::Column as C;
    let now = sources.now();
    let known = host::Entity::update_many()
        .col_expr(host::Column::ReleasedAt, Expr::value(now))
        .filter(host::Column::Id.eq(host))
        .filter(host::Column::ReleasedAt.is_null())
        .exec(txn)
        .await?;
    if known.rows_affected == 0 {
        return Ok(false);
    }
    let waits = Condition::all()
        .add(C::SentAt.is_null())
        .add(C::FailedAt.is_null())
        .add(C::HeldAt.is_null())
        .add(C::CancelledAt.is_null());
    outbox::Entity::update_many()
        .col_expr(C::MadeAt, Expr::value(now))
        .col_expr(C::NextAttemptAt, Expr::value(now))
        .col_expr(C::ExpiredAt, Expr::value(None::<DateTime<Utc>>))
        .col_expr(C::LastReply, Expr::value(None::<String>))
        .filter(C::Chain.in_subquery(chains_of(host)))
        .filter(C::LastReply.eq(WAITS))
        .filter(C::Recipient.is_not_null())
        .filter(waits)
        .exec(txn)
        .await?;
    Ok(true)
}

fn chains_of(host: Uuid) -> SelectStatement {
    Query::select()
        .column(chain::Column::Id)
        .from(chain::Entity)
        .and_where(chain::Column::Host.eq(host))
        .to_owned()
}
