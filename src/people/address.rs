//! E-mail addresses of people: who may be asked by one, and keeping one. An address stands sealed in the row beside its
//! keyed hash; the hash alone says whether it was ever asked, also after its person was forgotten.

use chrono::{DateTime, Duration, Utc};
use entity::participant;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, PaginatorTrait,
    QueryFilter,
};
use uuid::Uuid;

use crate::keys::Place;
use crate::mail;
use crate::means::Means;

/// An address is asked to join at most this often in [`ASKED_WITHIN`], over all chains (RELIABILITY rule 31).
const ASKED_AT_MOST: u64 = 2;

const ASKED_WITHIN: Duration = Duration::days(30);

/// Why nobody was added with an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAdded {
    /// The address is already in this chain.
    AlreadyHere,
    /// The address asked not to be written to, or was asked too often lately.
    MayNotBeAsked,
}

/// Tells whether this address was ever asked into this chain, also by somebody who was forgotten since: one invitation
/// a chain, ever (RELIABILITY rule 31).
pub async fn was_ever_here(
    conn: &impl ConnectionTrait,
    chain: Uuid,
    index: &[u8],
) -> Result<bool, DbErr> {
    let here = participant::Entity::find()
        .filter(participant::Column::Chain.eq(chain))
        .filter(participant::Column::EmailIndex.eq(index))
        .count(conn)
        .await?;
    Ok(here > 0)
}

/// Returns why an address may not be asked into a chain; nothing when it may.
pub async fn why_not_asked(
    conn: &impl ConnectionTrait,
    means: &Means,
    chain: Uuid,
    index: &[u8],
) -> Result<Option<NotAdded>, DbErr> {
    if was_ever_here(conn, chain, index).await? {
        return Ok(Some(NotAdded::AlreadyHere));
    }
    let may = may_be_asked(conn, means, index).await?;
    Ok((!may).then_some(NotAdded::MayNotBeAsked))
}

/// Tells whether this address may be asked into one more chain.
async fn may_be_asked(
    conn: &impl ConnectionTrait,
    means: &Means,
    index: &[u8],
) -> Result<bool, DbErr> {
    if mail::suppression::is_suppressed(conn, index, means.now()).await? {
        return Ok(false);
    }
    let lately = participant::Entity::find()
        .filter(participant::Column::EmailIndex.eq(index))
        .filter(participant::Column::JoinedAt.gt(means.now() - ASKED_WITHIN))
        .count(conn)
        .await?;
    Ok(lately < ASKED_AT_MOST)
}

/// Finds the person with this address in a chain, if they are still there.
pub async fn find_by_address(
    conn: &impl ConnectionTrait,
    chain: Uuid,
    index: &[u8],
) -> Result<Option<participant::Model>, DbErr> {
    participant::Entity::find()
        .filter(participant::Column::Chain.eq(chain))
        .filter(participant::Column::EmailIndex.eq(index))
        .filter(participant::Column::ErasedAt.is_null())
        .one(conn)
        .await
}

/// Gives a person another address after a message came back.
pub async fn change_email(
    txn: &DatabaseTransaction,
    means: &Means,
    person: Uuid,
    email: &str,
) -> Result<(), DbErr> {
    let sealed = means
        .keys
        .seal(&means.sources, Place::ParticipantEmail, person, email);
    participant::Entity::update_many()
        .col_expr(participant::Column::Email, Expr::value(Some(sealed)))
        .col_expr(
            participant::Column::EmailIndex,
            Expr::value(Some(means.keys.address_index(email))),
        )
        .col_expr(
            participant::Column::BouncedAt,
            Expr::value(None::<DateTime<Utc>>),
        )
        .filter(participant::Column::Id.eq(person))
        .filter(participant::Column::ErasedAt.is_null())
        .exec(txn)
        .await?;
    Ok(())
}

/// Keeps the address a person gives of themself. When the address is in the chain already it is kept without its hash:
/// two people may share one, and the page looks the same for both.
pub async fn give_email(
    txn: &DatabaseTransaction,
    means: &Means,
    person: &participant::Model,
    email: &str,
) -> Result<(), DbErr> {
    let index = means.keys.address_index(email);
    let theirs = person.email_index.as_ref() == Some(&index);
    if theirs || !was_ever_here(txn, person.chain, &index).await? {
        return change_email(txn, means, person.id, email).await;
    }
    let sealed = means
        .keys
        .seal(&means.sources, Place::ParticipantEmail, person.id, email);
    participant::Entity::update_many()
        .col_expr(participant::Column::Email, Expr::value(Some(sealed)))
        .col_expr(
            participant::Column::EmailIndex,
            Expr::value(None::<Vec<u8>>),
        )
        .col_expr(
            participant::Column::BouncedAt,
            Expr::value(None::<DateTime<Utc>>),
        )
        .filter(participant::Column::Id.eq(person.id))
        .filter(participant::Column::ErasedAt.is_null())
        .exec(txn)
        .await?;
    Ok(())
}

/// Drops an address that must not be used, keeping the person.
pub async fn drop_email(txn: &DatabaseTransaction, person: Uuid) -> Result<(), DbErr> {
    participant::Entity::update_many()
        .col_expr(participant::Column::Email, Expr::value(None::<Vec<u8>>))
        .col_expr(
            participant::Column::BouncedAt,
            Expr::value(None::<DateTime<Utc>>),
        )
        .filter(participant::Column::Id.eq(person))
        .exec(txn)
        .await?;
    Ok(())
}
