//! Addresses that are not to be written to, kept as keyed hashes, honoured on every chain of the server.

use chrono::{DateTime, Utc};
use entity::shared::SuppressionReason;
use entity::suppression;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait, PaginatorTrait, QueryFilter,
};

use crate::sources::Sources;

/// Tells whether this address is not to be written to now.
pub async fn is_suppressed(
    conn: &impl ConnectionTrait,
    index: &[u8],
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let stands = Condition::any()
        .add(suppression::Column::Until.is_null())
        .add(suppression::Column::Until.gt(now));
    let rows = suppression::Entity::find()
        .filter(suppression::Column::AddressHmac.eq(index))
        .filter(stands)
        .count(conn)
        .await?;
    Ok(rows > 0)
}

/// Stops writing to an address: for good (`until` is `None`), or until a time. What a person asked for is never
/// weakened by a bounce.
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
    let mut conflict = OnConflict::column(suppression::Column::AddressHmac);
    if until.is_none() {
        conflict.update_columns([
            suppression::Column::Reason,
            suppression::Column::MadeAt,
            suppression::Column::Until,
        ]);
    } else {
        conflict.do_nothing();
    }
    suppression::Entity::insert(row)
        .on_conflict(conflict)
        .exec_without_returning(txn)
        .await?;
    Ok(())
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
