//! Rounds: opened, given more time, with a card taken out. Every change is guarded, so that two organisers at once have
//! one effect.

use chrono::{Days, NaiveDate};
use entity::shared::Utility;
use entity::{action, card, round, vote};
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, SqlErr,
};
use uuid::Uuid;

use super::{CARDS_MIN, DAYS};
use crate::chain::Face;
use crate::conversation::weighing;
use crate::means::Means;
use crate::organiser::audit;
use crate::plan::actions;

/// What an organiser asks of residents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    pub actions: Vec<Uuid>,
    pub last_day: NaiveDate,
    /// Pence.
    pub budget: Option<i64>,
    pub utility: Utility,
}

/// Why a round was not opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotOpened {
    /// One is open already.
    Another,
    TooFew,
    /// The last day is too near or too far.
    Day,
    /// There is a budget, and these actions have no cost.
    NoCost(Vec<String>),
}

/// Tells whether a round may last until a day.
pub fn may_last_until(face: &Face, means: &Means, day: NaiveDate) -> bool {
    let today = means.now().with_timezone(&face.zone()).date_naive();
    DAYS.contains(&(day - today).num_days())
}

/// Returns the day that is offered first: in two weeks.
pub fn usual_day(face: &Face, means: &Means) -> NaiveDate {
    let today = means.now().with_timezone(&face.zone()).date_naive();
    today.checked_add_days(Days::new(14)).unwrap_or(today)
}

/// Opens a round with a card for each chosen action, as it stands now.
pub async fn open(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    face: &Face,
    opening: &Opening,
) -> Result<Result<round::Model, NotOpened>, DbErr> {
    let chain = face.chain.id;
    if weighing::find_open(txn, chain).await?.is_some() {
        return Ok(Err(NotOpened::Another));
    }
    if !may_last_until(face, means, opening.last_day) {
        return Ok(Err(NotOpened::Day));
    }
    let all = actions::list(txn, chain).await?;
    let chosen: Vec<&action::Model> = all
        .iter()
        .filter(|action| opening.actions.contains(&action.id))
        .collect();
    if chosen.len() < CARDS_MIN {
        return Ok(Err(NotOpened::TooFew));
    }
    let lacks = chosen.iter().filter(|action| action.cost.is_none());
    let lacks: Vec<String> = lacks.map(|action| action.towards.clone()).collect();
    if opening.budget.is_some() && !lacks.is_empty() {
        return Ok(Err(NotOpened::NoCost(lacks)));
    }
    let made = match insert(txn, means, by, chain, opening).await {
        // Another organiser opened one at the same moment.
        Err(error) if is_taken(&error) => return Ok(Err(NotOpened::Another)),
        made => made?,
    };
    for (position, action) in (1..).zip(chosen) {
        let card = card::ActiveModel {
            id: Set(means.id()),
            round: Set(made.id),
            chain: Set(chain),
            action: Set(action.id),
            position: Set(position),
            now: Set(action.now.clone()),
            towards: Set(action.towards.clone()),
            cost: Set(action.cost),
        };
        card.insert(txn).await?;
    }
    audit::organiser_did(txn, means, by, "round.opened", made.id, chain).await?;
    Ok(Ok(made))
}

fn is_taken(error: &DbErr) -> bool {
    matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_)))
}

async fn insert(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    chain: Uuid,
    opening: &Opening,
) -> Result<round::Model, DbErr> {
    let last: Option<Option<i32>> = round::Entity::find()
        .select_only()
        .column_as(round::Column::N.max(), "n")
        .filter(round::Column::Chain.eq(chain))
        .into_tuple()
        .one(txn)
        .await?;
    round::ActiveModel {
        id: Set(means.id()),
        chain: Set(chain),
        n: Set(last.flatten().unwrap_or(0) + 1),
        budget: Set(opening.budget),
        utility: Set(opening.utility),
        closes_on: Set(opening.last_day.to_string()),
        opened_by: Set(by),
        opened_at: Set(means.now()),
        closed_at: Set(None),
    }
    .insert(txn)
    .await
}

