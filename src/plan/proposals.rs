//! Residents propose actions from their own link; organisers take one into the plan, join it to another, or decline it
//! with a reason.
//!
//! What a person wrote stays as they wrote it and is theirs alone to change; it is never public. An action that came of
//! it has the organisers' words. That it came from a resident is read from here whenever a page is drawn, and stays when
//! the person's words are forgotten.

use std::collections::HashSet;

use entity::shared::{ProposalOutcome, Who};
use entity::{insight, participant, proposal, proposal_point};
use sea_orm::sea_query::{Expr, ExprTrait, Order};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use crate::conversation::hands::hold;
use crate::conversation::{check, proposing};
use crate::means::Means;
use crate::organiser::audit;
use crate::web::Routes;

mod decide;
mod desk;
mod pages;
mod tell;

pub use crate::conversation::proposing::{forget, is_open, open};
pub use decide::{Decided, Read, decline, join, take};
pub use tell::told;

/// How many open proposals a person has in a chain.
pub const OPEN_MAX: u64 = 10;

/// The pages of this feature.
pub(super) fn routes() -> Routes {
    pages::routes().merge(desk::routes())
}

/// What somebody proposes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    pub now: String,
    pub towards: String,
    pub who: Option<Who>,
    /// Their own points that it rests on.
    pub points: Vec<Uuid>,
}

/// What became of proposing or changing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    Kept(Uuid),
    /// The person has not said yes, or left.
    MayNot,
    /// They have as many open ones as one may have.
    TooMany,
    /// A ticked point is not theirs, or does not count any more.
    NotTheirs,
    /// It was decided or taken back meanwhile.
    Over,
}

/// Lists a person's own points that count: a proposal can rest on them.
pub async fn points_of(
    conn: &impl ConnectionTrait,
    person: Uuid,
) -> Result<Vec<insight::Model>, DbErr> {
    let mut points = check::list_own_points(conn, person).await?;
    points.retain(|point| check::counts(point) && !point.text.is_empty());
    Ok(points)
}

/// Lists the points a proposal rests on that still count.
pub async fn rests_on(
    conn: &impl ConnectionTrait,
    proposal: &proposal::Model,
) -> Result<Vec<insight::Model>, DbErr> {
    let ticked: Vec<Uuid> = proposal_point::Entity::find()
        .select_only()
        .column(proposal_point::Column::Insight)
        .filter(proposal_point::Column::Proposal.eq(proposal.id))
        .into_tuple()
        .all(conn)
        .await?;
    let mut points = points_of(conn, proposal.participant).await?;
    points.retain(|point| ticked.contains(&point.id));
    Ok(points)
}

/// Keeps what somebody proposes.
pub async fn propose(
    txn: &DatabaseTransaction,
    means: &Means,
    person: &participant::Model,
    wanted: &Wanted,
) -> Result<Kept, DbErr> {
    if !hold(txn, person).await? {
        return Ok(Kept::MayNot);
    }
    if !are_theirs(txn, person, &wanted.points).await? {
        return Ok(Kept::NotTheirs);
    }
    if count_open_of(txn, person.id).await? >= OPEN_MAX {
        return Ok(Kept::TooMany);
    }
    let id = means.id();
    proposal::ActiveModel {
        id: Set(id),
        chain: Set(person.chain),
        participant: Set(person.id),
        now: Set(wanted.now.clone()),
        towards: Set(wanted.towards.clone()),
        who: Set(wanted.who),
        edition: Set(1),
        source: Set(means.source().to_owned()),
        entered_by: Set(means.entered_by()),
        made_at: Set(means.now()),
        taken_back_at: Set(None),
        decided_at: Set(None),
        decided_by: Set(None),
        outcome: Set(None),
        reason: Set(String::new()),
        action: Set(None),
    }
    .insert(txn)
    .await?;
    tick(txn, means, id, &wanted.points).await?;
    note(txn, means, person, "proposal.made").await?;
    Ok(Kept::Kept(id))
}

/// Changes a proposal while nobody decided. The same words again change nothing.
pub async fn change(
    txn: &DatabaseTransaction,
    means: &Means,
    person: &participant::Model,
    id: Uuid,
    wanted: &Wanted,
) -> Result<Kept, DbErr> {
    if !hold(txn, person).await? {
        return Ok(Kept::MayNot);
    }
    let stands = find_own(txn, person.id, id).await?.filter(is_open);
    let Some(stands) = stands else {
        return Ok(Kept::Over);
    };
    if !are_theirs(txn, person, &wanted.points).await? {
        return Ok(Kept::NotTheirs);
    }
    let ticked: HashSet<Uuid> = rests_on(txn, &stands).await?.iter().map(|p| p.id).collect();
    let same = (&stands.now, &stands.towards, stands.who)
        == (&wanted.now, &wanted.towards, wanted.who)
        && ticked == wanted.points.iter().copied().collect();
    if same {
        return Ok(Kept::Kept(id));
    }
    let edition = proposal::Column::Edition;
    let done = proposal::Entity::update_many()
        .col_expr(proposal::Column::Now, Expr::value(wanted.now.as_str()))
        .col_expr(
            proposal::Column::Towards,
            Expr::value(wanted.towards.as_str()),
        )
        .col_expr(proposal::Column::Who, Expr::value(wanted.who))
        .col_expr(proposal::Column::Source, Expr::value(means.source()))
        .col_expr(proposal::Column::EnteredBy, Expr::value(means.entered_by()))
        .col_expr(edition, Expr::col(edition).add(1))
        .filter(proposal::Column::Id.eq(id))
        .filter(open())
        .exec(txn)
        .await?;
    if done.rows_affected == 0 {
        return Ok(Kept::Over);
    }
    proposing::untick(txn, [id]).await?;
    tick(txn, means, id, &wanted.points).await?;
    note(txn, means, person, "proposal.changed").await?;
    Ok(Kept::Kept(id))
}

