//! Voting: what one person makes of the cards of a round, and which card they see next.

use std::collections::HashMap;

use entity::shared::Vote;
use entity::{card, participant, round, vote};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    FromQueryResult, QueryFilter, Statement,
};
use uuid::Uuid;

use super::rounds;
use crate::chain::Face;
use crate::conversation::weighing;
use crate::means::Means;
use crate::methods::ranking::{self, Choice, Tally};
use crate::organiser::audit::{self, By};

/// One person's ballot in a round.
#[derive(Clone, Debug)]
pub struct Ballot {
    pub cards: Vec<card::Model>,
    chosen: HashMap<Uuid, vote::Model>,
}

impl Ballot {
    /// Reads a person's ballot.
    pub async fn read(
        conn: &impl ConnectionTrait,
        round: &round::Model,
        person: Uuid,
    ) -> Result<Self, DbErr> {
        let votes = vote::Entity::find()
            .filter(vote::Column::Round.eq(round.id))
            .filter(vote::Column::Participant.eq(person))
            .all(conn)
            .await?;
        Ok(Self {
            cards: rounds::cards(conn, round).await?,
            chosen: votes.into_iter().map(|vote| (vote.card, vote)).collect(),
        })
    }

    /// Returns what they chose on a card.
    pub fn chosen(&self, card: Uuid) -> Option<Vote> {
        self.chosen.get(&card).map(|vote| vote.choice)
    }

    /// Counts the cards they answered.
    pub fn answered(&self) -> usize {
        let answered = |card: &&card::Model| self.chosen.contains_key(&card.id);
        self.cards.iter().filter(answered).count()
    }

    /// Lists the cards they have not answered.
    pub fn open(&self) -> impl Iterator<Item = &card::Model> {
        let open = |card: &&card::Model| !self.chosen.contains_key(&card.id);
        self.cards.iter().filter(open)
    }
}

#[derive(FromQueryResult)]
struct Counted {
    card: Uuid,
    choice: String,
    votes: i64,
}

/// Counts the votes on each card of a round.
async fn tallies(conn: &impl ConnectionTrait, round: Uuid) -> Result<HashMap<Uuid, Tally>, DbErr> {
    let sql = "SELECT v.card AS card, v.choice AS choice, COUNT(*) AS votes FROM vote v WHERE v.round = $1 \
               GROUP BY v.card, v.choice";
    let ask = Statement::from_sql_and_values(conn.get_database_backend(), sql, [round.into()]);
    let mut tallies: HashMap<Uuid, Tally> = HashMap::new();
    for row in Counted::find_by_statement(ask).all(conn).await? {
        let tally = tallies.entry(row.card).or_default();
        let votes = usize::try_from(row.votes).unwrap_or_default();
        match Vote::parse(&row.choice) {
            Some(Vote::Agree) => tally.agree = votes,
            Some(Vote::Pass) => tally.pass = votes,
            Some(Vote::Disagree) => tally.disagree = votes,
            None => {}
        }
    }
    Ok(tallies)
}

/// Chooses the card a person sees next, by lot where there is most to learn; none of those they skip. `None` when they
/// answered or skipped all.
pub async fn next<'a>(
    conn: &impl ConnectionTrait,
    means: &Means,
    round: &round::Model,
    ballot: &'a Ballot,
    skipped: &[i32],
) -> Result<Option<&'a card::Model>, DbErr> {
    let open = ballot.open();
    let open: Vec<&card::Model> = open.filter(|c| !skipped.contains(&c.position)).collect();
    if open.is_empty() {
        return Ok(None);
    }
    let counted = tallies(conn, round.id).await?;
    let of = |card: &&card::Model| counted.get(&card.id).copied().unwrap_or_default();
    let known: Vec<Tally> = open.iter().map(of).collect();
    let lot = f64::from(u32::from_le_bytes(means.sources.bytes())) / (f64::from(u32::MAX) + 1.0);
    Ok(ranking::next(&known, lot).map(|place| open[place]))
}

