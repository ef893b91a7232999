//! Another person takes somebody over whose own link stands still.
//!
//! Somebody who said yes agreed to be contacted by one person. So they are asked before another gets in touch: by an
//! organiser, who says so and stands beside the consent, or by a message that lets them choose ([`super::answer`]'s kind
//! end). The one who was silent is told so without blame, and may choose again.

use entity::shared::EndedWhy;
use entity::{conversation, nomination, participant};
use sea_orm::sea_query::{Expr, LockType};
use sea_orm::{ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::emails::{self, Handed};
use super::nominate::find_waiting;
use super::pool::pair::{Joined, join};
use super::ways::{self, Finder};
use super::{Outcome, find_incoming, pool, record, reserve};
use crate::chain::Face;
use crate::mail::{self, MailKind};
use crate::means::{Acting, Means, Source};
use crate::organiser::audit;
use crate::people::{self, Agreed};

/// Messages that are no longer right when a link is handed on.
const TAKEN_BACK: &[MailKind] = &[
    MailKind::SaidYes,
    MailKind::ThankYou,
    MailKind::Matched,
    MailKind::SomebodyForYou,
    MailKind::RemindContact,
    MailKind::RemindWrite,
];

/// Lets another person take somebody over: whatever link of theirs stands still is ended kindly, and the two are joined.
/// Roll back unless they were.
///
/// `agreed` is what the person said on the phone; nothing for somebody who waits for anybody anyway.
pub async fn take_over(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    organiser: Uuid,
    person: Uuid,
    taker: Uuid,
    agreed: Option<Agreed<'_>>,
) -> Result<Joined, DbErr> {
    let Some(taker) = lock(txn, taker).await? else {
        return Ok(Joined::NotTheirTurn);
    };
    let Some(person) = lock(txn, person).await? else {
        return Ok(Joined::PersonGone);
    };
    if person.chain != face.chain.id || taker.chain != face.chain.id {
        return Ok(Joined::PersonGone);
    }
    if !free(txn, means, face, organiser, &person).await? {
        return Ok(Joined::PersonGone);
    }
    let Some(nomination) = asking(txn, means, face, &taker, &person).await? else {
        return Ok(Joined::NotTheirTurn);
    };
    keep_agreed(txn, means, organiser, person.id, agreed).await?;
    let joined = join(txn, means, face, nomination.id, person.id).await?;
    if matches!(joined, Joined::Done(_)) {
        for one in [person.id, taker.id] {
            audit::organiser_did(
                txn,
                means,
                organiser,
                "person.taken_over",
                one,
                person.chain,
            )
            .await?;
        }
    }
    Ok(joined)
}

/// Puts somebody whose link stands still back to those who wait. They asked for it on the phone.
pub async fn put_back(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    organiser: Uuid,
    person: Uuid,
    agreed: Agreed<'_>,
) -> Result<Outcome, DbErr> {
    let Some(person) = lock(txn, person).await? else {
        return Ok(Outcome::AlreadyDone);
    };
    if person.waiting_since.is_some() {
        return Ok(Outcome::AlreadyDone);
    }
    if let Some(link) = find_incoming(txn, person.id).await?
        && release(txn, means, face, organiser, &link, Handed::Waits).await? == Outcome::AlreadyDone
    {
        return Ok(Outcome::AlreadyDone);
    }
    let done = pool::wait(txn, means, face, person.id).await?;
    if done == Outcome::Done {
        keep_agreed(txn, means, organiser, person.id, Some(agreed)).await?;
        let (act, id) = ("person.put_back", person.id);
        audit::organiser_did(txn, means, organiser, act, id, person.chain).await?;
    }
    Ok(done)
}

/// Frees somebody of a link that stands still, so that they can be joined to another. False when they talked meanwhile,
/// left, or never said yes.
async fn free(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    organiser: Uuid,
    person: &participant::Model,
) -> Result<bool, DbErr> {
    if let Some(link) = find_incoming(txn, person.id).await?
        && release(txn, means, face, organiser, &link, Handed::Found).await? == Outcome::AlreadyDone
    {
        return Ok(false);
    }
    if person.waiting_since.is_some() {
        return Ok(true);
    }
    let done = participant::Entity::update_many()
        .col_expr(participant::Column::WaitingSince, Expr::value(means.now()))
        .filter(participant::Column::Id.eq(person.id))
        .filter(participant::Column::AgreedAt.is_not_null())
        .filter(participant::Column::StoppedAt.is_null())
        .filter(participant::Column::ErasedAt.is_null())
        .filter(participant::Column::WaitingSince.is_null())
        .exec(txn)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Ends a link whose initiator is silent. The second name they gave goes too: it would only wait in its turn.
async fn release(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    organiser: Uuid,
    link: &conversation::Model,
    handed: Handed,
) -> Result<Outcome, DbErr> {
    if link.agreed_at.is_none() {
        return Ok(Outcome::AlreadyDone);
    }
    let done = super::end(txn, means, link.id, EndedWhy::Organiser).await?;
    if done == Outcome::Done {
        mail::cancel(txn, &means.sources, link.id, TAKEN_BACK).await?;
        record::drop_drafts(txn, &[link.id]).await?;
        let _ = reserve::delete(txn, means, link.initiator).await?;
        emails::tell_of_handing_on(txn, means, face, link, handed).await?;
        let act = "conversation.handed_on";
        audit::organiser_did(txn, means, organiser, act, link.id, link.chain).await?;
    }
    Ok(done)
}

/// Finds the choice by which the taker asked to be joined to somebody, or makes one while it is their turn.
async fn asking(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    taker: &participant::Model,
    person: &participant::Model,
) -> Result<Option<nomination::Model>, DbErr> {
    if let Some(waiting) = find_waiting(txn, taker.id).await? {
        return Ok(Some(waiting));
    }
    let (finder, language) = (Finder::Organiser, &person.language);
    let asked = ways::wait(txn, means, face, taker, finder, language).await?;
    if asked.is_err() {
        return Ok(None);
    }
    find_waiting(txn, taker.id).await
}

async fn keep_agreed(
    txn: &DatabaseTransaction,
    means: &Means,
    organiser: Uuid,
    person: Uuid,
    agreed: Option<Agreed<'_>>,
) -> Result<(), DbErr> {
    let Some(agreed) = agreed else { return Ok(()) };
    let source = Source::Phone;
    let means = Means {
        acting: Some(Acting { organiser, source }),
        ..means.clone()
    };
    people::keep_consents(txn, &means, person, &[agreed]).await
}

/// Reads a person as they are now and holds their row, where the database has rows to hold.
async fn lock(txn: &DatabaseTransaction, id: Uuid) -> Result<Option<participant::Model>, DbErr> {
    participant::Entity::find_by_id(id)
        .lock(LockType::NoKeyUpdate)
        .one(txn)
        .await
}
