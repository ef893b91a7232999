//! Addresses nobody on this server writes to: as keyed hashes, on every chain alike (RELIABILITY rule 28).
//!
//! "Never write to me again" and complaints stay until the person lifts them. A bounced address is tried again after
//! 90 days.

use chrono::{DateTime, Duration, Utc};
use entity::shared::SuppressionReason;
use entity::suppression;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait, PaginatorTrait, QueryFilter,
};

use crate::sources::Sources;

/// How long an address that does not exist is left alone.
pub const BOUNCED_FOR: Duration = Duration::days(90);

/// Tells whether the address with this hash is not to be written to.
pub async fn is_suppressed(
    conn: &impl ConnectionTrait,
    index: &[u8],
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let lasting = Condition::any()
        .add(suppression::Column::Until.is_null())
        .add(suppression::Column::Until.gt(now));
    let rows = suppression::Entity::find()
        .filter(suppression::Column::AddressHmac.eq(index))
        .filter(lasting)
        .count(conn)
        .await?;
    Ok(rows > 0)
}

/// Puts an address on the list. One that is there for good stays so, whatever comes after.
pub async fn suppress(
    txn: &DatabaseTransaction,
    sources: &Sources,
    index: &[u8],
    reason: SuppressionReason,
    until: Option<DateTime<Utc>>,
) -> Result<(), DbErr> {
    let row = suppression::ActiveModel {
        id: Set(sources.id()),
        address_hmac: Set(index.to_vec()),
        reason: Set(reason),
        made_at: Set(sources.now()),
        until: Set(until),
    };
    let not_for_good = Expr::col((suppression::Entity, suppression::Column::Until)).is_not_null();
    suppression::Entity::insert(row)
        .on_conflict(
            OnConflict::column(suppression::Column::AddressHmac)
                .update_columns([
                    suppression::Column::Reason,
                    suppression::Column::MadeAt,
                    suppression::Column::Until,
                ])
                .action_and_where(not_for_good)
                .to_owned(),
        )
        .exec_without_returning(txn)
        .await?;
    Ok(())
}

/// Takes an address off the list; only the person themself may ask for it. Returns whether it was on it.
pub async fn lift(txn: &DatabaseTransaction, index: &[u8]) -> Result<bool, DbErr> {
    let done = suppression::Entity::delete_many()
        .filter(suppression::Column::AddressHmac.eq(index))
        .exec(txn)
        .await?;
    Ok(done.rows_affected > 0)
}

/// Writes again to an address that had come back, because somebody gave it anew. What a person asked for stays.
pub async fn lift_bounce(txn: &DatabaseTransaction, index: &[u8]) -> Result<(), DbErr> {
    suppression::Entity::delete_many()
        .filter(suppression::Column::AddressHmac.eq(index))
        .filter(suppression::Column::Reason.eq(SuppressionReason::Bounced))
        .exec(txn)
        .await?;
    Ok(())
}
