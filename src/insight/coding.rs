//! Putting points into themes, one after the other or many at once.
//!
//! A form says what it showed and what was ticked; only the difference is applied, so that an old tab never undoes
//! what a colleague sorted meanwhile. A coding belongs to whoever made it: two who sort the same point at once are both
//! kept. Taking a point out of a theme takes everybody's codings; the trail stays in `sort_step`.

use std::collections::HashSet;

use entity::{coding, insight, theme};
use sea_orm::sea_query::Query;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait,
    DatabaseTransaction, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
};
use uuid::Uuid;

use super::steps::{self, Press};
use super::themes::{self, Family};
use crate::conversation::check;
use crate::means::Means;
use crate::organiser::audit;

/// The points that can be sorted: they count and have words.
pub fn sortable(chain: Uuid) -> Condition {
    Condition::all()
        .add(insight::Column::Chain.eq(chain))
        .add(insight::Column::StruckAt.is_null())
        .add(insight::Column::WithdrawnAt.is_null())
        .add(insight::Column::Text.ne(""))
}

/// The sortable points that stand in no theme.
pub fn unsorted(chain: Uuid) -> Condition {
    let sorted = Query::select()
        .column(coding::Column::Insight)
        .from(coding::Entity)
        .and_where(coding::Column::Chain.eq(chain))
        .to_owned();
    sortable(chain).add(insight::Column::Id.not_in_subquery(sorted))
}

/// Finds a point of a chain that can be sorted.
pub async fn find(
    conn: &impl ConnectionTrait,
    chain: Uuid,
    id: Uuid,
) -> Result<Option<insight::Model>, DbErr> {
    insight::Entity::find_by_id(id)
        .filter(sortable(chain))
        .one(conn)
        .await
}

/// Where a point stands among all: "Point 12 of 31, 19 left".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    pub place: u64,
    pub all: u64,
    /// Unsorted points besides the one shown.
    pub left: u64,
}

/// Counts where a point stands; without a point, how many are left in all.
pub async fn progress(
    conn: &impl ConnectionTrait,
    chain: Uuid,
    point: Option<Uuid>,
) -> Result<Progress, DbErr> {
    let count = |condition: Condition| insight::Entity::find().filter(condition).count(conn);
    let mut others = unsorted(chain);
    let mut place = 0;
    if let Some(point) = point {
        others = others.add(insight::Column::Id.ne(point));
        place = count(sortable(chain).add(insight::Column::Id.lte(point))).await?;
    }
    Ok(Progress {
        place,
        all: count(sortable(chain)).await?,
        left: count(others).await?,
    })
}

