//! The organiser's desk: a chain at a glance, which links need help, everyone in it, and the messages.
//!
//! It sits above the conversation and reads what that writes. What an organiser changes here goes through the same
//! guarded rules as what people change themselves, and is noted in the audit log with the organiser's id.

use chrono::{DateTime, Duration, Utc};
use entity::shared::{Door, LinkKind, RevealBy};
use entity::{outbox, participant, reveal};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ConnectionTrait, DatabaseTransaction, DbErr};
use uuid::Uuid;

use crate::chain::Face;
use crate::conversation::{self, Outcome, answer, nominate};
use crate::erasure;
use crate::mail::{self, To};
use crate::means::Means;
use crate::organiser::audit::{self, By};
use crate::people::by_phone::{self, NewByPhone};
use crate::people::{self, Details, FORGET_AFTER, NewStarter, NotAdded, links};
use crate::web::Routes;

pub mod acting;
mod add;
mod asked;
mod behalf;
pub mod bulk;
mod call_list;
mod calls;
mod chains;
mod close;
mod contact;
mod decide;
mod delivery;
mod endings;
mod find;
mod gatherings;
pub mod health;
pub mod help;
mod instead;
mod letters;
mod live;
pub mod log;
pub mod map;
mod message;
pub mod messages;
pub mod morning;
mod needs_help;
mod next;
mod notes;
mod opened;
mod overview;
pub mod paste;
mod person;
mod print;
mod remind;
pub mod replies;
mod reports;
mod resend;
mod rest;
mod roll;
mod script;
mod sheet;
mod step_in;
pub mod team;
pub mod timeline;
pub mod to_call;
mod together;
mod type_in;
mod worries;

pub use crate::conversation::snapshot;
pub use live::Hub;

/// Returns the pages of the desk that show people and messages.
pub fn routes() -> Routes {
    overview::routes()
        .merge(map::routes())
        .merge(roll::routes())
        .merge(add::routes())
        .merge(sheet::routes())
        .merge(find::routes())
        .merge(person::routes())
        .merge(contact::routes())
        .merge(endings::routes())
        .merge(notes::routes())
        .merge(remind::routes())
        .merge(rest::routes())
        .merge(resend::routes())
        .merge(step_in::routes())
        .merge(bulk::routes())
        .merge(replies::routes())
        .merge(asked::routes())
        .merge(message::routes())
        .merge(instead::routes())
        .merge(print::routes())
        .merge(type_in::routes())
        .merge(behalf::routes())
        .merge(script::routes())
        .merge(calls::routes())
        .merge(call_list::routes())
        .merge(letters::routes())
        .merge(reports::routes())
        .merge(worries::routes())
        .merge(gatherings::routes())
        .merge(close::routes())
        .merge(health::routes())
        .merge(chains::routes())
        .merge(team::routes())
        .merge(log::routes())
        .merge(live::routes())
}

/// Finds a person of this chain.
pub async fn find_person(
    conn: &impl ConnectionTrait,
    face: &Face,
    id: Uuid,
) -> Result<Option<participant::Model>, DbErr> {
    Ok(people::find(conn, id)
        .await?
        .filter(|person| person.chain == face.chain.id))
}

/// A person of a list who could not be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Their place in the list, from 0.
    pub at: usize,
    pub why: NotAdded,
}

/// Adds first people. Roll back when some were refused: all are added, or none.
pub async fn add_people(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    organiser: Uuid,
    new: Vec<NewStarter>,
) -> Result<Result<Vec<Uuid>, Vec<Refused>>, DbErr> {
    let (mut added, mut refused) = (Vec::new(), Vec::new());
    for (at, starter) in new.into_iter().enumerate() {
        match people::add_starter(txn, means, face, organiser, starter).await? {
            Ok(person) => {
                note(txn, means, organiser, "person.added", &person).await?;
                added.push(person.id);
            }
            Err(why) => refused.push(Refused { at, why }),
        }
    }
    Ok(if refused.is_empty() {
        Ok(added)
    } else {
        Err(refused)
    })
}

/// Adds a first person whom we reach by phone only.
pub async fn add_by_phone(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    organiser: Uuid,
    new: NewByPhone,
) -> Result<Result<Vec<Uuid>, Vec<Refused>>, DbErr> {
    match by_phone::add_starter(txn, means, face, organiser, new).await? {
        Ok(person) => {
            note(txn, means, organiser, "person.added", &person).await?;
            Ok(Ok(vec![person.id]))
        }
        Err(why) => Ok(Err(vec![Refused { at: 0, why }])),
    }
}

/// Opens a person's contact details for an organiser, and logs it (I2).
pub async fn show_details(
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

/// What came of asking for a new link for somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NewLink {
    Sent,
    /// Three were sent within the hour.
    TooOften,
    /// They have not said yes, have left, or we hold no address.
    CannotBe,
}

/// Tells whether somebody can be sent a new link: they said yes, are still here, and can be written to.
pub fn may_have_new_link(person: &participant::Model) -> bool {
    person.agreed_at.is_some()
        && person.stopped_at.is_none()
        && person.erased_at.is_none()
        && person.email.is_some()
        && person.bounced_at.is_none()
}

/// Sends somebody a new link; the old one ends at once.
pub async fn send_new_link(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    organiser: Uuid,
    person: &participant::Model,
) -> Result<NewLink, DbErr> {
    if !may_have_new_link(person) {
        return Ok(NewLink::CannotBe);
    }
    let before = links::find_live(txn, person.id, LinkKind::Act).await?;
    answer::send_new_link(txn, means, face, person).await?;
    let after = links::find_live(txn, person.id, LinkKind::Act).await?;
    if before.map(|link| link.id) == after.map(|link| link.id) {
        return Ok(NewLink::TooOften);
    }
    note(txn, means, organiser, "link.renewed", person).await?;
    Ok(NewLink::Sent)
}

/// Forgets somebody who asked an organiser for it: what they have open ends kindly, and the other side is told.
pub async fn forget(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    organiser: Uuid,
    person: &participant::Model,
) -> Result<Outcome, DbErr> {
    if person.erased_at.is_some() {
        return Ok(Outcome::AlreadyDone);
    }
    answer::leave_conversations(txn, means, face, person).await?;
    erasure::forget(txn, means, person.id).await?;
    note(txn, means, organiser, "person.forgotten", person).await?;
    Ok(Outcome::Done)
}

/// Gives somebody whose message came back another address, and writes to them again: the invitation to who has not
/// answered, a new link to who said yes.
pub async fn correct_address(
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
pub async fn change_address(
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
pub async fn change_phone(
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
pub fn may_change_address(person: &participant::Model) -> bool {
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

/// Lets a message that is on hold or was given up be sent at once, and notes who said so.
pub async fn try_again(
    txn: &DatabaseTransaction,
    means: &Means,
    organiser: Uuid,
    message: &outbox::Model,
) -> Result<Outcome, DbErr> {
    if !mail::try_again(txn, &means.sources, message).await? {
        return Ok(Outcome::AlreadyDone);
    }
    let by = By::Organiser(organiser);
    let (object, chain) = (Some(message.id), message.chain);
    audit::note(txn, &means.sources, by, "message.again", object, chain).await?;
    Ok(Outcome::Done)
}

async fn note(
    txn: &DatabaseTransaction,
    means: &Means,
    organiser: Uuid,
    act: &'static str,
    person: &participant::Model,
) -> Result<(), DbErr> {
    audit::organiser_did(txn, means, organiser, act, person.id, person.chain).await
}
