//! What an organiser did while sorting, press by press: where to go on, what was skipped, which themes were used last,
//! and taking the last press back.
//!
//! All steps of one press have the same time, and no two presses of an organiser in a chain do.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};
use entity::shared::Ids;
use entity::{coding, insight, sort_step};
use sea_orm::sea_query::{Expr, Query, SelectStatement};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait,
    DatabaseTransaction, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    Select,
};
use uuid::Uuid;

use super::coding as sorting;
use super::themes::{self, Family};
use crate::means::Means;
use crate::organiser::audit::{self, By};

/// How many themes that were used last are offered first.
pub const RECENT: usize = 5;
/// How many steps back they are looked for: a press on a page of points is fifty.
const LOOKED_BACK: u64 = 300;

/// One press of an organiser that sorts.
#[derive(Clone, Copy)]
pub struct Press<'a> {
    pub means: &'a Means,
    pub chain: Uuid,
    pub by: Uuid,
    at: DateTime<Utc>,
}

fn of(chain: Uuid, by: Uuid) -> Select<sort_step::Entity> {
    sort_step::Entity::find()
        .filter(sort_step::Column::Chain.eq(chain))
        .filter(sort_step::Column::Organiser.eq(by))
        .order_by_desc(sort_step::Column::At)
        .order_by_desc(sort_step::Column::Id)
}

/// Begins a press, later than every other of this organiser.
pub async fn begin<'a>(
    conn: &impl ConnectionTrait,
    means: &'a Means,
    chain: Uuid,
    by: Uuid,
) -> Result<Press<'a>, DbErr> {
    let (now, last) = (means.now(), of(chain, by).one(conn).await?);
    let at = last.map_or(now, |last| now.max(last.at + Duration::microseconds(1)));
    Ok(Press {
        means,
        chain,
        by,
        at,
    })
}

/// Keeps what a press did to one point.
pub(super) async fn keep(
    txn: &DatabaseTransaction,
    press: &Press<'_>,
    point: Uuid,
    added: Vec<Uuid>,
    removed: Vec<Uuid>,
) -> Result<(), DbErr> {
    let skipped = added.is_empty() && removed.is_empty();
    sort_step::ActiveModel {
        id: Set(press.means.id()),
        chain: Set(press.chain),
        organiser: Set(press.by),
        insight: Set(point),
        added: Set(Ids(added)),
        removed: Set(Ids(removed)),
        skipped: Set(skipped),
        at: Set(press.at),
        undone_at: Set(None),
    }
    .insert(txn)
    .await?;
    Ok(())
}

/// Leaves a point for later: it comes again at the end.
pub async fn skip(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    point: &insight::Model,
) -> Result<(), DbErr> {
    let press = begin(txn, means, point.chain, by).await?;
    keep(txn, &press, point.id, Vec::new(), Vec::new()).await
}

fn skipped(chain: Uuid, by: Uuid) -> SelectStatement {
    Query::select()
        .column(sort_step::Column::Insight)
        .from(sort_step::Entity)
        .and_where(sort_step::Column::Chain.eq(chain))
        .and_where(sort_step::Column::Organiser.eq(by))
        .and_where(sort_step::Column::Skipped.eq(true))
        .and_where(sort_step::Column::UndoneAt.is_null())
        .to_owned()
}

/// Finds the unsorted point after a given one, in the order they were written, and then those before it. What this
/// organiser skipped is left out; `again` goes through just that, once.
pub async fn next(
    conn: &impl ConnectionTrait,
    chain: Uuid,
    by: Uuid,
    after: Option<Uuid>,
    again: bool,
) -> Result<Option<Uuid>, DbErr> {
    let id = insight::Column::Id;
    let wanted = sorting::unsorted(chain).add(if again {
        id.in_subquery(skipped(chain, by))
    } else {
        id.not_in_subquery(skipped(chain, by))
    });
    let Some(after) = after else {
        return first(conn, wanted).await;
    };
    let later = first(conn, wanted.clone().add(id.gt(after))).await?;
    if later.is_some() || again {
        return Ok(later);
    }
    first(conn, wanted).await
}

