//! Putting a theme under another: one level, so that a list of themes stays a list.

use entity::shared::ThemeAct;
use entity::theme;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::family::Family;
use super::{note, trail};
use crate::means::Means;

/// Why a theme cannot stand under another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoNest {
    /// It was merged, removed or put elsewhere meanwhile.
    TooLate,
    /// There is no such theme in this chain, or it was merged into another.
    Gone,
    Itself,
    /// It has parts of its own.
    HasParts,
    /// The other is a part of a theme already.
    IsPart,
}

/// Tells whether a theme may stand under another.
pub fn may_nest(family: &Family, theme: Uuid, under: Uuid) -> Result<(), NoNest> {
    if family.open(theme).is_none() {
        return Err(NoNest::TooLate);
    }
    if theme == under {
        return Err(NoNest::Itself);
    }
    if family.open(under).is_none() {
        return Err(NoNest::Gone);
    }
    if !family.parts(theme).is_empty() {
        return Err(NoNest::HasParts);
    }
    if family.parent(under).is_some() {
        return Err(NoNest::IsPart);
    }
    Ok(())
}

/// Puts a theme under another, or takes it out. `seen` is where it stood when that was decided.
pub async fn nest(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    (chain, theme): (Uuid, Uuid),
    seen: Option<Uuid>,
    under: Option<Uuid>,
) -> Result<Result<(), NoNest>, DbErr> {
    let family = Family::lock(txn, chain).await?;
    let Some(row) = family.open(theme) else {
        return Ok(Err(NoNest::TooLate));
    };
    let stands = family.parent(theme);
    if stands == under {
        return Ok(Ok(()));
    }
    if stands != seen {
        return Ok(Err(NoNest::TooLate));
    }
    if let Some(Err(why)) = under.map(|under| may_nest(&family, theme, under)) {
        return Ok(Err(why));
    }
    let mut guarded = theme::Entity::update_many()
        .col_expr(theme::Column::Parent, Expr::value(under))
        .filter(theme::Column::Id.eq(theme))
        .filter(theme::Column::MergedInto.is_null());
    guarded = match row.parent {
        Some(parent) => guarded.filter(theme::Column::Parent.eq(parent)),
        None => guarded.filter(theme::Column::Parent.is_null()),
    };
    if guarded.exec(txn).await?.rows_affected != 1 {
        return Ok(Err(NoNest::TooLate));
    }
    // Out of the one, then into the other; the one above may itself have been merged since.
    let steps = [row.parent, under].into_iter().flatten();
    for other in steps {
        let (act, other) = (ThemeAct::Nested, Some(other));
        trail::keep(txn, means, by, act, row, other, Vec::new()).await?;
    }
    note(txn, means, by, "theme.nested", row).await?;
    Ok(Ok(()))
}
