//! What the people of the demo say about themselves when they are asked, and what some would rather not say.

use entity::participant;
use entity::shared::ReachWhat;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::Deserialize;

use super::DemoError;
use super::telling::Telling;
use crate::db;
use crate::people::heard_from::{self, Draft, Line, Question};

/// A question of the story.
#[derive(Debug, Deserialize)]
pub struct Asked {
    pub what: ReachWhat,
    pub source: String,
    pub asked: bool,
    pub bands: Vec<Band>,
}

#[derive(Debug, Deserialize)]
pub struct Band {
    pub key: Option<String>,
    pub name: String,
    /// Hundredths of a per cent.
    pub share: i32,
    /// How many of ten people say so; the rest of the ten say nothing.
    #[serde(default)]
    pub of_ten: usize,
}

impl Telling<'_> {
    /// Lets everybody who said yes answer, or not.
    pub async fn say_about_themselves(&self) -> Result<(), DemoError> {
        let txn = db::begin_write(self.db).await?;
        for asked in &self.story.heard {
            let line = |band: &Band| Line {
                key: band.key.clone(),
                name: band.name.clone(),
                share: Some(band.share),
            };
            let draft = Draft {
                what: asked.what,
                id: None,
                name: String::new(),
                source: asked.source.clone(),
                asked: asked.asked,
                lines: asked.bands.iter().map(line).collect(),
            };
            let saved = heard_from::save(&txn, self.means, self.chain, &draft).await?;
            saved.map_err(|_| DemoError::Lost("a question about who is heard"))?;
        }
        let questions = heard_from::list(&txn, self.chain).await?;
        let people = participant::Entity::find()
            .filter(participant::Column::Chain.eq(self.chain))
            .filter(participant::Column::AgreedAt.is_not_null())
            .filter(participant::Column::ErasedAt.is_null())
            .order_by_asc(participant::Column::Id)
            .all(&txn)
            .await?;
        for (n, person) in people.iter().enumerate() {
            let chosen = questions.iter().enumerate().filter_map(|(q, question)| {
                let band = self.said_by(question, n, q)?;
                Some((question.row.id, Some(band)))
            });
            let chosen: Vec<_> = chosen.collect();
            heard_from::answer(&txn, self.means, person, &chosen).await?;
        }
        txn.commit().await?;
        Ok(())
    }

    /// Returns what the nth person answers to the qth question. Neighbours in the list are asked by each other, so the
    /// answers go round slowly: people mostly know people like themselves.
    fn said_by(&self, question: &Question, n: usize, q: usize) -> Option<uuid::Uuid> {
        let asked = self
            .story
            .heard
            .iter()
            .find(|asked| asked.asked && asked.what == question.row.what)?;
        let mut turn = (n / (q + 1)) * 7 % 10;
        for band in &asked.bands {
            if turn < band.of_ten {
                let held = question.offered().find(|held| held.name == band.name);
                return held.map(|held| held.id);
            }
            turn -= band.of_ten;
        }
        None
    }
}