async fn first(conn: &impl ConnectionTrait, wanted: Condition) -> Result<Option<Uuid>, DbErr> {
    insight::Entity::find()
        .select_only()
        .column(insight::Column::Id)
        .filter(wanted)
        .order_by_asc(insight::Column::Id)
        .into_tuple()
        .one(conn)
        .await
}

/// Counts the unsorted points that this organiser skipped.
pub async fn count_skipped(
    conn: &impl ConnectionTrait,
    chain: Uuid,
    by: Uuid,
) -> Result<u64, DbErr> {
    let wanted = sorting::unsorted(chain).add(insight::Column::Id.in_subquery(skipped(chain, by)));
    insight::Entity::find().filter(wanted).count(conn).await
}

/// Lists the steps of this organiser's last press that was not taken back, if it was after `since`.
pub async fn last(
    conn: &impl ConnectionTrait,
    chain: Uuid,
    by: Uuid,
    since: DateTime<Utc>,
) -> Result<Vec<sort_step::Model>, DbErr> {
    let found = of(chain, by)
        .filter(sort_step::Column::UndoneAt.is_null())
        .filter(sort_step::Column::At.gt(since))
        .one(conn)
        .await?;
    let Some(found) = found else {
        return Ok(Vec::new());
    };
    let mut steps = of(chain, by)
        .filter(sort_step::Column::At.eq(found.at))
        .all(conn)
        .await?;
    steps.reverse();
    Ok(steps)
}

/// Finds the point that this organiser did something with last.
pub async fn last_point(
    conn: &impl ConnectionTrait,
    chain: Uuid,
    by: Uuid,
) -> Result<Option<Uuid>, DbErr> {
    let found = of(chain, by)
        .filter(sort_step::Column::UndoneAt.is_null())
        .one(conn)
        .await?;
    Ok(found.map(|step| step.insight))
}

/// Finds the themes this organiser put points into last, newest first.
pub async fn recent_themes(
    conn: &impl ConnectionTrait,
    chain: Uuid,
    by: Uuid,
    family: &Family,
) -> Result<Vec<Uuid>, DbErr> {
    let steps = of(chain, by)
        .filter(sort_step::Column::Skipped.eq(false))
        .filter(sort_step::Column::UndoneAt.is_null())
        .limit(LOOKED_BACK)
        .all(conn)
        .await?;
    let mut recent = Vec::new();
    for theme in steps.iter().flat_map(|step| &step.added.0) {
        match family.shown(*theme) {
            Some(shown) if !recent.contains(&shown) => recent.push(shown),
            _ => {}
        }
    }
    recent.truncate(RECENT);
    Ok(recent)
}

/// Lists everything organisers did with a point, oldest first.
pub async fn of_point(
    conn: &impl ConnectionTrait,
    chain: Uuid,
    point: Uuid,
) -> Result<Vec<sort_step::Model>, DbErr> {
    sort_step::Entity::find()
        .filter(sort_step::Column::Chain.eq(chain))
        .filter(sort_step::Column::Insight.eq(point))
        .order_by_asc(sort_step::Column::At)
        .order_by_asc(sort_step::Column::Id)
        .all(conn)
        .await
}

/// What came of taking a press back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Undone {
    /// These points stand where they stood before.
    Done(Vec<Uuid>),
    /// It was taken back before, or there was no such press.
    Already,
    /// Somebody sorted one of the points since: nothing was taken back.
    Changed,
}

