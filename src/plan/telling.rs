//! Telling people about the plan: that it is ready, what happened with an action, that they can vote. Only those who said
//! yes, did not stop, and have an address that works; each message leads to their own page.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::shared::LinkKind;
use entity::{link, participant};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, PaginatorTrait,
    QueryFilter, QueryOrder, Select,
};
use uuid::Uuid;

use crate::mail::{self, To};
use crate::means::Means;
use crate::people;
use crate::people::emails::Draft;

/// Selects the people of a chain who can be told, oldest first.
pub(super) fn can_be_told(chain: Uuid) -> Select<participant::Entity> {
    participant::Entity::find()
        .filter(participant::Column::Chain.eq(chain))
        .filter(participant::Column::AgreedAt.is_not_null())
        .filter(participant::Column::StoppedAt.is_null())
        .filter(participant::Column::ErasedAt.is_null())
        .filter(participant::Column::BouncedAt.is_null())
        .filter(participant::Column::Email.is_not_null())
        .order_by_asc(participant::Column::Id)
}

/// Tells whether no message reaches a person who said yes.
pub(super) const fn is_silent(person: &participant::Model) -> bool {
    person.email.is_none() || person.bounced_at.is_some() || person.stopped_at.is_some()
}

/// Counts the people of a chain who can be told.
pub async fn count(conn: &impl ConnectionTrait, chain: Uuid) -> Result<u64, DbErr> {
    can_be_told(chain).count(conn).await
}

/// Stores a message for each of these people, to go out when it is `due`. Whether an address may be written to at all is
/// asked again when it is sent. Returns how many there are.
pub(super) async fn tell_each(
    txn: &DatabaseTransaction,
    means: &Means,
    people: Vec<participant::Model>,
    due: DateTime<Utc>,
    words: impl Fn(&participant::Model, &str) -> Draft,
) -> Result<usize, DbErr> {
    let links: HashMap<Uuid, link::Model> = link::Entity::find()
        .filter(link::Column::Participant.is_in(people.iter().map(|p| p.id)))
        .filter(link::Column::Kind.eq(LinkKind::Act))
        .filter(link::Column::RevokedAt.is_null())
        .all(txn)
        .await?
        .into_iter()
        .map(|link| (link.participant, link))
        .collect();
    let mut told = 0;
    for person in people {
        let details = people::details(means, &person).unwrap_or_default();
        let (Some(address), Some(link)) = (details.email, links.get(&person.id)) else {
            continue;
        };
        let email = words(&person, &address).finish(To::participant(link), due);
        mail::enqueue(txn, &means.sources, &means.keys, email).await?;
        told += 1;
    }
    Ok(told)
}
