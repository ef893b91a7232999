//! A person's contact details in an organiser's hands: they are opened, and put right, never without a line in the log.

use chrono::{DateTime, Duration, Utc};
use entity::shared::{Door, LinkKind, RevealBy};
use entity::{participant, reveal};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, DatabaseTransaction, DbErr};
use uuid::Uuid;

use super::note;
use crate::chain::Face;
use crate::conversation::{self, Outcome, nominate};
use crate::mail::{self, To};
use crate::means::Means;
use crate::people::{self, Details, FORGET_AFTER, NotAdded, by_phone, links};

/// Opens a person's contact details for an organiser, and logs it (I2).
pub(super) async fn show_details(
    txn: &DatabaseTransaction,
    means: &Means,
    organiser: Uuid,
    person: &participant::Model,
) -> Result<Details, DbErr> {
    if let Some(incoming) = conversation::find_incoming(txn, person.id).await? {
        reveal::ActiveModel {
            id: Set(means.id()),
            conversation: Set(incoming.id),
            by_kind: Set(RevealBy::Organiser),
            by_id: Set(organiser),
            at: Set(means.now()),
        }
        .insert(txn)
        .await?;
    }
    note(txn, means, organiser, "details.shown", person).await?;
    people::details(means, person).map_err(|error| DbErr::Custom(error.to_string()))
}

/// Gives somebody whose message came back another address, and writes to them again: the invitation to who has not
/// answered, a new link to who said yes.
pub(super) async fn correct_address(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    organiser: Uuid,
    person: &participant::Model,
    email: &str,
) -> Result<Result<Outcome, NotAdded>, DbErr> {
    if person.bounced_at.is_none() || person.erased_at.is_some() || person.stopped_at.is_some() {
        return Ok(Ok(Outcome::AlreadyDone));
    }
    let index = means.keys.address_index(email);
    let same = person.email_index.as_deref() == Some(index.as_slice());
    if !same && let Some(why) = people::why_not_asked(txn, means, face.chain.id, &index).await? {
        return Ok(Err(why));
    }
    let incoming = conversation::find_incoming(txn, person.id).await?;
    let done = match &incoming {
        Some(c) if c.agreed_at.is_none() => {
            let Some(initiator) = people::find(txn, c.initiator).await? else {
                return Ok(Ok(Outcome::AlreadyDone));
            };
            nominate::correct_address(txn, means, face, &initiator, c, email).await?
        }
        _ => write_anew(txn, means, face, person, email).await?,
    };
    if done == Outcome::Done {
        note(txn, means, organiser, "address.corrected", person).await?;
    }
    Ok(Ok(done))
}

/// Gives somebody who said yes the address they asked an organiser for: they have none, or no longer use it. The old
/// one is told, and the new one gets a new link.
pub(super) async fn change_address(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    organiser: Uuid,
    person: &participant::Model,
    email: &str,
) -> Result<Result<Outcome, NotAdded>, DbErr> {
    let index = means.keys.address_index(email);
    let same = person.email.is_some() && person.email_index.as_deref() == Some(index.as_slice());
    if !may_change_address(person) || same {
        return Ok(Ok(Outcome::AlreadyDone));
    }
    let own = person.email_index.as_deref() == Some(index.as_slice());
    if !own && people::was_ever_here(txn, face.chain.id, &index).await? {
        return Ok(Err(NotAdded::AlreadyHere));
    }
    if mail::suppression::is_suppressed(txn, &index, means.now()).await? {
        return Ok(Err(NotAdded::MayNotBeAsked));
    }
    let old = people::details(means, person).unwrap_or_default().email;
    let done = write_anew(txn, means, face, person, email).await?;
    people::act_codes::end_all(txn, means, person.id).await?;
    if let Some(old) = old {
        people::change::tell_old(txn, means, face, person, &old).await?;
    }
    note(txn, means, organiser, "address.changed", person).await?;
    Ok(Ok(done))
}

/// Gives somebody another phone number. Whoever takes part gets a message about it, unless another tells of it.
pub(super) async fn change_phone(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    organiser: Uuid,
    person: &participant::Model,
    phone: &str,
    tell: bool,
) -> Result<Result<Outcome, NotAdded>, DbErr> {
    // As they are now: what they ticked meanwhile stands in the same sealed value.
    let Some(person) = &people::find(txn, person.id).await? else {
        return Ok(Ok(Outcome::AlreadyDone));
    };
    let details = people::details(means, person).unwrap_or_default();
    let gone = person.erased_at.is_some() || person.stopped_at.is_some();
    if gone || details.phone.as_deref() == Some(phone) {
        return Ok(Ok(Outcome::AlreadyDone));
    }
    let index = by_phone::index(means, phone);
    if mail::suppression::is_suppressed(txn, &index, means.now()).await? {
        return Ok(Err(NotAdded::MayNotBeAsked));
    }
    people::save_prefs(txn, means, person.id, &details.prefs, Some(phone)).await?;
    if tell {
        people::change::tell_changed(txn, means, face, person).await?;
    }
    note(txn, means, organiser, "phone.changed", person).await?;
    Ok(Ok(Outcome::Done))
}

/// Tells whether an organiser can change somebody's address because they asked: they said yes and are still here.
pub(super) fn may_change_address(person: &participant::Model) -> bool {
    person.agreed_at.is_some()
        && person.bounced_at.is_none()
        && person.stopped_at.is_none()
        && person.erased_at.is_none()
}

/// Writes to somebody who was asked, or asked to join, and has not answered, or to somebody who said yes, at another
/// address.
async fn write_anew(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    person: &participant::Model,
    email: &str,
) -> Result<Outcome, DbErr> {
    people::change_email(txn, means, person.id, email).await?;
    mail::suppression::lift_bounce(txn, &means.keys.address_index(email)).await?;
    let link = links::renew(txn, means, person.id, LinkKind::Act).await?;
    let draft = if person.agreed_at.is_some() {
        people::emails::new_link(face, person, email, link.generation)
    } else {
        let (ends, forgotten) = first_answer_by(means, face, person);
        links::end_at(txn, person.id, ends).await?;
        let draft = if person.door == Door::Starter {
            people::emails::starter_invite(face, person, email, ends, forgotten)
        } else {
            people::emails::pool_confirm(face, person, email, forgotten)
        };
        // To another address it is a new message.
        people::emails::Draft {
            key: format!("{}:{}", draft.key, link.generation),
            ..draft
        }
    };
    let to = To::participant(&link);
    mail::enqueue(
        txn,
        &means.sources,
        &means.keys,
        draft.finish(to, means.now()),
    )
    .await?;
    Ok(Outcome::Done)
}

/// Until when a first person can answer, and when their details go: never later than they were told at first.
fn first_answer_by(
    means: &Means,
    face: &Face,
    person: &participant::Model,
) -> (DateTime<Utc>, DateTime<Utc>) {
    let days = Duration::days(i64::from(face.chain.rules.invitation_days));
    let forgotten = person.joined_at + FORGET_AFTER;
    ((means.now() + days).min(forgotten), forgotten)
}
