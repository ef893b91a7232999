//! What a person's own pages and their leaving know of actions they proposed. The rules are in `plan::proposals`.

use entity::{proposal, proposal_point};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect, UpdateMany,
};
use uuid::Uuid;

use crate::means::Means;

/// Tells whether a proposal waits for organisers.
pub const fn is_open(row: &proposal::Model) -> bool {
    row.decided_at.is_none() && row.taken_back_at.is_none()
}

/// Makes the condition of proposals that wait for organisers.
pub fn open() -> Condition {
    Condition::all()
        .add(proposal::Column::DecidedAt.is_null())
        .add(proposal::Column::TakenBackAt.is_null())
}

/// Begins taking open proposals back: their words go.
pub fn ending(means: &Means) -> UpdateMany<proposal::Entity> {
    proposal::Entity::update_many()
        .col_expr(proposal::Column::TakenBackAt, Expr::value(means.now()))
        .col_expr(proposal::Column::Now, Expr::value(""))
        .col_expr(proposal::Column::Towards, Expr::value(""))
        .filter(open())
}

/// Lets go of the points that proposals rest on.
pub async fn untick(
    txn: &DatabaseTransaction,
    proposals: impl IntoIterator<Item = Uuid>,
) -> Result<(), DbErr> {
    proposal_point::Entity::delete_many()
        .filter(proposal_point::Column::Proposal.is_in(proposals))
        .exec(txn)
        .await?;
    Ok(())
}

/// Lists everything a person proposed, the first first.
pub async fn held(
    conn: &impl ConnectionTrait,
    person: Uuid,
) -> Result<Vec<proposal::Model>, DbErr> {
    proposal::Entity::find()
        .filter(proposal::Column::Participant.eq(person))
        .order_by_asc(proposal::Column::Id)
        .all(conn)
        .await
}

/// Forgets what a person proposed, and takes back what waits. That an action came from a resident stays.
pub async fn forget(txn: &DatabaseTransaction, means: &Means, person: Uuid) -> Result<(), DbErr> {
    ending(means)
        .filter(proposal::Column::Participant.eq(person))
        .exec(txn)
        .await?;
    proposal::Entity::update_many()
        .col_expr(proposal::Column::Now, Expr::value(""))
        .col_expr(proposal::Column::Towards, Expr::value(""))
        .col_expr(proposal::Column::Reason, Expr::value(""))
        .filter(proposal::Column::Participant.eq(person))
        .exec(txn)
        .await?;
    let all: Vec<Uuid> = proposal::Entity::find()
        .select_only()
        .column(proposal::Column::Id)
        .filter(proposal::Column::Participant.eq(person))
        .into_tuple()
        .all(txn)
        .await?;
    untick(txn, all).await
}
