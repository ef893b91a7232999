//! What would happen if a list was added now: who would be asked, and which row is left out for what reason.
//!
//! The page shows it, and adding works it out again in its own transaction, because others act meanwhile.

use std::collections::BTreeSet;

use entity::participant;
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::columns::{self, Good, List, Mapping};
use super::wrong::{Bad, Wrong};
use crate::chain::Face;
use crate::desk::starters::{add_by_phone, add_people};
use crate::mail;
use crate::means::Means;
use crate::people::by_phone::{self, NewByPhone};
use crate::people::{self, NewStarter, NotAdded, Prefs};

/// A list, looked through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    pub good: Vec<Good>,
    /// In the order of the rows.
    pub bad: Vec<Bad>,
}

/// Looks a list through.
pub async fn check(
    conn: &impl ConnectionTrait,
    means: &Means,
    chain: Uuid,
    list: &List,
    mapping: &Mapping,
) -> Result<Checked, DbErr> {
    let (read, mut bad) = columns::people(list, mapping);
    let by_phone = phones(conn, means, chain).await?;
    let mut good = Vec::new();
    for person in read {
        match why_not(conn, means, chain, &person, &by_phone).await? {
            None => good.push(person),
            Some(why) => bad.push(Bad {
                number: person.number,
                wrong: match why {
                    NotAdded::AlreadyHere => Wrong::AlreadyHere,
                    NotAdded::MayNotBeAsked => Wrong::MayNotBeAsked,
                },
                earlier: 0,
            }),
        }
    }
    bad.sort_by_key(|bad| bad.number);
    Ok(Checked { good, bad })
}

/// The hash of a phone number with the name that goes with it: a home shares its phone.
type Known = BTreeSet<(Vec<u8>, String)>;

async fn phones(conn: &impl ConnectionTrait, means: &Means, chain: Uuid) -> Result<Known, DbErr> {
    let people = participant::Entity::find()
        .filter(participant::Column::Chain.eq(chain))
        .filter(participant::Column::Phone.is_not_null())
        .all(conn)
        .await?;
    let known = |person: &participant::Model| {
        let name = people::shown_name(person).to_lowercase();
        by_phone::index_of(means, person).map(|index| (index, name))
    };
    Ok(people.iter().filter_map(known).collect())
}

async fn why_not(
    conn: &impl ConnectionTrait,
    means: &Means,
    chain: Uuid,
    person: &Good,
    by_phone: &Known,
) -> Result<Option<NotAdded>, DbErr> {
    match (&person.email, &person.phone) {
        (Some(email), _) => {
            let index = means.keys.address_index(email);
            people::why_not_asked(conn, means, chain, &index).await
        }
        (None, phone) => {
            let index = by_phone::index(means, phone.as_deref().unwrap_or_default());
            if by_phone.contains(&(index.clone(), person.name.to_lowercase())) {
                return Ok(Some(NotAdded::AlreadyHere));
            }
            let not = mail::suppression::is_suppressed(conn, &index, means.now()).await?;
            Ok(not.then_some(NotAdded::MayNotBeAsked))
        }
    }
}

/// Adds one person of a list. Returns their row's id, or nothing when they may not be asked after all.
pub async fn add(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    organiser: Uuid,
    person: &Good,
    language: &str,
) -> Result<Option<Uuid>, DbErr> {
    let (name, language) = (person.name.clone(), language.to_owned());
    let added = match (&person.email, &person.phone) {
        (Some(email), _) => {
            let email = email.clone();
            let new = NewStarter {
                name,
                email,
                language,
            };
            add_people(txn, means, face, organiser, vec![new]).await?
        }
        (None, phone) => {
            let phone = phone.clone().unwrap_or_default();
            let new = NewByPhone {
                name,
                phone,
                language,
            };
            add_by_phone(txn, means, face, organiser, new).await?
        }
    };
    let Some(id) = added.ok().and_then(|ids| ids.first().copied()) else {
        return Ok(None);
    };
    if let (Some(_), Some(phone)) = (&person.email, &person.phone) {
        people::save_prefs(txn, means, id, &Prefs::default(), Some(phone)).await?;
    }
    Ok(Some(id))
}
