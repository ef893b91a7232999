//! How somebody comes into a chain whom nobody of the chain named: as a first person, by the public page, by a street's
//! letter. Nobody does whose address may not be asked; who does has a link to act by and one to stop by. The row itself
//! is the same for those who are named ([`new_row`]).

use chrono::{DateTime, Duration, Utc};
use entity::participant;
use entity::shared::{Door, LinkKind};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, DatabaseTransaction, DbErr};
use uuid::Uuid;

use super::{FORGET_AFTER, NotAdded, emails, links, why_not_asked};
use crate::chain::Face;
use crate::keys::Place;
use crate::mail::{self, To};
use crate::means::Means;

/// Somebody an organiser adds as a first person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewStarter {
    pub name: String,
    pub email: String,
    pub language: String,
}

/// Adds a first person and stores the message that asks them to start.
pub async fn add_starter(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    by: Uuid,
    new: NewStarter,
) -> Result<Result<participant::Model, NotAdded>, DbErr> {
    let index = means.keys.address_index(&new.email);
    if let Some(why) = why_not_asked(txn, means, face.chain.id, &index).await? {
        return Ok(Err(why));
    }
    let id = means.id();
    let row = participant::ActiveModel {
        branch: Set(Some(id)),
        depth: Set(Some(0)),
        door: Set(Door::Starter),
        entered_by: Set(Some(by)),
        source: Set("organiser".to_owned()),
        ..new_row(means, id, face.chain.id, &new.name, &new.language)
    };
    let person = with_email(means, id, row, &new.email).insert(txn).await?;
    let ends = means.now() + Duration::days(i64::from(face.chain.rules.invitation_days));
    let to = give_links(txn, means, id, ends).await?;
    let draft = emails::starter_invite(face, &person, &new.email, ends, means.now() + FORGET_AFTER);
    let email = draft.finish(to, means.now());
    mail::enqueue(txn, &means.sources, &means.keys, email).await?;
    Ok(Ok(person))
}

/// Adds somebody whom nobody of the chain named: by the public page (door `Pool`) or by a printed code (door `Letter`).
///
/// They have no place in the tree until they are matched, and an act-link that ends with the time to answer. Whoever
/// comes by the public page is asked by e-mail whether it is really them; the caller tells the others.
pub async fn add_newcomer(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    door: Door,
    name: &str,
    email: Option<&str>,
    language: &str,
) -> Result<Result<participant::Model, NotAdded>, DbErr> {
    if let Some(email) = email {
        let index = means.keys.address_index(email);
        if let Some(why) = why_not_asked(txn, means, face.chain.id, &index).await? {
            return Ok(Err(why));
        }
    }
    let id = means.id();
    let row = participant::ActiveModel {
        door: Set(door),
        ..new_row(means, id, face.chain.id, name, language)
    };
    let row = match email {
        Some(email) => with_email(means, id, row, email),
        None => row,
    };
    let person = row.insert(txn).await?;
    let ends = means.now() + Duration::days(i64::from(face.chain.rules.invitation_days));
    let to = give_links(txn, means, id, ends).await?;
    if let (Door::Pool, Some(email)) = (door, email) {
        let draft = emails::pool_confirm(face, &person, email, means.now() + FORGET_AFTER);
        let email = draft.finish(to, means.now());
        mail::enqueue(txn, &means.sources, &means.keys, email).await?;
    }
    Ok(Ok(person))
}

/// Gives a new person the link to act by, which ends with the time to answer, and the one to stop by.
async fn give_links(
    txn: &DatabaseTransaction,
    means: &Means,
    person: Uuid,
    ends: DateTime<Utc>,
) -> Result<To, DbErr> {
    let act = links::issue(txn, means, person, LinkKind::Act, Some(ends)).await?;
    links::issue(txn, means, person, LinkKind::Stop, None).await?;
    Ok(To::participant(&act))
}

/// A row with everything empty that a way of coming in fills.
pub fn new_row(
    means: &Means,
    id: Uuid,
    chain: Uuid,
    name: &str,
    language: &str,
) -> participant::ActiveModel {
    participant::ActiveModel {
        id: Set(id),
        chain: Set(chain),
        parent: Set(None),
        branch: Set(None),
        depth: Set(None),
        depth_above: Set(None),
        door: Set(Door::Nominated),
        language: Set(language.to_owned()),
        name: Set(Some(name.to_owned())),
        email: Set(None),
        phone: Set(None),
        email_index: Set(None),
        prefs: Set(None),
        entered_by: Set(means.entered_by()),
        source: Set(means.source().to_owned()),
        joined_at: Set(means.now()),
        waiting_since: Set(None),
        agreed_at: Set(None),
        finished_at: Set(None),
        bounced_at: Set(None),
        stopped_at: Set(None),
        erased_at: Set(None),
        told_at: Set(None),
    }
}

/// Puts a sealed address into a row.
pub fn with_email(
    means: &Means,
    id: Uuid,
    row: participant::ActiveModel,
    email: &str,
) -> participant::ActiveModel {
    participant::ActiveModel {
        email: Set(Some(means.keys.seal(
            &means.sources,
            Place::ParticipantEmail,
            id,
            email,
        ))),
        email_index: Set(Some(means.keys.address_index(email))),
        ..row
    }
}
