//! The order of themes: among all, and among the parts of one.
//!
//! Only the themes beside each other change places; a merged theme keeps its place for the day it is taken apart.

use entity::theme;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::family::Family;
use super::note;
use crate::means::Means;

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

/// Moves a theme one place up or down; at the end of the list nothing changes.
pub async fn shift(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    theme: &theme::Model,
    way: Way,
) -> Result<(), DbErr> {
    let family = Family::lock(txn, theme.chain).await?;
    let beside = family.siblings(theme.id).into_iter().map(|t| t.id);
    match neighbours(beside, theme.id, way) {
        Some((_, to)) => put_at(txn, means, by, &family, theme, to).await,
        None => Ok(()),
    }
}

/// Moves a theme to a place among those beside it, from 1; a place past the end is the last one.
pub async fn place(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    theme: &theme::Model,
    place: usize,
) -> Result<(), DbErr> {
    let family = Family::lock(txn, theme.chain).await?;
    put_at(txn, means, by, &family, theme, place.saturating_sub(1)).await
}

async fn put_at(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    family: &Family,
    theme: &theme::Model,
    to: usize,
) -> Result<(), DbErr> {
    let before: Vec<Uuid> = family.siblings(theme.id).iter().map(|t| t.id).collect();
    let mut after = before.clone();
    let Some(from) = after.iter().position(|id| *id == theme.id) else {
        return Ok(());
    };
    let moved = after.remove(from);
    after.insert(to.min(after.len()), moved);
    if after == before {
        return Ok(());
    }
    // Every theme of the chain gets a place of its own; those beside each other share out the places they had.
    let places: Vec<Uuid> = family.all().iter().map(|t| t.id).collect();
    let mut next = after.into_iter();
    for (position, id) in (1..).zip(places) {
        let here = if before.contains(&id) {
            next.next().unwrap_or(id)
        } else {
            id
        };
        if family.get(here).is_some_and(|t| t.position != position) {
            theme::Entity::update_many()
                .col_expr(theme::Column::Position, Expr::value(position))
                .filter(theme::Column::Id.eq(here))
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
