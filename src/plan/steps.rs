//! The steps of an action: small things that are done one after the other, each ticked off when it is done.

use std::collections::HashMap;

use entity::shared::{ActionChanged, FieldChange};
use entity::{action, action_step};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait, QueryFilter, QueryOrder,
};
use uuid::Uuid;

use super::actions::log;
use crate::means::Means;

/// The most steps of an action.
pub const STEPS_MAX: usize = 20;
/// The longest step, in characters.
pub const STEP_MAX: usize = 200;

/// Lists the steps of some actions, each action's in their order.
pub async fn of_actions(
    conn: &impl ConnectionTrait,
    actions: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Vec<action_step::Model>>, DbErr> {
    let rows = action_step::Entity::find()
        .filter(action_step::Column::Action.is_in(actions))
        .order_by_asc(action_step::Column::Position)
        .order_by_asc(action_step::Column::Id)
        .all(conn)
        .await?;
    let mut steps: HashMap<Uuid, Vec<action_step::Model>> = HashMap::new();
    for row in rows {
        steps.entry(row.action).or_default().push(row);
    }
    Ok(steps)
}

/// Lists the steps of one action in their order.
pub async fn list(
    conn: &impl ConnectionTrait,
    action: Uuid,
) -> Result<Vec<action_step::Model>, DbErr> {
    let mut all = of_actions(conn, [action]).await?;
    Ok(all.remove(&action).unwrap_or_default())
}

/// Adds a step at the end. False when there are too many.
pub async fn add(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    action: &action::Model,
    text: &str,
) -> Result<bool, DbErr> {
    let all = list(txn, action.id).await?;
    if all.len() >= STEPS_MAX {
        return Ok(false);
    }
    action_step::ActiveModel {
        id: Set(means.id()),
        action: Set(action.id),
        position: Set(all.last().map_or(1, |last| last.position + 1)),
        text: Set(text.to_owned()),
        done_at: Set(None),
        made_at: Set(means.now()),
    }
    .insert(txn)
    .await?;
    note(txn, means, by, action, "", text).await?;
    Ok(true)
}

/// Ticks a step off, or takes the tick away. A step that is so already stays, and one that is gone is passed over.
pub async fn tick(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    action: &action::Model,
    step: Uuid,
    done: bool,
) -> Result<(), DbErr> {
    let column = action_step::Column::DoneAt;
    let (value, other) = if done {
        (Some(means.now()), column.is_null())
    } else {
        (None, column.is_not_null())
    };
    let changed = action_step::Entity::update_many()
        .col_expr(column, Expr::value(value))
        .filter(action_step::Column::Id.eq(step))
        .filter(action_step::Column::Action.eq(action.id))
        .filter(other)
        .exec(txn)
        .await?;
    if changed.rows_affected == 1 {
        let row = action_step::Entity::find_by_id(step).one(txn).await?;
        let text = row.map(|row| row.text).unwrap_or_default();
        let (before, after) = if done { ("☐", "☑") } else { ("☑", "☐") };
        let (before, after) = (format!("{before} {text}"), format!("{after} {text}"));
        note(txn, means, by, action, &before, &after).await?;
    }
    Ok(())
}

/// Takes a step out.
pub async fn remove(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    action: &action::Model,
    step: Uuid,
) -> Result<(), DbErr> {
    let row = action_step::Entity::find_by_id(step)
        .filter(action_step::Column::Action.eq(action.id))
        .one(txn)
        .await?;
    if let Some(row) = row {
        action_step::Entity::delete_by_id(row.id).exec(txn).await?;
        note(txn, means, by, action, &row.text, "").await?;
    }
    Ok(())
}

async fn note(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    action: &action::Model,
    before: &str,
    after: &str,
) -> Result<(), DbErr> {
    let change = FieldChange {
        field: "step".to_owned(),
        before: before.to_owned(),
        after: after.to_owned(),
    };
    log(txn, means, by, action, ActionChanged::Steps, vec![change]).await
}
