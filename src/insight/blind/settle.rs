//! Settling a sample: people decide where points belong on which they differed, and put those into their themes on
//! which they said the same. The points move by the rules of all sorting, with its trail, and can be taken back there.

use entity::{blind_point, blind_sample};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::compare::Outcome;
use super::{Sample, lock};
use crate::insight::coding;
use crate::insight::themes::Family;
use crate::means::Means;
use crate::organiser::audit;

/// What somebody decides about a point on which people differed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It belongs to these themes; of those that were shown as its own it leaves the others.
    Stands { themes: Vec<Uuid>, shown: Vec<Uuid> },
    /// It stays where it is.
    Leave,
}

/// What came of settling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    Done,
    /// Somebody settled it before.
    Already,
    /// Its speaker took it out, or people do not differ on it any more.
    Gone,
    /// Somebody is still under way, or the one who asks may not see it yet.
    NotYet,
    /// A theme that was ticked is no longer there: nothing was changed.
    ThemeGone,
}

/// Settles one point on which people differed.
pub async fn settle(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    sample: &blind_sample::Model,
    point: Uuid,
    decision: &Decision,
) -> Result<Settled, DbErr> {
    let Some((sample, family)) = open(txn, by, sample).await? else {
        return Ok(Settled::NotYet);
    };
    let chain = sample.row.chain;
    let outcome = Outcome::of(&sample, &family);
    let mut different = outcome.different();
    let Some(found) = different.find(|one| one.place.insight == point) else {
        return Ok(Settled::Gone);
    };
    if !mark(txn, means, by, &found.place).await? {
        return Ok(Settled::Already);
    }
    let mut act = "blind.left";
    if let Decision::Stands { themes, shown } = decision {
        if themes.iter().any(|theme| family.shown(*theme).is_none()) {
            return Ok(Settled::ThemeGone);
        }
        let Some(row) = coding::find(txn, chain, point).await? else {
            return Ok(Settled::Gone);
        };
        coding::sort(txn, means, by, &row, themes, shown).await?;
        act = "blind.settled";
    }
    audit::organiser_did(txn, means, by, act, point, chain).await?;
    Ok(Settled::Done)
}

/// Puts the points on which everybody said the same into their themes, as one press; those that fit none stay where
/// they are. Nothing is taken out of a theme. Returns how many were still to be settled; nothing when it is too early.
pub async fn apply_same(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    sample: &blind_sample::Model,
) -> Result<Option<usize>, DbErr> {
    let Some((sample, family)) = open(txn, by, sample).await? else {
        return Ok(None);
    };
    let outcome = Outcome::of(&sample, &family);
    let mut each = Vec::new();
    let mut settled = 0;
    for one in outcome.same() {
        if mark(txn, means, by, &one.place).await? {
            settled += 1;
            each.push((one.place.insight, one.named().into_iter().collect()));
        }
    }
    if settled > 0 {
        let chain = sample.row.chain;
        coding::sort_each(txn, means, by, chain, &each).await?;
        audit::organiser_did(txn, means, by, "blind.same", sample.row.id, chain).await?;
    }
    Ok(Some(settled))
}

async fn open(
    txn: &DatabaseTransaction,
    by: Uuid,
    sample: &blind_sample::Model,
) -> Result<Option<(Sample, Family)>, DbErr> {
    let found = lock(txn, sample.chain, sample.id).await?;
    let Some(found) = found.filter(|sample| sample.may_settle(by)) else {
        return Ok(None);
    };
    let family = Family::read(txn, sample.chain).await?;
    Ok(Some((found, family)))
}

/// Notes who settled a point. Returns false when somebody did before.
async fn mark(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    place: &blind_point::Model,
) -> Result<bool, DbErr> {
    let done = blind_point::Entity::update_many()
        .col_expr(blind_point::Column::SettledBy, Expr::value(by))
        .col_expr(blind_point::Column::SettledAt, Expr::value(means.now()))
        .filter(blind_point::Column::Id.eq(place.id))
        .filter(blind_point::Column::SettledAt.is_null())
        .exec(txn)
        .await?;
    Ok(done.rows_affected == 1)
}
