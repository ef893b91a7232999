//! Letting an organiser write for somebody, for a few hours, with the source of their words noted.

use chrono::{DateTime, Duration, Utc};
use entity::participant;
use entity::shared::LinkKind;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr};
use uuid::Uuid;

use super::note;
use crate::keys::Pass;
use crate::means::{Acting, Means};
use crate::people::by_phone;
use crate::people::links::{self, Opened};

/// How long a pass holds.
const HOLDS: Duration = Duration::hours(8);

/// Makes the pass by which an organiser comes to a person's pages; `None` when the person has no live link, has
/// stopped, or was forgotten.
pub async fn find_pass(
    conn: &impl ConnectionTrait,
    means: &Means,
    person: &participant::Model,
    acting: Acting,
) -> Result<Option<Pass>, DbErr> {
    if person.erased_at.is_some() || person.stopped_at.is_some() {
        return Ok(None);
    }
    let Some(link) = links::find_live(conn, person.id, LinkKind::Act).await? else {
        return Ok(None);
    };
    let pass = Pass {
        link: link.id,
        generation: link.generation,
        until: (means.now() + HOLDS).timestamp(),
        acting: Some(acting),
    };
    let opened = links::open_pass(conn, &pass, means.now()).await?;
    Ok(matches!(opened, Opened::Live(_)).then_some(pass))
}

/// Begins to write for a person, and notes who does.
pub async fn write_for(
    txn: &DatabaseTransaction,
    means: &Means,
    person: &participant::Model,
    acting: Acting,
) -> Result<Option<Pass>, DbErr> {
    let pass = find_pass(txn, means, person, acting).await?;
    if pass.is_some() {
        note(txn, means, acting.organiser, "person.written_for", person).await?;
    }
    Ok(pass)
}

/// Notes that an organiser told a person on the phone where things stood at `at`: they leave the list of calls until
/// something new happens.
pub async fn tell(
    txn: &DatabaseTransaction,
    means: &Means,
    organiser: Uuid,
    person: &participant::Model,
    at: DateTime<Utc>,
) -> Result<(), DbErr> {
    by_phone::note_told(txn, person.id, at).await?;
    note(txn, means, organiser, "person.told", person).await
}
