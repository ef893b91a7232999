//! Splitting points off into a theme of their own. Everybody's sorting of these points goes along.

use entity::shared::ThemeAct;
use entity::theme;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, DatabaseTransaction, DbErr};
use uuid::Uuid;

use super::family::Family;
use super::{is_taken, note, said, trail};
use crate::db;
use crate::means::Means;

/// Why points were not split off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoSplit {
    /// The theme was merged or removed meanwhile.
    TooLate,
    NameTaken,
    /// None of the points is in the theme any more.
    Nothing,
}

/// Puts points of a theme into a new one, which stands beside it. Returns the new theme and how many came along.
pub async fn split(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    (chain, from): (Uuid, Uuid),
    (name, meaning): (&str, &str),
    points: &[Uuid],
) -> Result<Result<(theme::Model, usize), NoSplit>, DbErr> {
    let family = Family::lock(txn, chain).await?;
    let Some(old) = family.open(from) else {
        return Ok(Err(NoSplit::TooLate));
    };
    if is_taken(family.all(), name, None) {
        return Ok(Err(NoSplit::NameTaken));
    }
    let row = theme::ActiveModel {
        id: Set(means.id()),
        chain: Set(chain),
        parent: Set(family.parent(from)),
        name: Set(name.to_owned()),
        meaning: Set(meaning.to_owned()),
        position: Set(family.all().last().map_or(1, |last| last.position + 1)),
        merged_into: Set(None),
        made_at: Set(means.now()),
        split_from: Set(Some(old.id)),
    };
    let made = match row.insert(txn).await {
        Ok(made) => made,
        Err(error) if db::is_unique_violation(&error) => return Ok(Err(NoSplit::NameTaken)),
        Err(error) => return Err(error),
    };
    let under = family.under(from);
    let moved = said::put(txn, (means, by), chain, &under, Some(made.id), points).await?;
    if moved.is_empty() {
        return Ok(Err(NoSplit::Nothing));
    }
    let count = moved.len();
    trail::keep(txn, means, by, ThemeAct::Split, &made, Some(from), moved).await?;
    if made.parent.is_some() {
        let (act, under) = (ThemeAct::Nested, made.parent);
        trail::keep(txn, means, by, act, &made, under, Vec::new()).await?;
    }
    note(txn, means, by, "theme.split", &made).await?;
    Ok(Ok((made, count)))
}
