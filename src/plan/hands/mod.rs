//! Helping hands: residents say what they could help with, look after an action, and are introduced to each other.
//!
//! Names stay where they are. The public reads how many people offered help with an action; who looks after one stands in
//! the plan only after their yes and as they chose; two people learn each other's first name, and the one detail each
//! chose to share, only after both said yes. Whose no it was is kept nowhere. Names are read whenever a page is drawn, so
//! that who leaves is gone from every version of the plan at once.

use entity::shared::OwnerEnded;
use entity::{action_owner, introduction, participant, pledge};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter};

use crate::conversation::hands;
use crate::means::Means;
use crate::web::Routes;

pub(super) mod desk;
pub mod introductions;
pub mod matches;
pub mod owners;
pub(super) mod pages;
pub mod pledges;
pub mod tell;

pub fn routes() -> Routes {
    desk::routes().merge(pages::routes())
}

/// Forgets what a person offered, looked after, and shared with whom.
pub async fn forget(
    txn: &DatabaseTransaction,
    means: &Means,
    person: &participant::Model,
) -> Result<(), DbErr> {
    hands::leave(txn, means, person).await?;
    pledge::Entity::update_many()
        .col_expr(pledge::Column::Text, Expr::value(""))
        .filter(pledge::Column::Participant.eq(person.id))
        .exec(txn)
        .await?;
    pledge::Entity::update_many()
        .col_expr(pledge::Column::TakenBackAt, Expr::value(means.now()))
        .filter(pledge::Column::Participant.eq(person.id))
        .filter(pledge::Column::TakenBackAt.is_null())
        .exec(txn)
        .await?;
    // Why two were brought together may say something about either.
    introduction::Entity::update_many()
        .col_expr(introduction::Column::Why, Expr::value(""))
        .filter(hands::with(person.id))
        .exec(txn)
        .await?;
    // A no is theirs, too.
    action_owner::Entity::update_many()
        .col_expr(
            action_owner::Column::EndedWhy,
            Expr::value(OwnerEnded::Left),
        )
        .filter(action_owner::Column::Participant.eq(person.id))
        .filter(action_owner::Column::EndedAt.is_not_null())
        .exec(txn)
        .await?;
    Ok(())
}
