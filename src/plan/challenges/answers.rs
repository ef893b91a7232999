//! What organisers answer to "that is not what we meant", correct later, or close when the words left the action.

use entity::shared::{ChallengeDone, ChallengeEnded};
use entity::{challenge, participant};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, ExprTrait, QueryFilter};
use uuid::Uuid;

use super::{done_key, end, find, is_behind, is_open, last_read};
use crate::chain::Face;
use crate::i18n::{Arg, Words};
use crate::mail::MailKind;
use crate::means::Means;
use crate::organiser::audit;
use crate::people;
use crate::people::emails::{Draft, write};
use crate::plan::telling::{can_be_told, tell_each};

/// What an organiser answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    pub text: String,
    pub done: ChallengeDone,
    /// They looked for names, and let everybody read what was written. Counts only where its writer allows it.
    pub show: bool,
}

/// What became of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answered {
    Kept,
    /// The words, or a colleague's answer, were changed since the page was opened.
    Meanwhile,
    /// It was taken back or closed.
    Over,
}

/// Tells whether it waits for an answer.
pub const fn waits(row: &challenge::Model) -> bool {
    row.answered_at.is_none() && row.ended_at.is_none()
}

/// Tells whether everybody may read the words themselves.
pub const fn is_shown(row: &challenge::Model) -> bool {
    row.readable && row.shown && row.answered_at.is_some() && !row.text.is_empty()
}

/// Answers, or corrects the answer that stands, from the `edition` that the page showed. Who said it is told of the first
/// answer, once.
pub async fn answer(
    txn: &DatabaseTransaction,
    means: &Means,
    (face, by): (&Face, Uuid),
    (row, edition): (&challenge::Model, i32),
    reply: Reply,
) -> Result<Answered, DbErr> {
    let Some(stands) = find(txn, row.chain, row.id).await? else {
        return Ok(Answered::Over);
    };
    let show = reply.show && stands.readable && !stands.text.is_empty();
    let same = stands.answer.as_deref() == Some(reply.text.as_str())
        && stands.done == Some(reply.done)
        && stands.shown == show;
    if stands.ended_at.is_some() {
        return Ok(Answered::Over);
    }
    if same {
        return Ok(Answered::Kept);
    }
    let first = stands.answered_at.is_none();
    let column = challenge::Column::Edition;
    let mut change = challenge::Entity::update_many()
        .col_expr(challenge::Column::Answer, Expr::value(reply.text.as_str()))
        .col_expr(challenge::Column::Done, Expr::value(reply.done))
        .col_expr(challenge::Column::Shown, Expr::value(show))
        .col_expr(column, Expr::col(column).add(1))
        .filter(challenge::Column::Id.eq(row.id))
        .filter(column.eq(edition))
        .filter(challenge::Column::EndedAt.is_null());
    change = if first {
        change
            .col_expr(challenge::Column::AnsweredAt, Expr::value(means.now()))
            .col_expr(challenge::Column::AnsweredBy, Expr::value(by))
            .filter(is_open())
    } else {
        change
            .col_expr(challenge::Column::CorrectedAt, Expr::value(means.now()))
            .filter(challenge::Column::AnsweredAt.is_not_null())
    };
    if change.exec(txn).await?.rows_affected == 0 {
        return Ok(Answered::Meanwhile);
    }
    let act = if first {
        tell(txn, means, face, &stands, &reply).await?;
        "challenge.answered"
    } else {
        "challenge.corrected"
    };
    audit::organiser_did(txn, means, by, act, stands.action, stands.chain).await?;
    Ok(Answered::Kept)
}

/// Tells who said it what was answered.
async fn tell(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    row: &challenge::Model,
    reply: &Reply,
) -> Result<(), DbErr> {
    let action = last_read(txn, row.chain, row.action).await?;
    let towards = action.map(|(.., action)| action.towards);
    let towards = towards.unwrap_or_default();
    let people = can_be_told(row.chain)
        .filter(participant::Column::Id.eq(row.participant))
        .all(txn)
        .await?;
    tell_each(txn, means, people, means.now(), |person, address| {
        let key = format!("challenge:{}:{}", row.id, person.id);
        put(face, person, address, (&towards, reply), key)
    })
    .await?;
    Ok(())
}

/// Puts an answer into the words of a message, in the language of who gets it.
pub fn put(
    face: &Face,
    person: &participant::Model,
    address: &str,
    (towards, reply): (&str, &Reply),
    key: String,
) -> Draft {
    let done = Words::of(&person.language).t(done_key(reply.done));
    let args: &[(&'static str, &dyn Arg)] = &[
        ("host", &face.host.name),
        ("towards", &towards),
        ("done", &done),
        ("text", &reply.text),
    ];
    write(
        face,
        person,
        address,
        MailKind::ChallengeAnswered,
        args,
        key,
    )
}

/// What became of closing one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closed {
    Closed,
    /// Their words stand behind the action still: it has to be answered.
    StillBehind,
    /// It was answered, taken back or closed already.
    Over,
}

/// Closes one without an answer: only where the words of who said it do not stand behind the action any more.
pub async fn close(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    row: &challenge::Model,
) -> Result<Closed, DbErr> {
    if let Some(person) = people::find(txn, row.participant).await?
        && is_behind(txn, &person, row.action).await?
    {
        return Ok(Closed::StillBehind);
    }
    let done = end(means, ChallengeEnded::Closed)
        .filter(challenge::Column::Id.eq(row.id))
        .exec(txn)
        .await?;
    if done.rows_affected == 0 {
        return Ok(Closed::Over);
    }
    audit::organiser_did(txn, means, by, "challenge.closed", row.action, row.chain).await?;
    Ok(Closed::Closed)
}
