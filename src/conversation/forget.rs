//! What a person said goes when they are forgotten, on either side of a chat (I7).

use entity::shared::Texts;
use entity::{
    action_evidence, blind_answer, blind_point, coding, conversation, insight, insight_version,
    kept_once, participant, sort_step,
};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, DatabaseTransaction, DbErr, EntityTrait, ExprTrait, QueryFilter,
};
use uuid::Uuid;

use super::list_outgoing;
use super::record::drop_drafts;
use super::words_gone;
use crate::means::Means;

/// Removes the words a person said, on either side of a chat, and the drafts of their conversations (I7): the points
/// stay as knots without text. What the other of the two said stays.
pub async fn forget(
    txn: &DatabaseTransaction,
    means: &Means,
    person: &participant::Model,
) -> Result<(), DbErr> {
    let theirs = conversation::Entity::find()
        .filter(conversation::Column::Partner.eq(person.id))
        .all(txn)
        .await?;
    let spoken: Vec<Uuid> = theirs.iter().map(|c| c.id).collect();
    let initiated: Vec<Uuid> = list_outgoing(txn, person.id)
        .await?
        .iter()
        .map(|c| c.id)
        .collect();
    drop_drafts(txn, &[&spoken[..], &initiated[..]].concat()).await?;
    let said = Condition::any()
        .add(
            insight::Column::Conversation
                .is_in(spoken)
                .and(insight::Column::ByInitiator.eq(false)),
        )
        .add(
            insight::Column::Conversation
                .is_in(initiated)
                .and(insight::Column::ByInitiator.eq(true)),
        );
    let said = insight::Entity::find().filter(said).all(txn).await?;
    words_gone::note(txn, means, &said).await?;
    let points: Vec<Uuid> = said.iter().map(|point| point.id).collect();
    insight::Entity::update_many()
        .col_expr(insight::Column::Text, Expr::value(""))
        .col_expr(insight::Column::PublicText, Expr::value(None::<String>))
        .col_expr(insight::Column::Hidden, Expr::value(None::<Texts>))
        .col_expr(insight::Column::WithdrawnAt, Expr::value(means.now()))
        .filter(insight::Column::Id.is_in(points.clone()))
        .exec(txn)
        .await?;
    insight_version::Entity::update_many()
        .col_expr(insight_version::Column::Text, Expr::value(""))
        .filter(insight_version::Column::Insight.is_in(points))
        .exec(txn)
        .await?;
    Ok(())
}

/// Removes what organisers did with points in the minutes before they were taken back: there is nothing to sort.
pub(super) async fn forget_sorting(
    txn: &DatabaseTransaction,
    points: &[Uuid],
) -> Result<(), DbErr> {
    words_gone::forget_points(txn, points).await?;
    let points = || points.iter().copied();
    coding::Entity::delete_many()
        .filter(coding::Column::Insight.is_in(points()))
        .exec(txn)
        .await?;
    sort_step::Entity::delete_many()
        .filter(sort_step::Column::Insight.is_in(points()))
        .exec(txn)
        .await?;
    action_evidence::Entity::delete_many()
        .filter(action_evidence::Column::Insight.is_in(points()))
        .exec(txn)
        .await?;
    kept_once::Entity::delete_many()
        .filter(kept_once::Column::Insight.is_in(points()))
        .exec(txn)
        .await?;
    blind_answer::Entity::delete_many()
        .filter(blind_answer::Column::Insight.is_in(points()))
        .exec(txn)
        .await?;
    blind_point::Entity::delete_many()
        .filter(blind_point::Column::Insight.is_in(points()))
        .exec(txn)
        .await?;
    Ok(())
}
