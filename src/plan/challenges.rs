//! "That is not what we meant": somebody whose words stand behind a published action says so, everybody reads at once that
//! it was said, and an organiser answers.
//!
//! It is about an action, not about a version: it stands at the newest plan and follows the action into the next. Who said
//! it is public nowhere; what they wrote is, once they and an organiser both allow it.

use entity::shared::{ChallengeDone, ChallengeEnded, PlanAction};
use entity::{challenge, participant};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait,
    DatabaseTransaction, DbErr, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QueryOrder,
};
use uuid::Uuid;

use super::publish;
use super::trace::led_to;
use crate::conversation::hands;
use crate::means::Means;
use crate::organiser::audit;
use crate::web::Routes;

pub mod answers;
mod desk;
pub mod own;
mod pages;
pub mod public;

/// The longest text of who says it, in characters.
pub const TEXT_MAX: usize = 1_000;
/// The longest answer, in characters.
pub const ANSWER_MAX: usize = 1_500;

/// The pages of this feature.
pub fn routes() -> Routes {
    desk::routes().merge(pages::routes())
}

/// What somebody writes, and whether others may read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    pub text: String,
    pub readable: bool,
}

/// What became of saying it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    Kept,
    /// The person has not said yes, or left.
    MayNot,
    /// None of their words stand behind the action.
    NotBehind,
    /// What they wanted to change was answered, or is over.
    Answered,
}

/// Selects what waits for an answer.
fn is_open() -> Condition {
    Condition::all()
        .add(challenge::Column::AnsweredAt.is_null())
        .add(challenge::Column::EndedAt.is_null())
}

/// Tells whether any of a person's words stand behind an action of the newest plan.
pub async fn is_behind(
    conn: &impl ConnectionTrait,
    person: &participant::Model,
    action: Uuid,
) -> Result<bool, DbErr> {
    let traces = led_to(conn, person).await?;
    let mut led = traces.iter().flat_map(|trace| &trace.actions);
    Ok(led.any(|led| led.action == action))
}

/// Says that an action is not what the person meant, or says it in other words. `of` is the one they saw when they began
/// to write: once that was answered nothing is said anew by it.
pub async fn say(
    txn: &DatabaseTransaction,
    means: &Means,
    person: &participant::Model,
    (action, of): (Uuid, Option<Uuid>),
    words: Words,
) -> Result<Said, DbErr> {
    if !hands::hold(txn, person).await? {
        return Ok(Said::MayNot);
    }
    let open = find_open(txn, person.id, action).await?;
    if of.is_some() && open.as_ref().map(|open| open.id) != of {
        return Ok(Said::Answered);
    }
    match open {
        Some(open) => change(txn, means, person, &open, words).await,
        None if is_behind(txn, person, action).await? => {
            make(txn, means, person, action, words).await?;
            Ok(Said::Kept)
        }
        None => Ok(Said::NotBehind),
    }
}

async fn make(
    txn: &DatabaseTransaction,
    means: &Means,
    person: &participant::Model,
    action: Uuid,
    words: Words,
) -> Result<(), DbErr> {
    challenge::ActiveModel {
        id: Set(means.id()),
        chain: Set(person.chain),
        action: Set(action),
        participant: Set(person.id),
        text: Set(words.text),
        readable: Set(words.readable),
        source: Set(means.source().to_owned()),
        entered_by: Set(means.entered_by()),
        made_at: Set(means.now()),
        edition: Set(1),
        answer: Set(None),
        done: Set(None),
        shown: Set(false),
        answered_at: Set(None),
        answered_by: Set(None),
        corrected_at: Set(None),
        ended_at: Set(None),
        ended_why: Set(None),
    }
    .insert(txn)
    .await?;
    note(txn, means, person, "challenge.made", action).await
}

async fn change(
    txn: &DatabaseTransaction,
    means: &Means,
    person: &participant::Model,
    open: &challenge::Model,
    words: Words,
) -> Result<Said, DbErr> {
    if open.text == words.text && open.readable == words.readable {
        return Ok(Said::Kept);
    }
    let edition = challenge::Column::Edition;
    let done = challenge::Entity::update_many()
        .col_expr(challenge::Column::Text, Expr::value(words.text))
        .col_expr(challenge::Column::Readable, Expr::value(words.readable))
        .col_expr(challenge::Column::Source, Expr::value(means.source()))
        .col_expr(
            challenge::Column::EnteredBy,
            Expr::value(means.entered_by()),
        )
        .col_expr(edition, Expr::col(edition).add(1))
        .filter(challenge::Column::Id.eq(open.id))
        .filter(is_open())
        .exec(txn)
        .await?;
    if done.rows_affected == 0 {
        return Ok(Said::Answered);
    }
    note(txn, means, person, "challenge.changed", open.action).await?;
    Ok(Said::Kept)
}

/// Takes back what waits for an answer, with its words. False when there was nothing.
pub async fn take_back(
    txn: &DatabaseTransaction,
    means: &Means,
    person: &participant::Model,
    action: Uuid,
) -> Result<bool, DbErr> {
    let done = end(means, ChallengeEnded::TakenBack)
        .col_expr(challenge::Column::Text, Expr::value(""))
        .filter(challenge::Column::Participant.eq(person.id))
        .filter(challenge::Column::Action.eq(action))
        .exec(txn)
        .await?;
    if done.rows_affected > 0 {
        note(txn, means, person, "challenge.taken-back", action).await?;
    }
    Ok(done.rows_affected > 0)
}

