//! Themes: named by people, in an order people choose, taken away only while nothing rests on them.

use std::collections::HashMap;

use entity::{action_evidence, coding, plan_version, theme};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
};
use uuid::Uuid;

use crate::db;
use crate::means::Means;
use crate::organiser::audit::{self, By};

/// The longest name and the longest meaning, in characters.
pub const NAME_MAX: usize = 80;
pub const MEANING_MAX: usize = 500;

/// The chain has a theme of this name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NameTaken;

/// Which way a row of a list moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    Up,
    Down,
}

impl Way {
    /// Reads `up` or `down`.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "up" => Some(Self::Up),
            "down" => Some(Self::Down),
            _ => None,
        }
    }
}

/// Why a theme cannot be taken away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RestsOn {
    Points(u64),
    Actions(u64),
    PublishedPlan,
}

/// Lists a chain's themes in their order.
pub async fn list(conn: &impl ConnectionTrait, chain: Uuid) -> Result<Vec<theme::Model>, DbErr> {
    theme::Entity::find()
        .filter(theme::Column::Chain.eq(chain))
        .filter(theme::Column::MergedInto.is_null())
        .order_by_asc(theme::Column::Position)
        .order_by_asc(theme::Column::Id)
        .all(conn)
        .await
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

/// Finds which themes each of these points belongs to: what any organiser said.
pub async fn of_points(
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

/// Makes a theme at the end of the list. Names are compared without upper and lower case.
pub async fn create(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    chain: Uuid,
    name: &str,
    meaning: &str,
) -> Result<Result<theme::Model, NameTaken>, DbErr> {
    let all = list(txn, chain).await?;
    if is_taken(&all, name, None) {
        return Ok(Err(NameTaken));
    }
    let row = theme::ActiveModel {
        id: Set(means.id()),
        chain: Set(chain),
        parent: Set(None),
        name: Set(name.to_owned()),
        meaning: Set(meaning.to_owned()),
        position: Set(all.last().map_or(1, |last| last.position + 1)),
        merged_into: Set(None),
        made_at: Set(means.now()),
        split_from: Set(None),
    };
    match row.insert(txn).await {
        Ok(made) => {
            note(txn, means, by, "theme.made", &made).await?;
            Ok(Ok(made))
        }
        Err(error) if db::is_unique_violation(&error) => Ok(Err(NameTaken)),
        Err(error) => Err(error),
    }
}

/// Changes a theme's name and meaning.
pub async fn change(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    theme: &theme::Model,
    name: &str,
    meaning: &str,
) -> Result<Result<(), NameTaken>, DbErr> {
    if is_taken(&list(txn, theme.chain).await?, name, Some(theme.id)) {
        return Ok(Err(NameTaken));
    }
    let done = theme::Entity::update_many()
        .col_expr(theme::Column::Name, Expr::value(name))
        .col_expr(theme::Column::Meaning, Expr::value(meaning))
        .filter(theme::Column::Id.eq(theme.id))
        .exec(txn)
        .await;
    match done {
        Ok(_) => {
            note(txn, means, by, "theme.changed", theme).await?;
            Ok(Ok(()))
        }
        Err(error) if db::is_unique_violation(&error) => Ok(Err(NameTaken)),
        Err(error) => Err(error),
    }
}

fn is_taken(all: &[theme::Model], name: &str, but: Option<Uuid>) -> bool {
    let name = name.to_lowercase();
    all.iter()
        .any(|theme| Some(theme.id) != but && theme.name.to_lowercase() == name)
}

/// Moves a theme one place up or down; at the end of the list nothing changes.
pub async fn shift(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    theme: &theme::Model,
    way: Way,
) -> Result<(), DbErr> {
    let mut all = list(txn, theme.chain).await?;
    let ids = all.iter().map(|theme| theme.id);
    let Some((from, to)) = neighbours(ids, theme.id, way) else {
        return Ok(());
    };
    all.swap(from, to);
    for (position, row) in (1..).zip(&all) {
        if row.position != position {
            theme::Entity::update_many()
                .col_expr(theme::Column::Position, Expr::value(position))
                .filter(theme::Column::Id.eq(row.id))
                .exec(txn)
                .await?;
        }
    }
    note(txn, means, by, "theme.moved", theme).await
}

/// Finds the places of a row and of the row it changes places with.
pub fn neighbours(
    ids: impl IntoIterator<Item = Uuid>,
    moved: Uuid,
    way: Way,
) -> Option<(usize, usize)> {
    let ids: Vec<Uuid> = ids.into_iter().collect();
    let here = ids.iter().position(|id| *id == moved)?;
    let there = match way {
        Way::Up => here.checked_sub(1)?,
        Way::Down => here + 1,
    };
    (there < ids.len()).then_some((here, there))
}

/// Finds what keeps a theme from being taken away, if anything.
pub async fn find_rest(
    conn: &impl ConnectionTrait,
    theme: &theme::Model,
) -> Result<Option<RestsOn>, DbErr> {
    let points = of_theme(conn, theme.id).await?;
    if points > 0 {
        return Ok(Some(RestsOn::Points(points)));
    }
    let actions = action_evidence::Entity::find()
        .filter(action_evidence::Column::Theme.eq(theme.id))
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
    if let Some(rest) = find_rest(txn, theme).await? {
        return Ok(Err(rest));
    }
    theme::Entity::delete_by_id(theme.id).exec(txn).await?;
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
    let by = By::Organiser(by);
    audit::note(
        txn,
        &means.sources,
        by,
        act,
        Some(theme.id),
        Some(theme.chain),
    )
    .await
}
