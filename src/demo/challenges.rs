//! "That is not what we meant": one that waits for an answer, and one that was answered.

use chrono::Duration;
use entity::participant;
use entity::shared::ChallengeDone;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::DemoError;
use super::telling::Telling;
use crate::chain;
use crate::db;
use crate::plan::challenges::answers::{self, Reply};
use crate::plan::challenges::{Words, find_open, say};
use crate::plan::led_to;

const WAITS: &str = "I meant a hot meal on a weekday. On Sundays I am at work.";
const ANSWERED: &str = "I meant a table to sit down at, with no job to do.";
const ANSWER: &str =
    "Thank you. Nobody needs to take a job: come and eat. So we keep the words as they are.";

impl Telling<'_> {
    /// Lets two people say that an action is not what they meant, and answers one of them.
    pub async fn say_not_meant(&self) -> Result<(), DemoError> {
        let txn = db::begin_write(self.db).await?;
        let face = chain::find_face(&txn, self.chain).await?;
        let face = face.ok_or(DemoError::Lost("the chain"))?;
        let people = participant::Entity::find()
            .filter(participant::Column::Chain.eq(self.chain))
            .filter(participant::Column::AgreedAt.is_not_null())
            .filter(participant::Column::StoppedAt.is_null())
            .order_by_asc(participant::Column::Id)
            .all(&txn)
            .await?;
        let mut texts = [WAITS, ANSWERED].into_iter().enumerate();
        for person in people {
            let traces = led_to(&txn, &person).await?;
            let mut led = traces.iter().flat_map(|trace| &trace.actions);
            let Some(led) = led.next() else {
                continue;
            };
            let Some((n, text)) = texts.next() else {
                break;
            };
            let words = Words {
                text: text.to_owned(),
                readable: n == 1,
            };
            say(&txn, self.means, &person, (led.action, None), words).await?;
            let made = find_open(&txn, person.id, led.action).await?;
            let made = made.ok_or(DemoError::Lost("a challenge"))?;
            if n == 1 {
                let reply = Reply {
                    text: ANSWER.to_owned(),
                    done: ChallengeDone::Kept,
                    show: true,
                };
                let by = (&face, self.organiser);
                answers::answer(&txn, self.means, by, (&made, made.edition), reply).await?;
            }
        }
        txn.commit().await?;
        self.means.sources.advance(Duration::hours(1));
        Ok(())
    }
}
