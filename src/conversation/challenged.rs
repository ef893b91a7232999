//! What a person said of actions of the plan that are not what they meant, for everything held about them.

use std::collections::HashMap;

use entity::{action, challenge};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

/// Gathers what is held of it, with what each action is called.
pub async fn held(
    conn: &impl ConnectionTrait,
    person: Uuid,
) -> Result<Vec<(challenge::Model, String)>, DbErr> {
    let rows = challenge::Entity::find()
        .filter(challenge::Column::Participant.eq(person))
        .order_by_asc(challenge::Column::Id)
        .all(conn)
        .await?;
    let called: HashMap<Uuid, String> = action::Entity::find()
        .filter(action::Column::Id.is_in(rows.iter().map(|row| row.action)))
        .all(conn)
        .await?
        .into_iter()
        .map(|action| (action.id, action.towards))
        .collect();
    let both = |row: challenge::Model| {
        let action = called.get(&row.action).cloned().unwrap_or_default();
        (row, action)
    };
    Ok(rows.into_iter().map(both).collect())
}
