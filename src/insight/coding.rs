//! Putting points into themes, one after the other or many at once.
//!
//! A form says what it showed and what was ticked; only the difference is applied, so that an old tab never undoes
//! what a colleague sorted meanwhile.

use entity::{coding, insight, theme};
use sea_orm::sea_query::Query;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait,
    DatabaseTransaction, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
};
use uuid::Uuid;

use super::themes;
use crate::conversation::check;
use crate::means::Means;
use crate::organiser::audit::{self, By};

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

/// Finds the first unsorted point after a given one, in the order they were written.
pub async fn next_unsorted(
    conn: &impl ConnectionTrait,
    chain: Uuid,
    after: Option<Uuid>,
) -> Result<Option<insight::Model>, DbErr> {
    let mut wanted = unsorted(chain);
    if let Some(after) = after {
        wanted = wanted.add(insight::Column::Id.gt(after));
    }
    insight::Entity::find()
        .filter(wanted)
        .order_by_asc(insight::Column::Id)
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

/// Puts a point into themes and takes it out of others. Themes of another chain are passed over. Returns false when
/// the point can no longer be sorted, because its speaker took it out.
pub async fn sort(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    point: &insight::Model,
    into: &[Uuid],
    out_of: &[Uuid],
) -> Result<bool, DbErr> {
    let counts = find(txn, point.chain, point.id).await?;
    if !counts.is_some_and(|point| check::counts(&point)) {
        return Ok(false);
    }
    let stands = themes::of_points(txn, [point.id]).await?;
    let stands = stands.get(&point.id).cloned().unwrap_or_default();
    let family = themes::Family::read(txn, point.chain).await?;
    let known = family.in_order();
    let added: Vec<&theme::Model> = known
        .into_iter()
        .filter(|theme| into.contains(&theme.id) && !stands.contains(&theme.id))
        .collect();
    let removed: Vec<Uuid> = stands
        .into_iter()
        .filter(|theme| out_of.contains(theme) && !into.contains(theme))
        .flat_map(|theme| family.merged_under(theme))
        .collect();
    if added.is_empty() && removed.is_empty() {
        return Ok(true);
    }
    if !removed.is_empty() {
        coding::Entity::delete_many()
            .filter(coding::Column::Insight.eq(point.id))
            .filter(coding::Column::Theme.is_in(removed))
            .exec(txn)
            .await?;
    }
    for theme in added {
        insert(txn, means, by, point, theme.id).await?;
    }
    let actor = By::Organiser(by);
    let (object, chain) = (Some(point.id), Some(point.chain));
    audit::note(txn, &means.sources, actor, "point.sorted", object, chain).await?;
    Ok(true)
}

async fn insert(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    point: &insight::Model,
    theme: Uuid,
) -> Result<(), DbErr> {
    coding::ActiveModel {
        id: Set(means.id()),
        insight: Set(point.id),
        theme: Set(theme),
        coder: Set(by),
        stance: Set(None),
        at: Set(means.now()),
        chain: Set(point.chain),
        branch: Set(point.branch),
        conversation: Set(point.conversation),
    }
    .insert(txn)
    .await?;
    Ok(())
}

/// Adds many points to one theme. Returns how many could be added.
pub async fn add_many(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    theme: &theme::Model,
    points: &[Uuid],
) -> Result<usize, DbErr> {
    let rows = insight::Entity::find()
        .filter(sortable(theme.chain))
        .filter(insight::Column::Id.is_in(points.iter().copied()))
        .order_by_asc(insight::Column::Id)
        .all(txn)
        .await?;
    for point in &rows {
        sort(txn, means, by, point, &[theme.id], &[]).await?;
    }
    Ok(rows.len())
}
