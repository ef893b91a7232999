//! What organisers note about a person for each other: a note, or how a phone call went. The words are sealed.
//!
//! People may know what is written about them: their page says who noted something and when, and the words stand in the
//! copy they can ask for (docs/decisions/0016). When they are forgotten the notes go too (I7).

use chrono::{DateTime, Utc};
use entity::shared::NoteKind;
use entity::{note, participant};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait, QueryFilter, QueryOrder,
};
use uuid::Uuid;

use crate::chain;
use crate::keys::{Place, Unreadable};
use crate::means::Means;
use crate::organiser::audit;

/// The longest note, in characters.
pub const TEXT_MAX: usize = 2_000;

/// A note as it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    pub id: Uuid,
    pub kind: NoteKind,
    /// Empty for a call about which nothing more was written.
    pub text: String,
    pub organiser: Uuid,
    pub at: DateTime<Utc>,
}

/// Keeps a note about a person. Nothing is kept of who was forgotten.
pub async fn add(
    txn: &DatabaseTransaction,
    means: &Means,
    organiser: Uuid,
    person: &participant::Model,
    kind: NoteKind,
    text: &str,
) -> Result<(), DbErr> {
    // Held against an erasure at the same moment, where the database has rows to hold.
    let here = participant::Entity::update_many()
        .col_expr(participant::Column::Chain, Expr::value(person.chain))
        .filter(participant::Column::Id.eq(person.id))
        .filter(participant::Column::ErasedAt.is_null())
        .exec(txn)
        .await?;
    if here.rows_affected == 0 {
        return Ok(());
    }
    let id = means.id();
    let sealed = || means.keys.seal(&means.sources, Place::NoteText, id, text);
    note::ActiveModel {
        id: Set(id),
        chain: Set(person.chain),
        participant: Set(person.id),
        organiser: Set(organiser),
        kind: Set(kind),
        text: Set((!text.is_empty()).then(sealed)),
        at: Set(means.now()),
    }
    .insert(txn)
    .await?;
    let act = match kind {
        NoteKind::Note => "note.added",
        NoteKind::Talked | NoteKind::NoAnswer | NoteKind::LeftMessage => "call.logged",
    };
    audit::organiser_did(txn, means, organiser, act, person.id, person.chain).await
}

/// Lists the notes about a person, oldest first, and opens them.
pub async fn list(
    conn: &impl ConnectionTrait,
    means: &Means,
    person: Uuid,
) -> Result<Result<Vec<Note>, Unreadable>, DbErr> {
    let rows = note::Entity::find()
        .filter(note::Column::Participant.eq(person))
        .order_by_asc(note::Column::At)
        .order_by_asc(note::Column::Id)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|row| open(means, row)).collect())
}

fn open(means: &Means, row: note::Model) -> Result<Note, Unreadable> {
    let text = row
        .text
        .map(|sealed| means.keys.open(Place::NoteText, row.id, &sealed))
        .transpose()?;
    Ok(Note {
        id: row.id,
        kind: row.kind,
        text: text.unwrap_or_default(),
        organiser: row.organiser,
        at: row.at,
    })
}

/// Finds the newest note that an organiser made about a person.
pub async fn find_newest(
    conn: &impl ConnectionTrait,
    organiser: Uuid,
    person: Uuid,
) -> Result<Option<Uuid>, DbErr> {
    let row = note::Entity::find()
        .filter(note::Column::Participant.eq(person))
        .filter(note::Column::Organiser.eq(organiser))
        .order_by_desc(note::Column::At)
        .order_by_desc(note::Column::Id)
        .one(conn)
        .await?;
    Ok(row.map(|row| row.id))
}

/// Returns what a note is; nothing when it is gone.
pub async fn find_kind(conn: &impl ConnectionTrait, id: Uuid) -> Result<Option<NoteKind>, DbErr> {
    let row = note::Entity::find_by_id(id).one(conn).await?;
    Ok(row.map(|row| row.kind))
}

/// Removes a note; only who wrote it can. Returns false when it was gone, or is somebody else's.
pub async fn remove(
    txn: &DatabaseTransaction,
    means: &Means,
    organiser: Uuid,
    person: &participant::Model,
    id: Uuid,
) -> Result<bool, DbErr> {
    let done = note::Entity::delete_many()
        .filter(note::Column::Id.eq(id))
        .filter(note::Column::Participant.eq(person.id))
        .filter(note::Column::Organiser.eq(organiser))
        .exec(txn)
        .await?;
    let removed = done.rows_affected == 1;
    if removed {
        let (act, chain) = ("note.removed", person.chain);
        audit::organiser_did(txn, means, organiser, act, person.id, chain).await?;
    }
    Ok(removed)
}

/// Removes all notes about a person who is forgotten (I7).
pub async fn forget(txn: &DatabaseTransaction, person: Uuid) -> Result<(), DbErr> {
    note::Entity::delete_many()
        .filter(note::Column::Participant.eq(person))
        .exec(txn)
        .await?;
    Ok(())
}

/// Removes the notes of chains that were closed before `closed_before`. Returns how many.
pub async fn forget_old(
    txn: &DatabaseTransaction,
    closed_before: DateTime<Utc>,
) -> Result<u64, DbErr> {
    let done = note::Entity::delete_many()
        .filter(note::Column::Chain.in_subquery(chain::state::closed_before(closed_before)))
        .exec(txn)
        .await?;
    Ok(done.rows_affected)
}
