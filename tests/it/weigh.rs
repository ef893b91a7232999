//! Weighing in: rounds, voting at a personal link and on paper, and what comes of it.

use daisychain::conversation::weighing;
use daisychain::organiser::audit::By;
use daisychain::people::links;
use daisychain::plan::weigh::ballots::{Cast, cast};
use daisychain::plan::weigh::rounds::{self, Opening};
use entity::shared::{ActionStatus, LinkKind, Utility, Vote};
use entity::{card, participant, round};

use crate::plan::{action, add_action};
use crate::plan_world::World;

mod desk;
mod large;
mod opinions;
mod results;
mod voting;

/// A chain with people who said yes and actions.
pub struct Voting {
    pub world: World,
    pub people: Vec<participant::Model>,
    pub round: round::Model,
    pub cards: Vec<card::Model>,
}

pub const NAMES: [&str; 12] = [
    "Ana", "Ben", "Cara", "Dev", "Ella", "Fay", "Gus", "Hana", "Ivo", "Jo", "Kim", "Lee",
];

pub async fn actions(world: &World, costs: &[Option<i64>]) -> Vec<entity::action::Model> {
    let mut made = Vec::new();
    for (n, cost) in costs.iter().enumerate() {
        let mut edited = action(&format!("Idea {n}"), ActionStatus::Proposed);
        edited.cost = *cost;
        made.push(add_action(world, edited, &[], &[]).await);
    }
    made
}

/// Opens a round on new actions of these costs.
pub async fn open_round(world: &World, costs: &[Option<i64>], budget: Option<i64>) -> round::Model {
    let made = actions(world, costs).await;
    let opening = Opening {
        actions: made.iter().map(|action| action.id).collect(),
        last_day: rounds::usual_day(&world.face, &world.app.means),
        budget,
        utility: Utility::Count,
    };
    let txn = world.begin().await;
    let means = &world.app.means;
    let opened = rounds::open(&txn, means, world.owner, &world.face, &opening).await;
    let round = opened.unwrap().unwrap();
    txn.commit().await.unwrap();
    round
}

impl Voting {
    /// Opens a round for `people` first people on actions of these costs.
    pub async fn new(people: usize, costs: &[Option<i64>], budget: Option<i64>) -> Self {
        let world = World::new().await;
        let mut here = Vec::new();
        for name in &NAMES[..people] {
            here.push(world.starter(name).await);
        }
        let round = open_round(&world, costs, budget).await;
        let cards = rounds::cards(&world.app.db.read, &round).await.unwrap();
        Self {
            world,
            people: here,
            round,
            cards,
        }
    }

    pub async fn cast(&self, person: usize, card: usize, vote: Vote) -> Cast {
        let (world, txn) = (&self.world, self.world.begin().await);
        let person = world.person(self.people[person].id).await;
        let (means, card) = (&world.app.means, &self.cards[card]);
        let cast = cast(&txn, means, &world.face, &person, card, vote).await;
        txn.commit().await.unwrap();
        cast.unwrap()
    }

    /// Everyone votes: a row for each person, a letter for each card (a, p, d, or - for none).
    pub async fn all(&self, rows: &[&str]) {
        for (person, row) in rows.iter().enumerate() {
            for (card, letter) in row.chars().enumerate() {
                let vote = match letter {
                    'a' => Vote::Agree,
                    'p' => Vote::Pass,
                    'd' => Vote::Disagree,
                    _ => continue,
                };
                assert_eq!(self.cast(person, card, vote).await, Cast::Kept);
            }
        }
    }

    pub async fn close(&mut self) -> bool {
        let txn = self.world.begin().await;
        let by = By::Organiser(self.world.owner);
        let done = weighing::close(&txn, &self.world.app.means, by, &self.round).await;
        txn.commit().await.unwrap();
        let read = &self.world.app.db.read;
        let found = rounds::find(read, self.world.face.chain.id, self.round.n).await;
        self.round = found.unwrap().unwrap();
        done.unwrap()
    }

    pub async fn token(&self, person: usize) -> String {
        let read = &self.world.app.db.read;
        let link = links::find_live(read, self.people[person].id, LinkKind::Act).await;
        let link = link.unwrap().unwrap();
        self.world
            .app
            .means
            .keys
            .link_token(link.id, link.generation)
    }

    pub fn desk(&self, below: &str) -> String {
        format!("/desk/{}/plan/round{below}", self.world.slug())
    }

    pub fn public(&self, below: &str) -> String {
        format!("/c/{}/plan/rounds{below}", self.world.slug())
    }
}