/// Lists the rounds of a chain, the last first.
pub async fn list(conn: &impl ConnectionTrait, chain: Uuid) -> Result<Vec<round::Model>, DbErr> {
    round::Entity::find()
        .filter(round::Column::Chain.eq(chain))
        .order_by_desc(round::Column::N)
        .all(conn)
        .await
}

/// Lists the rounds of a chain that are over, the last first: what anyone may see.
pub async fn list_closed(
    conn: &impl ConnectionTrait,
    chain: Uuid,
) -> Result<Vec<round::Model>, DbErr> {
    let mut all = list(conn, chain).await?;
    all.retain(|round| round.closed_at.is_some());
    Ok(all)
}

/// Finds a round by its number.
pub async fn find(
    conn: &impl ConnectionTrait,
    chain: Uuid,
    n: i32,
) -> Result<Option<round::Model>, DbErr> {
    round::Entity::find()
        .filter(round::Column::Chain.eq(chain))
        .filter(round::Column::N.eq(n))
        .one(conn)
        .await
}

/// Lists the cards of a round in order. While it is open, without actions that were taken out of the plan.
pub async fn cards(
    conn: &impl ConnectionTrait,
    round: &round::Model,
) -> Result<Vec<card::Model>, DbErr> {
    let mut which = card::Entity::find().filter(card::Column::Round.eq(round.id));
    if round.closed_at.is_none() {
        let standing = Query::select()
            .column(action::Column::Id)
            .from(action::Entity)
            .and_where(action::Column::Chain.eq(round.chain))
            .and_where(action::Column::RemovedAt.is_null())
            .to_owned();
        which = which.filter(card::Column::Action.in_subquery(standing));
    }
    which
        .order_by_asc(card::Column::Position)
        .order_by_asc(card::Column::Id)
        .all(conn)
        .await
}

/// Counts the people who voted on anything in a round.
pub async fn count_voters(conn: &impl ConnectionTrait, round: Uuid) -> Result<u64, DbErr> {
    vote::Entity::find()
        .select_only()
        .column(vote::Column::Participant)
        .distinct()
        .filter(vote::Column::Round.eq(round))
        .count(conn)
        .await
}

/// Counts the votes on a card.
pub async fn count_votes(conn: &impl ConnectionTrait, card: Uuid) -> Result<u64, DbErr> {
    vote::Entity::find()
        .filter(vote::Column::Card.eq(card))
        .count(conn)
        .await
}

/// Moves the last day of a round, if it still stands as the organiser saw it. False when it does not.
pub async fn set_last_day(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    seen: &round::Model,
    day: NaiveDate,
) -> Result<bool, DbErr> {
    let done = round::Entity::update_many()
        .col_expr(round::Column::ClosesOn, Expr::value(day.to_string()))
        .filter(round::Column::Id.eq(seen.id))
        .filter(round::Column::ClosesOn.eq(seen.closes_on.clone()))
        .filter(round::Column::ClosedAt.is_null())
        .exec(txn)
        .await?;
    if done.rows_affected == 1 {
        audit::organiser_did(txn, means, by, "round.day", seen.id, seen.chain).await?;
    }
    Ok(done.rows_affected == 1)
}

/// Takes a card out of an open round, with the votes on it. The last card stays. False when nothing was done.
pub async fn withdraw(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    round: &round::Model,
    card: Uuid,
) -> Result<bool, DbErr> {
    let open = weighing::find_open(txn, round.chain).await?;
    let all = cards(txn, round).await?;
    let is_there = all.iter().any(|one| one.id == card);
    if open.is_none_or(|open| open.id != round.id) || !is_there || all.len() < 2 {
        return Ok(false);
    }
    weighing::remove_cards(txn, &[card]).await?;
    audit::organiser_did(txn, means, by, "round.card", round.id, round.chain).await?;
    Ok(true)
}
