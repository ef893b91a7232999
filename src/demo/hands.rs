//! Helping hands: people who could help with the plan, one who looks after an action and one who is asked to, and two
//! introductions, one made and one that waits.

use chrono::Duration;
use entity::shared::OwnerShown;
use entity::{action, participant};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter};

use super::DemoError;
use super::telling::Telling;
use crate::chain::{self, Face};
use crate::db;
use crate::plan;
use crate::plan::hands::{introductions, owners, pledges};

/// Who could help with which action of the story, by their places there, and with what.
const OFFERS: [(&str, usize, &str); 9] = [
    ("seun", 1, "Carry the crates on a Wednesday"),
    ("oksana", 1, "Keep the books"),
    ("jairo", 2, "Clean it on Mondays"),
    ("derek", 2, ""),
    ("marek", 7, "Build the beds"),
    ("wendy", 7, "Thirty tomato plants every May"),
    ("chidi", 9, "Sunday drops with the box bike"),
    ("idris", 9, ""),
    ("ellie", 9, "Fetch heavy things on a Sunday"),
];
const LOOKS_AFTER: (&str, usize) = ("marek", 7);
const ASKED: (&str, usize) = ("chidi", 9);
const WAITING: [&str; 2] = ["jairo", "derek"];
const WAITING_WHY: &str = "One of you mends cookers, the other knows how to clean a big kitchen.";
const MADE: [(&str, &str); 2] = [
    ("ines", "After school at the gate, or 07700 900655"),
    ("agnieszka", "agnieszka.pierogi@example.org"),
];
const MADE_WHY: &str =
    "One of you wants to run a cooking hour after school. The other likes to cook with children.";

impl Telling<'_> {
    async fn neighbour(
        &self,
        txn: &DatabaseTransaction,
        id: &str,
    ) -> Result<participant::Model, DemoError> {
        let told = self.story.people.iter().find(|person| person.id == id);
        let told = told.ok_or(DemoError::Lost("a neighbour"))?;
        participant::Entity::find()
            .filter(participant::Column::Chain.eq(self.chain))
            .filter(participant::Column::Name.eq(told.name.as_str()))
            .one(txn)
            .await?
            .ok_or(DemoError::Lost("a neighbour"))
    }

    async fn deed(
        &self,
        txn: &DatabaseTransaction,
        place: usize,
    ) -> Result<action::Model, DemoError> {
        let towards = &self.story.actions[place].towards;
        let all = plan::list(txn, self.chain).await?;
        let found = all.into_iter().find(|action| action.towards == *towards);
        found.ok_or(DemoError::Lost("an action"))
    }

    /// Lets people offer help, look after an action, and be introduced.
    pub async fn lend_hands(&self) -> Result<(), DemoError> {
        let txn = db::begin_write(self.db).await?;
        let face = chain::find_face(&txn, self.chain).await?;
        let face = face.ok_or(DemoError::Lost("the chain"))?;
        for (id, place, text) in OFFERS {
            let person = self.neighbour(&txn, id).await?;
            let action = self.deed(&txn, place).await?;
            pledges::offer(&txn, self.means, &face, &person, action.id, text).await?;
        }
        self.ask_owners(&txn, &face).await?;
        self.introduce(&txn, &face).await?;
        txn.commit().await?;
        self.means.sources.advance(Duration::hours(1));
        Ok(())
    }

    async fn ask_owners(&self, txn: &DatabaseTransaction, face: &Face) -> Result<(), DemoError> {
        for (id, place) in [LOOKS_AFTER, ASKED] {
            let person = self.neighbour(txn, id).await?;
            let action = self.deed(txn, place).await?;
            let by = (face, self.organiser);
            owners::ask(txn, self.means, by, &action, &person).await?;
            if (id, place) == LOOKS_AFTER {
                let shown = OwnerShown::FirstName;
                owners::agree(txn, self.means, &person, action.id, shown).await?;
            }
        }
        Ok(())
    }

    async fn introduce(&self, txn: &DatabaseTransaction, face: &Face) -> Result<(), DemoError> {
        let by = (face, self.organiser);
        let two = [
            self.neighbour(txn, WAITING[0]).await?,
            self.neighbour(txn, WAITING[1]).await?,
        ];
        let pair = [two[0].id, two[1].id];
        let waits = introductions::propose(txn, self.means, by, pair, WAITING_WHY).await?;
        waits.map_err(|_| DemoError::Lost("an introduction"))?;
        let two = [
            self.neighbour(txn, MADE[0].0).await?,
            self.neighbour(txn, MADE[1].0).await?,
        ];
        let pair = [two[0].id, two[1].id];
        let made = introductions::propose(txn, self.means, by, pair, MADE_WHY).await?;
        let made = made.map_err(|_| DemoError::Lost("an introduction"))?;
        for (person, (_, shared)) in two.iter().zip(MADE) {
            introductions::say_yes(txn, self.means, face, person, made.id, shared).await?;
        }
        Ok(())
    }
}
