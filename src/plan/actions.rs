//! The actions of a plan as organisers write them. Nothing that was written is lost: each change keeps what stood there
//! before, an action that is taken out can be brought back, and who saves over a colleague's words is told first.

use chrono::NaiveDate;
use entity::shared::{ActionChanged, ActionStatus, FieldChange, FieldChanges, Who};
use entity::{action, action_change};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait, QueryFilter, QueryOrder,
};
use uuid::Uuid;

use super::{ACTIONS_MAX, basis, parse_day, rest_on_themes};
use crate::insight::themes::{Family, Way, neighbours};
use crate::means::Means;
use crate::organiser::audit;

/// An action as an organiser writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edited {
    pub now: String,
    pub towards: String,
    pub who: Who,
    pub owner: String,
    pub by_when: Option<NaiveDate>,
    pub measure: String,
    pub status: ActionStatus,
    pub reason: String,
    /// Pence.
    pub cost: Option<i64>,
}

impl Edited {
    /// An action as it stands.
    pub fn of(action: &action::Model) -> Self {
        Self {
            now: action.now.clone(),
            towards: action.towards.clone(),
            who: action.who,
            owner: action.owner.clone(),
            by_when: action.by_when.as_deref().and_then(parse_day),
            measure: action.measure.clone(),
            status: action.status,
            reason: action.reason.clone(),
            cost: action.cost,
        }
    }

    /// Lists what differs from an action as it stands. Who looks after it may be a person's name, and what stands in a
    /// history cannot be taken back: only that it was changed is kept.
    fn differs(&self, from: &action::Model) -> Vec<FieldChange> {
        let day = self.by_when.map(|day| day.to_string()).unwrap_or_default();
        let pence = |cost: Option<i64>| cost.map(|pence| pence.to_string()).unwrap_or_default();
        let (who, status) = (from.who.as_str(), from.status.as_str());
        let mut differs: Vec<FieldChange> = [
            changed("now", &from.now, &self.now),
            changed("towards", &from.towards, &self.towards),
            changed("who", who, self.who.as_str()),
            changed("by_when", from.by_when.as_deref().unwrap_or_default(), &day),
            changed("measure", &from.measure, &self.measure),
            changed("status", status, self.status.as_str()),
            changed("reason", &from.reason, &self.reason),
            changed("cost", &pence(from.cost), &pence(self.cost)),
        ]
        .into_iter()
        .flatten()
        .collect();
        if from.owner != self.owner {
            differs.push(FieldChange {
                field: "owner".to_owned(),
                before: String::new(),
                after: String::new(),
            });
        }
        differs
    }
}

/// Tells how a field was changed, if it was.
fn changed(field: &str, before: &str, after: &str) -> Option<FieldChange> {
    (before != after).then(|| FieldChange {
        field: field.to_owned(),
        before: before.to_owned(),
        after: after.to_owned(),
    })
}

/// Lists a chain's actions in their order, without those taken out.
pub async fn list(conn: &impl ConnectionTrait, chain: Uuid) -> Result<Vec<action::Model>, DbErr> {
    action::Entity::find()
        .filter(action::Column::Chain.eq(chain))
        .filter(action::Column::RemovedAt.is_null())
        .order_by_asc(action::Column::Position)
        .order_by_asc(action::Column::Id)
        .all(conn)
        .await
}

/// Lists the actions that were taken out, the last first.
pub async fn list_removed(
    conn: &impl ConnectionTrait,
    chain: Uuid,
) -> Result<Vec<action::Model>, DbErr> {
    action::Entity::find()
        .filter(action::Column::Chain.eq(chain))
        .filter(action::Column::RemovedAt.is_not_null())
        .order_by_desc(action::Column::RemovedAt)
        .order_by_desc(action::Column::Id)
        .all(conn)
        .await
}

/// Finds an action of a chain, one that was taken out too.
pub async fn find(
    conn: &impl ConnectionTrait,
    chain: Uuid,
    id: Uuid,
) -> Result<Option<action::Model>, DbErr> {
    action::Entity::find_by_id(id)
        .filter(action::Column::Chain.eq(chain))
        .one(conn)
        .await
}

