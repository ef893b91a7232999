//! What came of a round: the cards in order of how all groups support them, and what the money pays for.
//!
//! People are numbered by a keyed hash, so that the published ballots tell neither who they are nor when they voted.
//! Everything here follows that order: who downloads the ballots and does the same sums gets the same pence.

use std::collections::{BTreeMap, HashMap};

use entity::shared::{ReachWhat, Utility, Vote};
use entity::{card, participant, reach_answer, reach_question, round, vote};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::ballots::choice_of;
use super::rounds;
use crate::keys::Keys;
use crate::methods::forest::Forest;
use crate::methods::ranking::{Choice, Grouping, Ranking, rank};
use crate::methods::shares::{self, Outcome, Priced, equal_shares};
use crate::methods::support::prevalence;

/// The ballots of a round.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ballots {
    pub cards: Vec<card::Model>,
    /// Who voted, in the order of the published ballots.
    pub voters: Vec<Uuid>,
    /// For each card its voters, by their place, and their choices.
    pub votes: Vec<Vec<(usize, Choice)>>,
}

impl Ballots {
    /// Reads the ballots of a round.
    pub async fn read(
        conn: &impl ConnectionTrait,
        keys: &Keys,
        round: &round::Model,
    ) -> Result<Self, DbErr> {
        let cards = rounds::cards(conn, round).await?;
        let rows: Vec<(Uuid, Uuid, Vote)> = vote::Entity::find()
            .select_only()
            .column(vote::Column::Card)
            .column(vote::Column::Participant)
            .column(vote::Column::Choice)
            .filter(vote::Column::Round.eq(round.id))
            .into_tuple()
            .all(conn)
            .await?;
        Ok(Self::of(keys, round.id, cards, &rows))
    }

    /// Puts cards and votes (a card, a person, a choice) together; votes on other cards are passed over.
    pub fn of(
        keys: &Keys,
        round: Uuid,
        cards: Vec<card::Model>,
        rows: &[(Uuid, Uuid, Vote)],
    ) -> Self {
        let places: HashMap<Uuid, usize> = (0..).zip(&cards).map(|(n, c)| (c.id, n)).collect();
        let mut order: BTreeMap<Vec<u8>, Uuid> = BTreeMap::new();
        let mut known: HashMap<Uuid, usize> = HashMap::new();
        for (_, person, _) in rows.iter().filter(|(card, ..)| places.contains_key(card)) {
            if known.insert(*person, 0).is_none() {
                order.insert(keys.ballot_order(round, *person), *person);
            }
        }
        let voters: Vec<Uuid> = order.into_values().collect();
        known.extend((0..).zip(&voters).map(|(n, person)| (*person, n)));
        let mut votes = vec![Vec::new(); cards.len()];
        for (card, person, choice) in rows {
            if let Some(place) = places.get(card) {
                votes[*place].push((known[person], choice_of(*choice)));
            }
        }
        for of_card in &mut votes {
            of_card.sort_unstable_by_key(|(voter, _)| *voter);
        }
        Self {
            cards,
            voters,
            votes,
        }
    }

    /// Returns for each voter the places of the cards they agree with.
    pub fn approvals(&self) -> Vec<Vec<usize>> {
        let mut approvals = vec![Vec::new(); self.voters.len()];
        for (place, of_card) in self.votes.iter().enumerate() {
            for (voter, choice) in of_card {
                if *choice == Choice::Agree {
                    approvals[*voter].push(place);
                }
            }
        }
        approvals
    }

    /// Returns each voter's row: a choice a card, or none.
    pub fn rows(&self) -> Vec<Vec<Option<Choice>>> {
        let mut rows = vec![vec![None; self.cards.len()]; self.voters.len()];
        for (place, of_card) in self.votes.iter().enumerate() {
            for (voter, choice) in of_card {
                rows[*voter][place] = Some(*choice);
            }
        }
        rows
    }

    /// Shares out the budget; `None` without one.
    pub fn share_out(&self, round: &round::Model) -> Option<Outcome> {
        let budget = u64::try_from(round.budget?).ok()?;
        let cost = |card: &card::Model| Priced {
            cost: card.cost.and_then(|c| u64::try_from(c).ok()).unwrap_or(0),
        };
        let priced: Vec<Priced> = self.cards.iter().map(cost).collect();
        let utility = match round.utility {
            Utility::Cost => shares::Utility::Cost,
            Utility::Count => shares::Utility::Count,
        };
        Some(equal_shares(budget, &priced, &self.approvals(), utility))
    }
}

