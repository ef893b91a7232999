//! What one person says of the points of a sample, that they are done, and closing a sample.

use entity::blind_answer::{self, Column as C};
use entity::blind_sample;
use entity::shared::Ids;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
};
use uuid::Uuid;

use super::{CLOSED, DONE, Part, lock};
use crate::insight::themes::Family;
use crate::means::Means;
use crate::organiser::audit;

/// What came of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answered {
    Stored,
    /// Its speaker took the point out, or it is not of this sample.
    Gone,
    /// Where the person stands allows no answer any more.
    Over(Part),
    /// A theme that was ticked is no longer there: nothing was stored.
    ThemeGone,
}

/// Keeps which themes somebody puts a point of a sample into; none is an answer too. An earlier answer of theirs gives
/// way. A merged theme stands for what it is part of now.
pub async fn answer(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    sample: &blind_sample::Model,
    point: Uuid,
    themes: &[Uuid],
) -> Result<Answered, DbErr> {
    let Some(sample) = lock(txn, sample.chain, sample.id).await? else {
        return Ok(Answered::Gone);
    };
    match sample.part(by) {
        Part::New | Part::Begun => {}
        over => return Ok(Answered::Over(over)),
    }
    if sample.points.iter().all(|place| place.insight != point) {
        return Ok(Answered::Gone);
    }
    let family = Family::read(txn, sample.row.chain).await?;
    if themes.iter().any(|theme| family.shown(*theme).is_none()) {
        return Ok(Answered::ThemeGone);
    }
    let row = blind_answer::ActiveModel {
        id: Set(means.id()),
        sample: Set(sample.row.id),
        insight: Set(point),
        organiser: Set(by),
        themes: Set(Ids(family.now_of(themes))),
        at: Set(means.now()),
    };
    let one = [C::Sample, C::Insight, C::Organiser];
    let earlier = OnConflict::columns(one)
        .update_columns([C::Themes, C::At])
        .to_owned();
    blind_answer::Entity::insert(row)
        .on_conflict(earlier)
        .exec_without_returning(txn)
        .await?;
    Ok(Answered::Stored)
}

/// What came of saying that one is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finished {
    Done,
    /// So many points have no answer yet.
    Left(usize),
    /// It was said before, or nobody answers any more.
    Over,
}

/// Notes that somebody is done: their answers stand from now on.
pub async fn finish(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    sample: &blind_sample::Model,
) -> Result<Finished, DbErr> {
    let Some(sample) = lock(txn, sample.chain, sample.id).await? else {
        return Ok(Finished::Over);
    };
    match sample.part(by) {
        Part::Begun => {}
        Part::New => return Ok(Finished::Left(sample.points.len())),
        Part::Done | Part::Closed | Part::Late => return Ok(Finished::Over),
    }
    let left = sample.points.len() - sample.answered(by);
    if left > 0 {
        return Ok(Finished::Left(left));
    }
    audit::organiser_did(txn, means, by, DONE, sample.row.id, sample.row.chain).await?;
    Ok(Finished::Done)
}

/// Closes a sample: nobody answers any more, and everybody who may sort sees what was said. Returns false when it was
/// closed before.
pub async fn close(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    sample: &blind_sample::Model,
) -> Result<bool, DbErr> {
    let done = blind_sample::Entity::update_many()
        .col_expr(blind_sample::Column::ClosedAt, Expr::value(means.now()))
        .filter(blind_sample::Column::Id.eq(sample.id))
        .filter(blind_sample::Column::ClosedAt.is_null())
        .exec(txn)
        .await?;
    if done.rows_affected != 1 {
        return Ok(false);
    }
    audit::organiser_did(txn, means, by, CLOSED, sample.id, sample.chain).await?;
    Ok(true)
}
