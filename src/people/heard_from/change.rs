//! What an organiser changes: which questions are asked, their bands, and the area's figures.

use chrono::{DateTime, Utc};
use entity::shared::ReachWhat;
use entity::{chain, reach_answer, reach_band, reach_question};
use sea_orm::sea_query::{Expr, LockType};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait,
    PaginatorTrait, QueryFilter, QuerySelect,
};
use uuid::Uuid;

use super::{OWN_MAX, Question};
use crate::means::Means;

/// A question as an organiser wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    pub what: ReachWhat,
    /// The question of the chain's own that is changed; absent for a new one and for the others, of which there is one.
    pub id: Option<Uuid>,
    pub name: String,
    pub source: String,
    pub asked: bool,
    pub lines: Vec<Line>,
}

/// One band as an organiser wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// A language's code, a door's or a way's text; absent for a band that is known by its name.
    pub key: Option<String>,
    pub name: String,
    /// Hundredths of a per cent.
    pub share: Option<i32>,
}

/// Why a question was not saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotSaved {
    /// The chain has all the questions of its own that it may have.
    TooMany,
    /// The question was removed meanwhile.
    Gone,
}

/// Saves a question. A band that is no longer among the lines is deleted, or retired where somebody chose it; one that
/// comes back is the one it was.
pub async fn save(
    txn: &DatabaseTransaction,
    means: &Means,
    chain: Uuid,
    draft: &Draft,
) -> Result<Result<Uuid, NotSaved>, DbErr> {
    // Two who save at once do so one after the other.
    chain::Entity::find_by_id(chain)
        .lock(LockType::NoKeyUpdate)
        .one(txn)
        .await?;
    let all = super::list(txn, chain).await?;
    let same = |question: &&Question| match draft.id {
        Some(id) => question.row.id == id,
        None => draft.what != ReachWhat::Own && question.row.what == draft.what,
    };
    let (id, bands) = match all.iter().find(same) {
        Some(known) => {
            reach_question::Entity::update_many()
                .col_expr(
                    reach_question::Column::Name,
                    Expr::value(draft.name.clone()),
                )
                .col_expr(
                    reach_question::Column::Source,
                    Expr::value(draft.source.clone()),
                )
                .col_expr(reach_question::Column::Asked, Expr::value(draft.asked))
                .filter(reach_question::Column::Id.eq(known.row.id))
                .exec(txn)
                .await?;
            (known.row.id, known.bands.clone())
        }
        None if draft.id.is_some() => return Ok(Err(NotSaved::Gone)),
        None if draft.what == ReachWhat::Own && own(&all) >= OWN_MAX => {
            return Ok(Err(NotSaved::TooMany));
        }
        None => (add(txn, means, chain, draft).await?, Vec::new()),
    };
    save_bands(txn, means, id, bands, &draft.lines).await?;
    Ok(Ok(id))
}

fn own(all: &[Question]) -> usize {
    let own = |question: &&Question| question.row.what == ReachWhat::Own;
    all.iter().filter(own).count()
}

async fn add(
    txn: &DatabaseTransaction,
    means: &Means,
    chain: Uuid,
    draft: &Draft,
) -> Result<Uuid, DbErr> {
    let id = means.id();
    let position = ReachWhat::ALL.iter().position(|what| *what == draft.what);
    reach_question::ActiveModel {
        id: Set(id),
        chain: Set(chain),
        what: Set(draft.what),
        name: Set(draft.name.clone()),
        source: Set(draft.source.clone()),
        asked: Set(draft.asked),
        position: Set(place(position.unwrap_or_default())),
        made_at: Set(means.now()),
        retired_at: Set(None),
    }
    .insert(txn)
    .await?;
    Ok(id)
}

fn place(n: usize) -> i32 {
    i32::try_from(n).unwrap_or(i32::MAX)
}

async fn save_bands(
    txn: &DatabaseTransaction,
    means: &Means,
    question: Uuid,
    mut known: Vec<reach_band::Model>,
    lines: &[Line],
) -> Result<(), DbErr> {
    for (n, line) in lines.iter().enumerate() {
        let same = |band: &reach_band::Model| match &line.key {
            Some(key) => band.key == *key,
            None => band.name.to_lowercase() == line.name.to_lowercase(),
        };
        if let Some(at) = known.iter().position(same) {
            let band = known.swap_remove(at);
            reach_band::Entity::update_many()
                .col_expr(reach_band::Column::Name, Expr::value(line.name.clone()))
                .col_expr(reach_band::Column::Share, Expr::value(line.share))
                .col_expr(reach_band::Column::Position, Expr::value(place(n)))
                .col_expr(
                    reach_band::Column::RetiredAt,
                    Expr::value(None::<DateTime<Utc>>),
                )
                .filter(reach_band::Column::Id.eq(band.id))
                .exec(txn)
                .await?;
            continue;
        }
        let id = means.id();
        reach_band::ActiveModel {
            id: Set(id),
            question: Set(question),
            key: Set(line.key.clone().unwrap_or_else(|| id.simple().to_string())),
            name: Set(line.name.clone()),
            share: Set(line.share),
            position: Set(place(n)),
            retired_at: Set(None),
        }
        .insert(txn)
        .await?;
    }
    for band in known {
        drop_band(txn, means, &band).await?;
    }
    Ok(())
}

/// Deletes a band nobody chose; retires one that somebody did, with its share, which no longer says anything.
async fn drop_band(
    txn: &DatabaseTransaction,
    means: &Means,
    band: &reach_band::Model,
) -> Result<(), DbErr> {
    let chosen = reach_answer::Entity::find()
        .filter(reach_answer::Column::Band.eq(band.id))
        .count(txn)
        .await?;
    if chosen == 0 {
        reach_band::Entity::delete_by_id(band.id).exec(txn).await?;
        return Ok(());
    }
    reach_band::Entity::update_many()
        .col_expr(reach_band::Column::Share, Expr::value(None::<i32>))
        .col_expr(reach_band::Column::RetiredAt, Expr::value(means.now()))
        .filter(reach_band::Column::Id.eq(band.id))
        .filter(reach_band::Column::RetiredAt.is_null())
        .exec(txn)
        .await?;
    Ok(())
}

/// Removes a question of the chain's own: it is asked and counted no more. What was answered stays with those who
/// answered until they remove it. Returns false when it was gone.
pub async fn remove_own(
    txn: &DatabaseTransaction,
    means: &Means,
    chain: Uuid,
    id: Uuid,
) -> Result<bool, DbErr> {
    let done = reach_question::Entity::update_many()
        .col_expr(reach_question::Column::RetiredAt, Expr::value(means.now()))
        .col_expr(reach_question::Column::Asked, Expr::value(false))
        .filter(reach_question::Column::Id.eq(id))
        .filter(reach_question::Column::Chain.eq(chain))
        .filter(reach_question::Column::What.eq(ReachWhat::Own))
        .filter(reach_question::Column::RetiredAt.is_null())
        .exec(txn)
        .await?;
    Ok(done.rows_affected == 1)
}
