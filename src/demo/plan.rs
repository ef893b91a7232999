//! The organisers' part of the story: sorting points into themes, writing the plan, publishing it twice.

use std::collections::BTreeMap;

use chrono::Duration;
use sea_orm::DatabaseTransaction;
use uuid::Uuid;

use super::DemoError;
use super::story::Action;
use super::telling::Telling;
use crate::chain;
use crate::conversation::record;
use crate::db;
use crate::insight::{coding, themes};
use crate::plan::publish::{self, Publishing};
use crate::plan::{self, Edited, checks};

const TITLE: &str = "demo-plan-title";
const INTRODUCTION: &str = "demo-plan-introduction";

/// What the organisers have made so far, by its name in the story.
#[derive(Default)]
pub struct Made {
    themes: BTreeMap<String, Uuid>,
    actions: usize,
}

impl Telling<'_> {
    /// Sorts every point that can be sorted by now.
    pub async fn sort(&self, made: &mut Made) -> Result<(), DemoError> {
        let txn = db::begin_write(self.db).await?;
        for told in &self.story.themes {
            if !made.themes.contains_key(&told.id) {
                let by = self.organiser;
                let theme =
                    themes::create(&txn, self.means, by, self.chain, &told.name, &told.meaning)
                        .await?;
                let theme = theme.map_err(|_| DemoError::Lost("a theme"))?;
                made.themes.insert(told.id.clone(), theme.id);
            }
        }
        for person in &self.story.people {
            if person.points.is_empty() || !self.has_come(person) {
                continue;
            }
            let Some(c) = self.incoming(&txn, person).await? else {
                continue;
            };
            for stored in record::list_points(&txn, c.id).await? {
                let told = person
                    .points
                    .iter()
                    .find(|p| p.words().any(|words| words == stored.text));
                let into: Vec<Uuid> = told
                    .into_iter()
                    .flat_map(|p| &p.t)
                    .filter_map(|t| made.themes.get(t).copied())
                    .collect();
                if !into.is_empty() {
                    coding::sort(&txn, self.means, self.organiser, &stored, &into, &[]).await?;
                }
            }
        }
        txn.commit().await?;
        Ok(())
    }

    /// Writes the story's actions up to the `upto`-th.
    pub async fn write_actions(&self, made: &mut Made, upto: usize) -> Result<(), DemoError> {
        let txn = db::begin_write(self.db).await?;
        for told in self.story.actions.iter().take(upto).skip(made.actions) {
            self.write_action(&txn, made, told).await?;
            made.actions += 1;
        }
        txn.commit().await?;
        Ok(())
    }

    async fn write_action(
        &self,
        txn: &DatabaseTransaction,
        made: &Made,
        told: &Action,
    ) -> Result<(), DemoError> {
        let edited = Edited {
            now: told.now.clone(),
            towards: told.towards.clone(),
            who: told.who,
            owner: told.owner.clone(),
            by_when: Some((self.ends + Duration::days(told.by_when_days)).date_naive()),
            measure: told.measure.clone(),
            status: told.status,
            reason: told.reason.clone(),
            cost: told.cost,
        };
        let by = self.organiser;
        let action = plan::add(txn, self.means, by, self.chain, edited).await?;
        let action = action.ok_or(DemoError::Lost("an action"))?;
        let rests_on: Vec<Uuid> = told
            .themes
            .iter()
            .filter_map(|t| made.themes.get(t).copied())
            .collect();
        plan::rest_on_themes(txn, self.means, &action, &rests_on).await?;
        let mut picked = Vec::new();
        for mark in &told.points {
            picked.extend(self.find_point(txn, mark).await?);
        }
        plan::pick_points(txn, self.means, by, &action, &picked, &[]).await?;
        Ok(())
    }

    /// Finds the stored point that the story calls `person:index`.
    async fn find_point(
        &self,
        txn: &DatabaseTransaction,
        mark: &str,
    ) -> Result<Option<Uuid>, DemoError> {
        let told = mark.split_once(':').and_then(|(id, n)| {
            let person = self.story.people.iter().find(|p| p.id == id)?;
            Some((person, person.points.get(n.parse::<usize>().ok()?)?))
        });
        let Some((person, point)) = told.filter(|(person, _)| self.has_come(person)) else {
            return Ok(None);
        };
        let Some(c) = self.incoming(txn, person).await? else {
            return Ok(None);
        };
        let points = record::list_points(txn, c.id).await?;
        Ok(points
            .iter()
            .find(|stored| point.words().any(|words| words == stored.text))
            .map(|stored| stored.id))
    }

    /// Publishes what there is as version `n` and tells everyone who said yes.
    pub async fn publish(&self, n: i32, what_changed: &str) -> Result<(), DemoError> {
        let txn = db::begin_write(self.db).await?;
        let face = chain::find_face(&txn, self.chain)
            .await?
            .ok_or(DemoError::Lost("the chain"))?;
        let w = face.language();
        let (title, introduction) = (w.t(TITLE), w.t(INTRODUCTION));
        plan::change_words(
            &txn,
            self.means,
            self.organiser,
            &face.chain,
            &title,
            &introduction,
        )
        .await?;
        let face = chain::find_face(&txn, self.chain)
            .await?
            .ok_or(DemoError::Lost("the chain"))?;
        let what_changed = if what_changed.is_empty() {
            String::new()
        } else {
            w.t(what_changed)
        };
        // The organisers of the story look at each name and let it stay: everybody in it is invented.
        let draft = publish::draft(&txn, &face).await?;
        for found in checks::names(&txn, &face, &draft, &what_changed).await? {
            checks::keep(&txn, self.means, self.organiser, self.chain, &found).await?;
        }
        let publishing = Publishing {
            n,
            what_changed: &what_changed,
            tell: true,
        };
        let published =
            publish::publish(&txn, self.means, &face, self.organiser, publishing).await?;
        published.map_err(|_| DemoError::Lost("the plan"))?;
        txn.commit().await?;
        Ok(())
    }
}
