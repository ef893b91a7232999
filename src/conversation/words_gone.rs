//! Words that anybody could read in a published plan and that are taken back: the organisers are told that it happened.
//! Nothing of the words is kept here. Where they stood is worked out from the plan when it is asked.

use entity::{insight, plan_version, words_gone};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait,
    PaginatorTrait, QueryFilter,
};
use uuid::Uuid;

use super::check;
use crate::means::Means;

/// Notes which of these points, as they stand before the change, were readable and will not be. Without a published plan
/// nobody has read them there, and nothing is noted. A point that is noted and was not seen yet stays noted once.
pub(super) async fn note<'a>(
    txn: &DatabaseTransaction,
    means: &Means,
    points: impl IntoIterator<Item = &'a insight::Model>,
) -> Result<(), DbErr> {
    let readable = points
        .into_iter()
        .filter(|point| check::may_be_shown(point));
    for point in readable {
        let published = plan_version::Entity::find()
            .filter(plan_version::Column::Chain.eq(point.chain))
            .count(txn)
            .await?;
        let noted = words_gone::Entity::find()
            .filter(words_gone::Column::Insight.eq(point.id))
            .filter(words_gone::Column::SeenAt.is_null())
            .count(txn)
            .await?;
        if published == 0 || noted > 0 {
            continue;
        }
        let row = words_gone::ActiveModel {
            id: Set(means.id()),
            chain: Set(point.chain),
            insight: Set(point.id),
            at: Set(means.now()),
            seen_at: Set(None),
            seen_by: Set(None),
        };
        row.insert(txn).await?;
    }
    Ok(())
}

/// Drops what was noted of points that are removed altogether.
pub(super) async fn forget_points(txn: &DatabaseTransaction, points: &[Uuid]) -> Result<(), DbErr> {
    words_gone::Entity::delete_many()
        .filter(words_gone::Column::Insight.is_in(points.iter().copied()))
        .exec(txn)
        .await?;
    Ok(())
}
