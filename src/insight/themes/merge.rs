//! Merging a theme into another, and taking it apart again.
//!
//! A merge only says where a theme is counted from now on. Its points, its place, its parts and the actions that rest
//! on it stay its own, so that taking it apart gives back exactly what was.

use entity::shared::ThemeAct;
use entity::theme;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::family::Family;
use super::{is_taken, note, trail};
use crate::db;
use crate::means::Means;

/// Why two themes cannot be merged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoMerge {
    /// The theme was merged or removed meanwhile.
    TooLate,
    /// There is no such theme in this chain, or it was merged into another.
    Gone,
    Itself,
    /// The other theme is made of this one.
    Circle,
    /// The other theme is a part of this one.
    OwnPart,
    /// This theme has parts and the other is a part itself.
    TwoLevels,
}

/// Tells whether a theme may be merged into another.
pub fn may_merge(family: &Family, theme: Uuid, into: Uuid) -> Result<(), NoMerge> {
    if family.open(theme).is_none() {
        return Err(NoMerge::TooLate);
    }
    if theme == into {
        return Err(NoMerge::Itself);
    }
    if family.get(into).is_some() && family.now(into) == theme {
        return Err(NoMerge::Circle);
    }
    if family.open(into).is_none() {
        return Err(NoMerge::Gone);
    }
    let parent = family.parent(into);
    if parent == Some(theme) {
        return Err(NoMerge::OwnPart);
    }
    if parent.is_some() && !family.parts(theme).is_empty() {
        return Err(NoMerge::TwoLevels);
    }
    Ok(())
}

/// Merges a theme into another.
pub async fn merge(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    chain: Uuid,
    theme: Uuid,
    into: Uuid,
) -> Result<Result<(), NoMerge>, DbErr> {
    let family = Family::lock(txn, chain).await?;
    if let Err(why) = may_merge(&family, theme, into) {
        return Ok(Err(why));
    }
    let Some(row) = family.get(theme) else {
        return Ok(Err(NoMerge::TooLate));
    };
    let done = theme::Entity::update_many()
        .col_expr(theme::Column::MergedInto, Expr::value(into))
        .filter(theme::Column::Id.eq(theme))
        .filter(theme::Column::MergedInto.is_null())
        .exec(txn)
        .await?;
    if done.rows_affected != 1 {
        return Ok(Err(NoMerge::TooLate));
    }
    let other = Some(into);
    trail::keep(txn, means, by, ThemeAct::Merged, row, other, Vec::new()).await?;
    note(txn, means, by, "theme.merged", row).await?;
    Ok(Ok(()))
}

/// Why a theme cannot be taken apart from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotApart {
    /// It is not merged into that theme, or no longer.
    TooLate,
    /// Another theme has its name now.
    NameTaken,
}

/// Takes a theme out of the one it was merged into, under its own name or a new one.
pub async fn apart(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    chain: Uuid,
    merge: (Uuid, Uuid),
    name: Option<&str>,
) -> Result<Result<(), NotApart>, DbErr> {
    let (theme, from) = merge;
    let family = Family::lock(txn, chain).await?;
    let Some(row) = family.get(theme).filter(|t| t.merged_into == Some(from)) else {
        return Ok(Err(NotApart::TooLate));
    };
    let name = name.unwrap_or(&row.name);
    if is_taken(family.all(), name, None) {
        return Ok(Err(NotApart::NameTaken));
    }
    let stays = may_stay_under(&family, row);
    let done = theme::Entity::update_many()
        .col_expr(theme::Column::MergedInto, Expr::value(None::<Uuid>))
        .col_expr(theme::Column::Name, Expr::value(name))
        .col_expr(
            theme::Column::Parent,
            Expr::value(row.parent.filter(|_| stays)),
        )
        .filter(theme::Column::Id.eq(theme))
        .filter(theme::Column::MergedInto.eq(from))
        .exec(txn)
        .await;
    match done {
        Ok(done) if done.rows_affected == 1 => {}
        Ok(_) => return Ok(Err(NotApart::TooLate)),
        Err(error) if db::is_unique_violation(&error) => return Ok(Err(NotApart::NameTaken)),
        Err(error) => return Err(error),
    }
    let keep = |act, other| trail::keep(txn, means, by, act, row, other, Vec::new());
    keep(ThemeAct::Apart, Some(from)).await?;
    if name != row.name {
        keep(ThemeAct::Named, None).await?;
    }
    if !stays {
        let renamed = theme::Model {
            name: name.to_owned(),
            ..row.clone()
        };
        let (act, other) = (ThemeAct::Nested, row.parent);
        trail::keep(txn, means, by, act, &renamed, other, Vec::new()).await?;
    }
    note(txn, means, by, "theme.apart", row).await?;
    Ok(Ok(()))
}

/// Tells whether a theme that is taken apart may stand where it stood: the theme above it may have been put under
/// another meanwhile, and there is one level only.
fn may_stay_under(family: &Family, row: &theme::Model) -> bool {
    let Some(parent) = row.parent else {
        return true;
    };
    let above = family.now(parent);
    above != row.id && family.parent(above).is_none()
}
