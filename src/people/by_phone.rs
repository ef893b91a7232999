//! People whom we reach by phone only: added without an address, and told by an organiser instead of a message.

use chrono::{DateTime, Duration, Utc};
use entity::participant;
use entity::shared::{Door, LinkKind};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, DatabaseTransaction, DbErr,
    EntityTrait, QueryFilter,
};
use uuid::Uuid;

use super::{NotAdded, details, links, new_row};
use crate::chain::Face;
use crate::keys::Place;
use crate::mail;
use crate::means::Means;

/// How many digits at the end of a number are the person's own, without country and trunk.
const OWN_DIGITS: usize = 9;

/// Somebody an organiser adds as a first person, with a number in place of an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewByPhone {
    pub name: String,
    pub phone: String,
    pub language: String,
}

/// Hashes a number so that the same one is found again, however it is written and with or without its country.
pub fn index(means: &Means, phone: &str) -> Vec<u8> {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    let own = &digits[digits.len().saturating_sub(OWN_DIGITS)..];
    means.keys.address_index(&format!("tel:{own}"))
}

/// Returns the hash of the number we hold of a person.
pub fn index_of(means: &Means, person: &participant::Model) -> Option<Vec<u8>> {
    let phone = details(means, person).unwrap_or_default().phone?;
    Some(index(means, &phone))
}

/// Adds a first person who is told by phone: no message is stored.
pub async fn add_starter(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    by: Uuid,
    new: NewByPhone,
) -> Result<Result<participant::Model, NotAdded>, DbErr> {
    if mail::suppression::is_suppressed(txn, &index(means, &new.phone), means.now()).await? {
        return Ok(Err(NotAdded::MayNotBeAsked));
    }
    let id = means.id();
    let phone = means
        .keys
        .seal(&means.sources, Place::ParticipantPhone, id, &new.phone);
    let row = participant::ActiveModel {
        branch: Set(Some(id)),
        depth: Set(Some(0)),
        door: Set(Door::Starter),
        phone: Set(Some(phone)),
        entered_by: Set(Some(by)),
        source: Set("organiser".to_owned()),
        ..new_row(means, id, face.chain.id, &new.name, &new.language)
    };
    let person = row.insert(txn).await?;
    let ends = means.now() + Duration::days(i64::from(face.chain.rules.invitation_days));
    links::issue(txn, means, id, LinkKind::Act, Some(ends)).await?;
    links::issue(txn, means, id, LinkKind::Stop, None).await?;
    Ok(Ok(person))
}

/// Changes the language a person likes to read and to be spoken to in.
pub async fn set_language(
    txn: &DatabaseTransaction,
    person: Uuid,
    language: &str,
) -> Result<(), DbErr> {
    participant::Entity::update_many()
        .col_expr(participant::Column::Language, Expr::value(language))
        .filter(participant::Column::Id.eq(person))
        .filter(participant::Column::ErasedAt.is_null())
        .exec(txn)
        .await?;
    Ok(())
}

/// Notes that an organiser told a person where things stood at `at`. What is newer is still to tell.
pub async fn note_told(
    txn: &DatabaseTransaction,
    person: Uuid,
    at: DateTime<Utc>,
) -> Result<(), DbErr> {
    let earlier = Condition::any()
        .add(participant::Column::ToldAt.is_null())
        .add(participant::Column::ToldAt.lt(at));
    participant::Entity::update_many()
        .col_expr(participant::Column::ToldAt, Expr::value(at))
        .filter(participant::Column::Id.eq(person))
        .filter(earlier)
        .filter(participant::Column::ErasedAt.is_null())
        .exec(txn)
        .await?;
    Ok(())
}

/// Takes back that a person was told: they were told until `before`, or never.
pub async fn untell(
    txn: &DatabaseTransaction,
    person: Uuid,
    before: Option<DateTime<Utc>>,
) -> Result<(), DbErr> {
    participant::Entity::update_many()
        .col_expr(participant::Column::ToldAt, Expr::value(before))
        .filter(participant::Column::Id.eq(person))
        .filter(participant::Column::ErasedAt.is_null())
        .exec(txn)
        .await?;
    Ok(())
}
