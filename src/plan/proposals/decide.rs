//! What organisers do with a proposal: take it into the plan, join it to an action that is there, or decline it. Once.

use entity::shared::{ActionChanged, FieldChange, ProposalOutcome};
use entity::{action, proposal};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{open, rests_on, tell};
use crate::chain::Face;
use crate::means::Means;
use crate::organiser::audit;
use crate::plan::actions::{self, Edited};
use crate::plan::rest_on_points;

/// What became of a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decided {
    Done,
    /// It was decided, taken back or changed since the organiser read it.
    Meanwhile,
    /// The plan has as many actions as it can have.
    Full,
}

/// A proposal as an organiser read it.
#[derive(Clone, Copy)]
pub struct Read<'a> {
    pub proposal: &'a proposal::Model,
    pub edition: i32,
}

/// Says in an action's history that a resident proposed it.
fn from_resident() -> Vec<FieldChange> {
    vec![FieldChange {
        field: "proposed".to_owned(),
        before: String::new(),
        after: "resident".to_owned(),
    }]
}

/// Takes a proposal into the plan as a new action, in the words the organiser chose. It rests on the points the person
/// ticked that still count.
pub async fn take(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    by: Uuid,
    read: Read<'_>,
    new: Edited,
) -> Result<Decided, DbErr> {
    if !hold(txn, read).await? {
        return Ok(Decided::Meanwhile);
    }
    let chain = read.proposal.chain;
    let made = actions::add_with(txn, means, by, chain, new, from_resident()).await?;
    let Some(made) = made else {
        return Ok(Decided::Full);
    };
    let points = points(txn, read.proposal).await?;
    rest_on_points(txn, means, &made, &points).await?;
    let done = (ProposalOutcome::Taken, "", Some(made.id));
    close(txn, means, face, by, read.proposal, done).await?;
    Ok(Decided::Done)
}

/// Joins a proposal to an action that says the same: the points the person ticked stand behind it, too.
pub async fn join(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    by: Uuid,
    read: Read<'_>,
    action: &action::Model,
) -> Result<Decided, DbErr> {
    if !hold(txn, read).await? {
        return Ok(Decided::Meanwhile);
    }
    let points = points(txn, read.proposal).await?;
    rest_on_points(txn, means, action, &points).await?;
    let what = ActionChanged::Points;
    actions::log(txn, means, by, action, what, from_resident()).await?;
    let done = (ProposalOutcome::Joined, "", Some(action.id));
    close(txn, means, face, by, read.proposal, done).await?;
    Ok(Decided::Done)
}

/// Declines a proposal, with the reason.
pub async fn decline(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    by: Uuid,
    read: Read<'_>,
    reason: &str,
) -> Result<Decided, DbErr> {
    if !hold(txn, read).await? {
        return Ok(Decided::Meanwhile);
    }
    let done = (ProposalOutcome::Declined, reason, None);
    close(txn, means, face, by, read.proposal, done).await?;
    Ok(Decided::Done)
}

async fn points(txn: &DatabaseTransaction, proposal: &proposal::Model) -> Result<Vec<Uuid>, DbErr> {
    let points = rests_on(txn, proposal).await?;
    Ok(points.into_iter().map(|point| point.id).collect())
}

/// Holds a proposal that is open and stands as it was read, against another decision at the same moment.
async fn hold(txn: &DatabaseTransaction, read: Read<'_>) -> Result<bool, DbErr> {
    let held = proposal::Entity::update_many()
        .col_expr(proposal::Column::Edition, Expr::value(read.edition))
        .filter(proposal::Column::Id.eq(read.proposal.id))
        .filter(proposal::Column::Edition.eq(read.edition))
        .filter(open())
        .exec(txn)
        .await?;
    Ok(held.rows_affected == 1)
}

type Done<'a> = (ProposalOutcome, &'a str, Option<Uuid>);

/// Keeps a decision, and tells the person.
async fn close(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    by: Uuid,
    proposal: &proposal::Model,
    (outcome, reason, action): Done<'_>,
) -> Result<(), DbErr> {
    proposal::Entity::update_many()
        .col_expr(proposal::Column::DecidedAt, Expr::value(means.now()))
        .col_expr(proposal::Column::DecidedBy, Expr::value(by))
        .col_expr(proposal::Column::Outcome, Expr::value(outcome))
        .col_expr(proposal::Column::Reason, Expr::value(reason))
        .col_expr(proposal::Column::Action, Expr::value(action))
        .filter(proposal::Column::Id.eq(proposal.id))
        .exec(txn)
        .await?;
    let act = match outcome {
        ProposalOutcome::Taken => "proposal.taken",
        ProposalOutcome::Joined => "proposal.joined",
        ProposalOutcome::Declined => "proposal.declined",
    };
    audit::organiser_did(txn, means, by, act, proposal.participant, proposal.chain).await?;
    tell::decided(txn, means, face, proposal, (outcome, reason)).await
}