/// Adds an action at the end of the plan. `None` when the plan is full.
pub async fn add(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    chain: Uuid,
    new: Edited,
) -> Result<Option<action::Model>, DbErr> {
    add_with(txn, means, by, chain, new, Vec::new()).await
}

/// Adds an action, and says in its history where it comes from.
pub(super) async fn add_with(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    chain: Uuid,
    new: Edited,
    from: Vec<FieldChange>,
) -> Result<Option<action::Model>, DbErr> {
    let all = list(txn, chain).await?;
    if all.len() >= ACTIONS_MAX {
        return Ok(None);
    }
    let made = action::ActiveModel {
        id: Set(means.id()),
        chain: Set(chain),
        position: Set(all.last().map_or(1, |last| last.position + 1)),
        now: Set(new.now),
        towards: Set(new.towards),
        who: Set(new.who),
        owner: Set(new.owner),
        by_when: Set(new.by_when.map(|day| day.to_string())),
        measure: Set(new.measure),
        status: Set(new.status),
        reason: Set(new.reason),
        cost: Set(new.cost),
        made_at: Set(means.now()),
        edition: Set(1),
        removed_at: Set(None),
    }
    .insert(txn)
    .await?;
    log(txn, means, by, &made, ActionChanged::Added, from).await?;
    Ok(Some(made))
}

/// What became of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changed {
    /// It stands.
    Saved,
    /// Somebody changed the action since the editor opened it: nothing was saved.
    Meanwhile,
}

/// Changes an action's words, date, cost and status, and with `themes` which themes it rests on, if it still stands in the
/// edition the editor opened. The same form sent twice changes nothing.
pub async fn change(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    (stands, edition): (&action::Model, i32),
    edited: Edited,
    themes: Option<&[Uuid]>,
) -> Result<Changed, DbErr> {
    let mut differs = edited.differs(stands);
    if let Some(wanted) = themes {
        differs.extend(themes_differ(txn, stands, wanted).await?);
    }
    if differs.is_empty() {
        return Ok(Changed::Saved);
    }
    let day = edited.by_when.map(|day| day.to_string());
    let done = action::Entity::update_many()
        .col_expr(action::Column::Now, Expr::value(edited.now))
        .col_expr(action::Column::Towards, Expr::value(edited.towards))
        .col_expr(action::Column::Who, Expr::value(edited.who))
        .col_expr(action::Column::Owner, Expr::value(edited.owner))
        .col_expr(action::Column::ByWhen, Expr::value(day))
        .col_expr(action::Column::Measure, Expr::value(edited.measure))
        .col_expr(action::Column::Status, Expr::value(edited.status))
        .col_expr(action::Column::Reason, Expr::value(edited.reason))
        .col_expr(action::Column::Cost, Expr::value(edited.cost))
        .col_expr(action::Column::Edition, Expr::value(edition + 1))
        .filter(action::Column::Id.eq(stands.id))
        .filter(action::Column::Edition.eq(edition))
        .exec(txn)
        .await?;
    if done.rows_affected == 0 {
        return Ok(Changed::Meanwhile);
    }
    if let Some(wanted) = themes {
        rest_on_themes(txn, means, stands, wanted).await?;
    }
    log(txn, means, by, stands, ActionChanged::Changed, differs).await?;
    Ok(Changed::Saved)
}

/// Tells by their names how the themes an action rests on would change.
async fn themes_differ(
    txn: &DatabaseTransaction,
    action: &action::Model,
    wanted: &[Uuid],
) -> Result<Option<FieldChange>, DbErr> {
    let family = Family::read(txn, action.chain).await?;
    let stands = family.now_of(&basis(txn, action.id).await?.themes);
    let names = |ids: &[Uuid]| {
        let themes = family
            .in_order()
            .into_iter()
            .filter(|t| ids.contains(&t.id));
        themes
            .map(|t| t.name.as_str())
            .collect::<Vec<_>>()
            .join(", ")
    };
    Ok(changed("themes", &names(&stands), &names(wanted)))
}

