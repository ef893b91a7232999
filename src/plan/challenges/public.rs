//! What everybody reads of "that is not what we meant": how many wait for an answer, and what was answered. Never who.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::challenge;
use entity::shared::ChallengeDone;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::answers::{is_shown, waits};
use super::{done_key, still_told};
use crate::i18n::{Arg, Words};
use crate::people;

/// What stands at one action.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    pub open: Vec<Open>,
    /// The last first.
    pub answered: Vec<Answer>,
}

/// One that waits: nothing is told but that it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Open {
    pub id: Uuid,
    pub since: DateTime<Utc>,
}

/// One that was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub id: Uuid,
    /// What was written, where its writer and an organiser both allow it.
    pub said: Option<String>,
    /// The language of who wrote it.
    pub said_in: String,
    pub text: String,
    pub done: ChallengeDone,
    pub at: DateTime<Utc>,
}

/// What stands at one action, in words.
#[derive(Clone, Debug, Default)]
pub struct Told {
    /// The sentence about those that wait.
    pub open: Option<String>,
    pub answered: Vec<ToldAnswer>,
}

/// An answer in words.
#[derive(Clone, Debug)]
pub struct ToldAnswer {
    pub said: Option<String>,
    /// The language of what was said.
    pub said_in: String,
    pub done: String,
    pub day: String,
    pub text: String,
}

impl Standing {
    /// Puts it into words; of the answers only the last `most`.
    pub fn told(&self, w: Words, zone: chrono_tz::Tz, most: usize) -> Told {
        let answered = self.answered.iter().take(most).map(|one| ToldAnswer {
            said: one.said.clone(),
            said_in: one.said_in.clone(),
            done: w.t(done_key(one.done)),
            day: w.date(one.at, zone),
            text: one.text.clone(),
        });
        Told {
            open: self.open_line(w, zone),
            answered: answered.collect(),
        }
    }

    /// Returns the sentence about those that wait; absent when none does.
    pub fn open_line(&self, w: Words, zone: chrono_tz::Tz) -> Option<String> {
        let first = self.open.first()?;
        let (count, day) = (self.open.len(), w.date(first.since, zone));
        let args: &[(&'static str, &dyn Arg)] = &[("count", &count), ("day", &day)];
        Some(w.with("challenge-public-open", args))
    }
}

/// Reads what stands at the actions of a chain.
pub async fn of_chain(
    conn: &impl ConnectionTrait,
    chain: Uuid,
) -> Result<HashMap<Uuid, Standing>, DbErr> {
    let rows = challenge::Entity::find()
        .filter(challenge::Column::Chain.eq(chain))
        .filter(still_told())
        .filter(challenge::Column::EndedAt.is_null())
        .order_by_asc(challenge::Column::Id)
        .all(conn)
        .await?;
    let shown = rows.iter().filter(|row| is_shown(row));
    let writers = people::find_all(conn, shown.map(|row| row.participant)).await?;
    let mut all: HashMap<Uuid, Standing> = HashMap::new();
    for row in rows {
        let standing = all.entry(row.action).or_default();
        if waits(&row) {
            let (id, since) = (row.id, row.made_at);
            standing.open.push(Open { id, since });
            continue;
        }
        let writer = writers.get(&row.participant);
        let said_in = writer.map_or_else(String::new, |writer| writer.language.clone());
        let said = is_shown(&row).then_some(row.text);
        if let (Some(text), Some(done), Some(at)) = (row.answer, row.done, row.answered_at) {
            standing.answered.push(Answer {
                id: row.id,
                said,
                said_in,
                text,
                done,
                at,
            });
        }
    }
    for standing in all.values_mut() {
        standing
            .answered
            .sort_by_key(|one| std::cmp::Reverse((one.at, one.id)));
    }
    Ok(all)
}
