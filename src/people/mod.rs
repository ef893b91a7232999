//! People of a chain: finding them, and the times that say how far each is: said yes, finished, stopped, forgotten.
//! Each of these is set once, however often it is asked for.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use entity::participant;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::means::Means;

pub mod act_codes;
mod add;
mod address;
pub mod by_phone;
pub mod change;
pub mod codes;
pub mod consents;
pub mod door;
pub mod emails;
pub mod heard_from;
pub mod links;
pub mod name;
pub mod notes;
pub mod reach;
pub mod sheets;

pub use add::{NewStarter, add_newcomer, add_starter, new_row, with_email};
pub use address::{
    NotAdded, change_email, drop_email, find_by_address, give_email, was_ever_here, why_not_asked,
};
pub use consents::{Agreed, keep_consents, list_consents};
pub use reach::{
    Channel, Details, HELP, Prefs, TIMES, details, drop_details, mask, mask_phone, save_prefs,
};

/// For how long somebody who stopped taking part can come back.
pub const RESUME_WITHIN: Duration = Duration::days(7);

/// Details of somebody who never answers are deleted this long after the last message to them.
pub const FORGET_AFTER: Duration = Duration::days(30);

/// Returns the name a page shows, or an empty text for somebody who was forgotten.
pub fn shown_name(person: &participant::Model) -> &str {
    person.name.as_deref().unwrap_or_default()
}

/// Returns the first name, or an empty text.
pub fn first_name(person: &participant::Model) -> &str {
    name::first(shown_name(person))
}

/// Sets or clears the time a person said yes. Returns false when that was so already.
pub async fn set_agreed(
    txn: &DatabaseTransaction,
    person: Uuid,
    at: Option<DateTime<Utc>>,
) -> Result<bool, DbErr> {
    let update = participant::Entity::update_many()
        .col_expr(participant::Column::AgreedAt, Expr::value(at))
        .filter(participant::Column::Id.eq(person))
        .filter(participant::Column::ErasedAt.is_null());
    let update = if at.is_some() {
        update.filter(participant::Column::AgreedAt.is_null())
    } else {
        update.filter(participant::Column::AgreedAt.is_not_null())
    };
    Ok(update.exec(txn).await?.rows_affected == 1)
}

/// Notes that a person does not want to choose anyone, or no one more. Returns false when that was so already.
pub async fn finish(txn: &DatabaseTransaction, means: &Means, person: Uuid) -> Result<bool, DbErr> {
    set_time(txn, means, person, participant::Column::FinishedAt).await
}

/// Notes that a person stops taking part. Returns false when that was so already.
pub async fn set_stopped(
    txn: &DatabaseTransaction,
    means: &Means,
    person: Uuid,
) -> Result<bool, DbErr> {
    set_time(txn, means, person, participant::Column::StoppedAt).await
}

async fn set_time(
    txn: &DatabaseTransaction,
    means: &Means,
    person: Uuid,
    column: participant::Column,
) -> Result<bool, DbErr> {
    let done = participant::Entity::update_many()
        .col_expr(column, Expr::value(means.now()))
        .filter(participant::Column::Id.eq(person))
        .filter(column.is_null())
        .exec(txn)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Takes part again, within a week of having stopped. What was ended meanwhile stays ended. Returns false when there
/// was nothing to take back, or it is too late.
pub async fn clear_stopped(
    txn: &DatabaseTransaction,
    means: &Means,
    person: Uuid,
) -> Result<bool, DbErr> {
    let done = participant::Entity::update_many()
        .col_expr(
            participant::Column::StoppedAt,
            Expr::value(None::<DateTime<Utc>>),
        )
        .filter(participant::Column::Id.eq(person))
        .filter(participant::Column::ErasedAt.is_null())
        .filter(participant::Column::StoppedAt.gt(means.now() - RESUME_WITHIN))
        .exec(txn)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Removes what is held about a person, and ends their links; the knot in the tree stays (I7). The keyed hash of the
/// address stays too, so that nobody is asked a second time after they said no.
pub async fn forget(txn: &DatabaseTransaction, means: &Means, person: Uuid) -> Result<(), DbErr> {
    participant::Entity::update_many()
        .col_expr(participant::Column::Name, Expr::value(None::<String>))
        .col_expr(participant::Column::Email, Expr::value(None::<Vec<u8>>))
        .col_expr(participant::Column::Phone, Expr::value(None::<Vec<u8>>))
        .col_expr(participant::Column::Prefs, Expr::value(None::<Vec<u8>>))
        .col_expr(
            participant::Column::WaitingSince,
            Expr::value(None::<DateTime<Utc>>),
        )
        .col_expr(participant::Column::ErasedAt, Expr::value(means.now()))
        .filter(participant::Column::Id.eq(person))
        .filter(participant::Column::ErasedAt.is_null())
        .exec(txn)
        .await?;
    consents::withdraw_consents(txn, means, person).await?;
    links::revoke(txn, means, person, None).await
}

/// Finds a person.
pub async fn find(
    conn: &impl ConnectionTrait,
    id: Uuid,
) -> Result<Option<participant::Model>, DbErr> {
    participant::Entity::find_by_id(id).one(conn).await
}

/// Finds several people at once, by id.
pub async fn find_all(
    conn: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<BTreeMap<Uuid, participant::Model>, DbErr> {
    let ids: Vec<Uuid> = ids.into_iter().collect();
    let rows = participant::Entity::find()
        .filter(participant::Column::Id.is_in(ids))
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}