/// Takes an action out of the plan. What was published before stays as it was, and it can be brought back.
pub async fn remove(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    action: &action::Model,
) -> Result<(), DbErr> {
    if stand(txn, action.id, Some(means.now())).await? {
        log(txn, means, by, action, ActionChanged::Removed, Vec::new()).await?;
    }
    Ok(())
}

/// Brings an action back that was taken out, at the end of the plan. False when the plan is full.
pub async fn bring_back(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    action: &action::Model,
) -> Result<bool, DbErr> {
    let all = list(txn, action.chain).await?;
    if all.len() >= ACTIONS_MAX {
        return Ok(false);
    }
    if stand(txn, action.id, None).await? {
        place(
            txn,
            action.id,
            all.last().map_or(1, |last| last.position + 1),
        )
        .await?;
        log(txn, means, by, action, ActionChanged::Brought, Vec::new()).await?;
    }
    Ok(true)
}

/// Marks an action as taken out or standing; false when it was so already.
async fn stand(
    txn: &DatabaseTransaction,
    id: Uuid,
    removed_at: Option<chrono::DateTime<chrono::Utc>>,
) -> Result<bool, DbErr> {
    let stands = action::Column::RemovedAt;
    let other = match removed_at {
        Some(_) => stands.is_null(),
        None => stands.is_not_null(),
    };
    let done = action::Entity::update_many()
        .col_expr(stands, Expr::value(removed_at))
        .filter(action::Column::Id.eq(id))
        .filter(other)
        .exec(txn)
        .await?;
    Ok(done.rows_affected == 1)
}

async fn place(txn: &DatabaseTransaction, id: Uuid, position: i32) -> Result<(), DbErr> {
    action::Entity::update_many()
        .col_expr(action::Column::Position, Expr::value(position))
        .filter(action::Column::Id.eq(id))
        .exec(txn)
        .await?;
    Ok(())
}

/// Moves an action one place up or down; at the end of the list nothing changes.
pub async fn shift(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    action: &action::Model,
    way: Way,
) -> Result<(), DbErr> {
    let mut all = list(txn, action.chain).await?;
    let Some((here, there)) = neighbours(all.iter().map(|a| a.id), action.id, way) else {
        return Ok(());
    };
    all.swap(here, there);
    for (position, row) in (1..).zip(&all) {
        if row.position != position {
            place(txn, row.id, position).await?;
        }
    }
    audit::organiser_did(txn, means, by, "action.moved", action.id, action.chain).await
}

/// Keeps what an organiser did to an action, in its own history and in the log.
pub(super) async fn log(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    action: &action::Model,
    what: ActionChanged,
    changes: Vec<FieldChange>,
) -> Result<(), DbErr> {
    action_change::ActiveModel {
        id: Set(means.id()),
        chain: Set(action.chain),
        action: Set(action.id),
        organiser: Set(by),
        what: Set(what),
        changes: Set(FieldChanges(changes)),
        at: Set(means.now()),
    }
    .insert(txn)
    .await?;
    let act = match what {
        ActionChanged::Added => "action.added",
        ActionChanged::Changed => "action.changed",
        ActionChanged::Points => "action.points",
        ActionChanged::Steps => "action.steps",
        ActionChanged::Removed => "action.removed",
        ActionChanged::Brought => "action.brought",
    };
    audit::organiser_did(txn, means, by, act, action.id, action.chain).await
}

/// Lists what was done to an action, the last first.
pub async fn history(
    conn: &impl ConnectionTrait,
    action: Uuid,
) -> Result<Vec<action_change::Model>, DbErr> {
    action_change::Entity::find()
        .filter(action_change::Column::Action.eq(action))
        .order_by_desc(action_change::Column::At)
        .order_by_desc(action_change::Column::Id)
        .all(conn)
        .await
}
