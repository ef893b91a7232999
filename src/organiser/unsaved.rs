//! What organisers are writing and have not saved: each has their own for each form of a plan, which nobody else reads.
//! Others learn only that they have the form open.
//!
//! Saving, or throwing away, empties it. The row stays for a while with the next version, so that a page that was left
//! open in another tab does not bring back what is settled.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use entity::shared::{Fields, PlanForm, Role};
use entity::{chain, unsaved};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait,
    DatabaseTransaction, DbErr, EntityTrait, ExprTrait, QueryFilter, QueryOrder,
};
use uuid::Uuid;

use super::{includes, names_on, role_on};
use crate::means::Means;

/// For how long it is kept.
pub const KEPT_FOR: Duration = Duration::days(30);
/// Somebody who had a form open this lately is changing it, too.
pub const NEAR: Duration = Duration::minutes(10);

/// One form of a chain's plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub chain: Uuid,
    pub form: PlanForm,
    /// Which action it changes.
    pub action: Option<Uuid>,
}

impl Place {
    /// The form of an action that is there.
    pub const fn action(chain: Uuid, action: Uuid) -> Self {
        Self {
            chain,
            form: PlanForm::Action,
            action: Some(action),
        }
    }

    /// The form of a new action.
    pub const fn new_action(chain: Uuid) -> Self {
        Self {
            chain,
            form: PlanForm::NewAction,
            action: None,
        }
    }

    /// The plan's title and introduction.
    pub const fn head(chain: Uuid) -> Self {
        Self {
            chain,
            form: PlanForm::Head,
            action: None,
        }
    }

    fn here(&self) -> Condition {
        let here = Condition::all()
            .add(unsaved::Column::Chain.eq(self.chain))
            .add(unsaved::Column::Form.eq(self.form));
        match self.action {
            Some(action) => here.add(unsaved::Column::Action.eq(action)),
            None => here.add(unsaved::Column::Action.is_null()),
        }
    }
}

/// Finds what an organiser has in a form; with an empty body when nothing waits to be saved.
pub async fn find(
    conn: &impl ConnectionTrait,
    by: Uuid,
    place: Place,
) -> Result<Option<unsaved::Model>, DbErr> {
    unsaved::Entity::find()
        .filter(place.here())
        .filter(unsaved::Column::Organiser.eq(by))
        .one(conn)
        .await
}

fn row(means: &Means, by: Uuid, place: Place) -> unsaved::ActiveModel {
    unsaved::ActiveModel {
        id: Set(means.id()),
        organiser: Set(by),
        chain: Set(place.chain),
        form: Set(place.form),
        action: Set(place.action),
        edition: Set(0),
        body: Set(Fields::default()),
        version: Set(1),
        saved_at: Set(None),
        seen_at: Set(None),
        changed_at: Set(means.now()),
    }
}

/// What somebody typed, and what they had before them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    pub fields: Fields,
    /// The edition of what they change.
    pub edition: i32,
    /// The version of what was kept when their page was made; 0 when nothing was.
    pub seen: i32,
}

/// What came of keeping it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// It is kept, as this version.
    Version(i32),
    /// They kept or saved something newer in another tab.
    Newer,
}

/// Keeps what an organiser typed. What it is based on stays the oldest edition until it is saved: they may not have seen
/// what a colleague changed since.
pub async fn keep(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    place: Place,
    typed: Typed,
) -> Result<Kept, DbErr> {
    let now = means.now();
    let Some(stored) = find(txn, by, place).await? else {
        unsaved::ActiveModel {
            edition: Set(typed.edition),
            body: Set(typed.fields),
            saved_at: Set(Some(now)),
            seen_at: Set(Some(now)),
            ..row(means, by, place)
        }
        .insert(txn)
        .await?;
        return Ok(Kept::Version(1));
    };
    let edition = if stored.body.0.is_empty() {
        typed.edition
    } else {
        std::cmp::Ord::min(typed.edition, stored.edition)
    };
    let done = unsaved::Entity::update_many()
        .col_expr(unsaved::Column::Body, Expr::value(typed.fields))
        .col_expr(unsaved::Column::Edition, Expr::value(edition))
        .col_expr(unsaved::Column::Version, Expr::value(typed.seen + 1))
        .col_expr(unsaved::Column::SavedAt, Expr::value(now))
        .col_expr(unsaved::Column::SeenAt, Expr::value(now))
        .col_expr(unsaved::Column::ChangedAt, Expr::value(now))
        .filter(unsaved::Column::Id.eq(stored.id))
        .filter(unsaved::Column::Version.eq(typed.seen))
        .exec(txn)
        .await?;
    Ok(if done.rows_affected == 1 {
        Kept::Version(typed.seen + 1)
    } else {
        Kept::Newer
    })
}