/// What became of a vote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cast {
    Kept,
    /// The round is over.
    Closed,
    /// The person has not said yes, or left.
    MayNot,
    /// The card is not, or no longer, in the round.
    NoCard,
}

/// Finds a card of a chain with its round.
pub async fn find_card(
    conn: &impl ConnectionTrait,
    chain: Uuid,
    id: Uuid,
) -> Result<Option<(card::Model, round::Model)>, DbErr> {
    let found = card::Entity::find_by_id(id)
        .filter(card::Column::Chain.eq(chain))
        .one(conn)
        .await?;
    let Some(card) = found else {
        return Ok(None);
    };
    let round = round::Entity::find_by_id(card.round).one(conn).await?;
    Ok(round.map(|round| (card, round)))
}

/// Keeps what a person makes of a card; the last choice counts.
pub async fn cast(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    person: &participant::Model,
    card: &card::Model,
    choice: Vote,
) -> Result<Cast, DbErr> {
    match hold(txn, means, face, person, card).await? {
        Cast::Kept => {}
        refused => return Ok(refused),
    }
    let row = vote::ActiveModel {
        id: Set(means.id()),
        chain: Set(card.chain),
        round: Set(card.round),
        card: Set(card.id),
        participant: Set(person.id),
        choice: Set(choice),
        source: Set(means.source().to_owned()),
        entered_by: Set(means.entered_by()),
        at: Set(means.now()),
    };
    let again = OnConflict::columns([vote::Column::Card, vote::Column::Participant])
        .update_columns([
            vote::Column::Choice,
            vote::Column::Source,
            vote::Column::EnteredBy,
            vote::Column::At,
        ])
        .to_owned();
    vote::Entity::insert(row)
        .on_conflict(again)
        .exec_without_returning(txn)
        .await?;
    Ok(Cast::Kept)
}

/// Tells whether a vote may be kept, and holds the person and the round against an erasure and a closing at the same
/// moment, where the database has rows to hold.
async fn hold(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    person: &participant::Model,
    card: &card::Model,
) -> Result<Cast, DbErr> {
    let here = participant::Entity::update_many()
        .col_expr(participant::Column::Chain, Expr::value(person.chain))
        .filter(participant::Column::Id.eq(person.id))
        .filter(participant::Column::AgreedAt.is_not_null())
        .filter(participant::Column::StoppedAt.is_null())
        .filter(participant::Column::ErasedAt.is_null())
        .exec(txn)
        .await?;
    if here.rows_affected == 0 {
        return Ok(Cast::MayNot);
    }
    let open = round::Entity::update_many()
        .col_expr(round::Column::Chain, Expr::value(person.chain))
        .filter(round::Column::Id.eq(card.round))
        .filter(round::Column::ClosedAt.is_null())
        .exec(txn)
        .await?;
    let found = round::Entity::find_by_id(card.round).one(txn).await?;
    let Some(round) = found.filter(|_| open.rows_affected == 1) else {
        return Ok(Cast::Closed);
    };
    if !weighing::takes_votes(&round, face.zone(), means.now()) {
        return Ok(Cast::Closed);
    }
    let cards = rounds::cards(txn, &round).await?;
    Ok(if cards.iter().any(|one| one.id == card.id) {
        Cast::Kept
    } else {
        Cast::NoCard
    })
}

/// Notes that an organiser typed in somebody's ballot. Whether people vote themselves is in no log.
pub async fn note_typed(
    txn: &DatabaseTransaction,
    means: &Means,
    person: &participant::Model,
) -> Result<(), DbErr> {
    let Some(organiser) = means.entered_by() else {
        return Ok(());
    };
    let by = By::Organiser(organiser);
    let (who, chain) = (Some(person.id), Some(person.chain));
    audit::note(txn, &means.sources, by, "ballot.typed", who, chain).await
}

/// Returns a stored choice as the methods know it.
pub const fn choice_of(vote: Vote) -> Choice {
    match vote {
        Vote::Agree => Choice::Agree,
        Vote::Pass => Choice::Pass,
        Vote::Disagree => Choice::Disagree,
    }
}
