//! What was worked out of the words of points, kept while the words stay the same.
//!
//! It is found again by the words themselves, so a point that is sorted, changed or taken out never stands in an old
//! answer. Working it out takes up to a second (decision 18), so it is done beside the server's own threads, once at
//! a time.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};

use entity::insight;
use sea_orm::{
    Condition, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

/// How many letters of a point are looked at: of 3,000 points as long as points may be, all would take minutes.
const LETTERS: usize = 1_000;

/// For how many chains answers are kept.
const CHAINS: usize = 64;

/// A point as it is compared with others.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Said {
    pub id: Uuid,
    pub chat: Uuid,
    pub text: String,
}

/// Points to compare, oldest first, and out of how many they are the newest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Looked {
    pub points: Vec<Said>,
    pub of: u64,
}

impl Looked {
    /// Reads the newest of the points that fit, `most` of them.
    pub async fn read(
        conn: &impl ConnectionTrait,
        wanted: Condition,
        most: u64,
    ) -> Result<Self, DbErr> {
        let of = insight::Entity::find()
            .filter(wanted.clone())
            .count(conn)
            .await?;
        let rows: Vec<(Uuid, Uuid, String)> = insight::Entity::find()
            .select_only()
            .column(insight::Column::Id)
            .column(insight::Column::Conversation)
            .column(insight::Column::Text)
            .filter(wanted)
            .order_by_desc(insight::Column::Id)
            .limit(most)
            .into_tuple()
            .all(conn)
            .await?;
        let said = |(id, chat, text): (Uuid, Uuid, String)| Said {
            id,
            chat,
            text: text.chars().take(LETTERS).collect(),
        };
        Ok(Self {
            points: rows.into_iter().rev().map(said).collect(),
            of,
        })
    }

    /// Tells whether some were left out.
    pub fn is_part(&self) -> bool {
        usize::try_from(self.of).unwrap_or(usize::MAX) > self.points.len()
    }

    fn texts(&self) -> Vec<String> {
        self.points.iter().map(|said| said.text.clone()).collect()
    }
}

/// The last answer of each chain.
pub struct Memory<T> {
    held: Mutex<HashMap<Uuid, (u64, Arc<T>)>>,
    turn: tokio::sync::Mutex<()>,
}

impl<T> Default for Memory<T> {
    fn default() -> Self {
        Self {
            held: Mutex::default(),
            turn: tokio::sync::Mutex::default(),
        }
    }
}

impl<T: Send + Sync + 'static> Memory<T> {
    fn find(&self, chain: Uuid, mark: u64) -> Option<Arc<T>> {
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let found = held.get(&chain).filter(|(kept, _)| *kept == mark);
        found.map(|(_, answer)| Arc::clone(answer))
    }

    fn keep(&self, chain: Uuid, mark: u64, answer: &Arc<T>) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if held.len() >= CHAINS {
            held.clear();
        }
        held.insert(chain, (mark, Arc::clone(answer)));
    }

    /// Returns the answer for these points among others, from before or worked out now.
    pub async fn get(
        &self,
        chain: Uuid,
        looked: &Looked,
        among: &Looked,
        work: fn(&[String], &[String]) -> T,
    ) -> Result<Arc<T>, DbErr> {
        let mut hasher = DefaultHasher::new();
        (&looked.points, &among.points).hash(&mut hasher);
        let mark = hasher.finish();
        if let Some(found) = self.find(chain, mark) {
            return Ok(found);
        }
        let _turn = self.turn.lock().await;
        // Whoever had the turn before may have worked on the same points.
        if let Some(found) = self.find(chain, mark) {
            return Ok(found);
        }
        let (texts, among) = (looked.texts(), among.texts());
        let answer = tokio::task::spawn_blocking(move || work(&texts, &among)).await;
        let answer = Arc::new(answer.map_err(|error| DbErr::Custom(error.to_string()))?);
        self.keep(chain, mark, &answer);
        Ok(answer)
    }
}
