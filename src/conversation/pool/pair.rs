//! Joining two people: the waiting person comes to stand under the initiator, in a conversation that is already agreed.
//!
//! A waiting person gets one initiator and an initiator one partner (I1, I6): the rows of the two are taken in the order
//! initiator, nomination, person, and each change says in its `WHERE` what must still hold.

use chrono::{DateTime, Duration, Utc};
use entity::{conversation, nomination, participant};
use sea_orm::sea_query::{Expr, LockType, Query, SelectStatement};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait,
    QueryFilter, QuerySelect,
};
use uuid::Uuid;

use super::lock;
use crate::chain::Face;
use crate::conversation::nominate::{Turn, turn_to_be_joined};
use crate::conversation::{NewConversation, emails, insert};
use crate::means::Means;
use crate::organiser::audit::{self, By};
use crate::people::{self, FORGET_AFTER};

/// What came of joining two people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Joined {
    /// The id of their conversation.
    Done(Uuid),
    /// The person waits no more, or cannot be put there.
    PersonGone,
    /// The nomination was used or dropped, or its initiator's turn is over.
    NotTheirTurn,
}

/// Joins a waiting person to who asked for one: they stand under them in the tree from now on, their conversation is
/// agreed, and both are told. The nomination's way may be `Pool` or `Organiser`.
pub async fn join(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    nomination: Uuid,
    person: Uuid,
) -> Result<Joined, DbErr> {
    let Some((nomination, initiator)) = find_asking(txn, face, nomination).await? else {
        return Ok(Joined::NotTheirTurn);
    };
    if initiator.id == person || !place_under(txn, &initiator, person).await? {
        return Ok(Joined::PersonGone);
    }
    nomination::Entity::update_many()
        .col_expr(nomination::Column::UsedAt, Expr::value(means.now()))
        .filter(nomination::Column::Id.eq(nomination.id))
        .exec(txn)
        .await?;
    let made = NewConversation {
        id: means.id(),
        chain: face.chain.id,
        initiator: initiator.id,
        partner: person,
        nomination: Some(nomination.id),
        turn: nomination.turn,
        way: nomination.way,
        expires_at: means.now() + Duration::days(i64::from(face.chain.rules.invitation_days)),
        forget_at: means.now() + FORGET_AFTER,
    };
    let made = insert(txn, means, made).await?;
    let made = conversation::ActiveModel {
        agreed_at: Set(Some(means.now())),
        ..made.into()
    };
    let made = made.update(txn).await?;
    if let Some(person) = people::find(txn, person).await? {
        let way = nomination.way;
        emails::tell_of_match(txn, means, face, &initiator, &person, &made, way).await?;
    }
    let (object, chain) = (Some(made.id), Some(made.chain));
    audit::note(
        txn,
        &means.sources,
        By::System,
        "person.matched",
        object,
        chain,
    )
    .await?;
    Ok(Joined::Done(made.id))
}

/// Finds a nomination that is still open, with its initiator whose turn it still is, and holds both.
async fn find_asking(
    txn: &DatabaseTransaction,
    face: &Face,
    id: Uuid,
) -> Result<Option<(nomination::Model, participant::Model)>, DbErr> {
    let by = nomination::Entity::find_by_id(id).one(txn).await?;
    let Some(by) = by else {
        return Ok(None);
    };
    let Some(initiator) = lock(txn, by.initiator).await? else {
        return Ok(None);
    };
    let held = nomination::Entity::find_by_id(id)
        .filter(nomination::Column::UsedAt.is_null())
        .filter(nomination::Column::DroppedAt.is_null())
        .lock(LockType::NoKeyUpdate)
        .one(txn)
        .await?;
    let Some(held) = held else {
        return Ok(None);
    };
    let theirs = turn_to_be_joined(txn, face, &initiator).await? == Turn::Open(held.turn);
    Ok(theirs.then_some((held, initiator)))
}

/// Puts somebody who waits under an initiator, if they still wait and nobody stands under them. The branch and the
/// depth come with the place, and the foreign keys hold them to it (I3).
async fn place_under(
    txn: &DatabaseTransaction,
    initiator: &participant::Model,
    person: Uuid,
) -> Result<bool, DbErr> {
    let (Some(branch), Some(depth)) = (initiator.branch, initiator.depth) else {
        return Ok(false);
    };
    let done = participant::Entity::update_many()
        .col_expr(participant::Column::Parent, Expr::value(initiator.id))
        .col_expr(participant::Column::Branch, Expr::value(branch))
        .col_expr(participant::Column::Depth, Expr::value(depth + 1))
        .col_expr(participant::Column::DepthAbove, Expr::value(depth))
        .col_expr(
            participant::Column::WaitingSince,
            Expr::value(None::<DateTime<Utc>>),
        )
        .filter(participant::Column::Id.eq(person))
        .filter(participant::Column::Chain.eq(initiator.chain))
        .filter(participant::Column::WaitingSince.is_not_null())
        .filter(participant::Column::AgreedAt.is_not_null())
        .filter(participant::Column::StoppedAt.is_null())
        .filter(participant::Column::ErasedAt.is_null())
        .filter(participant::Column::Id.not_in_subquery(parents(person)))
        .exec(txn)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Names the person if they are somebody's parent.
fn parents(person: Uuid) -> SelectStatement {
    Query::select()
        .column(participant::Column::Parent)
        .from(participant::Entity)
        .and_where(participant::Column::Parent.eq(person))
        .to_owned()
}
