//! A form that was already taken is not taken twice: the same nonce again leads to the same confirmation.

use entity::submission;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait, QueryFilter,
};
use uuid::Uuid;

use crate::sources::Sources;

/// Finds where the form with this nonce led when `actor` sent it before. An empty nonce is never found.
pub async fn find(
    conn: &impl ConnectionTrait,
    actor: Uuid,
    nonce: &str,
) -> Result<Option<String>, DbErr> {
    if nonce.is_empty() {
        return Ok(None);
    }
    let row = submission::Entity::find()
        .filter(submission::Column::Actor.eq(actor))
        .filter(submission::Column::Nonce.eq(nonce))
        .one(conn)
        .await?;
    Ok(row.map(|row| row.result))
}

/// Keeps where the form led. Call it in the transaction of the change; a second one at the same moment is refused by
/// the unique key and rolls back whole.
pub async fn keep(
    txn: &DatabaseTransaction,
    sources: &Sources,
    actor: Uuid,
    nonce: &str,
    result: &str,
) -> Result<(), DbErr> {
    if nonce.is_empty() {
        return Ok(());
    }
    submission::ActiveModel {
        id: Set(sources.id()),
        actor: Set(actor),
        nonce: Set(nonce.chars().take(64).collect()),
        result: Set(result.to_owned()),
        at: Set(sources.now()),
    }
    .insert(txn)
    .await?;
    Ok(())
}