/// Lets nobody but the organisers read what a person wrote about an action any more. The answers stay. False when
/// nobody else could.
pub async fn hide(
    txn: &DatabaseTransaction,
    means: &Means,
    person: &participant::Model,
    action: Uuid,
) -> Result<bool, DbErr> {
    let edition = challenge::Column::Edition;
    let done = challenge::Entity::update_many()
        .col_expr(challenge::Column::Readable, Expr::value(false))
        .col_expr(challenge::Column::Shown, Expr::value(false))
        .col_expr(edition, Expr::col(edition).add(1))
        .filter(challenge::Column::Participant.eq(person.id))
        .filter(challenge::Column::Action.eq(action))
        .filter(challenge::Column::AnsweredAt.is_not_null())
        .filter(challenge::Column::Readable.eq(true))
        .exec(txn)
        .await?;
    if done.rows_affected > 0 {
        note(txn, means, person, "challenge.hidden", action).await?;
    }
    Ok(done.rows_affected > 0)
}

/// Ends what waits for an answer.
fn end(means: &Means, why: ChallengeEnded) -> sea_orm::UpdateMany<challenge::Entity> {
    challenge::Entity::update_many()
        .col_expr(challenge::Column::EndedAt, Expr::value(means.now()))
        .col_expr(challenge::Column::EndedWhy, Expr::value(why))
        .filter(is_open())
}

async fn note(
    txn: &DatabaseTransaction,
    means: &Means,
    person: &participant::Model,
    act: &'static str,
    action: Uuid,
) -> Result<(), DbErr> {
    let by = audit::by(means, person.id);
    let (object, chain) = (Some(action), Some(person.chain));
    audit::note(txn, &means.sources, by, act, object, chain).await
}

/// Finds what a person said of an action that waits for an answer.
pub async fn find_open(
    conn: &impl ConnectionTrait,
    person: Uuid,
    action: Uuid,
) -> Result<Option<challenge::Model>, DbErr> {
    challenge::Entity::find()
        .filter(challenge::Column::Participant.eq(person))
        .filter(challenge::Column::Action.eq(action))
        .filter(is_open())
        .one(conn)
        .await
}

/// Lists what a person said of any action and did not take back, the last first.
pub async fn of_person(
    conn: &impl ConnectionTrait,
    person: Uuid,
) -> Result<Vec<challenge::Model>, DbErr> {
    challenge::Entity::find()
        .filter(challenge::Column::Participant.eq(person))
        .filter(still_told())
        .order_by_desc(challenge::Column::Id)
        .all(conn)
        .await
}

/// Leaves out what was taken back and what was forgotten unanswered.
fn still_told() -> Condition {
    Condition::any()
        .add(challenge::Column::EndedAt.is_null())
        .add(challenge::Column::EndedWhy.eq(ChallengeEnded::Closed))
}

/// Finds one of a chain.
pub async fn find(
    conn: &impl ConnectionTrait,
    chain: Uuid,
    id: Uuid,
) -> Result<Option<challenge::Model>, DbErr> {
    challenge::Entity::find_by_id(id)
        .filter(challenge::Column::Chain.eq(chain))
        .filter(still_told())
        .one(conn)
        .await
}

/// Lists those of a chain: what waits first, the oldest first; then what is answered or closed, the last first.
pub async fn list(
    conn: &impl ConnectionTrait,
    chain: Uuid,
) -> Result<Vec<challenge::Model>, DbErr> {
    let rows = challenge::Entity::find()
        .filter(challenge::Column::Chain.eq(chain))
        .filter(still_told())
        .order_by_asc(challenge::Column::Id)
        .all(conn)
        .await?;
    let (mut open, mut over): (Vec<_>, Vec<_>) = rows.into_iter().partition(answers::waits);
    over.sort_by_key(|row| std::cmp::Reverse((row.answered_at.or(row.ended_at), row.id)));
    open.append(&mut over);
    Ok(open)
}

/// Counts what waits for an answer.
pub async fn count_open(conn: &impl ConnectionTrait, chain: Uuid) -> Result<u64, DbErr> {
    challenge::Entity::find()
        .filter(challenge::Column::Chain.eq(chain))
        .filter(is_open())
        .count(conn)
        .await
}

/// Forgets what a person wrote. What nobody answered is over; of what was answered the organisers' answer stays.
pub async fn forget(txn: &DatabaseTransaction, means: &Means, person: Uuid) -> Result<(), DbErr> {
    end(means, ChallengeEnded::Left)
        .filter(challenge::Column::Participant.eq(person))
        .exec(txn)
        .await?;
    challenge::Entity::update_many()
        .col_expr(challenge::Column::Text, Expr::value(""))
        .col_expr(challenge::Column::Shown, Expr::value(false))
        .filter(challenge::Column::Participant.eq(person))
        .exec(txn)
        .await?;
    Ok(())
}

/// Finds an action as people last read it: in the newest version that has it, with its place there.
pub async fn last_read(
    conn: &impl ConnectionTrait,
    chain: Uuid,
    action: Uuid,
) -> Result<Option<(i32, usize, PlanAction)>, DbErr> {
    let versions = publish::list(conn, chain).await?;
    Ok(versions.into_iter().find_map(|version| {
        let n = version.n;
        let mut placed = (1..).zip(version.body.actions);
        let (place, action) = placed.find(|(_, one)| one.id == action)?;
        Some((n, place, action))
    }))
}

/// Returns the stem of the words for what was done.
const fn done_key(done: ChallengeDone) -> &'static str {
    match done {
        ChallengeDone::Changed => "challenge-done-changed",
        ChallengeDone::Kept => "challenge-done-kept",
    }
}
