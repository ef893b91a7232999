//! Lists of first people that an organiser handed in as a file and has not added yet. The rows stand sealed, only who
//! handed them in can open them, and they are gone once they are used, and after a day.

use chrono::{DateTime, Duration, Utc};
use entity::sheet;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait, QueryFilter,
};
use uuid::Uuid;

use crate::keys::{Place, Unreadable};
use crate::means::Means;

/// For how long a list that was not used is kept.
pub const KEPT_FOR: Duration = Duration::days(1);
/// The longest name of a file that is kept, in characters.
const FILE_NAME_MAX: usize = 100;

/// Keeps the rows of a file. Returns the list's id.
pub async fn keep(
    txn: &DatabaseTransaction,
    means: &Means,
    chain: Uuid,
    organiser: Uuid,
    file: &str,
    body: &str,
) -> Result<Uuid, DbErr> {
    let id = means.id();
    sheet::ActiveModel {
        id: Set(id),
        chain: Set(chain),
        organiser: Set(organiser),
        file: Set(file.chars().take(FILE_NAME_MAX).collect()),
        body: Set(Some(means.keys.seal(
            &means.sources,
            Place::SheetBody,
            id,
            body,
        ))),
        made_at: Set(means.now()),
        used_at: Set(None),
    }
    .insert(txn)
    .await?;
    Ok(id)
}

/// Finds a list that this organiser handed in for this chain, whether or not its rows are still there.
pub async fn find(
    conn: &impl ConnectionTrait,
    id: Uuid,
    chain: Uuid,
    organiser: Uuid,
) -> Result<Option<sheet::Model>, DbErr> {
    sheet::Entity::find_by_id(id)
        .filter(sheet::Column::Chain.eq(chain))
        .filter(sheet::Column::Organiser.eq(organiser))
        .one(conn)
        .await
}

/// Opens the rows of a list; nothing once they are gone or their day is over.
pub fn open(means: &Means, sheet: &sheet::Model) -> Result<Option<String>, Unreadable> {
    let over = sheet.used_at.is_some() || means.now() >= sheet.made_at + KEPT_FOR;
    match &sheet.body {
        Some(body) if !over => means.keys.open(Place::SheetBody, sheet.id, body).map(Some),
        _ => Ok(None),
    }
}

/// Changes what is kept of a list that was not used yet. Returns false when it was used meanwhile.
pub async fn change(
    txn: &DatabaseTransaction,
    means: &Means,
    id: Uuid,
    body: &str,
) -> Result<bool, DbErr> {
    let sealed = means.keys.seal(&means.sources, Place::SheetBody, id, body);
    let done = sheet::Entity::update_many()
        .col_expr(sheet::Column::Body, Expr::value(Some(sealed)))
        .filter(sheet::Column::Id.eq(id))
        .filter(sheet::Column::UsedAt.is_null())
        .filter(sheet::Column::Body.is_not_null())
        .exec(txn)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Notes that a list was used and empties it. Returns false when that was so already.
pub async fn use_up(txn: &DatabaseTransaction, means: &Means, id: Uuid) -> Result<bool, DbErr> {
    let done = sheet::Entity::update_many()
        .col_expr(sheet::Column::UsedAt, Expr::value(means.now()))
        .col_expr(sheet::Column::Body, Expr::value(None::<Vec<u8>>))
        .filter(sheet::Column::Id.eq(id))
        .filter(sheet::Column::UsedAt.is_null())
        .filter(sheet::Column::Body.is_not_null())
        .exec(txn)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Empties the lists that were handed in before a time. Returns how many.
pub async fn forget_old(txn: &DatabaseTransaction, before: DateTime<Utc>) -> Result<u64, DbErr> {
    let done = sheet::Entity::update_many()
        .col_expr(sheet::Column::Body, Expr::value(None::<Vec<u8>>))
        .filter(sheet::Column::MadeAt.lte(before))
        .filter(sheet::Column::Body.is_not_null())
        .exec(txn)
        .await?;
    Ok(done.rows_affected)
}
