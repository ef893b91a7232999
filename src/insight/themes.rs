//! Themes: named by people, in an order people choose, taken away only while nothing rests on them.
//!
//! What else people do to themes stands in the files below; [`family`] says how they hang together, [`trail`] keeps
//! what was done.

use std::collections::{HashMap, HashSet};

use entity::shared::ThemeAct;
use entity::{action, action_evidence, coding, plan_version, theme};
use sea_orm::sea_query::{Expr, SelectStatement};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};
use uuid::Uuid;

use crate::db;
use crate::means::Means;
use crate::organiser::audit;

pub mod family;
pub mod merge;
pub mod nest;
pub mod order;
pub mod said;
pub mod split;
pub mod trail;

pub use family::Family;
pub use order::{Way, neighbours, place, shift};

/// The longest name and the longest meaning, in characters.
pub const NAME_MAX: usize = 80;
pub const MEANING_MAX: usize = 500;

/// The chain has a theme of this name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NameTaken;

/// Why a theme cannot be taken away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RestsOn {
    Points(u64),
    /// Themes that stand under it.
    Parts(usize),
    /// Themes that were merged into it.
    MadeOf(usize),
    Actions(u64),
    PublishedPlan,
}

/// Lists a chain's themes in their order, each followed by its parts; those that were merged into others are left out.
pub async fn list(conn: &impl ConnectionTrait, chain: Uuid) -> Result<Vec<theme::Model>, DbErr> {
    let family = Family::read(conn, chain).await?;
    Ok(family.in_order().into_iter().cloned().collect())
}

/// Finds a theme of a chain.
pub async fn find(
    conn: &impl ConnectionTrait,
    chain: Uuid,
    id: Uuid,
) -> Result<Option<theme::Model>, DbErr> {
    theme::Entity::find_by_id(id)
        .filter(theme::Column::Chain.eq(chain))
        .filter(theme::Column::MergedInto.is_null())
        .one(conn)
        .await
}

