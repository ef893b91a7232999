//! What people change about themselves: name, language, address; and the message that tells them it was changed.

use entity::participant;
use entity::shared::LinkKind;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::chain::Face;
use crate::mail::{self, To};
use crate::means::Means;
use crate::organiser::audit::{self, By};
use crate::people::{self, act_codes, emails, links};

/// Within so many seconds several changes are told in one message.
const TOLD_ONCE_IN: i64 = 600;

/// Returns who changes something: the person, or an organiser who writes for them.
pub fn by(means: &Means, person: Uuid) -> By {
    means
        .entered_by()
        .map_or(By::Participant(person), By::Organiser)
}

async fn note(
    txn: &DatabaseTransaction,
    means: &Means,
    person: &participant::Model,
    act: &'static str,
) -> Result<(), DbErr> {
    let by = by(means, person.id);
    let (object, chain) = (Some(person.id), Some(person.chain));
    audit::note(txn, &means.sources, by, act, object, chain).await
}

async fn set(
    txn: &DatabaseTransaction,
    person: Uuid,
    column: participant::Column,
    value: &str,
) -> Result<bool, DbErr> {
    let done = participant::Entity::update_many()
        .col_expr(column, Expr::value(value))
        .filter(participant::Column::Id.eq(person))
        .filter(participant::Column::ErasedAt.is_null())
        .filter(column.ne(value))
        .exec(txn)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Puts a person's name right; `name` is parsed already.
pub async fn set_name(
    txn: &DatabaseTransaction,
    means: &Means,
    person: &participant::Model,
    name: &str,
) -> Result<(), DbErr> {
    if set(txn, person.id, participant::Column::Name, name).await? {
        note(txn, means, person, "name.changed").await?;
    }
    Ok(())
}

/// Sets the language a person is written to in.
pub async fn set_language(
    txn: &DatabaseTransaction,
    means: &Means,
    person: &participant::Model,
    language: &str,
) -> Result<(), DbErr> {
    if set(txn, person.id, participant::Column::Language, language).await? {
        note(txn, means, person, "language.changed").await?;
    }
    Ok(())
}

/// Tells a person who takes part that how they are reached was changed.
pub async fn tell_changed(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    person: &participant::Model,
) -> Result<(), DbErr> {
    if person.agreed_at.is_none() || person.stopped_at.is_some() || person.erased_at.is_some() {
        return Ok(());
    }
    let Some(address) = people::details(means, person).unwrap_or_default().email else {
        return Ok(());
    };
    let stamp = means.now().timestamp() / TOLD_ONCE_IN;
    let key = stamp.to_string();
    tell(txn, means, face, person, &address, mail::ACT, &key).await
}

/// Tells an address what was changed. The letter leads to `link`.
async fn tell(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    person: &participant::Model,
    address: &str,
    link: &str,
    key: &str,
) -> Result<(), DbErr> {
    let Some(act) = links::find_live(txn, person.id, LinkKind::Act).await? else {
        return Ok(());
    };
    let to = To::participant(&act);
    let draft = emails::details_changed(face, person, address, means.now(), link, key);
    let email = draft.finish(to, means.now());
    mail::enqueue(txn, &means.sources, &means.keys, email).await?;
    Ok(())
}

/// Tells the old address, once, that another one took its place. It gets no working link: it may be somebody else's now.
pub async fn tell_old(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    person: &participant::Model,
    old: &str,
) -> Result<(), DbErr> {
    let public = format!("{}/c/{}", means.origin, face.chain.slug);
    let key = means.now().timestamp_micros().to_string();
    tell(txn, means, face, person, old, &public, &key).await
}

/// Why an address was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotChanged {
    /// It is the one we hold.
    Same,
    /// It belongs to somebody else here, or is never written to. The two look the same.
    CannotBe,
}

/// Gives a person the address they typed after their code, and tells both the old and the new one.
pub async fn change_own_address(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    person: &participant::Model,
    email: &str,
) -> Result<Result<(), NotChanged>, DbErr> {
    let index = means.keys.address_index(email);
    let old = people::details(means, person).unwrap_or_default().email;
    let same = |old: &String| means.keys.address_index(old) == index;
    if old.as_ref().is_some_and(same) {
        return Ok(Err(NotChanged::Same));
    }
    let taken = people::was_ever_here(txn, person.chain, &index).await?;
    if taken || mail::suppression::is_suppressed(txn, &index, means.now()).await? {
        return Ok(Err(NotChanged::CannotBe));
    }
    people::change_email(txn, means, person.id, email).await?;
    act_codes::end_all(txn, means, person.id).await?;
    note(txn, means, person, "address.changed").await?;
    let stamp = means.now().timestamp_micros();
    if let Some(old) = old {
        let key = format!("{stamp}:old");
        tell(txn, means, face, person, &old, mail::ACT, &key).await?;
    }
    let key = format!("{stamp}:new");
    tell(txn, means, face, person, email, mail::ACT, &key).await?;
    Ok(Ok(()))
}