/// Notes that an organiser has a form open. What they typed stays as it is.
pub async fn see(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    place: Place,
) -> Result<(), DbErr> {
    let done = unsaved::Entity::update_many()
        .col_expr(unsaved::Column::SeenAt, Expr::value(means.now()))
        .filter(place.here())
        .filter(unsaved::Column::Organiser.eq(by))
        .exec(txn)
        .await?;
    if done.rows_affected == 0 {
        unsaved::ActiveModel {
            // A page that was made before this knows of no version.
            version: Set(0),
            seen_at: Set(Some(means.now())),
            ..row(means, by, place)
        }
        .insert(txn)
        .await?;
    }
    Ok(())
}

/// What was typed is saved, or thrown away: nothing of it stays, and its writer is no longer there.
pub async fn settle(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    place: Place,
) -> Result<(), DbErr> {
    let version = unsaved::Column::Version;
    let done = unsaved::Entity::update_many()
        .col_expr(unsaved::Column::Body, Expr::value(Fields::default()))
        .col_expr(version, Expr::col(version).add(1))
        .col_expr(unsaved::Column::SavedAt, Expr::value(None::<DateTime<Utc>>))
        .col_expr(unsaved::Column::SeenAt, Expr::value(None::<DateTime<Utc>>))
        .col_expr(unsaved::Column::ChangedAt, Expr::value(means.now()))
        .filter(place.here())
        .filter(unsaved::Column::Organiser.eq(by))
        .exec(txn)
        .await?;
    if done.rows_affected == 0 {
        row(means, by, place).insert(txn).await?;
    }
    Ok(())
}

/// Another organiser who has the same form open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Other {
    pub name: String,
    pub seen_at: DateTime<Utc>,
}

/// Lists who else of the team has a form open or did so lately, the last first. What they type is not told.
pub async fn others(
    conn: &impl ConnectionTrait,
    chain: &chain::Model,
    by: Uuid,
    place: Place,
    now: DateTime<Utc>,
) -> Result<Vec<Other>, DbErr> {
    let rows = unsaved::Entity::find()
        .filter(place.here())
        .filter(unsaved::Column::Organiser.ne(by))
        .filter(unsaved::Column::SeenAt.gt(now - NEAR))
        .order_by_desc(unsaved::Column::SeenAt)
        .order_by_asc(unsaved::Column::Id)
        .all(conn)
        .await?;
    let names: BTreeMap<Uuid, String> =
        names_on(conn, chain, rows.iter().map(|row| row.organiser)).await?;
    let other = |row: &unsaved::Model| {
        Some(Other {
            name: names.get(&row.organiser)?.clone(),
            seen_at: row.seen_at?,
        })
    };
    Ok(rows.iter().filter_map(other).collect())
}

/// Deletes what an organiser was writing in the plans of a host that they may no longer change.
pub async fn leave(txn: &DatabaseTransaction, organiser: Uuid, host: Uuid) -> Result<(), DbErr> {
    let theirs = unsaved::Entity::find()
        .filter(unsaved::Column::Organiser.eq(organiser))
        .all(txn)
        .await?;
    let chains = chain::Entity::find()
        .filter(chain::Column::Id.is_in(theirs.iter().map(|row| row.chain)))
        .filter(chain::Column::Host.eq(host))
        .all(txn)
        .await?;
    for chain in chains {
        let role = role_on(txn, organiser, &chain).await?;
        if role.is_some_and(|role| includes(role, Role::Organiser)) {
            continue;
        }
        unsaved::Entity::delete_many()
            .filter(unsaved::Column::Organiser.eq(organiser))
            .filter(unsaved::Column::Chain.eq(chain.id))
            .exec(txn)
            .await?;
    }
    Ok(())
}

/// Deletes what nobody touched since. Returns how many there were.
pub async fn forget_old(txn: &DatabaseTransaction, before: DateTime<Utc>) -> Result<u64, DbErr> {
    let done = unsaved::Entity::delete_many()
        .filter(unsaved::Column::ChangedAt.lte(before))
        .exec(txn)
        .await?;
    Ok(done.rows_affected)
}
