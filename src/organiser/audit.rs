//! The audit log: who saw or changed what, when. Ids only; the database refuses to change or delete a row.

use entity::audit;
use entity::shared::Actor;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, DatabaseTransaction, DbErr};
use uuid::Uuid;

use crate::means::Means;
use crate::sources::Sources;

/// Whoever acted.
#[derive(Clone, Copy, Debug)]
pub enum By {
    Organiser(Uuid),
    Participant(Uuid),
    System,
}

/// Returns who acts for a person: they themself, or the organiser who writes for them.
pub fn by(means: &Means, person: Uuid) -> By {
    means
        .entered_by()
        .map_or(By::Participant(person), By::Organiser)
}

/// Notes an act, inside the transaction of the change it tells of. `act` is a short stable word like `details.shown`.
pub async fn note(
    txn: &DatabaseTransaction,
    sources: &Sources,
    by: By,
    act: &'static str,
    object: Option<Uuid>,
    chain: Option<Uuid>,
) -> Result<(), DbErr> {
    let (actor_kind, actor_id) = match by {
        By::Organiser(id) => (Actor::Organiser, Some(id)),
        By::Participant(id) => (Actor::Participant, Some(id)),
        By::System => (Actor::System, None),
    };
    audit::ActiveModel {
        id: Set(sources.id()),
        at: Set(sources.now()),
        actor_kind: Set(actor_kind),
        actor_id: Set(actor_id),
        act: Set(act.to_owned()),
        object_id: Set(object),
        chain: Set(chain),
    }
    .insert(txn)
    .await?;
    Ok(())
}

/// Notes what an organiser did to something of a chain.
pub async fn organiser_did(
    txn: &DatabaseTransaction,
    means: &Means,
    organiser: Uuid,
    act: &'static str,
    object: Uuid,
    chain: Uuid,
) -> Result<(), DbErr> {
    let by = By::Organiser(organiser);
    note(txn, &means.sources, by, act, Some(object), Some(chain)).await
}
