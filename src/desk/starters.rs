//! Adding first people: all of a list come in, or none of them.

use sea_orm::{DatabaseTransaction, DbErr};
use uuid::Uuid;

use super::note;
use crate::chain::Face;
use crate::means::Means;
use crate::people::by_phone::{self, NewByPhone};
use crate::people::{self, NewStarter, NotAdded};

/// A person of a list who could not be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Refused {
    /// Their place in the list, from 0.
    pub at: usize,
    pub why: NotAdded,
}

/// Adds first people. Roll back when some were refused: all are added, or none.
pub(super) async fn add_people(
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
pub(super) async fn add_by_phone(
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