/// Takes back what one press of this organiser changed, exactly, or nothing. When it answers `Changed` the transaction
/// is to be dropped.
pub async fn undo(
    txn: &DatabaseTransaction,
    means: &Means,
    chain: Uuid,
    by: Uuid,
    step: Uuid,
) -> Result<Undone, DbErr> {
    let of_press = of(chain, by).filter(sort_step::Column::UndoneAt.is_null());
    let found = of_press.clone().filter(sort_step::Column::Id.eq(step));
    let Some(found) = found.one(txn).await? else {
        return Ok(Undone::Already);
    };
    let steps = of_press.filter(sort_step::Column::At.eq(found.at));
    let steps = steps.all(txn).await?;
    let press = begin(txn, means, chain, by).await?;
    let family = Family::read(txn, chain).await?;
    for step in steps.iter().filter(|step| !step.skipped) {
        if !take_back(txn, &press, &family, step).await? {
            return Ok(Undone::Changed);
        }
        let (by, object) = (By::Organiser(by), Some(step.insight));
        audit::note(txn, &means.sources, by, "point.undone", object, Some(chain)).await?;
    }
    sort_step::Entity::update_many()
        .col_expr(sort_step::Column::UndoneAt, Expr::value(means.now()))
        .filter(sort_step::Column::Id.is_in(steps.iter().map(|step| step.id)))
        .filter(sort_step::Column::UndoneAt.is_null())
        .exec(txn)
        .await?;
    Ok(Undone::Done(
        steps.iter().map(|step| step.insight).collect(),
    ))
}

/// Takes one step back. Returns false when the point was sorted anew since, or cannot be sorted any more.
async fn take_back(
    txn: &DatabaseTransaction,
    press: &Press<'_>,
    family: &Family,
    step: &sort_step::Model,
) -> Result<bool, DbErr> {
    let Some(point) = sorting::find(txn, press.chain, step.insight).await? else {
        return Ok(false);
    };
    let trail = of_point(txn, press.chain, point.id).await?;
    let themes = |step: &sort_step::Model| -> BTreeSet<Option<Uuid>> {
        let both = step.added.0.iter().chain(&step.removed.0);
        both.map(|theme| family.shown(*theme)).collect()
    };
    let touches = |later: &sort_step::Model| !themes(later).is_disjoint(&themes(step));
    let mut later = trail
        .iter()
        .filter(|other| other.at > step.at && other.undone_at.is_none());
    if later.any(touches) {
        return Ok(false);
    }
    let stands = themes::of_points(txn, [point.id]).await?;
    let stands = stands.get(&point.id).map_or(&[][..], Vec::as_slice);
    for theme in &step.removed.0 {
        // Put back by somebody else, or the theme is gone.
        let shown = family.shown(*theme);
        if shown.is_none_or(|shown| stands.contains(&shown)) {
            return Ok(false);
        }
    }
    let gone = coding::Entity::delete_many()
        .filter(coding::Column::Insight.eq(point.id))
        .filter(coding::Column::Coder.eq(press.by))
        .filter(coding::Column::Theme.is_in(step.added.0.iter().copied()))
        .exec(txn)
        .await?;
    if gone.rows_affected != u64::try_from(step.added.0.len()).unwrap_or(u64::MAX) {
        return Ok(false);
    }
    for theme in &step.removed.0 {
        for coder in coders(&trail, step, *theme) {
            sorting::insert(txn, press, &point, *theme, coder).await?;
        }
    }
    Ok(true)
}

/// Returns who had put the point into a theme before a step took it out: by the trail; else whoever took the step.
fn coders(trail: &[sort_step::Model], step: &sort_step::Model, theme: Uuid) -> BTreeSet<Uuid> {
    let mut coders = BTreeSet::new();
    for earlier in trail
        .iter()
        .take_while(|other| other.id != step.id)
        .filter(|other| other.undone_at.is_none())
    {
        if earlier.removed.0.contains(&theme) {
            coders.clear();
        }
        if earlier.added.0.contains(&theme) {
            coders.insert(earlier.organiser);
        }
    }
    if coders.is_empty() {
        coders.insert(step.organiser);
    }
    coders
}
