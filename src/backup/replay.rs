//! Doing again what people had deleted after a backup was made. The real rules are called, so that a restored database is
//! as if each had asked once more.

use std::collections::HashSet;
use std::fmt;

use chrono::{DateTime, Utc};
use entity::shared::SuppressionReason;
use entity::{erasure_ledger, insight, suppression};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
    QuerySelect,
};
use uuid::Uuid;

use super::ledger::{Entry, What};
use crate::chain;
use crate::conversation::check::may_be_shown;
use crate::conversation::{Outcome, answer, take_out};
use crate::db::{self, Db};
use crate::erasure;
use crate::mail::suppression as list;
use crate::means::Means;
use crate::organiser::audit::{self, By};
use crate::people;

/// How many points are looked up at once.
const A_LOOK: usize = 500;

/// What was done again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Replayed {
    pub people: usize,
    pub points: usize,
    pub stopped: usize,
    pub never: usize,
}

impl Replayed {
    pub fn is_any(self) -> bool {
        self != Self::default()
    }
}

impl fmt::Display for Replayed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            people,
            points,
            stopped,
            never,
        } = self;
        write!(
            f,
            "{people} people forgotten, {points} points taken back, {stopped} people stopped, {never} addresses not to \
             be written to"
        )
    }
}

/// Does again what the ledger holds and the database does not. Whoever stopped could come back, and an address could be
/// freed: both count only when they happened after `backup`, the moment the database is from.
pub async fn replay(
    db: &Db,
    means: &Means,
    entries: &[Entry],
    backup: Option<DateTime<Utc>>,
) -> Result<Replayed, DbErr> {
    let later = |entry: &&Entry| backup.is_some_and(|backup| entry.at >= backup);
    let of = |what: What| entries.iter().filter(move |entry| entry.what == what);
    let mut done = Replayed {
        people: people(db, means, of(What::Person)).await?,
        ..Replayed::default()
    };
    let points: Vec<&Entry> = of(What::Words).chain(of(What::Quote)).collect();
    for some in points.chunks(A_LOOK) {
        done.points += take_back(db, means, some).await?;
    }
    for entry in of(What::Stopped).filter(later) {
        done.stopped += usize::from(stop(db, means, entry).await?);
    }
    for entry in of(What::Never).filter(later) {
        done.never += usize::from(never(db, means, entry).await?);
    }
    Ok(done)
}

async fn people(
    db: &Db,
    means: &Means,
    entries: impl Iterator<Item = &Entry>,
) -> Result<usize, DbErr> {
    let held: Vec<Uuid> = erasure_ledger::Entity::find()
        .select_only()
        .column(erasure_ledger::Column::ObjectId)
        .into_tuple()
        .all(&db.read)
        .await?;
    let mut held: HashSet<Uuid> = held.into_iter().collect();
    let mut done = 0;
    for id in entries.filter_map(Entry::uuid) {
        if !held.insert(id) {
            continue;
        }
        let txn = db::begin_write(db).await?;
        done += usize::from(forget(&txn, means, id).await?);
        txn.commit().await?;
    }
    Ok(done)
}

/// Forgets a person. Somebody this database never knew is noted, so that they are not looked for again.
async fn forget(txn: &DatabaseTransaction, means: &Means, id: Uuid) -> Result<bool, DbErr> {
    let Some(person) = people::find(txn, id).await? else {
        let entry = erasure_ledger::ActiveModel {
            object_id: Set(id),
            at: Set(means.now()),
        };
        erasure_ledger::Entity::insert(entry)
            .on_conflict(
                OnConflict::column(erasure_ledger::Column::ObjectId)
                    .do_nothing()
                    .to_owned(),
            )
            .exec_without_returning(txn)
            .await?;
        return Ok(false);
    };
    if let Some(face) = chain::find_face(txn, person.chain).await? {
        answer::leave_conversations(txn, means, &face, &person).await?;
    }
    let (whose, chain) = (Some(id), Some(person.chain));
    audit::note(
        txn,
        &means.sources,
        By::System,
        "person.erased",
        whose,
        chain,
    )
    .await?;
    erasure::forget(txn, means, id).await?;
    Ok(true)
}

async fn take_back(db: &Db, means: &Means, entries: &[&Entry]) -> Result<usize, DbErr> {
    let ids = entries.iter().filter_map(|entry| entry.uuid());
    let rows = insight::Entity::find()
        .filter(insight::Column::Id.is_in(ids))
        .filter(insight::Column::StruckAt.is_null())
        .filter(insight::Column::WithdrawnAt.is_null())
        .all(&db.read)
        .await?;
    let says = |what: What, point: &insight::Model| {
        let id = point.id.to_string();
        let of = entries.iter().filter(move |e| e.what == what && e.id == id);
        of.map(|entry| entry.at).max()
    };
    let mut done = 0;
    for point in &rows {
        let out = says(What::Words, point).is_some();
        // The newest answer about a quote counts.
        let silenced = says(What::Quote, point)
            .is_some_and(|at| may_be_shown(point) && point.checked_at.is_none_or(|c| c < at));
        if !out && !silenced {
            continue;
        }
        let txn = db::begin_write(db).await?;
        take_out::again(&txn, means, point, out).await?;
        txn.commit().await?;
        done += 1;
    }
    Ok(done)
}

async fn stop(db: &Db, means: &Means, entry: &Entry) -> Result<bool, DbErr> {
    let txn = db::begin_write(db).await?;
    let Some(person) = people::find(&txn, entry.uuid().unwrap_or_default()).await? else {
        return Ok(false);
    };
    let Some(face) = chain::find_face(&txn, person.chain).await? else {
        return Ok(false);
    };
    if person.erased_at.is_some() || person.stopped_at.is_some() {
        return Ok(false);
    }
    let done = answer::stop(&txn, means, &face, &person).await?;
    txn.commit().await?;
    Ok(done == Outcome::Done)
}

async fn never(db: &Db, means: &Means, entry: &Entry) -> Result<bool, DbErr> {
    let Some(index) = entry.hash() else {
        return Ok(false);
    };
    let txn = db::begin_write(db).await?;
    let there = suppression::Entity::find()
        .filter(suppression::Column::AddressHmac.eq(index.clone()))
        .filter(suppression::Column::Until.is_null())
        .one(&txn)
        .await?;
    if there.is_some() {
        return Ok(false);
    }
    list::suppress(&txn, &means.sources, &index, SuppressionReason::Asked, None).await?;
    txn.commit().await?;
    Ok(true)
}