/// How the people of a chain hang together: by whom each came, and what groups they said they belong to.
#[derive(Clone, Debug, Default)]
pub struct People {
    forest: Forest,
    places: HashMap<Uuid, usize>,
    branch: HashMap<Uuid, Uuid>,
    /// For each question that tells groups apart, each person's answer.
    declared: Vec<HashMap<Uuid, Uuid>>,
}

impl People {
    /// Reads the people of a chain in three queries.
    pub async fn read(conn: &impl ConnectionTrait, chain: Uuid) -> Result<Self, DbErr> {
        use participant::Column as C;
        let rows: Vec<(Uuid, Option<Uuid>, Option<Uuid>)> = participant::Entity::find()
            .select_only()
            .columns([C::Id, C::Parent, C::Branch])
            .filter(C::Chain.eq(chain))
            .order_by_asc(C::Id)
            .into_tuple()
            .all(conn)
            .await?;
        let places: HashMap<Uuid, usize> = (0..).zip(&rows).map(|(n, row)| (row.0, n)).collect();
        let parent = |row: &(Uuid, Option<Uuid>, _)| row.1.and_then(|id| places.get(&id).copied());
        let forest = Forest::of(rows.iter().map(parent).collect())
            .map_err(|error| DbErr::Custom(error.to_string()))?;
        Ok(Self {
            forest,
            branch: rows
                .iter()
                .filter_map(|row| Some((row.0, row.2?)))
                .collect(),
            declared: read_declared(conn, chain).await?,
            places,
        })
    }

    /// Groups voters by each thing they declared, and by branch.
    fn groupings(&self, voters: &[Uuid]) -> Vec<Grouping> {
        let ways = self.declared.iter().chain([&self.branch]);
        let of = |answers: &HashMap<Uuid, Uuid>| {
            let mut numbers: BTreeMap<Uuid, usize> = BTreeMap::new();
            for group in voters.iter().filter_map(|voter| answers.get(voter)) {
                let next = numbers.len();
                numbers.entry(*group).or_insert(next);
            }
            let number = |voter: &Uuid| numbers.get(answers.get(voter)?).copied();
            Grouping::of(&voters.iter().map(number).collect::<Vec<_>>())
        };
        ways.filter_map(of).collect()
    }

    /// Works out how many voters who know nothing of each other those of a card are worth (METHODS 1.4).
    fn worth(&self, voters: &[Uuid], votes: &[(usize, Choice)]) -> Option<f64> {
        let mut answers = vec![None; self.forest.len()];
        for (voter, choice) in votes {
            let place = self.places.get(voters.get(*voter)?)?;
            answers[*place] = Some(*choice == Choice::Agree);
        }
        prevalence(&self.forest, &answers).map(|known| known.effective)
    }

    /// Ranks the cards.
    pub fn rank(&self, ballots: &Ballots) -> Ranking {
        let voters = &ballots.voters;
        let groupings = self.groupings(voters);
        rank(&ballots.votes, voters.len(), &groupings, |card| {
            self.worth(voters, &ballots.votes[card])
        })
    }
}

/// Reads what people said about where they live and how old they are: only counted, never shown.
async fn read_declared(
    conn: &impl ConnectionTrait,
    chain: Uuid,
) -> Result<Vec<HashMap<Uuid, Uuid>>, DbErr> {
    let questions = reach_question::Entity::find()
        .filter(reach_question::Column::Chain.eq(chain))
        .filter(reach_question::Column::RetiredAt.is_null())
        .filter(reach_question::Column::What.is_in([ReachWhat::Place, ReachWhat::Age]))
        .order_by_asc(reach_question::Column::Position)
        .all(conn)
        .await?;
    let answers = reach_answer::Entity::find()
        .filter(reach_answer::Column::Question.is_in(questions.iter().map(|q| q.id)))
        .all(conn)
        .await?;
    let of = |question: &reach_question::Model| {
        let own = answers.iter().filter(|a| a.question == question.id);
        own.map(|answer| (answer.participant, answer.band))
            .collect()
    };
    Ok(questions.iter().map(of).collect())
}