/// Puts a point into themes and takes it out of others, as one press; `out_of` is what the form showed. Themes of
/// another chain are passed over. Returns false when the point can no longer be sorted, because its speaker took it
/// out.
pub async fn sort(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    point: &insight::Model,
    into: &[Uuid],
    out_of: &[Uuid],
) -> Result<bool, DbErr> {
    let press = steps::begin(txn, means, point.chain, by).await?;
    let family = Family::read(txn, point.chain).await?;
    let done = apply(txn, &press, &family, point.id, into, out_of).await?;
    Ok(done != Applied::Gone)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Applied {
    /// Its speaker took it out.
    Gone,
    /// It stands where it stood.
    Same,
    Changed,
}

async fn apply(
    txn: &DatabaseTransaction,
    press: &Press<'_>,
    family: &Family,
    point: Uuid,
    into: &[Uuid],
    out_of: &[Uuid],
) -> Result<Applied, DbErr> {
    let found = find(txn, press.chain, point).await?;
    let Some(point) = found.filter(check::counts) else {
        return Ok(Applied::Gone);
    };
    let rows = coding::Entity::find()
        .filter(coding::Column::Insight.eq(point.id))
        .order_by_asc(coding::Column::Id)
        .all(txn)
        .await?;
    let shown =
        |ids: &[Uuid]| -> HashSet<Uuid> { ids.iter().filter_map(|id| family.shown(*id)).collect() };
    let (into, out_of) = (shown(into), shown(out_of));
    let mine = rows.iter().filter(|row| row.coder == press.by);
    let mine = shown(&mine.map(|row| row.theme).collect::<Vec<_>>());
    let leaves = |theme: Uuid| {
        let theme = family.shown(theme);
        theme.is_some_and(|theme| out_of.contains(&theme) && !into.contains(&theme))
    };
    let added: Vec<Uuid> = family
        .in_order()
        .into_iter()
        .map(|theme| theme.id)
        .filter(|id| into.contains(id) && !out_of.contains(id) && !mine.contains(id))
        .collect();
    let mut removed: Vec<Uuid> = rows.iter().map(|row| row.theme).collect();
    removed.retain(|theme| leaves(*theme));
    removed.sort_unstable();
    removed.dedup();
    if added.is_empty() && removed.is_empty() {
        return Ok(Applied::Same);
    }
    if !removed.is_empty() {
        coding::Entity::delete_many()
            .filter(coding::Column::Insight.eq(point.id))
            .filter(coding::Column::Theme.is_in(removed.iter().copied()))
            .exec(txn)
            .await?;
    }
    for theme in &added {
        insert(txn, press, &point, *theme, press.by).await?;
    }
    steps::keep(txn, press, point.id, added, removed).await?;
    let (means, chain) = (press.means, point.chain);
    audit::organiser_did(txn, means, press.by, "point.sorted", point.id, chain).await?;
    Ok(Applied::Changed)
}

/// Stores that a coder put a point into a theme.
pub(super) async fn insert(
    txn: &DatabaseTransaction,
    press: &Press<'_>,
    point: &insight::Model,
    theme: Uuid,
    coder: Uuid,
) -> Result<(), DbErr> {
    coding::ActiveModel {
        id: Set(press.means.id()),
        insight: Set(point.id),
        theme: Set(theme),
        coder: Set(coder),
        stance: Set(None),
        at: Set(press.means.now()),
        chain: Set(point.chain),
        branch: Set(point.branch),
        conversation: Set(point.conversation),
    }
    .insert(txn)
    .await?;
    Ok(())
}

/// Where many points go.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Many {
    pub into: Option<Uuid>,
    /// Themes they leave.
    pub out_of: Vec<Uuid>,
}

/// Puts many points into a theme, takes them out of others, or both, as one press. Points that stand there already are
/// passed over. Returns how many changed.
pub async fn sort_many(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    chain: Uuid,
    points: &[Uuid],
    many: &Many,
) -> Result<usize, DbErr> {
    let press = steps::begin(txn, means, chain, by).await?;
    let family = Family::read(txn, chain).await?;
    let mut points = points.to_vec();
    points.sort_unstable();
    points.dedup();
    let stands = themes::of_points(txn, points.iter().copied()).await?;
    let into = many.into.and_then(|theme| family.shown(theme));
    let mut changed = 0;
    for point in points {
        let inside = |theme: &Uuid| stands.get(&point).is_some_and(|s| s.contains(theme));
        let into: Vec<Uuid> = into.into_iter().filter(|theme| !inside(theme)).collect();
        // A theme it goes to is not left.
        let mut out_of = many.out_of.clone();
        out_of.retain(|theme| family.shown(*theme) != many.into.and_then(|t| family.shown(t)));
        let done = apply(txn, &press, &family, point, &into, &out_of).await?;
        changed += usize::from(done == Applied::Changed);
    }
    Ok(changed)
}

/// Puts each of many points into themes of its own, as one press. Themes where a point stands already, and points that
/// were taken out, are passed over.
pub(super) async fn sort_each(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    chain: Uuid,
    each: &[(Uuid, Vec<Uuid>)],
) -> Result<(), DbErr> {
    let press = steps::begin(txn, means, chain, by).await?;
    let family = Family::read(txn, chain).await?;
    let stands = themes::of_points(txn, each.iter().map(|(point, _)| *point)).await?;
    for (point, into) in each {
        let inside = |theme: &Uuid| stands.get(point).is_some_and(|s| s.contains(theme));
        let into: Vec<Uuid> = into.iter().copied().filter(|t| !inside(t)).collect();
        apply(txn, &press, &family, *point, &into, &[]).await?;
    }
    Ok(())
}

/// Adds many points to one theme. Returns how many were added.
pub async fn add_many(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    theme: &theme::Model,
    points: &[Uuid],
) -> Result<usize, DbErr> {
    let many = Many {
        into: Some(theme.id),
        out_of: Vec::new(),
    };
    sort_many(txn, means, by, theme.chain, points, &many).await
}