/// Finds the themes each of these points was sorted into, by any organiser, merged ones too.
pub async fn coded(
    conn: &impl ConnectionTrait,
    points: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Vec<Uuid>>, DbErr> {
    let rows = coding::Entity::find()
        .filter(coding::Column::Insight.is_in(points))
        .order_by_asc(coding::Column::Id)
        .all(conn)
        .await?;
    let mut all: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    for row in rows {
        let themes = all.entry(row.insight).or_default();
        if !themes.contains(&row.theme) {
            themes.push(row.theme);
        }
    }
    Ok(all)
}

/// Finds which themes each of these points belongs to: what any organiser said. A theme that was merged is the one it
/// is part of now.
pub async fn of_points(
    conn: &impl ConnectionTrait,
    points: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Vec<Uuid>>, DbErr> {
    let mut all = coded(conn, points).await?;
    let used: HashSet<Uuid> = all.values().flatten().copied().collect();
    let any = theme::Entity::find()
        .filter(theme::Column::Id.is_in(used))
        .filter(theme::Column::MergedInto.is_not_null())
        .one(conn)
        .await?;
    if let Some(any) = any {
        let family = Family::read(conn, any.chain).await?;
        for themes in all.values_mut() {
            *themes = family.now_of(themes);
        }
    }
    Ok(all)
}

/// Makes a theme at the end of the list. Names are compared without upper and lower case.
pub async fn create(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    chain: Uuid,
    name: &str,
    meaning: &str,
) -> Result<Result<theme::Model, NameTaken>, DbErr> {
    let family = Family::read(txn, chain).await?;
    if is_taken(family.all(), name, None) {
        return Ok(Err(NameTaken));
    }
    let row = theme::ActiveModel {
        id: Set(means.id()),
        chain: Set(chain),
        parent: Set(None),
        name: Set(name.to_owned()),
        meaning: Set(meaning.to_owned()),
        position: Set(family.all().last().map_or(1, |last| last.position + 1)),
        merged_into: Set(None),
        made_at: Set(means.now()),
        split_from: Set(None),
    };
    match row.insert(txn).await {
        Ok(made) => {
            trail::keep(txn, means, by, ThemeAct::Made, &made, None, Vec::new()).await?;
            note(txn, means, by, "theme.made", &made).await?;
            Ok(Ok(made))
        }
        Err(error) if db::is_unique_violation(&error) => Ok(Err(NameTaken)),
        Err(error) => Err(error),
    }
}

/// Why a theme was not given another name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotNamed {
    NameTaken,
    /// It is gone, or somebody else changed its words since.
    TooLate,
}

/// Changes a theme's name and meaning. `theme` is as it was seen when the new ones were written.
pub async fn change(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    theme: &theme::Model,
    name: &str,
    meaning: &str,
) -> Result<Result<(), NotNamed>, DbErr> {
    if theme.name == name && theme.meaning == meaning {
        return Ok(Ok(()));
    }
    if is_taken(&list(txn, theme.chain).await?, name, Some(theme.id)) {
        return Ok(Err(NotNamed::NameTaken));
    }
    let done = theme::Entity::update_many()
        .col_expr(theme::Column::Name, Expr::value(name))
        .col_expr(theme::Column::Meaning, Expr::value(meaning))
        .filter(theme::Column::Id.eq(theme.id))
        .filter(theme::Column::Name.eq(theme.name.clone()))
        .filter(theme::Column::Meaning.eq(theme.meaning.clone()))
        .filter(theme::Column::MergedInto.is_null())
        .exec(txn)
        .await;
    match done {
        Ok(done) if done.rows_affected == 1 => {
            trail::keep(txn, means, by, ThemeAct::Named, theme, None, Vec::new()).await?;
            note(txn, means, by, "theme.changed", theme).await?;
            Ok(Ok(()))
        }
        Ok(_) => Ok(Err(NotNamed::TooLate)),
        Err(error) if db::is_unique_violation(&error) => Ok(Err(NotNamed::NameTaken)),
        Err(error) => Err(error),
    }
}

pub(crate) fn is_taken(all: &[theme::Model], name: &str, but: Option<Uuid>) -> bool {
    let name = name.to_lowercase();
    all.iter()
        .filter(|theme| theme.merged_into.is_none() && Some(theme.id) != but)
        .any(|theme| theme.name.to_lowercase() == name)
}

/// Finds what keeps a theme from being taken away, if anything.
pub async fn find_rest(
    conn: &impl ConnectionTrait,
    theme: &theme::Model,
) -> Result<Option<RestsOn>, DbErr> {
    let family = Family::read(conn, theme.chain).await?;
    let (parts, made_of) = (family.parts(theme.id).len(), family.made_of(theme.id).len());
    if parts > 0 {
        return Ok(Some(RestsOn::Parts(parts)));
    }
    if made_of > 0 {
        return Ok(Some(RestsOn::MadeOf(made_of)));
    }
    let points = of_theme(conn, theme.id).await?;
    if points > 0 {
        return Ok(Some(RestsOn::Points(points)));
    }
    let actions = action_evidence::Entity::find()
        .filter(action_evidence::Column::Theme.eq(theme.id))
        .filter(action_evidence::Column::Action.not_in_subquery(removed_actions(theme.chain)))
        .count(conn)
        .await?;
    if actions > 0 {
        return Ok(Some(RestsOn::Actions(actions)));
    }
    let versions = plan_version::Entity::find()
        .filter(plan_version::Column::Chain.eq(theme.chain))
        .all(conn)
        .await?;
    let published = versions
        .iter()
        .any(|version| version.body.themes.iter().any(|t| t.id == theme.id));
    Ok(published.then_some(RestsOn::PublishedPlan))
}

/// Actions that were taken out of the plan.
fn removed_actions(chain: Uuid) -> SelectStatement {
    action::Entity::find()
        .select_only()
        .column(action::Column::Id)
        .filter(action::Column::Chain.eq(chain))
        .filter(action::Column::RemovedAt.is_not_null())
        .into_query()
}

async fn of_theme(conn: &impl ConnectionTrait, theme: Uuid) -> Result<u64, DbErr> {
    let rows = coding::Entity::find()
        .filter(coding::Column::Theme.eq(theme))
        .all(conn)
        .await?;
    let mut points: Vec<Uuid> = rows.iter().map(|row| row.insight).collect();
    points.sort_unstable();
    points.dedup();
    Ok(u64::try_from(points.len()).unwrap_or(u64::MAX))
}

/// Takes a theme away when nothing rests on it.
pub async fn remove(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    theme: &theme::Model,
) -> Result<Result<(), RestsOn>, DbErr> {
    Family::lock(txn, theme.chain).await?;
    if let Some(rest) = find_rest(txn, theme).await? {
        return Ok(Err(rest));
    }
    // What stood under it before it was merged elsewhere will stand by itself when it is taken apart.
    theme::Entity::update_many()
        .col_expr(theme::Column::Parent, Expr::value(None::<Uuid>))
        .filter(theme::Column::Parent.eq(theme.id))
        .exec(txn)
        .await?;
    // Only actions that were taken out still name it.
    action_evidence::Entity::delete_many()
        .filter(action_evidence::Column::Theme.eq(theme.id))
        .exec(txn)
        .await?;
    theme::Entity::delete_by_id(theme.id).exec(txn).await?;
    trail::keep(txn, means, by, ThemeAct::Removed, theme, None, Vec::new()).await?;
    note(txn, means, by, "theme.removed", theme).await?;
    Ok(Ok(()))
}

async fn note(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    act: &'static str,
    theme: &theme::Model,
) -> Result<(), DbErr> {
    audit::organiser_did(txn, means, by, act, theme.id, theme.chain).await
}