/// Takes a proposal back, with its words. False when it was decided or taken back already.
pub async fn take_back(
    txn: &DatabaseTransaction,
    means: &Means,
    person: &participant::Model,
    id: Uuid,
) -> Result<bool, DbErr> {
    let done = proposing::ending(means)
        .filter(proposal::Column::Id.eq(id))
        .filter(proposal::Column::Participant.eq(person.id))
        .exec(txn)
        .await?;
    if done.rows_affected > 0 {
        proposing::untick(txn, [id]).await?;
        note(txn, means, person, "proposal.taken-back").await?;
    }
    Ok(done.rows_affected > 0)
}

async fn are_theirs(
    txn: &DatabaseTransaction,
    person: &participant::Model,
    points: &[Uuid],
) -> Result<bool, DbErr> {
    let own = points_of(txn, person.id).await?;
    Ok(points.iter().all(|id| own.iter().any(|own| own.id == *id)))
}

async fn tick(
    txn: &DatabaseTransaction,
    means: &Means,
    proposal: Uuid,
    points: &[Uuid],
) -> Result<(), DbErr> {
    let mut seen = HashSet::new();
    for insight in points.iter().copied().filter(|id| seen.insert(*id)) {
        proposal_point::ActiveModel {
            id: Set(means.id()),
            proposal: Set(proposal),
            insight: Set(insight),
        }
        .insert(txn)
        .await?;
    }
    Ok(())
}

async fn note(
    txn: &DatabaseTransaction,
    means: &Means,
    person: &participant::Model,
    act: &'static str,
) -> Result<(), DbErr> {
    let by = audit::by(means, person.id);
    let (me, chain) = (Some(person.id), Some(person.chain));
    audit::note(txn, &means.sources, by, act, me, chain).await
}

/// Counts a person's open proposals.
pub async fn count_open_of(conn: &impl ConnectionTrait, person: Uuid) -> Result<u64, DbErr> {
    proposal::Entity::find()
        .filter(proposal::Column::Participant.eq(person))
        .filter(open())
        .count(conn)
        .await
}

/// Finds a proposal of a person.
pub async fn find_own(
    conn: &impl ConnectionTrait,
    person: Uuid,
    id: Uuid,
) -> Result<Option<proposal::Model>, DbErr> {
    proposal::Entity::find_by_id(id)
        .filter(proposal::Column::Participant.eq(person))
        .one(conn)
        .await
}

/// Finds a proposal of a chain's people.
pub async fn find(
    conn: &impl ConnectionTrait,
    chain: Uuid,
    id: Uuid,
) -> Result<Option<proposal::Model>, DbErr> {
    proposal::Entity::find_by_id(id)
        .filter(proposal::Column::Chain.eq(chain))
        .one(conn)
        .await
}

/// Counts a chain's proposals that wait for organisers.
pub async fn count_open(conn: &impl ConnectionTrait, chain: Uuid) -> Result<u64, DbErr> {
    proposal::Entity::find()
        .filter(proposal::Column::Chain.eq(chain))
        .filter(open())
        .count(conn)
        .await
}

/// Counts what a chain's people proposed and did not take back.
pub async fn count(conn: &impl ConnectionTrait, chain: Uuid) -> Result<u64, DbErr> {
    proposal::Entity::find()
        .filter(proposal::Column::Chain.eq(chain))
        .filter(proposal::Column::TakenBackAt.is_null())
        .count(conn)
        .await
}

/// Lists a part of what a chain's people proposed: what waits first, then the newest.
pub async fn list(
    conn: &impl ConnectionTrait,
    chain: Uuid,
    (offset, limit): (u64, u64),
) -> Result<Vec<proposal::Model>, DbErr> {
    let decided = Expr::col(proposal::Column::DecidedAt).is_not_null();
    proposal::Entity::find()
        .filter(proposal::Column::Chain.eq(chain))
        .filter(proposal::Column::TakenBackAt.is_null())
        .order_by(decided, Order::Asc)
        .order_by_desc(proposal::Column::MadeAt)
        .order_by_desc(proposal::Column::Id)
        .offset(offset)
        .limit(limit)
        .all(conn)
        .await
}

/// Lists what a person proposed and did not take back: what waits first, then the newest.
pub async fn of_person(
    conn: &impl ConnectionTrait,
    person: Uuid,
) -> Result<Vec<proposal::Model>, DbErr> {
    let mut all = proposing::held(conn, person).await?;
    all.retain(|row| row.taken_back_at.is_none());
    all.sort_by_key(|row| (!is_open(row), std::cmp::Reverse((row.made_at, row.id))));
    Ok(all)
}

/// Finds the actions of a chain that came from residents.
pub async fn became(conn: &impl ConnectionTrait, chain: Uuid) -> Result<HashSet<Uuid>, DbErr> {
    let rows = proposal::Entity::find()
        .filter(proposal::Column::Chain.eq(chain))
        .filter(proposal::Column::Outcome.eq(ProposalOutcome::Taken))
        .all(conn)
        .await?;
    Ok(rows.into_iter().filter_map(|row| row.action).collect())
}
