//! Forgetting a person everywhere in one transaction (I7): name, contact details, words and free text go; an anonymous
//! knot stays, so that the branch still holds together.
//!
//! Each feature forgets what it keeps; this file only calls them all and keeps the ledger that a restore replays.

use entity::erasure_ledger;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, DatabaseTransaction, DbErr, EntityTrait};
use uuid::Uuid;

use crate::conversation;
use crate::insight;
use crate::mail;
use crate::means::Means;
use crate::people;
use crate::plan;

/// Forgets a person. Doing it again changes nothing.
pub async fn forget(txn: &DatabaseTransaction, means: &Means, person: Uuid) -> Result<(), DbErr> {
    let Some(row) = people::find(txn, person).await? else {
        return Ok(());
    };
    conversation::forget::forget(txn, means, &row).await?;
    insight::once::forget(txn, &row).await?;
    conversation::nominate::forget(txn, means, person).await?;
    conversation::worry::forget(txn, person).await?;
    conversation::report::forget(txn, person).await?;
    conversation::gathering::forget(txn, person).await?;
    conversation::begin::forget(txn, means, person).await?;
    plan::weigh::forget(txn, person).await?;
    plan::letters::forget(txn, person).await?;
    plan::hands::forget(txn, means, &row).await?;
    plan::challenges::forget(txn, means, person).await?;
    plan::proposals::forget(txn, means, person).await?;
    people::notes::forget(txn, person).await?;
    people::heard_from::forget(txn, person).await?;
    mail::forget_participant(txn, &means.sources, person).await?;
    people::forget(txn, means, person).await?;
    let entry = erasure_ledger::ActiveModel {
        object_id: Set(person),
        at: Set(means.now()),
    };
    erasure_ledger::Entity::insert(entry)
        .on_conflict(
            OnConflict::column(erasure_ledger::Column::ObjectId)
                .do_nothing()
                .to_owned(),
        )
        .exec_without_returning(txn)
        .await?;
    Ok(())
}
