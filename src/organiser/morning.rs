//! Whether an organiser gets the morning message: one choice for all their chains.

use entity::membership;
use entity::shared::Role;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::includes;

/// Tells whether an organiser gets the message; `None` for somebody who can act on no chain and never does.
pub async fn gets_it(conn: &impl ConnectionTrait, organiser: Uuid) -> Result<Option<bool>, DbErr> {
    let members = membership::Entity::find()
        .filter(membership::Column::Organiser.eq(organiser))
        .all(conn)
        .await?;
    let acting = members
        .iter()
        .filter(|m| includes(m.role, Role::Organiser))
        .map(|m| m.morning);
    Ok(acting.reduce(|one, other| one || other))
}

/// Turns the message on or off.
pub async fn turn(txn: &DatabaseTransaction, organiser: Uuid, on: bool) -> Result<(), DbErr> {
    membership::Entity::update_many()
        .col_expr(membership::Column::Morning, Expr::value(on))
        .filter(membership::Column::Organiser.eq(organiser))
        .exec(txn)
        .await?;
    Ok(())
}
