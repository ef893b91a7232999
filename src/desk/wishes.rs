//! What an organiser does because somebody asked for it: sends a new link, or has them forgotten.

use entity::participant;
use entity::shared::LinkKind;
use sea_orm::{DatabaseTransaction, DbErr};
use uuid::Uuid;

use super::note;
use crate::chain::Face;
use crate::conversation::{Outcome, answer};
use crate::erasure;
use crate::means::Means;
use crate::people::links;

/// What came of asking for a new link for somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NewLink {
    Sent,
    /// Three were sent within the hour.
    TooOften,
    /// They have not said yes, have left, or we hold no address.
    CannotBe,
}

/// Tells whether somebody can be sent a new link: they said yes, are still here, and can be written to.
pub(super) fn may_have_new_link(person: &participant::Model) -> bool {
    person.agreed_at.is_some()
        && person.stopped_at.is_none()
        && person.erased_at.is_none()
        && person.email.is_some()
        && person.bounced_at.is_none()
}

/// Sends somebody a new link; the old one ends at once.
pub(super) async fn send_new_link(
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
pub(super) async fn forget(
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
