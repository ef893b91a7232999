//! Residents weigh in: a vote with money to share out that is over, and one that is open.

use chrono::{Days, Duration};
use entity::shared::{ActionStatus, Utility, Vote};
use entity::{action, participant};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::DemoError;
use super::telling::Telling;
use crate::chain::{self, Face};
use crate::conversation::weighing;
use crate::db;
use crate::organiser::audit::By;
use crate::plan;
use crate::plan::weigh::ballots::cast;
use crate::plan::weigh::rounds::{self, Opening};

/// How many people vote in the round that is over, and in the one that is open.
const FIRST_VOTERS: usize = 24;
const SECOND_VOTERS: usize = 7;
/// For how many days a round is opened.
const OPEN_FOR: u64 = 14;
/// The money to share out, in pence.
const BUDGET: i64 = 600_000;
/// Out of how many the nth card gets an agreement, in turn; who does not agree mostly disagrees.
const OF_TEN: [usize; 10] = [9, 8, 4, 7, 6, 9, 5, 7, 3, 8];

impl Telling<'_> {
    async fn face(&self, txn: &DatabaseTransaction) -> Result<Face, DemoError> {
        let face = chain::find_face(txn, self.chain).await?;
        face.ok_or(DemoError::Lost("the chain"))
    }

    /// Opens a round on every action that has a cost, or with no money on what is not settled; nobody is written to.
    pub async fn ask_for_votes(&self, budget: bool) -> Result<(), DemoError> {
        let txn = db::begin_write(self.db).await?;
        let face = self.face(&txn).await?;
        let all = plan::list(&txn, self.chain).await?;
        let settled = [ActionStatus::Done, ActionStatus::WontDo];
        let asked = |action: &&action::Model| {
            if budget {
                action.cost.is_some()
            } else {
                !settled.contains(&action.status)
            }
        };
        let chosen = all.iter().filter(asked);
        let today = self.means.now().date_naive();
        let opening = Opening {
            actions: chosen.map(|action| action.id).collect(),
            last_day: today.checked_add_days(Days::new(OPEN_FOR)).unwrap_or(today),
            budget: budget.then_some(BUDGET),
            utility: Utility::Cost,
        };
        let opened = rounds::open(&txn, self.means, self.organiser, &face, &opening).await?;
        opened.map_err(|_| DemoError::Lost("a vote"))?;
        txn.commit().await?;
        let voters = if budget { FIRST_VOTERS } else { SECOND_VOTERS };
        self.means.sources.advance(Duration::hours(1));
        self.vote(voters).await
    }

    /// Lets every second person who said yes vote, until there are enough; some leave cards out.
    async fn vote(&self, voters: usize) -> Result<(), DemoError> {
        let txn = db::begin_write(self.db).await?;
        let face = self.face(&txn).await?;
        let open = weighing::find_open(&txn, self.chain).await?;
        let open = open.ok_or(DemoError::Lost("a vote"))?;
        let cards = rounds::cards(&txn, &open).await?;
        let people = participant::Entity::find()
            .filter(participant::Column::Chain.eq(self.chain))
            .filter(participant::Column::AgreedAt.is_not_null())
            .filter(participant::Column::StoppedAt.is_null())
            .filter(participant::Column::ErasedAt.is_null())
            .order_by_asc(participant::Column::Id)
            .all(&txn)
            .await?;
        for (n, person) in people.iter().step_by(2).take(voters).enumerate() {
            for (place, card) in cards.iter().enumerate() {
                if let Some(choice) = choice_of(n, place, person.branch) {
                    cast(&txn, self.means, &face, person, card, choice).await?;
                }
            }
        }
        txn.commit().await?;
        Ok(())
    }

    /// Closes the round that is open.
    pub async fn close_votes(&self) -> Result<(), DemoError> {
        let txn = db::begin_write(self.db).await?;
        let open = weighing::find_open(&txn, self.chain).await?;
        let open = open.ok_or(DemoError::Lost("a vote"))?;
        weighing::close(&txn, self.means, By::Organiser(self.organiser), &open).await?;
        txn.commit().await?;
        Ok(())
    }
}

/// Returns what the nth voter makes of a card. One card in eight is left out, the last ones by most: those need more
/// votes. The third card is wanted in some branches and not in others.
fn choice_of(n: usize, place: usize, branch: Option<Uuid>) -> Option<Vote> {
    let turn = (n * 7 + place * 3) % 10;
    let left_out = (n + place).is_multiple_of(8) || (place > 6 && !n.is_multiple_of(5));
    let apart = place == 2 && branch.is_some_and(|id| id.as_bytes()[15] % 2 == 0);
    let agrees = OF_TEN[place % OF_TEN.len()];
    if left_out {
        return None;
    }
    Some(match turn {
        _ if apart && turn < 8 => Vote::Agree,
        turn if turn < agrees => Vote::Agree,
        9 => Vote::Pass,
        _ => Vote::Disagree,
    })
}
