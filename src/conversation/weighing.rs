//! What a person's own pages and the clock know of weighing in: the round that is open, who may vote, and its end.
//!
//! A round takes votes until the end of its last day where the host is. Ending it is one guarded update, so that two
//! organisers and the clock have one effect. What was taken out of the plan meanwhile leaves with its votes.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use entity::{action, card, participant, round, vote};
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, PaginatorTrait,
    QueryFilter,
};
use uuid::Uuid;

use crate::chain;
use crate::db::{self, Db};
use crate::means::Means;
use crate::organiser::audit::{self, By};

/// Finds the round of a chain that is open.
pub async fn find_open(
    conn: &impl ConnectionTrait,
    chain: Uuid,
) -> Result<Option<round::Model>, DbErr> {
    round::Entity::find()
        .filter(round::Column::Chain.eq(chain))
        .filter(round::Column::ClosedAt.is_null())
        .one(conn)
        .await
}

/// Returns a round's last day.
pub fn last_day(round: &round::Model) -> Option<NaiveDate> {
    round.closes_on.parse().ok()
}

/// Tells whether a round takes votes: nobody closed it, and its last day is not over.
pub fn takes_votes(round: &round::Model, zone: Tz, now: DateTime<Utc>) -> bool {
    let today = now.with_timezone(&zone).date_naive();
    round.closed_at.is_none() && last_day(round).is_some_and(|last| today <= last)
}

/// Tells whether somebody may vote: they said yes and did not leave.
pub const fn may_vote(person: &participant::Model) -> bool {
    person.agreed_at.is_some() && person.stopped_at.is_none() && person.erased_at.is_none()
}

/// What a person's own page says of an open round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ahead {
    pub last_day: NaiveDate,
    /// How many cards they have answered.
    pub answered: u64,
}

/// Finds the round in which a person can vote now.
pub async fn ahead(
    conn: &impl ConnectionTrait,
    person: &participant::Model,
    zone: Tz,
    now: DateTime<Utc>,
) -> Result<Option<Ahead>, DbErr> {
    if !may_vote(person) {
        return Ok(None);
    }
    let open = find_open(conn, person.chain).await?;
    let Some(round) = open.filter(|round| takes_votes(round, zone, now)) else {
        return Ok(None);
    };
    let Some(last_day) = last_day(&round) else {
        return Ok(None);
    };
    let answered = vote::Entity::find()
        .filter(vote::Column::Round.eq(round.id))
        .filter(vote::Column::Participant.eq(person.id))
        .count(conn)
        .await?;
    Ok(Some(Ahead { last_day, answered }))
}

/// Closes a round. Returns false when that was done already.
pub async fn close(
    txn: &DatabaseTransaction,
    means: &Means,
    by: By,
    round: &round::Model,
) -> Result<bool, DbErr> {
    let done = round::Entity::update_many()
        .col_expr(round::Column::ClosedAt, Expr::value(means.now()))
        .filter(round::Column::Id.eq(round.id))
        .filter(round::Column::ClosedAt.is_null())
        .exec(txn)
        .await?;
    if done.rows_affected == 0 {
        return Ok(false);
    }
    let gone = Query::select()
        .column(action::Column::Id)
        .from(action::Entity)
        .and_where(action::Column::Chain.eq(round.chain))
        .and_where(action::Column::RemovedAt.is_not_null())
        .to_owned();
    let cards: Vec<Uuid> = card::Entity::find()
        .filter(card::Column::Round.eq(round.id))
        .filter(card::Column::Action.in_subquery(gone))
        .all(txn)
        .await?
        .into_iter()
        .map(|card| card.id)
        .collect();
    remove_cards(txn, &cards).await?;
    let (object, chain) = (Some(round.id), Some(round.chain));
    audit::note(txn, &means.sources, by, "round.closed", object, chain).await?;
    Ok(true)
}

/// Removes cards with their votes.
pub async fn remove_cards(txn: &DatabaseTransaction, cards: &[Uuid]) -> Result<(), DbErr> {
    if cards.is_empty() {
        return Ok(());
    }
    vote::Entity::delete_many()
        .filter(vote::Column::Card.is_in(cards.iter().copied()))
        .exec(txn)
        .await?;
    card::Entity::delete_many()
        .filter(card::Column::Id.is_in(cards.iter().copied()))
        .exec(txn)
        .await?;
    Ok(())
}

/// Closes the rounds whose last day is over. Returns how many.
pub async fn close_due(db: &Db, means: &Means) -> Result<u64, DbErr> {
    let open = round::Entity::find()
        .filter(round::Column::ClosedAt.is_null())
        .all(&db.read)
        .await?;
    let mut closed = 0;
    for round in open {
        let Some(face) = chain::find_face(&db.read, round.chain).await? else {
            continue;
        };
        if takes_votes(&round, face.zone(), means.now()) {
            continue;
        }
        let txn = db::begin_write(db).await?;
        // Its day may have been moved meanwhile.
        let now = round::Entity::find_by_id(round.id).one(&txn).await?;
        let over = |round: &round::Model| !takes_votes(round, face.zone(), means.now());
        if let Some(round) = now.filter(over) {
            closed += u64::from(close(&txn, means, By::System, &round).await?);
        }
        txn.commit().await?;
    }
    Ok(closed)
}
