//! What the room said at a gathering: dots or hands for each theme, and a note, as an organiser typed them in.
//!
//! It stands beside the chats and is never counted as one: nobody checked it, and the same people may have talked
//! before. Anyone may read only how much was said, and only where an organiser ticked it.

use chrono::{DateTime, Utc};
use entity::{gathering, room, room_said};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait, QueryFilter, QueryOrder,
};
use uuid::Uuid;

use super::themes::Family;
use crate::means::Means;
use crate::organiser::audit;

/// The most dots or hands for one theme.
pub const HANDS_MAX: i32 = 10_000;
/// The longest note, in characters.
pub const NOTE_MAX: usize = 300;

/// What the room said of one theme; nothing at all takes the line out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub theme: Uuid,
    pub hands: Option<i32>,
    pub note: String,
}

/// Tells whether anything can have been said: the gathering began and was not called off.
pub fn was_held(gathering: &gathering::Model, now: DateTime<Utc>) -> bool {
    gathering.cancelled_at.is_none() && gathering.starts_at <= now
}

/// Keeps the lines that were changed, and whether anyone may read of it where that was changed. Themes of another chain
/// are passed over. Returns false when the gathering was not held.
pub async fn keep(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    gathering: &gathering::Model,
    changed: &[Line],
    public: Option<bool>,
) -> Result<bool, DbErr> {
    if !was_held(gathering, means.now()) {
        return Ok(false);
    }
    if changed.is_empty() && public.is_none() {
        return Ok(true);
    }
    keep_room(txn, means, by, gathering, public).await?;
    let family = Family::read(txn, gathering.chain).await?;
    let known = |line: &&Line| family.get(line.theme).is_some();
    for line in changed.iter().filter(known) {
        room_said::Entity::delete_many()
            .filter(room_said::Column::Gathering.eq(gathering.id))
            .filter(room_said::Column::Theme.eq(line.theme))
            .exec(txn)
            .await?;
        if line.hands.is_some() || !line.note.is_empty() {
            insert(txn, means, by, gathering.id, line).await?;
        }
    }
    audit::organiser_did(txn, means, by, "room.kept", gathering.id, gathering.chain).await?;
    Ok(true)
}

async fn keep_room(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    gathering: &gathering::Model,
    public: Option<bool>,
) -> Result<(), DbErr> {
    let row = room::ActiveModel {
        gathering: Set(gathering.id),
        chain: Set(gathering.chain),
        public_at: Set(public.unwrap_or(false).then(|| means.now())),
        entered_by: Set(by),
        at: Set(means.now()),
    };
    let mut again = vec![room::Column::EnteredBy, room::Column::At];
    if public.is_some() {
        again.push(room::Column::PublicAt);
    }
    room::Entity::insert(row)
        .on_conflict(
            OnConflict::column(room::Column::Gathering)
                .update_columns(again)
                .to_owned(),
        )
        .exec_without_returning(txn)
        .await?;
    Ok(())
}

async fn insert(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    gathering: Uuid,
    line: &Line,
) -> Result<(), DbErr> {
    room_said::ActiveModel {
        id: Set(means.id()),
        gathering: Set(gathering),
        theme: Set(Some(line.theme)),
        hands: Set(line.hands),
        note: Set(line.note.clone()),
        entered_by: Set(by),
        at: Set(means.now()),
    }
    .insert(txn)
    .await?;
    Ok(())
}

/// Finds who typed in last what a room said, and whether anyone may read of it.
pub async fn find(
    conn: &impl ConnectionTrait,
    gathering: Uuid,
) -> Result<Option<room::Model>, DbErr> {
    room::Entity::find_by_id(gathering).one(conn).await
}

/// Lists what a room said, in the order in which it was typed in.
pub async fn list(
    conn: &impl ConnectionTrait,
    gathering: Uuid,
) -> Result<Vec<room_said::Model>, DbErr> {
    room_said::Entity::find()
        .filter(room_said::Column::Gathering.eq(gathering))
        .order_by_asc(room_said::Column::Id)
        .all(conn)
        .await
}

/// What one room said of a theme.
#[derive(Clone, Debug)]
pub struct Heard {
    pub gathering: gathering::Model,
    pub said: room_said::Model,
}

/// Lists what rooms said of a theme, of what was merged into it and of its parts; the last gathering first.
pub async fn of_theme(
    conn: &impl ConnectionTrait,
    family: &Family,
    theme: Uuid,
) -> Result<Vec<Heard>, DbErr> {
    let rows = room_said::Entity::find()
        .filter(room_said::Column::Theme.is_in(family.under(theme)))
        .order_by_asc(room_said::Column::Id)
        .all(conn)
        .await?;
    let gatherings = gathering::Entity::find()
        .filter(gathering::Column::Id.is_in(rows.iter().map(|row| row.gathering)))
        .all(conn)
        .await?;
    let heard = |said: room_said::Model| {
        let of = gatherings.iter().find(|one| one.id == said.gathering)?;
        let gathering = of.clone();
        Some(Heard { gathering, said })
    };
    let mut all: Vec<Heard> = rows.into_iter().filter_map(heard).collect();
    all.sort_by_key(|one| std::cmp::Reverse(one.gathering.starts_at));
    Ok(all)
}

/// What anyone may read of a gathering: how many themes were spoken of, and how many dots or hands there were.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sum {
    pub starts_at: DateTime<Utc>,
    pub themes: usize,
    pub hands: i64,
}

/// Lists what anyone may read of a chain's gatherings, the last first.
pub async fn list_public(conn: &impl ConnectionTrait, chain: Uuid) -> Result<Vec<Sum>, DbErr> {
    let rooms = room::Entity::find()
        .filter(room::Column::Chain.eq(chain))
        .filter(room::Column::PublicAt.is_not_null())
        .all(conn)
        .await?;
    let ids = || rooms.iter().map(|room| room.gathering);
    let gatherings = gathering::Entity::find()
        .filter(gathering::Column::Id.is_in(ids()))
        .order_by_desc(gathering::Column::StartsAt)
        .all(conn)
        .await?;
    let said = room_said::Entity::find()
        .filter(room_said::Column::Gathering.is_in(ids()))
        .all(conn)
        .await?;
    let sum = |one: gathering::Model| {
        let lines = || said.iter().filter(|line| line.gathering == one.id);
        Sum {
            starts_at: one.starts_at,
            themes: lines().count(),
            hands: lines().filter_map(|line| line.hands).map(i64::from).sum(),
        }
    };
    let mut all: Vec<Sum> = gatherings.into_iter().map(sum).collect();
    all.retain(|sum| sum.themes > 0);
    Ok(all)
}
