//! A person's own answers: what they are asked, what they said, and taking it back.

use chrono::{DateTime, Utc};
use entity::{participant, reach_answer, reach_band, reach_question};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait, QueryFilter, QuerySelect,
};
use uuid::Uuid;

use super::Question;
use crate::means::Means;
use crate::organiser::audit;

/// A question as one person sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    pub question: reach_question::Model,
    /// What they may choose, and what they chose even if it is no longer offered.
    pub bands: Vec<reach_band::Model>,
    pub chosen: Option<Uuid>,
}

/// An answer with its question, for the one who gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    pub question: reach_question::Model,
    pub band: reach_band::Model,
    pub source: String,
    pub entered_by: Option<Uuid>,
    pub at: DateTime<Utc>,
}

async fn answers_of(
    conn: &impl ConnectionTrait,
    person: Uuid,
) -> Result<Vec<reach_answer::Model>, DbErr> {
    reach_answer::Entity::find()
        .filter(reach_answer::Column::Participant.eq(person))
        .all(conn)
        .await
}

/// Reads the questions of a person's chain that are asked, and the others they have answered.
async fn theirs(
    conn: &impl ConnectionTrait,
    chain: Uuid,
    answers: &[reach_answer::Model],
) -> Result<Vec<Question>, DbErr> {
    let answered = answers.iter().map(|answer| answer.question);
    let asked = Condition::all()
        .add(reach_question::Column::Asked.eq(true))
        .add(reach_question::Column::RetiredAt.is_null());
    let asked = asked.add(reach_question::Column::Chain.eq(chain));
    let which = Condition::any()
        .add(asked)
        .add(reach_question::Column::Id.is_in(answered));
    super::read(conn, which).await
}

/// Lists what a person may answer, and what they have answered.
pub async fn questions_for(
    conn: &impl ConnectionTrait,
    person: &participant::Model,
) -> Result<Vec<Ask>, DbErr> {
    let answers = answers_of(conn, person.id).await?;
    let ask = |question: Question| {
        let answer = answers.iter().find(|a| a.question == question.row.id);
        let chosen = answer.map(|answer| answer.band);
        let open = question.row.asked;
        let bands = question.bands.into_iter();
        Ask {
            bands: bands
                .filter(|band| (open && band.retired_at.is_none()) || Some(band.id) == chosen)
                .collect(),
            question: question.row,
            chosen,
        }
    };
    let all = theirs(conn, person.chain, &answers).await?;
    Ok(all.into_iter().map(ask).collect())
}

/// Tells whether a chain asks anything of somebody who said yes, or holds an answer of theirs.
pub async fn asks_anything(
    conn: &impl ConnectionTrait,
    person: &participant::Model,
) -> Result<bool, DbErr> {
    if person.agreed_at.is_none() {
        return Ok(false);
    }
    let asked: Option<Uuid> = reach_question::Entity::find()
        .select_only()
        .column(reach_question::Column::Id)
        .filter(reach_question::Column::Chain.eq(person.chain))
        .filter(reach_question::Column::Asked.eq(true))
        .filter(reach_question::Column::RetiredAt.is_null())
        .limit(1)
        .into_tuple()
        .one(conn)
        .await?;
    Ok(asked.is_some() || !answers_of(conn, person.id).await?.is_empty())
}

/// Keeps what a person chose; no band takes the answer back. What is not asked of them, or not offered, changes
/// nothing, and nothing is kept of who has not said yes or was forgotten.
pub async fn answer(
    txn: &DatabaseTransaction,
    means: &Means,
    person: &participant::Model,
    chosen: &[(Uuid, Option<Uuid>)],
) -> Result<(), DbErr> {
    // Held against an erasure at the same moment, where the database has rows to hold.
    let here = participant::Entity::update_many()
        .col_expr(participant::Column::Chain, Expr::value(person.chain))
        .filter(participant::Column::Id.eq(person.id))
        .filter(participant::Column::AgreedAt.is_not_null())
        .filter(participant::Column::ErasedAt.is_null())
        .exec(txn)
        .await?;
    if here.rows_affected == 0 {
        return Ok(());
    }
    let asks = questions_for(txn, person).await?;
    let mut changed = false;
    for (question, band) in chosen {
        let Some(ask) = asks.iter().find(|ask| ask.question.id == *question) else {
            continue;
        };
        if ask.chosen == *band {
            continue;
        }
        match band {
            None => take_back(txn, person.id, Some(*question)).await?,
            Some(band) if ask.bands.iter().any(|offered| offered.id == *band) => {
                keep(txn, means, person, *question, *band).await?;
            }
            Some(_) => continue,
        }
        changed = true;
    }
    if changed {
        note(txn, means, person).await?;
    }
    Ok(())
}

async fn keep(
    txn: &DatabaseTransaction,
    means: &Means,
    person: &participant::Model,
    question: Uuid,
    band: Uuid,
) -> Result<(), DbErr> {
    use reach_answer::Column as C;
    let row = reach_answer::ActiveModel {
        id: Set(means.id()),
        chain: Set(person.chain),
        participant: Set(person.id),
        question: Set(question),
        band: Set(band),
        source: Set(means.source().to_owned()),
        entered_by: Set(means.entered_by()),
        at: Set(means.now()),
    };
    let again = OnConflict::columns([C::Participant, C::Question])
        .update_columns([C::Band, C::Source, C::EnteredBy, C::At])
        .to_owned();
    reach_answer::Entity::insert(row)
        .on_conflict(again)
        .exec_without_returning(txn)
        .await?;
    Ok(())
}

async fn take_back(
    txn: &DatabaseTransaction,
    person: Uuid,
    question: Option<Uuid>,
) -> Result<(), DbErr> {
    let mut which =
        reach_answer::Entity::delete_many().filter(reach_answer::Column::Participant.eq(person));
    if let Some(question) = question {
        which = which.filter(reach_answer::Column::Question.eq(question));
    }
    which.exec(txn).await?;
    Ok(())
}

/// Notes that an organiser wrote answers for a person. What people answer themselves, or whether, is in no log.
async fn note(
    txn: &DatabaseTransaction,
    means: &Means,
    person: &participant::Model,
) -> Result<(), DbErr> {
    if means.acting.is_none() {
        return Ok(());
    }
    let by = audit::by(means, person.id);
    let (about, chain) = (Some(person.id), Some(person.chain));
    audit::note(txn, &means.sources, by, "reach.written_for", about, chain).await
}

/// Removes all answers of a person, as they ask for it.
pub async fn remove_answers(
    txn: &DatabaseTransaction,
    means: &Means,
    person: &participant::Model,
) -> Result<(), DbErr> {
    take_back(txn, person.id, None).await?;
    note(txn, means, person).await
}

/// Removes the answers of a person who is forgotten (I7).
pub async fn forget(txn: &DatabaseTransaction, person: Uuid) -> Result<(), DbErr> {
    take_back(txn, person, None).await
}

/// Lists what a person answered, for themself.
pub async fn held(
    conn: &impl ConnectionTrait,
    person: &participant::Model,
) -> Result<Vec<Held>, DbErr> {
    let answers = answers_of(conn, person.id).await?;
    let mut held = Vec::with_capacity(answers.len());
    for question in theirs(conn, person.chain, &answers).await? {
        let Some(answer) = answers.iter().find(|a| a.question == question.row.id) else {
            continue;
        };
        let chosen = question.bands.into_iter().find(|b| b.id == answer.band);
        held.extend(chosen.map(|band| Held {
            question: question.row,
            band,
            source: answer.source.clone(),
            entered_by: answer.entered_by,
            at: answer.at,
        }));
    }
    Ok(held)
}
